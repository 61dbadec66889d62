"""The camera's work while the desk is on the screen: kept running, looked through, and its state told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import flet as ft

from desk.views.desk.model import DeskModel

_LOOK_EVERY = 0.1
_PAUSE = 0.03
_ASK_STATE_EVERY = 0.3

Work = Callable[[], Coroutine[Any, Any, None]]


def use_camera(model: DeskModel, is_in_front: Callable[[], bool]) -> None:
    """Hook: the camera runs and is looked through, behind the slip too, as opening one takes seconds.

    Only the window in front looks: a closed one, kept for its return, must not fill forms of its own.
    """

    async def run() -> None:
        if (camera := model.program.cameras.camera) is not None:
            camera.start()
        await asyncio.gather(_look(model, is_in_front), _tell_state(model))

    async def rest() -> None:
        if (camera := model.program.cameras.camera) is not None:
            await asyncio.to_thread(camera.stop)

    use_task(run, rest)


def use_task(run: Work, rest: Work | None = None) -> None:
    """Hook: run while the component is on the screen; whatever it started is put to rest afterwards."""
    holder: ft.MutableRef[asyncio.Task[None]] = ft.use_ref()

    async def begin() -> None:
        holder.current = asyncio.create_task(run())

    async def end() -> None:
        if holder.current is not None:
            holder.current.cancel()
        if rest is not None:
            await rest()

    ft.use_effect(begin, [], cleanup=end)


async def _look(model: DeskModel, is_in_front: Callable[[], bool]) -> None:
    """Look for a code on the newest frame."""
    looked = 0.0
    while True:
        camera = model.program.cameras.camera
        frame = camera.latest() if camera is not None else None
        if frame is not None and frame.taken_at > looked and is_in_front():
            looked = frame.taken_at
            began = time.monotonic()
            await model.taking.look(frame)
            await asyncio.sleep(max(_PAUSE, _LOOK_EVERY - (time.monotonic() - began)))
        else:
            await asyncio.sleep(_PAUSE)


async def _tell_state(model: DeskModel) -> None:
    """Plugged, unplugged, busy: the picture's place says so."""
    while True:
        camera = model.program.cameras.camera
        if camera is not None and model.camera_state is not camera.state:
            model.camera_state = camera.state
        await asyncio.sleep(_ASK_STATE_EVERY)
