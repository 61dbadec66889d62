"""A camera before which a test holds things, and a reader that sees what is held."""

from __future__ import annotations

import time

import numpy as np

from desk.ports.camera import CameraState, Frame, Pixels, Reading


class HeldUp:
    """Implements Camera and CardReader: ``hold`` a code's text (None: a thing without one), ``unplug`` it."""

    name = "Máy ảnh mẫu"

    def __init__(self, state: CameraState = CameraState.READY) -> None:
        self.state = state
        self.is_running = False
        self.looks = 0
        self._text: str | None = None
        self._frame = self._another_frame()

    def start(self) -> None:
        self.is_running = True

    def stop(self) -> None:
        self.is_running = False

    def latest(self) -> Frame | None:
        return self._frame if self.state is CameraState.READY else None

    def hold(self, text: str | None) -> Frame:
        """Something else is before the camera; the frame in which it is first seen."""
        self._text, self._frame = text, self._another_frame()
        return self._frame

    def unplug(self) -> None:
        self.state = CameraState.LOST

    def read(self, pixels: Pixels) -> Reading:
        self.looks += 1
        return Reading(self._text, "held", sure=True, ms=0.1)

    @staticmethod
    def _another_frame() -> Frame:
        pixels: Pixels = np.full((36, 64, 3), 120, np.uint8)
        return Frame(pixels, time.monotonic())
