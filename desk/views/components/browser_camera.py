"""The camera of the browser that shows this window: a laptop's own, a tablet's, or a USB one it may use.

Implements ports.camera.Camera for one window. Pictures come by asking for one after another, as the web
client has no image stream: in 1080p where the machine manages eight looks a second, else in 720p.
"""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Callable
from dataclasses import replace

import flet as ft
import flet_camera as fc

from declaration.problems import Problem
from desk.i18n import t
from desk.ports.camera import CameraState, Frame
from desk.views.components.browser_devices import BrowserDevices
from desk.views.components.browser_eye import BrowserEye, EyeError
from desk.views.components.browser_looks import Looks

Open = Callable[[bytes], Frame | Problem]
LOOK_AGAIN_SECONDS = 2.0
BEST, ENOUGH = fc.ResolutionPreset.VERY_HIGH, fc.ResolutionPreset.HIGH
_ONE_LOOK_SECONDS = 3.0
_PAGE_SECONDS = 0.2
_FROZEN_SECONDS = 3.0


class BrowserCamera:
    """One window's camera; its ``preview`` must stand in the window while it runs.

    All of it belongs on the window's event loop. ``chosen`` names a device, as BrowserDevices says.
    """

    def __init__(self, open_picture: Open, chosen: str = "") -> None:
        self._eye = BrowserEye()
        self._devices = BrowserDevices(self._eye, chosen)
        self._open_picture = open_picture
        self._preset = BEST
        self._now: tuple[CameraState, Frame | None] = (CameraState.OFF, None)
        self._running: asyncio.Task[None] | None = None
        self._wanted, self._woken = asyncio.Event(), asyncio.Event()
        self._wanted.set()
        self._is_paused = self._is_to_reopen = self._was_ready = self._is_lit = False
        self._looks, self._fresh_at = Looks(), 0.0
        self._asked: list[asyncio.Future[Frame]] = []
        self._window = contextvars.copy_context()

    @property
    def name(self) -> str:
        return self._devices.chosen or self._devices.picked or t("camera.browser")

    def preview(self) -> ft.Control:
        """The live picture, never mirrored; for a component to return."""
        return self._eye.preview()

    @property
    def devices(self) -> tuple[str, ...]:
        """The names of the window's cameras, as far as it was ever allowed to list them."""
        return self._devices.names

    @property
    def state(self) -> CameraState:
        return CameraState.LOST if self._is_frozen else self._now[0]

    def latest(self) -> Frame | None:
        return None if self._is_frozen else self._now[1]

    def start(self) -> None:
        if self._running is None or self._running.done():
            self._say(CameraState.STARTING)
            self._was_ready = False
            self._devices.picked = ""
            self._window = contextvars.copy_context()
            self._running = asyncio.create_task(self._run(), name="browser-camera")

    def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self._say(CameraState.OFF)
        self._window.run(self._eye.close)

    def choose(self, name: str) -> None:
        """Another of ``devices`` from now on, also while running; empty: the window's own pick."""
        if name != self._devices.chosen:
            self._devices.chosen, self._devices.picked = name, ""
            self._preset, self._is_to_reopen = BEST, True
            if self._running is not None:
                self._say(CameraState.STARTING)
                self._was_ready = False
            self._wanted.set()
            self._woken.set()

    def pause(self) -> None:
        """Nobody looks: no pictures are taken; the camera stays open and its preview goes on."""
        self._is_paused = True
        self._wanted.clear()

    def resume(self) -> None:
        self._is_paused, self._fresh_at = False, time.monotonic()
        self._wanted.set()

    async def look(self) -> Frame | None:
        """A fresh picture, also while paused; None when none can be had now."""
        asked = asyncio.get_running_loop().create_future()
        self._asked.append(asked)
        self._wanted.set()
        try:
            return await asyncio.wait_for(asked, _ONE_LOOK_SECONDS)
        except TimeoutError:
            return None
        finally:
            self._asked.remove(asked)

    @property
    def may_have_lamp(self) -> bool:
        """It looks away from whoever holds the tablet, as cameras with a lamp do."""
        return self._now[0] is CameraState.READY and not self._eye.mirrors

    @property
    def is_lit(self) -> bool:
        return self._is_lit

    async def set_torch(self, on: bool) -> bool:
        """Switch the lamp, which then stays so when the camera is opened anew; False: it has none."""
        done = await self._eye.light(on)
        self._is_lit = on and done
        return done

    @property
    def _is_frozen(self) -> bool:
        is_old = time.monotonic() - self._fresh_at > _FROZEN_SECONDS
        return is_old and not self._is_paused and self._now[0] is CameraState.READY

    def _say(self, state: CameraState) -> None:
        self._now = state, None

    async def _run(self) -> None:
        """Open, then look; what goes wrong is a state, and it is tried again."""
        while True:
            try:
                await self._until_there()
                await self._open()
                await self._look()
            except EyeError as error:
                if self._looks.count:
                    self._say(
                        CameraState.STARTING
                    )  # it worked a moment ago: looked at again before it is judged
                else:
                    self._say(self._why(error.state))
                    await self._rest()

    async def _until_there(self) -> None:
        while not self._eye.is_there:
            self._say(CameraState.STARTING)
            await asyncio.sleep(_PAGE_SECONDS)

    async def _rest(self) -> None:
        """Wait before the next try, unless another device is chosen."""
        self._woken.clear()
        try:
            await asyncio.wait_for(self._woken.wait(), LOOK_AGAIN_SECONDS)
        except TimeoutError:
            return

    async def _open(self) -> None:
        self._is_to_reopen = False
        self._looks.begin()
        await self._devices.open(self._preset, lambda: self._say(CameraState.NOT_ALLOWED))
        self._wanted.set()  # one picture at least, paused or not
        if self._is_lit:
            self._is_lit = await self._eye.light(True)

    async def _look(self) -> None:
        """Picture after picture while somebody looks, each opened while the next is taken."""
        data = await self._next()
        while not self._is_to_reopen:
            keeping = asyncio.create_task(self._keep(data))
            try:
                data = await self._next()
                await keeping
            finally:
                keeping.cancel()
            if self._looks.are_slow and self._preset is BEST:
                self._preset, self._is_to_reopen = ENOUGH, True
            self._is_to_reopen |= self._looks.are_doubtful()

    async def _next(self) -> bytes:
        await self._wanted.wait()
        data = await self._eye.picture()
        self._looks.add(data, time.monotonic())
        if self._is_paused:
            self._wanted.clear()
        return data

    async def _keep(self, data: bytes) -> None:
        frame = await asyncio.to_thread(self._frame, data)
        if frame is None or self._is_to_reopen:
            return
        self._now, self._was_ready, self._fresh_at = (CameraState.READY, frame), True, time.monotonic()
        for asked in self._asked:
            if not asked.done():
                asked.set_result(frame)

    def _frame(self, data: bytes) -> Frame | None:
        frame = self._open_picture(data)
        if isinstance(frame, Problem):
            return None
        return replace(frame, pixels=frame.pixels[:, ::-1].copy()) if self._eye.mirrors else frame

    def _why(self, told: CameraState | None) -> CameraState:
        gone = told in (None, CameraState.ABSENT)
        return CameraState.LOST if gone and self._was_ready else told or CameraState.ABSENT
