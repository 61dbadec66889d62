"""The care of a station at a table: in the registrar's name, true to the file, and over with the lock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from desk.day_records import Verdict, judged
from desk.ports.care import (
    BackupMade,
    BackupTrouble,
    ClockState,
    DayTrouble,
    DayWritten,
    ErasureReason,
    NotErasable,
    Salvaged,
    Soundness,
)
from desk.ports.standing import BACKUP_EVERY, Concern, Space
from desk.ports.store import LockedError
from desk.storage import backup_places as places
from desk.storage.backup_places import backup_places, place_at
from desk.storage.gate import Gate
from desk.storage.reserve import Reserve, Room
from desk.sync.timekeeping import Timekeeper
from desk.table_care import BackupRun, GatedCare
from tests.builders import TODAY, BuiltStation, built_station
from tests.fakes.declared import declare


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def care(station: BuiltStation, gate: Gate) -> GatedCare:
    clock = Timekeeper(station.clock, station.file.time_memory)
    return GatedCare(station.file, clock, BackupRun(), gate, "mau")


class _Heard(BackupRun):
    """Keeps what was told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[float | None] = []

    def tell(self, copied: int, pages: int) -> None:
        super().tell(copied, pages)
        self.heard.append(self.done)


def _acts(station: BuiltStation) -> list[tuple[str, str, str]]:
    return [(line.who, line.action, line.detail) for line in station.file.trail.lines()]


def test_a_new_station_stands_well_and_is_due_for_a_backup_a_week_later(
    station: BuiltStation, care: GatedCare
) -> None:
    assert care.standing().concerns == ()
    station.clock.forward(BACKUP_EVERY + timedelta(minutes=1))
    assert Concern.BACKUP_DUE in care.standing().concerns


def test_a_backup_is_made_in_the_registrars_name_and_remembered_with_its_place(
    station: BuiltStation, care: GatedCare, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    made = care.back_up(stick)
    assert isinstance(made, BackupMade)
    assert care.backing_up is None
    standing = care.standing()
    assert standing.backup is not None
    assert (standing.backup.expires_on, standing.backup_place) == (made.expires_on, stick)
    assert [who for who, action, _ in _acts(station) if action == "backup"] == ["mau"]


def test_how_far_a_backup_has_come_is_told_and_a_failed_one_ends_the_telling(
    station: BuiltStation, gate: Gate, tmp_path: Path
) -> None:
    run = _Heard()
    care = GatedCare(station.file, Timekeeper(station.clock, station.file.time_memory), run, gate, "mau")
    care.back_up(tmp_path)
    assert run.heard[-1] == 1.0
    (tmp_path / "file").write_bytes(b"")
    assert care.back_up(tmp_path / "file") is BackupTrouble.NO_FOLDER
    assert care.backing_up is None


def test_a_day_written_at_the_table_is_the_stations_word_and_noted_in_the_registrars_name(
    station: BuiltStation, care: GatedCare, tmp_path: Path
) -> None:
    declare(station.registration, 1)
    made = care.write_day(TODAY, tmp_path)
    assert isinstance(made, DayWritten)
    found = judged(made.file.read_bytes())
    assert (found.verdict, made.file.parent) == (Verdict.GENUINE, tmp_path)
    assert found.record is not None
    assert (made.lines, made.day) == (len(found.record.lines), found.record.day)
    assert ("mau", "audit_exported", TODAY.isoformat()) in _acts(station)
    again = care.write_day(TODAY, tmp_path)
    assert isinstance(again, DayWritten)
    assert (again.file, again.lines > made.lines) == (made.file, True)


def test_a_stick_that_was_taken_out_gets_no_folder_made_in_its_place(care: GatedCare, tmp_path: Path) -> None:
    assert care.write_day(TODAY, tmp_path / "USB") is DayTrouble.NOT_WRITTEN
    assert not (tmp_path / "USB").exists()


def test_after_the_lock_nothing_of_it_answers(care: GatedCare, gate: Gate, tmp_path: Path) -> None:
    gate.close()
    for ask in (
        care.standing,
        care.mendings,
        care.look_on,
        lambda: care.back_up(tmp_path),
        lambda: care.write_day(TODAY, tmp_path),
        lambda: care.holdings(uuid4()),
        lambda: care.erase(uuid4(), ErasureReason.ASKED_FOR),
    ):
        with pytest.raises(LockedError):
            ask()


def test_looking_on_comes_to_the_end_of_the_file(station: BuiltStation, care: GatedCare) -> None:
    declare(station.registration, 1)
    for _ in range(50):
        if not care.look_on():
            break
    assert care.standing().check.found is Soundness.SOUND
    assert care.standing().check.finished_at is not None


def test_an_erasure_keeps_its_reason_and_is_counted(station: BuiltStation, care: GatedCare) -> None:
    draft = station.registration.begin()
    station.file.drafts.save(draft, "mau")
    care.erase(draft.id, ErasureReason.ORDERED)
    assert [detail.split()[-1] for _, action, detail in _acts(station) if action == "erase"] == ["ordered"]
    found = care.mendings()
    assert (found.erasures, found.erased_at) == (1, station.clock.now())
    assert care.holdings(draft.id) is NotErasable.UNKNOWN


def test_a_save_that_was_under_way_does_not_bring_an_erased_person_back(
    station: BuiltStation, care: GatedCare
) -> None:
    draft = station.registration.begin()
    station.file.drafts.save(draft, "mau")
    care.erase(draft.id, ErasureReason.ASKED_FOR)
    station.file.drafts.save(draft, "mau")
    assert station.file.drafts.draft(draft.id) is None


def test_a_salvage_is_told_of_and_the_fresh_file_is_not_called_damaged(station: BuiltStation) -> None:
    declare(station.registration, 1)
    _declared_damaged(station)
    assert station.file.care.standing(ClockState()).concerns == (Concern.DAMAGED,)
    station.file.close()
    saved = station.file.care.salvage()
    assert isinstance(saved, Salvaged)
    fresh = station.open_again()
    try:
        assert fresh.file.care.mendings().salvaged == saved
        assert fresh.file.care.check_result().found is Soundness.UNKNOWN
    finally:
        fresh.file.close()


def _declared_damaged(station: BuiltStation) -> None:
    """As a whole look that met three rows it could not read leaves it."""
    check = station.file.care._check
    place = replace(check._place(), last_unreadable=3, finished_at=station.clock.now().isoformat())
    check._place = lambda: place  # type: ignore[method-assign]


def test_a_disk_nearly_full_is_said_before_it_is_full(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    for room, space in (
        (Room(held=0, least=0, little=0), Space.PLENTY),
        (Room(held=0, least=0, little=free * 2), Space.LITTLE),
        (Room(held=0, least=free * 2, little=free * 3), Space.SHORT),
    ):
        assert Reserve(tmp_path, room).left().space is space


def test_a_backup_goes_where_something_else_is_mounted_and_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, user = tmp_path / "media" / "USB", tmp_path / "media" / "mau" / "USB2"
    stick.mkdir(parents=True)
    user.mkdir(parents=True)
    monkeypatch.setattr(Path, "is_mount", lambda path: path in (stick, user))
    assert list(places._mounted((str(tmp_path / "media"),))) == [stick, user]
    monkeypatch.setattr(places, "_mounted", lambda: iter((stick,)))
    monkeypatch.setattr(places, "_drives", lambda: iter((stick,)))
    assert backup_places(tmp_path) == (), "the same disk is no other place"
    assert place_at(tmp_path / "gone", tmp_path) is None
