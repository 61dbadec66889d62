"""Zooming and moving a large photo by keys and buttons: the middle of what is seen stays the middle.

The client's viewer scales from the photo's corner and moves by the photo's own pixels. What fingers and the
wheel did meanwhile is not known here; the viewer itself keeps the photo within its frame.
"""

from __future__ import annotations

from typing import Final

import flet as ft

LARGEST: Final = 8.0
STEP: Final = 1.5
_PAN: Final = 120  # px of the window


class Zooming:
    """One photo in a frame of ``width`` × ``height``."""

    def __init__(self, width: float, height: float) -> None:
        self.viewer: ft.InteractiveViewer | None = None
        self._width, self._height = width, height
        self._scale, self._x, self._y = 1.0, width / 2, height / 2

    async def larger(self) -> None:
        await self._zoom(STEP)

    async def smaller(self) -> None:
        await self._zoom(1 / STEP)

    async def move(self, right: int, down: int) -> None:
        """The sight goes that way, the photo the other."""
        if self.viewer is not None:
            by = _PAN / self._scale
            await self.viewer.pan(-right * by, -down * by)
            self._x, self._y = self._x + right * by, self._y + down * by
            self._stay_within()

    async def _zoom(self, by: float) -> None:
        scale = min(max(self._scale * by, 1.0), LARGEST)
        by = scale / self._scale
        if self.viewer is None or by == 1:
            return
        self._scale = scale
        await self.viewer.zoom(by)
        await self.viewer.pan(self._x * (1 - by) / by, self._y * (1 - by) / by)
        self._stay_within()

    def _stay_within(self) -> None:
        """As the viewer does."""
        half_width, half_height = self._width / 2 / self._scale, self._height / 2 / self._scale
        self._x = min(max(self._x, half_width), self._width - half_width)
        self._y = min(max(self._y, half_height), self._height - half_height)
