"""Killed between any two steps of finishing: everything of it is on the disk afterwards, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from declaration.draft import Draft, Field
from declaration.lifecycle import Delivery, Status
from desk.registration.declarations import Registration
from desk.storage.station import StationFile
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person
from tests.builders import NOON, built_station
from tests.fakes.declared import NEEDED, filled, picture
from tests.fakes.power_cut import KILLED, PowerCut, die, in_a_child
from tests.fakes.program import SetClock

MOST_MOMENTS = 100


@dataclass(frozen=True)
class Prepared:
    """A station with one draft, complete, saved and never finished."""

    folder: Path
    file_key: bytes
    draft_id: UUID

    def copied(self, to: Path) -> Prepared:
        shutil.copytree(self.folder, to)
        return Prepared(to, self.file_key, self.draft_id)

    def opened(self) -> StationFile:
        return StationFile.open(self.folder, self.file_key, SetClock(NOON).now)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    station = built_station(tmp_path_factory.mktemp("prepared") / "station")
    draft = filled(station.registration, 1)
    station.registration.save(draft)
    station.file.close()
    return Prepared(station.folder, station.file_key, draft.id)


def _registration(file: StationFile, tell: Callable[[], None] = lambda: None) -> Registration:
    key = StationKey(file.station_key().private_bytes, "station-mau")
    return Registration(file.drafts, file.declarations, key, SetClock(NOON), "mau", "MAU01", tell)


def _finish_until_killed(prepared: Prepared, moment: int) -> None:
    file = prepared.opened()
    registration, draft = _registration(file), _draft(file, prepared)
    PowerCut(moment)
    registration.finish(draft)


def _finish_and_die_before_telling(prepared: Prepared) -> None:
    file = prepared.opened()
    _registration(file, die).finish(_draft(file, prepared))


def _save_and_die(prepared: Prepared, phone: str) -> None:
    file = prepared.opened()
    _registration(file).save(_draft(file, prepared).with_value(Field.PHONE, phone))
    die()


def _draft(file: StationFile, prepared: Prepared) -> Draft:
    draft = file.drafts.draft(prepared.draft_id)
    assert draft is not None
    return draft


def _is_whole(file: StationFile, declared: UUID) -> bool:
    """Whether all of the declaration is there; asserts that otherwise nothing is."""
    detail, entry, draft = (
        file.declarations.detail(declared),
        file.outbox.entry(declared, 1),
        file.drafts.draft(declared),
    )
    books = file.outbox.books(SetClock(NOON).today())
    assert books.balance
    assert {photo.sha256 for photo in file.drafts.photos(declared)} == {
        picture(1, role).sha256 for role in NEEDED
    }
    if detail is None:
        assert (entry, books.finished) == (None, 0)
        assert draft is not None
        assert draft.value(Field.DOCUMENT_NUMBER) == invented_person(1).number
        return False
    assert entry is not None
    assert (draft, books.finished, books.waiting) == (None, 1, 1)
    assert (detail.line.status, detail.line.delivery) == (Status.FINISHED, Delivery.PENDING)
    assert [event.event for event in detail.history] == ["finish"]
    assert {blob.sha256 for blob in entry.blobs} == {picture(1, role).sha256 for role in NEEDED}
    assert all(file.outbox.blob(blob.sha256) is not None for blob in entry.blobs)
    return True


def test_killed_at_any_step_of_finishing_leaves_all_or_nothing(prepared: Prepared, tmp_path: Path) -> None:
    killed = 0
    for moment in range(1, MOST_MOMENTS):
        copy = prepared.copied(tmp_path / str(moment))
        code = in_a_child(_finish_until_killed, copy, moment)
        file = copy.opened()
        whole = _is_whole(file, prepared.draft_id)
        file.close()
        if code == 0:
            assert whole
            break
        assert code == KILLED
        assert not whole, f"committed too early, before step {moment}"
        killed += 1
    assert killed >= 12, "the kills did not reach into the transaction"


def test_killed_after_the_write_and_before_anybody_was_told_leaves_all(
    prepared: Prepared, tmp_path: Path
) -> None:
    copy = prepared.copied(tmp_path / "station")
    assert in_a_child(_finish_and_die_before_telling, copy) == KILLED
    file = copy.opened()
    assert _is_whole(file, prepared.draft_id)
    file.close()


def test_what_was_lost_to_a_kill_can_be_finished_afterwards(prepared: Prepared, tmp_path: Path) -> None:
    copy = prepared.copied(tmp_path / "station")
    assert in_a_child(_finish_until_killed, copy, 10) == KILLED
    file = copy.opened()
    (left,) = _registration(file).left_behind()
    _registration(file).finish(left)
    assert _is_whole(file, prepared.draft_id)
    file.close()


def test_a_saved_draft_survives_a_kill(prepared: Prepared, tmp_path: Path) -> None:
    copy = prepared.copied(tmp_path / "station")
    assert in_a_child(_save_and_die, copy, "0900 000 099") == KILLED
    file = copy.opened()
    (left,) = _registration(file).left_behind()
    assert left.value(Field.PHONE) == "0900 000 099"
    assert left.photos == frozenset(NEEDED)
    file.close()
