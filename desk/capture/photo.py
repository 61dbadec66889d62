"""The pictures that are filed: cut, encoded once, without metadata, and named by their content.

Portraits follow the rule's 4 x 6 cm: 472 x 709 pixels at 300 dpi, ratio 2:3. Card sides are filed as seen.
"""

from __future__ import annotations

import hashlib
import io
import math
import time
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw

from declaration.draft import PhotoRole
from declaration.problems import Problem, blocking
from desk.capture.picture_file import open_picture
from desk.ports.camera import Frame, Photo, Pixels

JPEG_QUALITY = 88
PORTRAIT_WIDTH, PORTRAIT_HEIGHT = 472, 709
_PORTRAIT_TALLEST = 1416  # twice the rule's height: more is weight without detail
_LONGEST_SIDE = 2560
_PREVIEW_QUALITY = 75
_SIGNATURE_WIDTH = 900
_PEN = 5  # pixels of the finished signature
_SUPERSAMPLING = 3

Stroke = Sequence[tuple[float, float]]


class DeskPhotoLab:
    """Makes filed photos, previews and signatures; stateless, used from any thread."""

    def jpeg(self, frame: Frame, role: PhotoRole) -> Photo:
        """The frame as it will be filed in one role."""
        portrait = role is PhotoRole.PORTRAIT
        seen = _centre_two_by_three(frame.pixels) if portrait else frame.pixels
        pixels = _at_most(seen, _PORTRAIT_TALLEST if portrait else _LONGEST_SIDE)
        return _photo(role, _encode(pixels, JPEG_QUALITY), "image/jpeg", pixels.shape[1], pixels.shape[0])

    def preview(self, frame: Frame, width: int) -> bytes:
        """A JPEG ``width`` pixels wide, or of the frame's own width if that is smaller."""
        height, own_width = frame.pixels.shape[:2]
        if width >= own_width:
            return _encode(frame.pixels, _PREVIEW_QUALITY)
        small = _resized(frame.pixels, (width, max(1, round(height * width / own_width))))
        return _encode(small, _PREVIEW_QUALITY)

    def open(self, data: bytes) -> Frame | Problem:
        """A picture file's bytes as a frame taken now."""
        pixels = open_picture(data)
        return pixels if isinstance(pixels, Problem) else Frame(pixels, time.monotonic())

    def signature(self, strokes: Sequence[Stroke], box: tuple[float, float]) -> Photo | Problem:
        """Strokes drawn in a box as black on white PNG; signature_empty when they hold no ink."""
        if not _has_ink(strokes):
            return blocking("signature", "signature_empty")
        scale = _SIGNATURE_WIDTH / box[0]
        size = (_SIGNATURE_WIDTH, max(1, round(box[1] * scale)))
        drawn = Image.new("L", (size[0] * _SUPERSAMPLING, size[1] * _SUPERSAMPLING), 255)
        pen = ImageDraw.Draw(drawn)
        for stroke in strokes:
            _draw(pen, [_inside(point, box, scale * _SUPERSAMPLING) for point in stroke])
        file = io.BytesIO()
        drawn.resize(size, Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
        return _photo(PhotoRole.SIGNATURE, file.getvalue(), "image/png", *size)


def _photo(role: PhotoRole, data: bytes, media_type: str, width: int, height: int) -> Photo:
    return Photo(role, data, media_type, width, height, hashlib.sha256(data).hexdigest())


def _centre_two_by_three(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    cut_width = min(width, round(height * 2 / 3))
    cut_height = min(height, round(cut_width * 3 / 2))
    left, top = (width - cut_width) // 2, (height - cut_height) // 2
    return pixels[top : top + cut_height, left : left + cut_width]


def _at_most(pixels: Pixels, longest: int) -> Pixels:
    height, width = pixels.shape[:2]
    if max(height, width) <= longest:
        return pixels
    scale = longest / max(height, width)
    return _resized(pixels, (round(width * scale), round(height * scale)))


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _encode(pixels: Pixels, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("a frame that is no picture")
    return bytes(data)


def _has_ink(strokes: Sequence[Stroke]) -> bool:
    return any(len(set(stroke)) > 1 for stroke in strokes)


def _inside(point: tuple[float, float], box: tuple[float, float], scale: float) -> tuple[float, float]:
    x, y = (min(max(value, 0.0), limit) for value, limit in zip(point, box, strict=True))
    return x * scale, y * scale


def _draw(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]]) -> None:
    width = _PEN * _SUPERSAMPLING
    finite = [point for point in points if all(map(math.isfinite, point))]
    pen.line(finite, fill=0, width=width, joint="curve")
    for x, y in finite[:1] + finite[-1:]:
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=0)
