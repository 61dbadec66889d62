"""Two copies of a station never both send as one: a clone is told, a spare enrolled, nothing doubled."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from declaration.wire.sign_in import EnrolAnswer
from desk.ports.care import BackupMade
from desk.ports.service import Reason
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.storage.restoring import restore
from desk.storage.station import SLOTS, StationFile
from desk.storage.vault.slots import KeySlots
from desk.sync.engine import SyncEngine
from desk.sync.enrolment import enrol
from tests.builders import MAU, PASSPHRASE, QUICK
from tests.faults.table import Parts, Table, arrived_once, engine_of


@asynccontextmanager
async def copy_at(folder: Path, table: Table) -> AsyncIterator[tuple[StationFile, SyncEngine]]:
    """Another machine with this folder, on the same network."""
    file = StationFile.open(folder, table.at.file_key, table.clock.now)
    keys, door = file.service_keys(), Door(table.proxy.address, longest_pause=0.01)
    engine = engine_of(Parts(RemoteStation(door, keys), file.outbox, keys), file, table.clock, seed=9)
    try:
        yield file, engine
    finally:
        await door.close()
        await asyncio.to_thread(file.close)


def backed_up(table: Table, to: Path) -> Path:
    KeySlots(table.at.station_folder / SLOTS).add(MAU, PASSPHRASE, table.at.file_key, QUICK)
    made = table.file.care.back_up(to, "mau", lambda _done, _all: None)
    assert isinstance(made, BackupMade)
    return made.folder


async def test_a_cloned_disk_is_told_and_sends_nothing(table: Table, tmp_path: Path) -> None:
    table.declare(1)
    shutil.copytree(table.at.station_folder, tmp_path / "clone")
    await table.rounds(1)
    table.delivered_once()
    async with copy_at(tmp_path / "clone", table) as (_, engine):
        requests = table.proxy.count("POST /v1/records")
        for _ in range(3):
            await engine.round()
            assert engine.state.reason is Reason.FORKED
        assert table.proxy.count("POST /v1/records") == requests
    table.declare(2)
    await table.rounds(2)
    table.delivered_once()


async def test_whichever_copy_sends_first_goes_on_and_nothing_is_doubled(
    table: Table, tmp_path: Path
) -> None:
    table.declare(1)
    shutil.copytree(table.at.station_folder, tmp_path / "clone")
    async with copy_at(tmp_path / "clone", table) as (file, engine):
        await engine.round()
        assert file.outbox.books(table.clock.today()).all_signed_for
        await table.rounds(1)
        assert table.trouble() is Reason.FORKED
        assert table.books.waiting == 1
        arrived_once(table.office, file)


async def test_a_spare_sends_what_the_lost_machine_had_and_the_lost_one_is_out(
    table: Table, tmp_path: Path
) -> None:
    table.declare(1)
    await table.rounds(1)
    table.declare(2)
    backup = backed_up(table, tmp_path / "stick")
    assert restore(backup, tmp_path / "spare", table.at.file_key, table.clock.now) is None
    async with copy_at(tmp_path / "spare", table) as (file, engine):
        await engine.round()
        assert engine.state.reason is Reason.REJOIN
        code = table.office.service.office.make_moving_code(file.station_key().station)
        assert isinstance(code, str)
        door = Door(table.proxy.address, longest_pause=0.01)
        assert isinstance(await enrol(RemoteStation(door, None), file, code, "mau", "1"), EnrolAnswer)
        await door.close()
    async with copy_at(tmp_path / "spare", table) as (file, engine):
        assert not file.must_rejoin()
        await engine.round()
        assert file.outbox.books(table.clock.today()).all_signed_for
        arrived_once(table.office, file)
    await table.rounds(1)
    assert table.trouble() is Reason.FORKED
    assert table.books.waiting == 1
