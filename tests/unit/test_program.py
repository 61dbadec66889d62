"""The running desk: who is in, what they may touch, and how they get in and out."""

from __future__ import annotations

import asyncio
import errno
import json
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from declaration.draft import Field, Source
from declaration.lifecycle import Delivery
from declaration.wire.handouts import StationSettings
from declaration.wire.recovery import RecoveryAnswer
from declaration.wire.spelled import Misspelled
from declaration.wire.supervision import StationsPage
from desk.idle import Locking
from desk.ports.keys import Wait
from desk.ports.outbox import Books
from desk.ports.recovery import RecoveryState
from desk.ports.service import Reason
from desk.ports.standing import Concern
from desk.ports.store import LockedError
from desk.program import DeskProgram
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from desk.storage.agency_wishes import take_settings
from desk.storage.rows import AuditRow
from desk.storage.station import DATABASE, SLOTS, StationFile
from desk.storage.trouble import StationFileDamagedError, StationFileError, StationFileFullError
from desk.storage.vault.slots import KdfCost, KeySlots
from desk.views.program import Role, Salvaging, SignedIn, SignInTrouble
from practice.people import identity_payload, invented_person
from practice.unit import PASSES, PracticeUnit
from tests.builders import PASSPHRASE, QUICK, THU, BuiltStation, built_station
from tests.fakes.cameras import FakeCameras, NoCamera
from tests.fakes.declared import filled
from tests.fakes.desk_eyes import FakeEyes, HeldUp
from tests.fakes.program import SetClock

NEVER = Locking()
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody answers


@pytest.fixture
def station(tmp_path: Path) -> BuiltStation:
    built = built_station(tmp_path / "station")
    built.file.close()
    KeySlots(built.folder / SLOTS).add(THU, "lời khác hẳn", built.file_key, QUICK)
    return built


@pytest.fixture
async def program(station: BuiltStation) -> AsyncIterator[DeskProgram]:
    made = _program(station.folder)
    yield made
    await made.close()


def _program(
    folder: Path,
    address: str = NOWHERE,
    *,
    clock: SetClock | None = None,
    locking: Locking = NEVER,
    cost: KdfCost = QUICK,
) -> DeskProgram:
    clock, cameras, eyes = clock or SetClock(), FakeCameras(NoCamera()), FakeEyes(HeldUp())
    return DeskProgram(folder, address, clock, cameras, eyes, cost=cost, locking=locking)


async def test_the_right_words_open_the_table_and_say_where_one_is(program: DeskProgram) -> None:
    assert [person.name for person in program.people] == ["mau", "thu"]
    result = await program.unlock(" mau ", PASSPHRASE)
    assert result == program.person == SignedIn("mau", "Lê Thị Mẫu", frozenset({Role.REGISTRAR}))
    assert (program.unit_name, program.station_name) == ("Khu công nghiệp Mẫu", "Quầy 03")
    assert program.table is not None
    assert program.table.registration.registrar == "mau"
    assert program.sync is not None


@pytest.mark.parametrize(("name", "passphrase"), [("mau", "sai"), ("thu", PASSPHRASE), ("ai", PASSPHRASE)])
async def test_wrong_words_open_nothing(program: DeskProgram, name: str, passphrase: str) -> None:
    assert await program.unlock(name, passphrase) is SignInTrouble.WRONG
    assert (program.person, program.table, program.sync) == (None, None, None)


async def test_wrong_words_leave_whoever_is_in_where_they_are(program: DeskProgram) -> None:
    await program.unlock("mau", PASSPHRASE)
    table = program.table
    assert await program.unlock("thu", "sai") is SignInTrouble.WRONG
    assert program.person is not None
    assert (program.person.name, program.table) == ("mau", table)


async def test_another_person_gets_a_table_of_their_own_and_none_of_the_others_files(
    program: DeskProgram,
) -> None:
    await program.unlock("mau", PASSPHRASE)
    assert program.table is not None
    draft = filled(program.table.registration, 1)
    program.table.registration.save(draft)
    paper = program.offer_file(b"%PDF", "application/pdf", "phieu.pdf")
    states: list[str | None] = []
    program.listen(lambda: states.append(program.person.name if program.person else None))
    assert isinstance(await program.unlock("thu", "lời khác hẳn"), SignedIn)
    assert states[0] is None, "the windows were not emptied in between"
    assert states[-1] == "thu"
    assert program.files.take(paper.removeprefix("/file/")) is None
    assert program.table.registration.registrar == "thu"
    assert program.table.registration.left_behind() == []
    assert program.station is not None
    history = _acts(program)
    assert history == ["unlock mau", "lock mau", "unlock thu"]


def _acts(program: DeskProgram) -> list[str]:
    assert program.station is not None
    database = program.station.file._database
    rows = database.read(lambda session: session.exec(select(AuditRow).order_by("id")).all())
    return [f"{row.action} {row.who}" for row in rows if row.action in ("lock", "unlock")]


