"""The command line beside a running desk: who may come in is changed, and whoever may not is sent out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from desk.headless import OpenedFile
from desk.keyholding import add_registrar, remove_registrar
from desk.owner_desk import OwnerDesk, until_settled
from desk.ports.outbox import Books
from desk.ports.service import SyncState
from desk.program import DeskProgram
from desk.storage.station import SLOTS, StationFile
from desk.storage.vault.slots import KeySlots, Registrar
from desk.views.program import SignedIn, SignInTrouble
from tests.builders import PASSPHRASE, QUICK, THU, BuiltStation, built_station
from tests.fakes.cameras import FakeCameras, NoCamera
from tests.fakes.desk_eyes import FakeEyes, HeldUp
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf

THUS = "lời khác hẳn"


@pytest.fixture
def station(tmp_path: Path) -> BuiltStation:
    built = built_station(tmp_path / "station")
    built.file.close()
    KeySlots(built.folder / SLOTS).add(THU, THUS, built.file_key, QUICK)
    return built


@pytest.fixture
async def program(station: BuiltStation) -> AsyncIterator[DeskProgram]:
    cameras, eyes = FakeCameras(NoCamera()), FakeEyes(HeldUp())
    made = DeskProgram(station.folder, "http://127.0.0.1:9", SetClock(), cameras, eyes, cost=QUICK)
    yield made
    await made.close()


def _owner(program: DeskProgram) -> OwnerDesk:
    return OwnerDesk(program, SetClock(), lambda: "", lambda: None)


def _has_table(program: DeskProgram) -> bool:
    return program.table is not None


def _beside(station: BuiltStation) -> OpenedFile:
    """As the command line opens it, in a connection of its own."""
    file = StationFile.open(station.folder, station.file_key, SetClock().now)
    return OpenedFile("mau", file, KeySlots(station.folder / SLOTS).registrars())


async def test_only_the_registrar_who_is_meant_is_sent_out(program: DeskProgram) -> None:
    owner = _owner(program)
    await owner.send_out("thu")
    assert isinstance(await program.unlock("thu", THUS), SignedIn)
    await owner.send_out("mau")
    assert _has_table(program)
    await owner.send_out("thu")
    assert not _has_table(program)


async def test_who_was_added_beside_an_open_desk_comes_in_and_who_was_removed_does_not(
    program: DeskProgram, station: BuiltStation
) -> None:
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
    beside = await asyncio.to_thread(_beside, station)
    vidu = Registrar("vidu", "Phạm Ví Dụ")
    await asyncio.to_thread(add_registrar, beside, vidu, lambda: "câu mới tinh tươm", QUICK)
    await asyncio.to_thread(remove_registrar, beside, "thu")
    await asyncio.to_thread(beside.file.close)
    assert [person.name for person in program.people] == ["mau", "vidu"]
    assert await program.unlock("thu", THUS) is SignInTrouble.WRONG
    assert isinstance(await program.unlock("vidu", "câu mới tinh tươm"), SignedIn)
    assert program.station is not None
    assert program.station.file.trail.check().broken is None
    acts = [(line.action, line.subject) for line in program.station.file.trail.lines()]
    assert acts[-4:-2] == [("registrar_added", "vidu"), ("registrar_removed", "thu")]


@pytest.mark.parametrize(("bytes_a_step", "gives_up"), [(1000, False), (0, True)])
async def test_whoever_waits_for_the_sending_gives_up_at_a_standstill_and_not_before(
    bytes_a_step: int, gives_up: bool
) -> None:
    """A photo on a thin line takes a minute: no revision is settled meanwhile, and bytes move."""
    passed = 0.0

    async def rest(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    class Waiting(MemoryOutbox):
        def books(self, today: date) -> Books:
            waiting = 0 if passed >= 60 else 1
            return Books(1, waiting, 1 - waiting, 0, 0)

    def look() -> SyncState:
        return SyncState(reached_once=True, sent_bytes=int(passed) * bytes_a_step)

    clock = SetClock()
    await until_settled(Waiting(Shelf()), clock, lambda _step: None, look, rest)
    assert (passed < 30) is gives_up
