"""What is drawn over the live picture: where the head or the card belongs, and one sentence of advice."""

from __future__ import annotations

import math
from dataclasses import dataclass

import flet as ft
import flet.canvas as cv

from desk.i18n import t
from desk.ports.camera import Quad
from desk.ports.photographs import Oval
from desk.views.desk.coaching import Coaching
from desk.views.theme import GAP_8, GAP_12, RADIUS, TONES, Tone

_LINE = 4
_TOP = -math.pi / 2
_DIM = ft.Colors.with_opacity(0.85, ft.Colors.WHITE)


@dataclass(frozen=True)
class Fitted:
    """A picture shown whole inside a box: how its pixels lie in the box's."""

    scale: float
    left: float
    top: float

    @staticmethod
    def into(box: tuple[float, float], picture: tuple[int, int]) -> Fitted:
        scale = min(box[0] / picture[0], box[1] / picture[1])
        return Fitted(scale, (box[0] - picture[0] * scale) / 2, (box[1] - picture[1] * scale) / 2)

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.left + x * self.scale, self.top + y * self.scale


@ft.component
def overlay(coaching: Coaching) -> ft.Control:
    """Drawn anew with every look of the coach, and nothing else of the desk with it."""
    box, set_box = ft.use_state((0.0, 0.0))

    def resized(event: cv.CanvasResizeEvent) -> None:
        set_box((event.width, event.height))

    shapes = _shapes(coaching, box) if min(box) > 0 else []
    parts: list[ft.Control] = [cv.Canvas(shapes, on_resize=resized, expand=True)]
    if coaching.words:
        parts.append(_advice(coaching))
    return ft.Stack(parts, alignment=ft.Alignment.BOTTOM_CENTER, expand=True)


def _shapes(coaching: Coaching, box: tuple[float, float]) -> list[cv.Shape]:
    picture = (coaching.width, coaching.height)
    fitted = Fitted.into(box, picture)
    if coaching.oval is not None:
        return _head(coaching.oval, picture, fitted, coaching)
    if coaching.corners is not None:
        return [_card(coaching.corners, fitted, is_good=coaching.is_good)]
    return []


def _head(oval: Oval, picture: tuple[int, int], fitted: Fitted, coaching: Coaching) -> list[cv.Shape]:
    """The oval, and around it how much of the wait is over."""
    width, height = oval.width * picture[0] * fitted.scale, oval.height * picture[1] * fitted.scale
    left, top = fitted.at(oval.x * picture[0], oval.y * picture[1])
    x, y = left - width / 2, top - height / 2
    shapes: list[cv.Shape] = [cv.Oval(x, y, width, height, paint=_pen(coaching.is_good))]
    if coaching.steady:
        done = 2 * math.pi * coaching.steady
        shapes.append(cv.Arc(x, y, width, height, _TOP, done, paint=_pen(is_good=True, width=_LINE * 2)))
    return shapes


def _card(corners: Quad, fitted: Fitted, *, is_good: bool) -> cv.Shape:
    first, *rest = (fitted.at(*corner) for corner in corners)
    path = [cv.Path.MoveTo(*first), *(cv.Path.LineTo(*corner) for corner in rest), cv.Path.Close()]
    return cv.Path(path, paint=_pen(is_good))


def _pen(is_good: bool, width: int = _LINE) -> ft.Paint:
    color = TONES[Tone.SUCCESS].strong if is_good else _DIM
    return ft.Paint(color=color, stroke_width=width, style=ft.PaintingStyle.STROKE)


def _advice(coaching: Coaching) -> ft.Control:
    look = TONES[Tone.SUCCESS if coaching.is_good else Tone.WARNING]
    words = ft.Text(
        t(coaching.words),
        theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
        color=look.on_soft,
        text_align=ft.TextAlign.CENTER,
    )
    return ft.Container(
        ft.Semantics(live_region=True, identifier="advice", content=words),
        bgcolor=look.soft,
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_8 / 2),
        margin=GAP_8,
    )
