"""Kept no longer than needed, and never less than that: nothing without a receipt leaves the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from declaration.lifecycle import Status
from declaration.wire.changes import ChangeKind
from desk.ports.store import RosterPerson
from desk.registration.declarations import Finished
from desk.settings import RetentionSettings
from desk.storage.retention import AT_ONCE, Purging
from tests.builders import BuiltStation, built_station
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import NEEDED, declare, filled, picture

NOTHING = RetentionSettings(0, 0, 0, 0, 1)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


def _purge(station: BuiltStation, today: date, **days: int) -> int:
    """Everything that is due; how many steps it took."""
    keep = RetentionSettings(**{**vars(NOTHING), **days})
    purging, steps = Purging(station.file._database, keep, station.clock.now), 0
    while purging.step(today):
        steps += 1
    return steps


def _ended(station: BuiltStation, seed: int, kind: str = ChangeKind.REJECTED, **data: Any) -> Finished:
    declared = declare(station.registration, seed)
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.sequence = seed * 10
    agency.receive(declared)
    agency.answer(declared, kind, **data)
    return declared


def _has_photos(station: BuiltStation, seed: int) -> bool:
    return all(station.file.outbox.blob(picture(seed, role).sha256) is not None for role in NEEDED)


def _days_on(station: BuiltStation, days: int) -> date:
    return station.clock.today() + timedelta(days=days)


def test_pictures_go_so_many_days_after_the_end_and_not_a_day_before(station: BuiltStation) -> None:
    declared = _ended(station, 1)
    assert _purge(station, _days_on(station, 30), photos_days=30) == 0
    assert _has_photos(station, 1)
    assert _purge(station, _days_on(station, 31), photos_days=30) == 1
    assert not _has_photos(station, 1)
    detail = station.file.declarations.detail(declared.id)
    assert detail is not None
    assert (detail.line.status, detail.photos) == (Status.REJECTED, ())
    books = station.file.outbox.books(station.clock.today())
    assert books.all_signed_for


@pytest.mark.parametrize("kind", [ChangeKind.RETURNED, ChangeKind.APPROVED, None])
def test_pictures_stay_while_anything_may_still_come(station: BuiltStation, kind: str | None) -> None:
    declared = declare(station.registration, 1)
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.receive(declared)
    if kind:
        agency.answer(declared, kind)
    assert _purge(station, _days_on(station, 3000), photos_days=1, declarations_days=1) == 0
    assert _has_photos(station, 1)


@pytest.mark.parametrize("act", ["wait", "refuse", "set_aside"])
def test_nothing_without_a_receipt_is_ever_purged(station: BuiltStation, act: str) -> None:
    declared = declare(station.registration, 1)
    agency = FakeAgency(station.file.outbox, station.clock)
    if act != "wait":
        getattr(station.file.outbox, act)(agency.entry(declared), "content_invalid")
    agency.answer(declared, ChangeKind.REJECTED)
    assert _purge(station, _days_on(station, 3000), photos_days=1, declarations_days=1, drafts_days=1) == 0
    assert station.file.declarations.detail(declared.id) is not None
    assert _has_photos(station, 1)


def test_a_declaration_goes_whole_and_the_books_still_balance(station: BuiltStation) -> None:
    gone, kept = _ended(station, 1), declare(station.registration, 2)
    assert _purge(station, _days_on(station, 366), declarations_days=365) == 1
    assert station.file.declarations.detail(gone.id) is None
    assert station.file.declarations.detail(kept.id) is not None
    books = station.file.outbox.books(station.clock.today())
    assert (books.balance, books.finished, books.delivered, books.waiting) == (True, 2, 1, 1)


def test_drafts_go_only_where_a_setting_says_so_and_corrections_never(station: BuiltStation) -> None:
    declared = _ended(station, 1, ChangeKind.RETURNED, fields=["phone"], reasons=["contact_wrong"])
    correction = station.registration.reopen(declared.id)
    draft = filled(station.registration, 2)
    assert correction is not None
    assert _purge(station, _days_on(station, 3000)) == 0
    assert station.registration.draft(draft.id) is not None
    assert _purge(station, _days_on(station, 3000), drafts_days=30) == 1
    assert station.registration.draft(draft.id) is None
    assert station.registration.draft(correction.id) is not None
    assert _has_photos(station, 1)
    assert not _has_photos(station, 2)


def test_lists_go_with_time(station: BuiltStation) -> None:
    station.file.roster.add([RosterPerson(0, "KCN Mẫu", "Lê Thị Mẫu", "1990", "", "", "", "")])
    assert _purge(station, _days_on(station, 180), rosters_days=180) == 0
    assert _purge(station, _days_on(station, 181), rosters_days=180) == 1
    assert station.file.roster.count().people == 0


def test_it_goes_a_little_at_a_time_so_that_nobody_waits_for_it(station: BuiltStation) -> None:
    for seed in range(AT_ONCE + 1):
        _ended(station, seed)
    assert _purge(station, _days_on(station, 31), photos_days=30) == 2
