"""What the camera sees, on the screen: newest frame only, at the pace the window can show it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import flet as ft

from desk.ports.camera import Frame
from desk.views.components.tasks import use_task

WIDEST = 640  # pixels: of a frame as the window is sent it
_SHARE = 3  # the window spends one part in three on pictures; what people press comes before them
_HIDDEN_PAUSE = 0.5


@ft.component
def live_picture(
    newest: Callable[[], Frame | None], pace: Callable[[], float], across: Callable[[], float]
) -> ft.Control:
    """``newest``: what the camera sees; ``pace``: seconds from picture to picture, asked for each; a window
    that draws slowly gets fewer. ``across``: logical pixels the picture is wide, asked for each.

    Frames go to the window as pixels: pictures that its renderer decodes are given back on a thread that
    cannot reach them, so that each leaves an error and its memory behind (skwasm, Flutter 3.44)."""
    screen = ft.use_memo(lambda: ft.RawImage(fit=ft.BoxFit.CONTAIN, ready_timeout=None), [])
    page = ft.context.page
    use_task(lambda: _show(newest, pace, lambda: _pixels_across(across(), page), screen, page))
    return screen


def _pixels_across(across: float, page: ft.Page) -> float:
    """No more than the screen shows, and never very many."""
    return min(WIDEST, across * max(1.0, page.media.device_pixel_ratio))


async def _show(
    newest: Callable[[], Frame | None],
    pace: Callable[[], float],
    widest: Callable[[], float],
    screen: ft.RawImage,
    page: ft.Page,
) -> None:
    shown = 0.0
    while True:
        began = time.monotonic()
        frame = newest()
        is_open = page.session.connection is not None
        if is_open and frame is not None and frame.taken_at != shown:
            shown = frame.taken_at
            await _push(screen, frame, widest())
        took = time.monotonic() - began
        await asyncio.sleep(max(0.01, (_SHARE - 1) * took, pace() - took))


async def _push(screen: ft.RawImage, frame: Frame, widest: float) -> None:
    width, height, pixels = await asyncio.to_thread(pixels_of, frame, widest)
    try:
        await screen.render_rgba(width, height, pixels)
    except TimeoutError:
        await asyncio.sleep(_HIDDEN_PAUSE)  # the window is hidden or gone for a moment: the next one will do


def pixels_of(frame: Frame, widest: float) -> tuple[int, int, bytes]:
    """Every second or third pixel of a large frame, hardly more than ``widest`` across: width, height, and
    red-green-blue-alpha bytes."""
    step = max(1, round(frame.pixels.shape[1] / widest))
    small = frame.pixels[::step, ::step]
    height, width = small.shape[:2]
    pixels = bytearray(b"\xff") * (width * height * 4)
    for place, channel in enumerate((2, 1, 0)):
        pixels[place::4] = small[:, :, channel].tobytes()
    # Flet packs an opaque picture as PNG first, at many times the cost: so one pixel is a hair less.
    pixels[-1] = 0xFE
    return width, height, bytes(pixels)
