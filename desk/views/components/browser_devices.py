"""Which of the cameras a browser knows is looked through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import flet_camera as fc

from desk.ports.camera import CameraState
from desk.views.components.browser_eye import BrowserEye, EyeError

_ASKING_SECONDS = 6.0  # longer than a machine takes to list its cameras: somebody is asked for leave


class BrowserDevices:
    """The cameras of one window. ``chosen`` names one, and no other is taken for it.

    Empty: the first that looks away from the registrar, else the first; once taken, it is the one. ``names``
    are those last listed. Listing opens every camera for a moment, so it is done only when it must be.
    """

    def __init__(self, eye: BrowserEye, chosen: str) -> None:
        self.chosen, self.picked = chosen, ""
        self.names: tuple[str, ...] = ()
        self._eye = eye
        self._known: tuple[fc.CameraDescription, ...] = ()

    async def open(self, preset: fc.ResolutionPreset, when_asking: Callable[[], None]) -> None:
        """Open the one, or EyeError. ``when_asking``: a person is being asked for leave."""
        try:
            await self._open(preset)
        except EyeError:
            # nothing listed yet, the window was reloaded and knows none any more, or it is gone
            self._known = await self._listed(when_asking)
            self.names = tuple(dict.fromkeys(device.name for device in self._known))
            await self._open(preset)

    async def _open(self, preset: fc.ResolutionPreset) -> None:
        name = self.chosen or self.picked
        named = [device for device in self._known if device.name == name or not name]
        away = [device for device in named if device.lens_direction is not fc.CameraLensDirection.FRONT]
        if not named:
            raise EyeError(CameraState.ABSENT)
        device = (*away, *named)[0]
        await self._eye.open(device, preset)
        self.picked = device.name

    async def _listed(self, when_asking: Callable[[], None]) -> tuple[fc.CameraDescription, ...]:
        listing = asyncio.create_task(self._eye.devices())
        if not (await asyncio.wait({listing}, timeout=_ASKING_SECONDS))[0]:
            when_asking()
        return await listing
