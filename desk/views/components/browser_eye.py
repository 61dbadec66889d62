"""flet-camera's control, asked one thing at a time: an answer always comes, or why there is none.

What its web side does and does not say is in docs/decisions/0013.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import flet as ft
import flet_camera as fc
from flet.messaging.session import Session

from desk.ports.camera import CameraState

T = TypeVar("T")
_LISTING_SECONDS, _OPENING_SECONDS, _PICTURE_SECONDS = 60.0, 15.0, 6.0
_LISTEN_SECONDS, _DRAWING_SECONDS = 0.25, 3.0
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
    "cameraOverconstrained": CameraState.ABSENT,  # the one asked for by its id is not there
}


class EyeError(Exception):
    """The window's camera gives nothing; ``state`` says why, None where nobody said."""

    def __init__(self, state: CameraState | None) -> None:
        super().__init__(state)
        self.state = state


@ft.control("Camera")
class CameraPlugin(fc.Camera):  # type: ignore[misc]  # comes without types
    """flet-camera's control; ``home`` is the session of the window it stands in, None while in none."""

    def init(self) -> None:
        super().init()
        self.home: Session | None = None

    def did_mount(self) -> None:
        super().did_mount()
        self.home = self.page.session

    def will_unmount(self) -> None:
        super().will_unmount()
        left, self.home = self.home, None
        if left is not None:
            # Flet 1.0.5 ends a window's connection when an answer comes for a control that has left it.
            left.index[self._i] = self


@ft.observable
@dataclass
class EyeView:
    """How the preview is drawn. What is not drawn lets go of its device."""

    is_drawn: bool = False
    mirrors: bool = False


class BrowserEye:
    """The camera of one window. ``preview`` must stand in the window while it is asked anything."""

    def __init__(self) -> None:
        self.view = EyeView()
        self._plugin = CameraPlugin()
        self._drawn = asyncio.Event()

    @property
    def mirrors(self) -> bool:
        """The browser gives pictures with their sides exchanged; the preview is already put right."""
        return self.view.mirrors

    def preview(self) -> ft.Control:
        """The live picture, never mirrored; for a component to return."""
        preview: ft.Control = _preview(self.view, self._plugin, self._note_drawn)
        return preview

    @property
    def is_there(self) -> bool:
        """The control stands in a window that is connected: only then can anything be asked."""
        return self._connection() is not None

    async def devices(self) -> tuple[fc.CameraDescription, ...]:
        """The window's cameras, at least one; the browser may ask a person first."""
        await self._be_drawn()
        listed = self._plugin.get_available_cameras()
        found = tuple(await self._ask(listed, _LISTING_SECONDS, CameraState.NOT_ALLOWED))
        if not found:
            raise EyeError(CameraState.ABSENT)
        return found

    async def open(self, device: fc.CameraDescription, preset: fc.ResolutionPreset) -> None:
        """Begin to see with one of ``devices``, and with no other."""
        await self._be_drawn()
        opening = self._plugin.initialize(device, preset, enable_audio=False)
        await self._ask(opening, _OPENING_SECONDS, CameraState.BUSY)
        self.view.mirrors = device.lens_direction is not fc.CameraLensDirection.BACK

    async def picture(self) -> bytes:
        """What is seen now, as JPEG, in the camera's own size; mirrored if ``mirrors``."""
        return await self._ask(self._plugin.take_picture(), _PICTURE_SECONDS, None)

    async def light(self, on: bool) -> bool:
        """Switch the camera's lamp; False when it has none or the browser cannot."""
        mode = fc.FlashMode.TORCH if on else fc.FlashMode.OFF
        try:
            await self._ask(self._plugin.set_flash_mode(mode), _OPENING_SECONDS, None)
        except EyeError:
            return False
        return True

    def close(self) -> None:
        """Let go of the device: a control that is not drawn disposes of its camera."""
        self.view.is_drawn = False

    async def _be_drawn(self) -> None:
        """The window has been told to draw it: only then is anybody there to be asked."""
        self.view.is_drawn = True
        try:
            await asyncio.wait_for(self._drawn.wait(), _DRAWING_SECONDS)
        except TimeoutError as error:
            raise EyeError(None) from error

    def _note_drawn(self, is_drawn: bool) -> None:
        (self._drawn.set if is_drawn else self._drawn.clear)()

    def _connection(self) -> object | None:
        home = self._plugin.home
        return home.connection if home is not None else None

    async def _ask(self, call: Coroutine[Any, Any, T], seconds: float, silent: CameraState | None) -> T:
        """The answer. Flet would wait for ever on a window that was closed or reloaded; a call once made is
        left to end by itself, as Flet keeps what comes for one given up."""
        connection, until = self._connection(), time.monotonic() + seconds
        if connection is None:
            call.close()
            raise EyeError(None)
        answer = asyncio.ensure_future(call)
        answer.add_done_callback(_heard)
        while not (await asyncio.wait({answer}, timeout=_LISTEN_SECONDS))[0]:
            if self._connection() is not connection:
                raise EyeError(None)
            if time.monotonic() > until:
                raise EyeError(silent)
        try:
            return answer.result()
        except RuntimeError as error:
            raise EyeError(_state_of(str(error))) from error


@ft.component
def _preview(view: EyeView, plugin: CameraPlugin, note_drawn: Callable[[bool], None]) -> ft.Control:
    ft.use_effect(lambda: note_drawn(view.is_drawn), [view.is_drawn])
    scale = ft.Scale(scale_x=-1 if view.mirrors else 1, scale_y=1)
    return ft.Container(_ISLAND(plugin), visible=view.is_drawn, scale=scale)


@ft.component
def _island(plugin: CameraPlugin) -> ft.Control:
    """Drawn once: whatever is drawn anew around it, the plugin keeps its place in the tree."""
    return plugin


_ISLAND = ft.memo(_island)  # type: ignore[no-untyped-call]


def _heard(answer: asyncio.Future[Any]) -> None:
    """Whoever asked may have gone; its failure is nobody's news then."""
    if not answer.cancelled():
        answer.exception()


def _state_of(text: str) -> CameraState | None:
    """The plugin's error code as a state. The client passes errors on as text only, so the code is taken
    out of its fixed form ``CameraException(code, …)``; nothing else of the text is looked at."""
    found = _CODE.search(text)
    return _STATES.get(found.group(1)) if found else None
