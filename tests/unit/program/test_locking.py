"""Locking empties the table, saves what is on it, and leaves the engine at work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from declaration.draft import Field, Source
from declaration.lifecycle import Delivery
from desk.idle import Locking
from desk.ports.outbox import Books
from desk.ports.store import LockedError
from desk.program import DeskProgram
from desk.storage.station import StationFile
from desk.storage.trouble import StationFileDamagedError, StationFileError, StationFileFullError
from desk.views.program import SignedIn
from practice.people import identity_payload, invented_person
from tests.builders import PASSPHRASE, BuiltStation
from tests.fakes.declared import filled
from tests.fakes.program import SetClock
from tests.fakes.running_desk import running


async def test_locking_empties_the_table_and_leaves_the_engine_at_work(program: DeskProgram) -> None:
    await program.unlock("mau", PASSPHRASE)
    engine = program.sync
    await program.lock()
    assert (program.person, program.table) == (None, None)
    assert program.sync is engine
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
    assert program.sync is engine


async def test_books_that_cannot_be_counted_are_not_known_and_no_screen_says_synced(
    program: DeskProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    await program.unlock("mau", PASSPHRASE)
    assert program.books == Books(0, 0, 0, 0, 0)
    assert program.station is not None

    def unreadable(_today: date) -> Books:
        raise StationFileDamagedError("a page does not verify")

    async def until_counted(wanted: Books | None) -> None:
        assert program.station is not None
        program.station.engine.ring()
        async with asyncio.timeout(5):
            while program.books != wanted:  # noqa: ASYNC110 - the counting tells nobody else
                await asyncio.sleep(0.01)

    monkeypatch.setattr(program.station.file.outbox, "books", unreadable)
    await until_counted(None)
    monkeypatch.undo()
    await until_counted(Books(0, 0, 0, 0, 0))


async def test_a_full_disk_neither_keeps_the_screen_open_nor_the_registrar_out(program: DeskProgram) -> None:
    await program.unlock("mau", PASSPHRASE)
    assert program.station is not None
    file = program.station.file
    with file._database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    while not _is_full(file):
        pass
    await program.lock()
    assert program.person is None
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)


def _is_full(file: StationFile) -> bool:
    try:
        file.note_act("mau", "fill", "x" * 1000)
    except StationFileFullError:
        return True
    return False


async def test_a_table_taken_before_the_lock_is_of_no_use_after_it(program: DeskProgram) -> None:
    await program.unlock("mau", PASSPHRASE)
    old = program.table
    assert old is not None
    draft = filled(old.registration, 1)
    old.registration.save(draft)
    await program.lock()
    for act in (
        old.registration.left_behind,
        lambda: old.registration.draft(draft.id),
        lambda: old.registration.problems(draft),
        lambda: old.registration.finish(draft),
        lambda: old.scanning.take(draft, identity_payload(invented_person(1))),
        old.rosters.units,
        old.declarations.counts,
        lambda: old.outbox.lines(list(Delivery), 5),
    ):
        with pytest.raises(LockedError):
            await asyncio.to_thread(act)
    await program.unlock("mau", PASSPHRASE)
    assert program.table is not None
    assert [each.id for each in program.table.registration.left_behind()] == [draft.id]
    with pytest.raises(LockedError):  # it does not come back to life with the next unlock
        old.registration.left_behind()


async def test_what_is_on_the_table_is_saved_before_the_lock_whoever_locks(program: DeskProgram) -> None:
    await program.unlock("mau", PASSPHRASE)
    table = program.table
    assert table is not None
    draft = table.registration.begin().with_value(Field.PHONE, "0912", Source.TYPED)

    async def put_down() -> None:
        await asyncio.to_thread(table.registration.save, draft)

    async def stumbles() -> None:
        raise OSError("no room")

    program.before_lock(stumbles)
    program.before_lock(put_down)
    await program.lock()
    assert program.person is None
    await program.unlock("mau", PASSPHRASE)
    assert program.table is not None
    assert [each.id for each in program.table.registration.left_behind()] == [draft.id]


async def test_work_that_cannot_be_saved_in_time_keeps_no_desk_open(
    program: DeskProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.program.PATIENCE", 0.05)
    await program.unlock("mau", PASSPHRASE)
    program.before_lock(asyncio.Event().wait)  # type: ignore[arg-type]
    await program.lock()
    assert program.person is None


async def _until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("in vain")


async def test_a_desk_nobody_touches_says_so_and_then_locks_itself(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.idle.TICK", 0.01)
    clock = SetClock()
    program = running(station.folder, clock=clock, locking=Locking(timedelta(minutes=5)))
    await program.unlock("mau", PASSPHRASE)
    told: list[bool] = []
    program.listen(lambda: told.append(program.locking_soon))
    clock.forward(timedelta(minutes=4, seconds=40))
    await _until(lambda: program.locking_soon)
    program.active()
    assert told[-2:] == [True, False]
    clock.forward(timedelta(minutes=4, seconds=40))
    await _until(lambda: program.locking_soon)
    assert program.person is not None
    clock.forward(timedelta(seconds=20))
    await _until(lambda: program.person is None)
    assert program.sync is not None, "the engine goes on"
    await program.unlock("mau", PASSPHRASE)
    clock.forward(timedelta(minutes=5))
    await _until(lambda: program.person is None)
    await program.close()


async def test_locking_may_close_the_file_and_stop_the_sending_and_unlocking_opens_both(
    station: BuiltStation,
) -> None:
    program = running(station.folder, locking=Locking(closes_file=True))
    await program.unlock("mau", PASSPHRASE)
    work = program.station
    assert work is not None
    await program.lock()
    assert (program.station, program.sync) == (None, None)
    assert work.running is not None
    assert work.running.done()
    with pytest.raises(StationFileError):
        work.file.declarations.counts()
    assert isinstance(await program.unlock("thu", "lời khác hẳn"), SignedIn)
    assert program.sync is not None
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn), "one after the other"
    assert program.sync is not None
    await program.close()
