"""A signature drawn on the screen, as black ink on white."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from declaration.problems import Problem, blocking
from desk.capture.encoding import Encoded
from desk.ports.strokes import Stroke, sampled

_WIDTH = 900
_PEN = 5  # pixels of the finished signature
_SUPERSAMPLING = 3


def drawn_signature(strokes: Sequence[Stroke], box: tuple[float, float]) -> Encoded | Problem:
    """Strokes drawn in a box (width, height) as a PNG; signature_empty when they hold no ink."""
    if not any(len(set(stroke)) > 1 for stroke in strokes):
        return blocking("signature", "signature_empty")
    scale = _WIDTH / box[0]
    size = (_WIDTH, max(1, round(box[1] * scale)))
    drawn = Image.new("L", (size[0] * _SUPERSAMPLING, size[1] * _SUPERSAMPLING), 255)
    pen = ImageDraw.Draw(drawn)
    for stroke in strokes:
        _draw(pen, [_inside(point, box, scale * _SUPERSAMPLING) for point in stroke])
    file = io.BytesIO()
    drawn.resize(size, Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return Encoded(file.getvalue(), "image/png", *size)


def _inside(point: tuple[float, float], box: tuple[float, float], scale: float) -> tuple[float, float]:
    x, y = (min(max(value, 0.0), limit) for value, limit in zip(point, box, strict=True))
    return x * scale, y * scale


def _draw(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]]) -> None:
    width = _PEN * _SUPERSAMPLING
    finite = [point for point in points if all(map(math.isfinite, point))]
    pen.line(sampled(finite), fill=0, width=width, joint="curve")
    for x, y in finite[:1] + finite[-1:]:
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=0)
