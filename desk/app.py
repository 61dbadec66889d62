"""The composition root: reads the settings, builds everything once, serves the desk and opens its window."""

from __future__ import annotations

import asyncio
import signal
import sys
import webbrowser
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

from starlette.types import ASGIApp

from desk import i18n, logs
from desk.capture.camera_choice import DeskCameras
from desk.capture.eyes import DeskEyes
from desk.idle import Locking
from desk.owner_desk import OwnerDesk
from desk.ownership import Ownership
from desk.ports.camera import Camera
from desk.ports.clock import Clock, SystemClock
from desk.ports.photographs import Eyes
from desk.program import DeskProgram
from desk.serving.launch import LaunchTokens, launch_url
from desk.serving.owner_client import OwnerClient, OwnerUnreachableError
from desk.serving.owner_file import (
    OwnerAddress,
    new_owner_address,
    read_owner_file,
    remove_owner_file,
    write_owner_file,
)
from desk.serving.server import LocalServer
from desk.serving.web_client import build_app
from desk.serving.window import open_window
from desk.settings import SecuritySettings, Settings
from desk.storage.remembered_camera import RememberedCamera
from desk.storage.vault.slots import KdfCost
from desk.views.program import PracticePass
from desk.views.windows import windows


class DeskApp:
    """The desk as one running process: program, local server, owner's door, window.

    A seam for later: a paired tablet's window would come in through another server built here.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        address: str = "",
        practice_camera: Camera | None = None,
        eyes: Eyes | None = None,
        practice: Sequence[PracticePass] = (),
        clock: Clock | None = None,
    ) -> None:
        self.folder = settings.storage.folder
        self._settings = settings
        clock = clock or SystemClock()
        i18n.use(settings.ui.language)
        self.program = DeskProgram(
            self.folder,
            address or settings.service.address,
            clock,
            DeskCameras(settings.camera, RememberedCamera(self.folder), practice_camera),
            eyes or DeskEyes(),
            practice,
            kdf_cost(settings),
            locking_of(settings.security),
            settings.retention,
        )
        self._address: OwnerAddress | None = None
        self._tokens = LaunchTokens()
        self._ending = asyncio.Event()
        self._owner = OwnerDesk(self.program, clock, self.launch_url, self._ending.set)
        self._server = LocalServer(self._build, settings.server.port)

    async def start(self) -> None:
        """Serve on loopback and leave word where the command line finds it."""
        await self._server.start()
        assert self._address is not None, "made while the server was built"
        write_owner_file(self.folder, self._address)

    def launch_url(self) -> str:
        """A fresh, one-time way in."""
        return launch_url(self._tokens, self._server.port)

    def request_stop(self) -> None:
        self._ending.set()

    async def until_stopped(self) -> None:
        await self._ending.wait()

    async def stop(self) -> None:
        """In order: nobody can come in, the engine rests, the file is closed."""
        remove_owner_file(self.folder)
        await self._server.stop()
        await self.program.close()

    def _build(self, port: int) -> ASGIApp:
        self._address = new_owner_address(port)
        return build_app(
            windows(self.program),
            tokens=self._tokens,
            owner=self._owner,
            owner_secret=self._address.secret,
            files=self.program.files,
            port=port,
        )


def locking_of(security: SecuritySettings) -> Locking:
    """When the desk locks itself, and whether locking closes the file too."""
    minutes = security.lock_after_minutes
    return Locking(timedelta(minutes=minutes) if minutes else None, security.close_file_on_lock)


def kdf_cost(settings: Settings) -> KdfCost:
    return KdfCost(settings.security.argon2_memory_kib, settings.security.argon2_passes)


async def run_desk(
    settings: Settings,
    make: Callable[[], Awaitable[DeskApp]],
    say: Callable[[str], None],
    *,
    stop_too: Callable[[], Awaitable[None]] | None = None,
) -> int:
    """Own the station and run until stopped; when somebody owns it already, open their window instead."""
    ownership = Ownership(settings.storage.folder)
    if not ownership.take():
        return _open_the_owners_window(settings, say)
    logs.configure(settings.storage.folder)
    try:
        app = await make()
    except BaseException:
        ownership.release()
        raise
    try:
        _end_on_signals(app.request_stop)
        await app.start()
        _show(app.launch_url(), app.folder, settings.ui.window, say)
        await app.until_stopped()
    finally:
        say(i18n.t("cli.ending"))
        await app.stop()
        if stop_too is not None:
            await stop_too()
        ownership.release()
    return 0


def _open_the_owners_window(settings: Settings, say: Callable[[str], None]) -> int:
    address = read_owner_file(settings.storage.folder)
    try:
        url = OwnerClient(address).launch_url() if address else None
    except OwnerUnreachableError:
        url = None
    if url is None:
        say(i18n.t("cli.owner_silent"))
        return 3
    _show(url, settings.storage.folder, settings.ui.window, say)
    return 0


def _show(url: str, folder: Path, window: str, say: Callable[[str], None]) -> None:
    match window:
        case "app":
            is_open = open_window(url, folder) is not None
        case "browser":
            is_open = webbrowser.open(url)
        case _:
            is_open = False
    if not is_open:
        say(i18n.t("cli.open_this", url=url))
    else:
        say(i18n.t("cli.opened"))


def _end_on_signals(stop: Callable[[], None]) -> None:
    """Ctrl-C and a polite kill end the desk in order; Windows has no loop handlers, so the plain way."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        else:
            loop.add_signal_handler(number, stop)
