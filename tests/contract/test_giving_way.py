"""What was refused or set aside and is put right needs nobody any more; held against both outboxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from declaration.draft import Field, Source
from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from desk.ports.outbox import Books, Outbox
from desk.ports.store import DeclarationStore
from desk.registration.declarations import Finished, Registration
from desk.storage.vault.station_key import StationKey
from tests.builders import built_station
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare, signed
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryDeclarations, MemoryDrafts


@dataclass
class Side:
    """A table whose declarations the agency decides about by hand."""

    outbox: Outbox
    declarations: DeclarationStore
    registration: Registration
    clock: SetClock

    def __post_init__(self) -> None:
        self.agency = FakeAgency(self.outbox, self.clock)

    @property
    def books(self) -> Books:
        return self.outbox.books(self.clock.today())

    def refuse(self, finished: Finished) -> None:
        self.outbox.refuse(self.agency.entry(finished), "content_invalid")

    def set_aside(self, finished: Finished) -> None:
        self.outbox.set_aside(self.agency.entry(finished), "already_decided")

    def correct(self, finished: Finished, name: str = "NGUYỄN VĂN SỬA") -> Finished:
        draft = self.registration.reopen(finished.id)
        assert draft is not None
        corrected = self.registration.finish(
            signed(
                self.registration, draft.with_value(Field.FULL_NAME, name, Source.TYPED), finished.revision
            )
        )
        assert isinstance(corrected, Finished), corrected
        return corrected

    def name_and_status(self, finished: Finished) -> tuple[str, int, Status]:
        detail = self.declarations.detail(finished.id)
        assert detail is not None
        return detail.line.full_name, detail.line.revision, detail.line.status


@pytest.fixture(params=["memory", "file"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    if request.param == "file":
        station = built_station(tmp_path / "station")
        yield Side(station.file.outbox, station.file.declarations, station.registration, station.clock)
        station.file.close()
        return
    clock = SetClock()
    shelf = Shelf(now=clock.now)
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    declarations = MemoryDeclarations(shelf)
    registration = Registration(MemoryDrafts(shelf), declarations, key, clock, "mau", "MAU01", lambda: None)
    yield Side(MemoryOutbox(shelf), declarations, registration, clock)


@pytest.mark.parametrize("act", ["refuse", "set_aside"])
def test_a_correction_with_its_receipt_puts_what_was_refused_before_to_rest(side: Side, act: str) -> None:
    first = declare(side.registration, 1)
    getattr(side, act)(first)
    assert not side.books.all_signed_for
    second = side.correct(first)
    assert side.books.refused + side.books.set_aside == 1, "not before its receipt"
    side.agency.receive(second)
    assert (side.books.superseded, side.books.delivered, side.books.all_signed_for) == (1, 1, True)
    assert side.outbox.lines([Delivery.REFUSED, Delivery.SET_ASIDE], 10) == []


def test_what_is_refused_after_its_successor_arrived_is_at_rest_at_once(side: Side) -> None:
    first = declare(side.registration, 1)
    second = side.correct(first)
    side.agency.receive(second)
    side.refuse(first)
    assert side.books.all_signed_for


def test_a_correction_that_came_too_late_gives_way_to_what_the_agency_decided_about(side: Side) -> None:
    first = declare(side.registration, 1)
    name, *_ = side.name_and_status(first)
    second = side.correct(first)
    side.agency.receive(first)
    side.agency.answer(first, ChangeKind.APPROVED)
    side.agency.answer(first, ChangeKind.ACCOUNT_ISSUED, user_name="0123456789")
    side.set_aside(second)
    assert side.name_and_status(second) == ("NGUYỄN VĂN SỬA", 2, Status.FINISHED)
    assert side.outbox.give_way(second.id, second.revision, "mau")
    assert side.name_and_status(first) == (name, 1, Status.ISSUED)
    assert side.books.all_signed_for


def test_nothing_gives_way_to_what_nobody_signed_for(side: Side) -> None:
    first = declare(side.registration, 1)
    second = side.correct(first)
    side.set_aside(second)
    assert not side.outbox.give_way(second.id, second.revision, "mau")
    assert not side.outbox.give_way(first.id, first.revision, "mau"), "it still waits"
    assert side.books.set_aside == 1