async def test_unlocking_brings_a_slot_of_an_older_program_to_todays_cost_and_no_other(
    station: BuiltStation,
) -> None:
    today = replace(QUICK, passes=3)
    program = _program(station.folder, cost=today)
    for _ in range(2):
        assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
        passes = {each["name"]: each["kdf"]["passes"] for each in _slots(station.folder)}
        assert passes == {"mau": 3, "thu": 1}
        await program.lock()
    assert await program.unlock("mau", "sai") is SignInTrouble.WRONG
    await program.close()


async def test_a_slot_that_cannot_be_written_keeps_nobody_out(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    program = _program(station.folder, cost=replace(QUICK, passes=3))
    monkeypatch.setattr("desk.storage.vault.slots_file.write_atomically", full)
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
    await program.close()


def _slots(folder: Path) -> list[dict[str, Any]]:
    slots: list[dict[str, Any]] = json.loads((folder / SLOTS).read_text(encoding="utf-8"))["slots"]
    return slots


async def test_two_presses_of_the_button_open_the_file_once(program: DeskProgram) -> None:
    results = await asyncio.gather(*(program.unlock("mau", PASSPHRASE) for _ in range(3)))
    assert all(isinstance(result, SignedIn) for result in results)
    engines = [task for task in asyncio.all_tasks() if task.get_name() == "sync-engine"]
    assert len(engines) == 1


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


async def test_a_machine_without_a_station_says_so(tmp_path: Path) -> None:
    program = _program(tmp_path)
    assert list(program.people) == []
    assert await program.unlock("mau", PASSPHRASE) is SignInTrouble.NO_STATION
    await program.close()


async def test_a_station_that_was_never_enrolled_opens_no_table(tmp_path: Path) -> None:
    built_station(tmp_path / "station", enrolled=False).file.close()
    program = _program(tmp_path / "station")
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
    program = _program(station.folder)
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
    program = _program(station.folder)
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


async def test_a_station_finds_the_service_it_was_enrolled_at(station: BuiltStation) -> None:
    program = _program(station.folder, address="")
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
    assert program.service_address == "https://service.example"
    await program.close()


async def test_a_service_that_does_not_answer_is_named_as_the_cause(program: DeskProgram) -> None:
    assert await program.sign_in("duyet", "mật khẩu nào đó") is Reason.NO_NETWORK
    assert program.person is None


def _has_table(program: DeskProgram) -> bool:
    return program.table is not None


async def test_reviewers_and_supervisors_get_what_their_roles_allow_and_nothing_of_the_station(
    tmp_path: Path,
) -> None:
    unit = await PracticeUnit.start(tmp_path, QUICK)
    program = _program(unit.station_folder, unit.address)
    by_role = {known.person.role: known for known in PASSES}
    try:
        registrar = by_role[Role.REGISTRAR]
        assert isinstance(await program.unlock(registrar.person.name, registrar.passphrase), SignedIn)
        reviewer = by_role[Role.REVIEWER]
        assert await program.sign_in(reviewer.person.name, "sai hẳn rồi") is SignInTrouble.WRONG
        assert _has_table(program), "a wrong passphrase threw the registrar out"
        assert isinstance(await program.sign_in(reviewer.person.name, reviewer.passphrase), SignedIn)
        assert not _has_table(program)
        assert (bool(program.reviewing), bool(program.supervising)) == (True, False)
        supervisor = by_role[Role.SUPERVISOR]
        assert isinstance(await program.sign_in(supervisor.person.name, supervisor.passphrase), SignedIn)
        assert (bool(program.reviewing), bool(program.supervising)) == (False, True)
        assert isinstance(await program.unlock(registrar.person.name, registrar.passphrase), SignedIn)
        assert (bool(program.reviewing), bool(program.supervising)) == (False, False)
    finally:
        await program.close()
        await unit.stop()


async def test_who_was_wrong_too_often_waits_also_in_the_next_process(station: BuiltStation) -> None:
    first = _program(station.folder)
    assert [await first.unlock("mau", "sai") for _ in range(3)] == [
        SignInTrouble.WRONG,
        SignInTrouble.WRONG,
        Wait(2.0),
    ]
    second = _program(station.folder)
    answer = await second.unlock("mau", PASSPHRASE)
    assert isinstance(answer, Wait)
    assert isinstance(await second.unlock("thu", "lời khác hẳn"), SignedIn)
    for program in (first, second):
        await program.close()


NEW = "câu mới tinh tươm"


async def _read_out(unit: PracticeUnit) -> str:
    """A supervisor asks for the station's code and reads it out."""
    supervisor = next(known for known in PASSES if known.person.role is Role.SUPERVISOR)
    door = Door(unit.address)
    service = RemotePeople(door)
    await service.sign_in(supervisor.person.name, supervisor.passphrase)
    page = await service.stations()
    assert isinstance(page, StationsPage)
    answer = await service.recovery_code(page.stations[0].station, "Cán bộ quên mật khẩu")
    await door.close()
    assert isinstance(answer, RecoveryAnswer), answer
    return answer.code


async def _until_at_agency(program: DeskProgram) -> None:
    for _ in range(500):
        if program.recovery is not None and program.recovery.is_at_agency:
            return
        await asyncio.sleep(0.02)
    pytest.fail("not brought to the agency")


async def test_a_code_read_out_over_the_telephone_works_without_a_network_once_and_is_replaced(
    tmp_path: Path,
) -> None:
    unit = await PracticeUnit.start(tmp_path, QUICK)
    program, registrar = _program(unit.station_folder, unit.address), PASSES[0]
    await program.unlock(registrar.person.name, registrar.passphrase)
    await _until_at_agency(program)
    code = await _read_out(unit)
    await program.close()

    offline = _program(unit.station_folder, NOWHERE)
    typed = code.lower().replace("-", " ")
    misheard = typed[:-1] + ("0" if typed[-1] != "0" else "1")
    assert await offline.recover("mau", misheard, NEW) is Misspelled.CHECK
    assert isinstance(await offline.recover("mau", typed, NEW), SignedIn)
    assert offline.table is not None
    assert offline.recovery == RecoveryState(2, is_at_agency=False)
    await offline.lock()
    assert await offline.recover("mau", typed, "lại câu khác nữa") is SignInTrouble.CODE_WRONG
    assert await offline.unlock("mau", registrar.passphrase) is SignInTrouble.WRONG
    assert isinstance(await offline.unlock("mau", NEW), SignedIn)
    await offline.close()

    online = _program(unit.station_folder, unit.address)
    await online.unlock("mau", NEW)
    await _until_at_agency(online)
    again = await _read_out(unit)
    assert again != code
    assert isinstance(await online.recover("thu", again, NEW), SignedIn)
    await online.close()
    await unit.stop()


async def test_a_station_without_a_code_says_so(tmp_path: Path) -> None:
    built_station(tmp_path / "station", enrolled=False).file.close()
    program = _program(tmp_path / "station")
    code = "0024-H36H-2NCS-VRH6-DAQF-6DVV-QZ9W"
    assert await program.recover("mau", code, NEW) is SignInTrouble.NO_CODE
    assert await _program(tmp_path / "none").recover("mau", code, NEW) is SignInTrouble.NO_STATION
    await program.close()


async def test_a_registrar_changes_the_passphrase_and_nobody_elses(program: DeskProgram) -> None:
    assert await program.change_passphrase("mau", "sai", NEW) is SignInTrouble.WRONG
    assert isinstance(await program.change_passphrase(" mau", PASSPHRASE, NEW), SignedIn)
    await program.lock()
    assert await program.unlock("mau", PASSPHRASE) is SignInTrouble.WRONG
    assert isinstance(await program.unlock("mau", NEW), SignedIn)
    assert isinstance(await program.unlock("thu", "lời khác hẳn"), SignedIn)


async def test_a_passphrase_that_could_not_be_written_down_is_not_called_changed(
    program: DeskProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as disk:
        disk.setattr("desk.storage.vault.slots_file.write_atomically", full)
        assert await program.change_passphrase("mau", PASSPHRASE, NEW) is SignInTrouble.NOT_KEPT
        assert program.person is None
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)


# -- locking --


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
    program = _program(station.folder, clock=clock, locking=Locking(timedelta(minutes=5)))
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
    program = _program(station.folder, locking=Locking(closes_file=True))
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


async def test_what_needs_a_person_is_known_from_the_unlocking_on_and_again_when_asked(
    station: BuiltStation,
) -> None:
    clock = SetClock()
    program = _program(station.folder, clock=clock)
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


async def test_what_the_agency_has_set_stands_above_the_machines_own_settings(station: BuiltStation) -> None:
    file = StationFile.open(station.folder, station.file_key, station.clock.now)
    wished = StationSettings(lock_after_minutes=3, agency="MAU02", photos_days=14)
    file._database.write(lambda session: take_settings(session, wished))
    file.close()
    clock = SetClock()
    desk = _program(station.folder, clock=clock, locking=Locking(timedelta(minutes=30)))
    await desk.unlock("mau", PASSPHRASE)
    assert desk.table is not None
    assert desk.table.registration.begin().value(Field.AGENCY) == "MAU02"
    assert desk.table.care.standing().kept.photos == 14
    clock.forward(timedelta(minutes=3))
    async with asyncio.timeout(10):
        while desk.person is not None:  # noqa: ASYNC110 - the watch looks every second
            await asyncio.sleep(0.05)
    await desk.close()
