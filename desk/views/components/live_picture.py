"""What the camera sees, on the screen: newest frame only, at the pace the window can show it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import flet as ft

from desk.ports.camera import Frame
from desk.views.components.tasks import use_task

_WIDEST = 640
_HIDDEN_PAUSE = 0.5


@ft.component
def live_picture(newest: Callable[[], Frame | None], pace: Callable[[], float]) -> ft.Control:
    """``newest``: what the camera sees; ``pace``: seconds from picture to picture, asked for each.

    Frames go to the window as pixels: pictures that its renderer decodes are given back on a thread that
    cannot reach them, so that each leaves an error and its memory behind (skwasm, Flutter 3.44)."""
    screen = ft.use_memo(lambda: ft.RawImage(fit=ft.BoxFit.CONTAIN, ready_timeout=None), [])
    page = ft.context.page
    use_task(lambda: _show(newest, pace, screen, page))
    return screen


async def _show(
    newest: Callable[[], Frame | None], pace: Callable[[], float], screen: ft.RawImage, page: ft.Page
) -> None:
    shown = 0.0
    while True:
        began = time.monotonic()
        frame = newest()
        is_open = page.session.connection is not None
        if is_open and frame is not None and frame.taken_at != shown:
            shown = frame.taken_at
            await _push(screen, frame)
        await asyncio.sleep(max(0.01, pace() - (time.monotonic() - began)))


async def _push(screen: ft.RawImage, frame: Frame) -> None:
    width, height, pixels = await asyncio.to_thread(pixels_of, frame)
    try:
        await screen.render_rgba(width, height, pixels)
    except TimeoutError:
        await asyncio.sleep(_HIDDEN_PAUSE)  # the window is hidden or gone for a moment: the next one will do


def pixels_of(frame: Frame) -> tuple[int, int, bytes]:
    """Every second or third pixel of a large frame: width, height, and red-green-blue-alpha bytes."""
    step = -(-frame.pixels.shape[1] // _WIDEST)
    small = frame.pixels[::step, ::step]
    height, width = small.shape[:2]
    pixels = bytearray(b"\xff") * (width * height * 4)
    for place, channel in enumerate((2, 1, 0)):
        pixels[place::4] = small[:, :, channel].tobytes()
    # Flet packs an opaque picture as PNG first, at many times the cost: so one pixel is a hair less.
    pixels[-1] = 0xFE
    return width, height, bytes(pixels)
