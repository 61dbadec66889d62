"""The folders every schedule begins with: a service and two stations enrolled at it; made once."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import socket
import threading
import time
from functools import partial
from pathlib import Path

from declaration.wire.sign_in import EnrolAnswer
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.sync.enrolment import enrol
from tests.fakes.program import SetClock
from tests.faults.sync_driver import Part, drive
from tests.faults.sync_office import STAFF
from tests.faults.sync_processes import fork
from tests.faults.sync_schedule import EVERYTHING, Schedule
from tests.faults.sync_service import Start, serve, until_ready
from tests.faults.sync_world import TwoClocks, World
from tests.faults.table import AGENCY, Enrolled, ServiceClock, laid


def base(folder: Path) -> World:
    """Enrolled over HTTP, like any station; afterwards this process has no thread again."""
    world = World(folder, secrets.token_bytes(32), 0)
    asyncio.run(_enrol(world))
    return world


async def _enrol(world: World) -> None:
    clock = TwoClocks()
    service = Enrolled(world.folder, world.file_key).open_service(ServiceClock(clock.now()))
    service.office.add_agency(AGENCY, "BHXH cơ sở Mẫu")
    door = Door(await service.start())
    for who in (0, 1):
        code = service.office.make_enrolment_code(f"Bàn {who}", "Khu công nghiệp Mẫu", AGENCY)
        assert isinstance(code, str)
        at = Enrolled(world.folder / f"at{who}", world.file_key)
        file = at.open_file(SetClock(clock.now()))
        assert isinstance(await enrol(RemoteStation(door, None), file, code, "mau", "1"), EnrolAnswer)
        file.close()
        at.station_folder.rename(world.station(who))
        at.folder.rmdir()
    await door.close()
    await service.stop()


def warm(world: World) -> None:
    """Everything a child needs is imported and compiled here, once, by doing it once in this process."""
    before = set(threading.enumerate())
    folder = world.folder.with_name("warming")
    there = copied(world, folder)
    service = fork(partial(serve, there.service, there.port, Start(), None))
    until_ready(service)
    drive(Part(Schedule(0, EVERYTHING), there, 0, None, ()), lambda _line: None, lambda _line: "done")
    service.kill()
    (folder / "station0").rename(folder / "station")
    asyncio.run(_warm(Enrolled(folder, world.file_key)))
    shutil.rmtree(folder)
    ends_at = time.monotonic() + 10.0
    while (left := set(threading.enumerate()) - before) and time.monotonic() < ends_at:
        time.sleep(0.05)  # told to end, a thread on a busy machine takes its time
    assert not left, f"nobody may fork while a thread of ours runs: {left}"


async def _warm(at: Enrolled) -> None:
    """The service's side, and what its staff do."""
    async with laid(at) as table:
        table.declare(1)
        await table.rounds(2)
        for act in ("decide", "strange", "keys", "hand_out", "answer", "receive"):
            STAFF[act](table.office.service, 0, 0)
        await table.rounds()


def copied(world: World, folder: Path) -> World:
    """A world of one's own, with a port nobody listens at."""
    shutil.copytree(world.folder, folder)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return World(folder, world.file_key, port)
