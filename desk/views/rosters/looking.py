"""Cards held up before the station's camera while the people of a list are ticked: each is read once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from desk.ports.camera import Camera, CameraState, Frame, Reading, Rehearsal, Scene
from desk.views.components.browser_camera import BrowserCamera
from desk.views.program import Program

_PAUSE: Final = 0.05
_FULLY_EVERY: Final = 0.5
"""Seconds between looks with all eyes, which take most of a processor; the quick ones see every frame."""
_GONE_AFTER: Final = 3.0
"""Seconds out of sight after which a card held up again is another time."""


@dataclass(frozen=True)
class Heard:
    """What is done with what the camera sees: a code's text, and the camera's state when it changes."""

    take: Callable[[str], Awaitable[None]]
    state: Callable[[CameraState], None]


class Looking:
    """The desk's own camera, which nobody else looks through while the lists are on the screen."""

    def __init__(self, program: Program, is_in_front: Callable[[], bool]) -> None:
        eyes, cameras = program.eyes, program.cameras
        self.camera: Camera = cameras.camera or BrowserCamera(eyes.lab.open, cameras.browser_device)
        self._live = eyes.live_reader()
        self._is_in_front = is_in_front
        self._seen_at: dict[str, float] = {}
        self._fully_read = 0.0

    def newest(self) -> Frame | None:
        return self.camera.latest()

    async def run(self, heard: Heard) -> None:
        """Until cancelled; then the camera is let go."""
        if isinstance(self.camera, Rehearsal):
            self.camera.show(Scene.CODE)
        state, looked = CameraState.OFF, 0.0
        try:
            while True:
                if self.camera.state is CameraState.OFF:  # also when the desk let it go a moment ago
                    self.camera.start()
                if self.camera.state is not state:
                    state = self.camera.state
                    heard.state(state)
                frame = self.camera.latest()
                if frame is not None and frame.taken_at > looked and self._is_in_front():
                    looked = frame.taken_at
                    await self._look(frame, heard)
                await asyncio.sleep(_PAUSE)
        finally:
            await self._let_go()

    async def _look(self, frame: Frame, heard: Heard) -> None:
        reading = await asyncio.to_thread(self._live.glance, frame.pixels)
        if reading.text is None and frame.taken_at - self._fully_read >= _FULLY_EVERY:
            self._fully_read = frame.taken_at
            reading = await asyncio.to_thread(self._live.read, frame.pixels)
        if self._is_news(reading):
            await heard.take(reading.text or "")

    def _is_news(self, reading: Reading) -> bool:
        """A card left lying there is read once; what the reader is not sure of waits for a second frame."""
        text, now = reading.text, time.monotonic()
        if text is None or not reading.sure:
            return False
        last = self._seen_at.get(text, -_GONE_AFTER)
        self._seen_at[text] = now
        return now - last >= _GONE_AFTER

    async def _let_go(self) -> None:
        """The window's own camera lives on this loop; the others wait for a device."""
        if isinstance(self.camera, BrowserCamera):
            self.camera.stop()
        else:
            await asyncio.to_thread(self.camera.stop)
