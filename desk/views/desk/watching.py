"""The camera's work while the desk is on the screen: kept running, looked through, and its state told."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from desk.ports.camera import Camera, CameraState, Frame
from desk.ports.store import LockedError
from desk.views.components.browser_camera import BrowserCamera
from desk.views.components.tasks import use_task
from desk.views.desk.aim import Said
from desk.views.desk.model import DeskModel
from desk.views.theme import Tone

log = logging.getLogger(__name__)
_LOOK_EVERY = 0.1
_PAUSE = 0.03
_ASK_EVERY = 0.2
_AFTER_TROUBLE = 2.0


def use_camera(model: DeskModel, is_in_front: Callable[[], bool]) -> None:
    """Hook: the chosen camera runs and is looked through, behind the slip too, as opening one takes seconds.

    Only the window in front looks: a closed one, kept for its return, must not fill forms of its own.
    """

    async def run() -> None:
        while True:
            await _watch(model, model.camera, is_in_front)

    use_task(run)


async def _watch(model: DeskModel, camera: Camera, is_in_front: Callable[[], bool]) -> None:
    """One camera, until another one is chosen."""
    model.chosen = model.program.cameras.chosen
    model.taking.show_scene()
    camera.start()
    looking = asyncio.create_task(_look(model, camera, is_in_front))
    try:
        while model.camera is camera and not looking.done():
            if camera.state is CameraState.OFF:  # another window has let it go
                camera.start()
            if isinstance(camera, BrowserCamera):
                (camera.resume if is_in_front() else camera.pause)()
            if model.camera_state is not camera.state:
                model.camera_state = camera.state
            await asyncio.sleep(_ASK_EVERY)
        if looking.done():
            looking.result()
    finally:
        looking.cancel()
        await _let_go(model, camera)


async def _let_go(model: DeskModel, camera: Camera) -> None:
    """The browser's camera lives on this loop; the others wait for a device."""
    if camera is model.own_camera:
        camera.stop()
    else:
        await asyncio.to_thread(camera.stop)


async def _look(model: DeskModel, camera: Camera, is_in_front: Callable[[], bool]) -> None:
    """Show the newest frame to whatever is wanted."""
    looked = 0.0
    try:
        while True:
            frame = camera.latest()
            if frame is not None and frame.taken_at > looked and is_in_front():
                looked = frame.taken_at
                began = time.monotonic()
                await _show(model, frame)
                model.taking.looked_for(time.monotonic() - began)
                await asyncio.sleep(max(_PAUSE, _LOOK_EVERY - (time.monotonic() - began)))
            else:
                await asyncio.sleep(_PAUSE)
    finally:
        model.taking.rest()


async def _show(model: DeskModel, frame: Frame) -> None:
    """What fails with one frame, such as a full disk, is said; the looking goes on after a while."""
    try:
        await model.taking.look(frame)
    except LockedError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is: nobody waits for this, so it is said here
        log.error("frame not used: %s", type(error).__name__)
        model.say(Said(Tone.ERROR, "desk.said.not_kept"))
        await asyncio.sleep(_AFTER_TROUBLE)
