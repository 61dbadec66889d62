"""The card's four corners, dragged by hand: for a card whose edges the machine did not find."""

from __future__ import annotations

import asyncio
import math

import flet as ft
import flet.canvas as cv

from desk.i18n import t
from desk.ports.camera import Frame, Quad
from desk.views.components.buttons import primary, quiet
from desk.views.components.dialog import sheet
from desk.views.components.live_picture import WIDEST, pixels_of
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import note
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_8, RADIUS_FIELD, TONES, Tone

_WIDEST, _MARGIN = 640, 160
_INSET = 0.12  # of the picture: where the corners stand before anybody drags them
_HANDLE = 14
_START: Quad = ((_INSET, _INSET), (1 - _INSET, _INSET), (1 - _INSET, 1 - _INSET), (_INSET, 1 - _INSET))


@ft.component
def corner_sheet(model: DeskModel, *, room: float) -> ft.Control:
    """A hook in the shape of a component: the dialog stands while a photo's corners are being dragged."""
    corners, set_corners = ft.use_state(_START)
    held: ft.MutableRef[int] = ft.use_ref(0)
    screen = ft.use_memo(lambda: ft.RawImage(fit=ft.BoxFit.FILL, ready_timeout=None), [])
    role = model.cutting
    frame = model.photos.original(role) if role is not None else None
    width, height = _size(frame, room)

    async def show() -> None:
        set_corners(_START)
        if frame is not None:
            await screen.render_rgba(*await asyncio.to_thread(pixels_of, frame, WIDEST))

    def close() -> None:
        model.cutting = None

    async def done() -> None:
        if role is not None and frame is not None:
            tall, wide = frame.pixels.shape[:2]
            first, second, third, fourth = ((x * wide, y * tall) for x, y in corners)
            model.cutting = None
            await model.photos.cut_again(role, (first, second, third, fourth))

    def begin(event: ft.DragStartEvent[ft.GestureDetector]) -> None:
        held.current = _nearest(corners, event.local_position.x / width, event.local_position.y / height)

    def go_on(event: ft.DragUpdateEvent[ft.GestureDetector]) -> None:
        x, y = event.local_position.x / width, event.local_position.y / height
        set_corners(lambda now: _moved(now, held.current, x, y))

    ft.use_effect(show, [role])
    touch = ft.GestureDetector(
        on_pan_start=begin,
        on_pan_update=go_on,
        drag_interval=16,
        mouse_cursor=ft.MouseCursor.PRECISE,
        content=ft.Container(width=width, height=height),
    )
    picture = ft.Stack(
        [
            ft.Container(screen, width=width, height=height, border_radius=RADIUS_FIELD),
            cv.Canvas(_shapes(corners, width, height), content=touch, width=width, height=height),
        ],
        width=width,
        height=height,
    )
    dialog = sheet(
        t("desk.corners.title"),
        ft.Column(
            [
                ft.Semantics(label=t("desk.corners.title"), identifier="corners", content=picture),
                note(t("desk.corners.hint")),
            ],
            spacing=GAP_8,
            tight=True,
        ),
        actions=[quiet(t("desk.corners.leave"), close), primary(t("desk.corners.done"), done)],
        width=round(width),
    )
    is_open = frame is not None
    ft.use_dialog(dialog if is_open else None)
    use_shortcuts({"Escape": close} if is_open else {}, modal=is_open)
    return ft.Container()


def _size(frame: Frame | None, room: float) -> tuple[float, float]:
    width = min(_WIDEST, room - _MARGIN)
    if frame is None:
        return width, width
    tall, wide = frame.pixels.shape[:2]
    return width, width * tall / wide


def _nearest(corners: Quad, x: float, y: float) -> int:
    return min(range(4), key=lambda at: math.hypot(corners[at][0] - x, corners[at][1] - y))


def _moved(corners: Quad, which: int, x: float, y: float) -> Quad:
    place = min(1.0, max(0.0, x)), min(1.0, max(0.0, y))
    first, second, third, fourth = (place if at == which else corner for at, corner in enumerate(corners))
    return first, second, third, fourth


def _shapes(corners: Quad, width: float, height: float) -> list[cv.Shape]:
    colour = TONES[Tone.SUCCESS].strong
    line = ft.Paint(color=colour, stroke_width=3, style=ft.PaintingStyle.STROKE)
    first, *rest = places = [(x * width, y * height) for x, y in corners]
    outline = cv.Path([cv.Path.MoveTo(*first), *(cv.Path.LineTo(*at) for at in rest), cv.Path.Close()], line)
    dot = ft.Paint(color=colour, style=ft.PaintingStyle.FILL)
    return [outline, *(cv.Circle(x, y, _HANDLE, paint=dot) for x, y in places)]
