"""What needs a person is known from the unlocking on; a file is salvaged with nobody at the table."""

from __future__ import annotations

import asyncio
import errno

import pytest

from desk.ports.standing import Concern
from desk.program import DeskProgram
from desk.storage.station import DATABASE
from desk.storage.trouble import StationFileDamagedError, StationFileFullError
from desk.views.program import Salvaging, SignedIn, SignInTrouble
from tests.builders import PASSPHRASE, BuiltStation
from tests.fakes.program import SetClock
from tests.fakes.running_desk import running


async def test_what_needs_a_person_is_known_from_the_unlocking_on_and_again_when_asked(
    station: BuiltStation,
) -> None:
    clock = SetClock()
    program = running(station.folder, clock=clock)
    try:
        await program.unlock("mau", PASSPHRASE)
        assert Concern.BACKUP_DUE in program.concerns, "the station was made long ago"
        assert program.table is not None
        told: list[int] = []
        program.listen(lambda: told.append(1))
        await asyncio.to_thread(program.table.care.back_up, station.folder.parent)
        await program.mind()
        assert Concern.BACKUP_DUE not in program.concerns
        assert told
    finally:
        await program.close()
    assert program.concerns == ()


async def test_salvaging_locks_the_desk_and_the_next_unlocking_finds_a_fresh_file(
    program: DeskProgram, station: BuiltStation
) -> None:
    await program.unlock("mau", PASSPHRASE)
    before = (station.folder / DATABASE).stat().st_ino
    await program.salvage()
    assert program.salvaging is Salvaging.DONE
    assert (program.person, program.table, program.station) == (None, None, None)
    assert (station.folder / DATABASE).stat().st_ino != before
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
    assert program.table is not None
    assert program.table.care.mendings().salvaged is not None
    assert program.salvaging is None, "told until somebody came in"


async def test_nothing_is_salvaged_where_nothing_is_open(program: DeskProgram) -> None:
    await program.salvage()
    assert program.salvaging is None


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StationFileDamagedError("pages"), Salvaging.UNREADABLE),
        (StationFileFullError("no room"), Salvaging.NO_ROOM),
        (OSError(errno.ENOSPC, "no room"), Salvaging.NO_ROOM),
        (PermissionError("held by another program"), Salvaging.NOT_SAVED),
    ],
)
async def test_a_salvage_that_saved_nothing_says_why_until_somebody_unlocks(
    program: DeskProgram, monkeypatch: pytest.MonkeyPatch, error: Exception, told: Salvaging
) -> None:
    def fails(*_: object) -> None:
        raise error

    await program.unlock("mau", PASSPHRASE)
    monkeypatch.setattr("desk.storage.care.salvage", fails)
    heard: list[Salvaging | None] = []
    program.listen(lambda: heard.append(program.salvaging))
    await program.salvage()
    assert program.salvaging is told
    assert (heard[0], heard[-1]) == (Salvaging.RUNNING, told)
    assert await program.unlock("mau", "sai") is SignInTrouble.WRONG
    assert program.salvaging is told
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn), "all is as it was"
    assert program.salvaging is None
