"""What keeps a station from opening is called by its own name, never a wrong passphrase."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desk.program import DeskProgram
from desk.storage.station import DATABASE, SLOTS, StationFile
from desk.views.program import SignInTrouble
from tests.builders import PASSPHRASE, BuiltStation, built_station
from tests.fakes.running_desk import running


async def test_a_machine_without_a_station_says_so(tmp_path: Path) -> None:
    program = running(tmp_path)
    assert list(program.people) == []
    assert await program.unlock("mau", PASSPHRASE) is SignInTrouble.NO_STATION
    await program.close()


async def test_a_station_that_was_never_enrolled_opens_no_table(tmp_path: Path) -> None:
    built_station(tmp_path / "station", enrolled=False).file.close()
    program = running(tmp_path / "station")
    assert await program.unlock("mau", PASSPHRASE) is SignInTrouble.NO_STATION
    assert program.table is None
    await program.close()


@pytest.mark.parametrize("what", ["slots", "file", "file gone"])
async def test_damage_is_called_damage_and_never_a_wrong_passphrase(station: BuiltStation, what: str) -> None:
    if what == "slots":
        (station.folder / SLOTS).write_text("{", encoding="utf-8")
    elif what == "file":
        (station.folder / DATABASE).write_bytes(b"x" * 9000)
    else:
        (station.folder / DATABASE).unlink()
    program = running(station.folder)
    assert await program.unlock("mau", PASSPHRASE) is SignInTrouble.DAMAGED
    assert list(program.people) == [] or what != "slots"
    assert program.table is None
    await program.close()


async def test_a_file_of_a_newer_program_is_called_newer_and_no_passphrase_is_blamed(
    station: BuiltStation,
) -> None:
    newer = StationFile.open(station.folder, station.file_key, station.clock.now)
    with newer._database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    program = running(station.folder)
    assert await program.unlock("mau", PASSPHRASE) is SignInTrouble.NEWER
    await program.close()


async def test_slots_exchanged_under_a_locked_desk_do_not_unlock_it(
    program: DeskProgram, station: BuiltStation, tmp_path: Path
) -> None:
    """Somebody else of the machine puts a slots file of their own in its place and knows its passphrase."""
    await program.unlock("mau", PASSPHRASE)
    await program.lock()
    other = built_station(tmp_path / "other")
    other.file.close()
    shutil.copy(other.folder / SLOTS, station.folder / SLOTS)
    assert await program.unlock("mau", PASSPHRASE) is SignInTrouble.DAMAGED
    assert (program.person, program.table) == (None, None)
