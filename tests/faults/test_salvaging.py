"""A damaged file: noticed wherever it is damaged, and an honest way on that loses no more than it must."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from declaration.draft import PhotoRole
from declaration.lifecycle import Delivery
from desk.ports.care import CheckResult, Salvaged, Soundness
from desk.registration.declarations import Finished
from desk.storage.copying import need_whole
from desk.storage.database import Database
from desk.storage.migrations import check_names
from desk.storage.salvaging import salvage
from desk.storage.soundness import WholeCheck
from desk.storage.station import DATABASE, StationFile
from desk.storage.trouble import StationFileDamagedError, StationFileFullError, WrongKeyError
from practice.people import invented_person
from tests.builders import BuiltStation, built_station
from tests.fakes.declared import NEEDED, declare, filled, picture
from tests.fakes.open_pages import damage_page, pages_with

PEOPLE = range(1, 7)
DRAFTED = 9


class Damaging:
    """A station that was worked at and closed; pages of it can be damaged before it is opened again."""

    def __init__(self, station: BuiltStation) -> None:
        self.station = station
        self.declared: dict[int, Finished] = {seed: declare(station.registration, seed) for seed in PEOPLE}
        station.registration.save(filled(station.registration, DRAFTED))
        station.file.close()
        self.database = station.folder / DATABASE

    def page_of(self, content: bytes) -> int:
        (page, *_) = pages_with(self.database, self.station.file_key, content)
        return page

    def picture_lost(self, seed: int, role: PhotoRole = PhotoRole.PORTRAIT) -> None:
        damage_page(self.database, self.page_of(picture(seed, role).data))

    def opened(self) -> StationFile:
        return StationFile.open(self.station.folder, self.station.file_key, self.station.clock.now)

    def salvaged(self) -> Salvaged:
        return salvage(self.database, self.station.file_key, self.station.clock.now)


@pytest.fixture
def damaging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Damaging:
    monkeypatch.setattr("desk.storage.pages.LAST", 1)  # in so small a file all pages would be its last
    return Damaging(built_station(tmp_path / "station"))


def _looked_through(file: StationFile, clock_now: object, most: int = 300) -> CheckResult:
    for _ in range(most):
        file.care.look_on()
        result = file.care.check_result()
        if result.finished_at is not None:
            return result
    raise AssertionError("the check does not end")


def test_a_sound_file_is_said_to_be_sound_once_all_of_it_was_read(damaging: Damaging) -> None:
    file = damaging.opened()
    assert file.care.check_result() == CheckResult()
    file.care.look_on()
    assert 0 < file.care.check_result().progress < 1
    found = _looked_through(file, None)
    assert (found.found, found.unreadable) == (Soundness.SOUND, 0)
    assert found.finished_at == damaging.station.clock.now()
    file.close()


def test_the_check_goes_on_where_it_was_after_a_restart(damaging: Damaging) -> None:
    file = damaging.opened()
    steps = 0
    while file.care.check_result().finished_at is None:
        file.care.look_on()
        steps += 1
        if steps % 2:
            file.close()
            file = damaging.opened()
    straight = 0
    for _ in range(steps):
        file.care.look_on()
        straight += 1
    assert file.care.check_result().progress == 0
    assert straight == steps
    file.close()


def test_a_lost_picture_is_found_by_the_check_and_stays_told_of(damaging: Damaging) -> None:
    damaging.picture_lost(3)
    file = damaging.opened()
    found = _looked_through(file, None)
    assert (found.found, found.unreadable) == (Soundness.DAMAGED, 1)
    file.care.look_on()
    assert file.care.check_result().found is Soundness.DAMAGED
    file.close()


def test_what_is_readable_is_saved_and_the_damaged_file_is_kept(damaging: Damaging) -> None:
    damaging.picture_lost(3)
    damaged = damaging.database.read_bytes()
    told = damaging.salvaged()
    assert (told.unreadable, told.set_aside) == (1, 1)
    assert (damaging.database.with_name(f"{DATABASE}.1")).read_bytes() == damaged
    need_whole(damaging.database, damaging.station.file_key)
    file = damaging.opened()
    books = file.outbox.books(damaging.station.clock.today())
    assert (books.balance, books.finished, books.waiting, books.set_aside) == (True, 6, 5, 1)
    (line,) = file.outbox.lines([Delivery.SET_ASIDE], 10)
    assert (line.record_id, line.last_reason) == (damaging.declared[3].id, "photo_lost")
    for seed in PEOPLE:
        held = {photo.role for photo in file.drafts.photos(damaging.declared[seed].id)}
        assert held == set(NEEDED) - ({PhotoRole.PORTRAIT} if seed == 3 else set())
        found = file.declarations.search(invented_person(seed).number, (), after=None, limit=5)
        assert [each.id for each in found.lines] == [damaging.declared[seed].id]
    assert len(file.drafts.open_drafts("mau")) == 1
    assert file.enrolment() is not None
    assert _looked_through(file, None).found is Soundness.SOUND
    file.close()


def test_whichever_page_is_damaged_all_that_is_not_on_it_is_saved(damaging: Damaging) -> None:
    sound = damaging.database.read_bytes()
    total = None
    for page in range(3, len(sound) // 4096, 13):
        damaging.database.write_bytes(sound)
        damage_page(damaging.database, page)
        try:
            told = damaging.salvaged()
        except WrongKeyError:
            continue  # of the catalogue itself nothing can be read: only a backup helps
        total = total or told.kept + told.unreadable
        need_whole(damaging.database, damaging.station.file_key)
        file = damaging.opened()
        assert file.outbox.books(damaging.station.clock.today()).balance
        file.close()
    assert total is not None


def test_a_wrong_key_salvages_nothing_and_changes_nothing(damaging: Damaging) -> None:
    before = damaging.database.read_bytes()
    with pytest.raises(WrongKeyError):
        salvage(damaging.database, secrets.token_bytes(32), damaging.station.clock.now)
    assert {path.name for path in damaging.database.parent.glob(f"{DATABASE}*")} == {DATABASE}
    assert damaging.database.read_bytes() == before


def test_a_salvage_that_cannot_end_leaves_the_damaged_file_and_nothing_half_written(
    damaging: Damaging, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StationFileFullError("no room")

    before = damaging.database.read_bytes()
    monkeypatch.setattr("desk.storage.salvaging.need_whole", full)
    with pytest.raises(StationFileFullError):
        damaging.salvaged()
    assert {path.name for path in damaging.database.parent.glob(f"{DATABASE}*")} == {DATABASE}
    assert damaging.database.read_bytes() == before


def test_a_damaged_end_is_noticed_at_the_very_opening(damaging: Damaging) -> None:
    damage_page(damaging.database, damaging.database.stat().st_size // 4096)
    with pytest.raises(StationFileDamagedError):
        damaging.opened()


def test_the_check_names_rows_that_are_not_what_their_names_say(damaging: Damaging) -> None:
    file = damaging.opened()
    with file._database.engine.begin() as link:
        link.exec_driver_sql("UPDATE photo SET data = x'00' WHERE rowid = 2")
    assert _looked_through(file, None).unreadable == 1
    assert isinstance(file.care._check, WholeCheck)
    file.close()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE revision SET sealed = x'00' WHERE rowid = 3",
        "DELETE FROM photo WHERE rowid = 3",
    ],
)
def test_an_outbox_that_is_not_what_was_sealed_is_noticed_at_the_very_opening(
    damaging: Damaging, damage: str
) -> None:
    file = damaging.opened()
    file.close()
    database = Database(damaging.database, damaging.station.file_key)
    check_names(database.engine, on=False)
    with database.engine.begin() as link:
        link.exec_driver_sql(damage)
    database.close()
    with pytest.raises(StationFileDamagedError):
        damaging.opened()
    damaging.salvaged()
    file = damaging.opened()
    assert file.outbox.books(damaging.station.clock.today()).balance
    file.close()
