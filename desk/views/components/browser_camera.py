"""The camera of the browser that shows this window: a laptop's own, a tablet's, or a USB one it may use.

Implements ports.camera.Camera for one window. Pictures come by asking for one after another (the web client
has no image stream); at 720p that is 9 to 10 a second. The plugin mirrors whatever does not look backward,
picture and preview alike: the picture is turned round here, so frames are never mirrored, and the preview by
a negative scale (docs/decisions/0010).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace

import flet_camera as fc

from declaration.problems import Problem
from desk.i18n import t
from desk.ports.camera import CameraState, Frame

Open = Callable[[bytes], Frame | Problem]
LOOK_AGAIN_SECONDS = 2.0
PRESET = fc.ResolutionPreset.VERY_HIGH
_CODE = re.compile(r"CameraException\((\w+)")
_STATES = {
    "CameraAccessDenied": CameraState.NOT_ALLOWED,
    "CameraAccessDeniedWithoutPrompt": CameraState.NOT_ALLOWED,
    "CameraAccessRestricted": CameraState.NOT_ALLOWED,
    "cameraSecurity": CameraState.NOT_ALLOWED,
    "cameraPermission": CameraState.NOT_ALLOWED,
    "cameraNotReadable": CameraState.BUSY,
    "cameraAbort": CameraState.BUSY,
    "cameraNotFound": CameraState.ABSENT,
    "cameraNotSupported": CameraState.ABSENT,
}


class BrowserCamera:
    """One window's camera; ``control`` is its live preview and must stand on the screen while it runs.

    ``start`` and ``stop`` belong on the event loop of the window. ``chosen`` names a device; empty takes one
    that looks away from the registrar, else the first.
    """

    def __init__(self, open_picture: Open, chosen: str = "") -> None:
        self.control = fc.Camera(preview_enabled=True)
        self.devices: tuple[fc.CameraDescription, ...] = ()
        self._open = open_picture
        self._chosen = chosen
        self._state = CameraState.OFF
        self._latest: Frame | None = None
        self._running: asyncio.Task[None] | None = None
        self._mirrors = False

    @property
    def name(self) -> str:
        return t("camera.browser")

    @property
    def state(self) -> CameraState:
        return self._state

    @property
    def mirrors(self) -> bool:
        """The preview must be drawn with its sides exchanged."""
        return self._mirrors

    def latest(self) -> Frame | None:
        return self._latest if self._state is CameraState.READY else None

    def start(self) -> None:
        if self._running is None or self._running.done():
            self._state = CameraState.STARTING
            self._running = asyncio.create_task(self._run(), name="browser-camera")

    def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self._state, self._latest = CameraState.OFF, None

    async def _run(self) -> None:
        """Open, then picture after picture; what goes wrong is a state, and it is tried again."""
        while True:
            try:
                await self._begin()
                while True:
                    await self._take()
            except (RuntimeError, TimeoutError) as error:
                was_ready = self._state is CameraState.READY
                self._latest = None
                self._state = _state_of(str(error), was_ready)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _begin(self) -> None:
        self.devices = tuple(await self.control.get_available_cameras())
        if not self.devices:
            raise RuntimeError("CameraException(cameraNotFound)")
        device = _choose(self.devices, self._chosen)
        self._mirrors = device.lens_direction is not fc.CameraLensDirection.BACK
        await self.control.initialize(device, PRESET, enable_audio=False)

    async def _take(self) -> None:
        data = await self.control.take_picture()
        frame = await asyncio.to_thread(self._open, data)
        if isinstance(frame, Problem):
            return
        if self._mirrors:
            frame = replace(frame, pixels=frame.pixels[:, ::-1].copy())
        self._latest, self._state = frame, CameraState.READY


def _choose(devices: tuple[fc.CameraDescription, ...], chosen: str) -> fc.CameraDescription:
    named = [device for device in devices if device.name == chosen]
    away = [d for d in devices if d.lens_direction is not fc.CameraLensDirection.FRONT]
    return (*named, *away, *devices)[0]


def _state_of(text: str, was_ready: bool) -> CameraState:
    """The plugin's error code as a state. The client passes errors on as text only, so the code is taken
    out of its fixed form ``CameraException(code, …)``; nothing else of the text is looked at."""
    found = _CODE.search(text)
    known = _STATES.get(found.group(1)) if found else None
    return known or (CameraState.LOST if was_ready else CameraState.ABSENT)
