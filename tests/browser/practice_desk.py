"""A whole practice desk for a browser test: the service, the encrypted station and the desk's own server.

Everything is real and in this process, on a loop and a thread of its own; only the people are invented.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar

from approval.service import Service
from desk.app import DeskApp
from desk.ports.camera import Camera
from desk.ports.photographs import Eyes
from desk.settings import CameraSettings, Settings, StorageSettings
from desk.storage.vault.slots import KdfCost
from desk.views.program import Table
from practice.unit import PASSES, PracticeUnit

T = TypeVar("T")
_QUICK = KdfCost(8192, 1, 1)  # a test need not wait for a real passphrase's cost
_PATIENCE = 60


class PracticeDesk:
    """One station with its service, both kept below ``folder``; without ``camera`` the browser's."""

    def __init__(self, folder: Path, camera: Camera | None, eyes: Eyes | None) -> None:
        self.loop = asyncio.new_event_loop()
        self._camera, self._eyes = camera, eyes
        self._folder = folder
        self._unit: PracticeUnit | None = None
        self._app: DeskApp | None = None

    def launch_url(self) -> str:
        """A fresh way in, good once."""
        assert self._app is not None, "not started"
        return self._on_the_loop(_address(self._app))

    @property
    def service(self) -> Service:
        """The agency's, as its staff would act on it."""
        assert self._unit is not None, "not started"
        return self._unit.service.service

    @property
    def table(self) -> Table:
        """What stands behind the screen of the registrar who unlocked it."""
        assert self._app is not None, "not started"
        assert self._app.program.table is not None, "locked"
        return self._app.program.table

    def start(self) -> None:
        self._on_the_loop(self._start())

    def stop(self) -> None:
        self._on_the_loop(self._stop())

    def stop_service(self) -> None:
        """The agency's service goes away; the station stays."""
        assert self._unit is not None, "not started"
        self._on_the_loop(self._unit.stop())
        self._unit = None

    async def _start(self) -> None:
        self._unit = await PracticeUnit.start(self._folder, _QUICK)
        storage = StorageSettings(str(self._unit.station_folder))
        kind: Literal["auto", "browser"] = "auto" if self._camera else "browser"
        self._app = DeskApp(
            Settings(storage=storage, camera=CameraSettings(kind)),
            address=self._unit.address,
            practice_camera=self._camera,
            eyes=self._eyes,
            practice=PASSES,
        )
        await self._app.start()

    async def _stop(self) -> None:
        if self._app is not None:
            await self._app.stop()
        if self._unit is not None:
            await self._unit.stop()
        left_over = asyncio.all_tasks() - {asyncio.current_task()}  # of windows that are closed by now
        for task in left_over:
            task.cancel()
        await asyncio.gather(*left_over, return_exceptions=True)

    def _on_the_loop(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=_PATIENCE)


async def _address(app: DeskApp) -> str:
    return app.launch_url()


@contextlib.contextmanager
def practising(
    folder: Path, camera: Camera | None = None, *, eyes: Eyes | None = None
) -> Iterator[PracticeDesk]:
    """A started desk until the block ends."""
    desk = PracticeDesk(folder, camera, eyes)
    thread = threading.Thread(target=desk.loop.run_forever, name="practice-desk", daemon=True)
    thread.start()
    try:
        desk.start()
        try:
            yield desk
        finally:
            desk.stop()
    finally:
        desk.loop.call_soon_threadsafe(desk.loop.stop)
        thread.join(timeout=10)
        desk.loop.close()
