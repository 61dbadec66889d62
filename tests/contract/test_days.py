"""What a station's days promise, held against those in memory and on the encrypted file alike."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from declaration.wire.days import DayAnswer, DayClosing, RevisionRef, held_digest
from declaration.wire.records import Receipt, Record
from declaration.wire.signed import Signed
from desk.ports.days import DayState, DayStore, HeldDay
from desk.ports.outbox import Outbox
from desk.registration.closing import Closing
from desk.registration.declarations import Finished, Registration
from desk.storage.vault.station_key import StationKey
from tests.builders import built_station
from tests.fakes.agency import FakeAgency
from tests.fakes.days import MemoryDays
from tests.fakes.declared import declare
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryDeclarations, MemoryDrafts

LATER = timedelta(minutes=20)


@dataclass
class Side:
    """A station's days with a registrar who closes them."""

    store: DayStore
    outbox: Outbox
    registration: Registration
    clock: SetClock

    def __post_init__(self) -> None:
        key = StationKey(StationKey.make().private_bytes, "station-mau")
        self.closing = Closing(self.store, key, self.clock, "mau", lambda: None)
        self.agency = FakeAgency(self.outbox, self.clock)

    @property
    def today(self) -> date:
        return self.clock.today()

    def declare(self, seed: int) -> Finished:
        self.clock.forward(timedelta(seconds=1))
        return declare(self.registration, seed)

    def state(self) -> DayState:
        return self.store.days(1)[0].state

    def deliver_all(self, but: tuple[UUID, int] | None = None) -> None:
        """Whatever waits gets its receipt, the days' own records among it."""
        for entry in self.outbox.due(self.clock.now() + LATER, 1000):
            if (entry.record_id, entry.revision) == but:
                continue
            receipt = Receipt(
                id=entry.record_id,
                revision=entry.revision,
                digest=entry.digest,
                station="station-mau",
                received_at=self.clock.now(),
                sequence=1,
                epoch="1",
            )
            self.outbox.deliver(entry, receipt, Signed(body=receipt.model_dump_json(), kid="", signature=""))

    def answer(
        self, held: HeldDay, lacking: tuple[RevisionRef, ...] = (), unknown: tuple[RevisionRef, ...] = ()
    ) -> int:
        said = DayAnswer(
            station="station-mau",
            nonce="12345678",
            day=held.day,
            count=len(held.held),
            digest=held_digest(held.held),
            erased=held.erased,
            balanced=not lacking and not unknown,
            lacking=lacking,
            unknown=unknown,
            answered_at=self.clock.now(),
            epoch="1",
        )
        self.store.asked(held.day, self.clock.now() + LATER)
        return self.store.answered(held, said, Signed(body=said.model_dump_json(), kid="", signature=""))

    def due(self) -> list[HeldDay]:
        return list(self.store.to_compare(self.clock.now()))


@pytest.fixture(params=["memory", "file"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    if request.param == "file":
        station = built_station(tmp_path / "station")
        yield Side(station.file.days, station.file.outbox, station.registration, station.clock)
        station.file.close()
        return
    clock = SetClock()
    shelf = Shelf(now=clock.now)
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    registration = Registration(
        MemoryDrafts(shelf), MemoryDeclarations(shelf), key, clock, "mau", "MAU01", lambda: None
    )
    yield Side(MemoryDays(shelf), MemoryOutbox(shelf), registration, clock)


def test_days_are_counted_newest_first(side: Side) -> None:
    side.declare(1)
    side.clock.forward(timedelta(days=1))
    for seed in (2, 3):
        side.declare(seed)
    newest, before = side.store.days(10)
    assert (newest.day, newest.finished, newest.waiting) == (side.today, 2, 2)
    assert (before.finished, before.state) == (1, DayState.OPEN)
    assert len(side.store.days(1)) == 1


def test_closing_puts_a_sealed_record_into_the_outbox(side: Side) -> None:
    side.declare(1)
    assert side.closing.close(side.today)
    assert side.state() is DayState.CLOSING
    (entry,) = [each for each in side.outbox.due(side.clock.now(), 10) if each.kind == "day"]
    signed = Signed.from_bytes(entry.sealed)
    record = signed.read(Record) if signed else None
    assert record is not None
    said = DayClosing.model_validate(record.content)
    assert (said.day, said.number, said.finished, said.previous) == (side.today, 1, 1, "")
    assert (record.id, record.revision, record.registrar) == (entry.record_id, 1, "mau")


def test_nothing_finished_or_closed_already_is_not_closed(side: Side) -> None:
    assert not side.closing.close(side.today)
    side.declare(1)
    assert side.closing.close(side.today)
    assert not side.closing.close(side.today)


def test_closing_again_is_the_next_revision_and_names_the_one_before(side: Side) -> None:
    side.declare(1)
    side.closing.close(side.today)
    first = side.outbox.entry(*_newest(side))
    side.declare(2)
    assert side.state() is DayState.MORE
    assert side.closing.close(side.today)
    second = side.outbox.entry(*_newest(side))
    assert first is not None
    assert second is not None
    assert (second.record_id, second.revision) == (first.record_id, 2)
    signed = Signed.from_bytes(second.sealed)
    record = signed.read(Record) if signed else None
    assert record is not None
    assert record.content["previous"] == first.digest


def test_a_day_is_compared_once_all_of_it_has_come_to_rest(side: Side) -> None:
    declared = side.declare(1)
    side.closing.close(side.today)
    assert side.due() == []
    side.agency.receive(declared)
    assert side.due() == []
    side.deliver_all()
    (held,) = side.due()
    assert (len(held.held), held.erased, held.attempts) == (2, 0, 0)
    assert side.answer(held) == 0
    assert side.state() is DayState.BALANCED
    side.clock.forward(LATER)
    assert side.due() == []


def test_a_balanced_day_is_compared_once_more_after_as_long_as_it_is_old(side: Side) -> None:
    declared = side.declare(1)
    side.closing.close(side.today)
    side.deliver_all()
    side.answer(side.due()[0])
    side.clock.forward(timedelta(hours=23))
    assert side.due() == []
    side.clock.forward(timedelta(days=2))
    (held,) = side.due()
    assert (side.state(), held.attempts) == (DayState.BALANCED, 0)
    side.answer(held)
    side.clock.forward(timedelta(days=2))
    assert side.due() == []
    side.clock.forward(timedelta(days=2))
    (held,) = side.due()
    lost = next(ref for ref in held.held if ref.id == declared.id)
    assert side.answer(held, lacking=(lost,)) == 1
    assert side.state() is DayState.CLOSING


def test_a_clock_put_right_does_not_put_off_the_next_comparison_by_years(side: Side) -> None:
    side.declare(1)
    side.closing.close(side.today)
    side.deliver_all()
    side.clock.forward(timedelta(days=1096))
    side.answer(side.due()[0])
    side.clock.forward(timedelta(days=-1096))
    assert [each.attempts for each in side.due()] == [0]


def test_what_is_lacking_waits_again_and_is_compared_as_soon_as_it_is_back(side: Side) -> None:
    declared = side.declare(1)
    side.closing.close(side.today)
    side.deliver_all()
    (held,) = side.due()
    lost = next(ref for ref in held.held if ref.id == declared.id)
    assert side.answer(held, lacking=(lost,)) == 1
    books = side.store.days(1)[0]
    assert (books.state, books.waiting, books.lacking) == (DayState.CLOSING, 1, 1)
    assert side.due() == []
    side.deliver_all()
    (again,) = side.due()
    side.answer(again)
    assert side.state() is DayState.BALANCED


def test_what_is_unknown_here_is_named_and_asked_about_later_or_when_a_person_wants(side: Side) -> None:
    side.declare(1)
    side.closing.close(side.today)
    side.deliver_all()
    (held,) = side.due()
    stray = RevisionRef(id=uuid4(), revision=1, digest=secrets.token_hex(32))
    side.answer(held, unknown=(stray,))
    books = side.store.days(1)[0]
    assert (books.state, books.unknown) == (DayState.UNBALANCED, (str(stray.id),))
    assert side.due() == []
    side.closing.compare_soon(side.today)
    assert len(side.due()) == 1
    side.answer(side.due()[0], unknown=(stray,))
    side.clock.forward(LATER + timedelta(minutes=1))
    assert [each.attempts for each in side.due()] == [2]


def test_an_answer_about_what_is_no_longer_so_changes_nothing(side: Side) -> None:
    side.declare(1)
    side.closing.close(side.today)
    side.deliver_all()
    (held,) = side.due()
    side.declare(2)
    side.closing.close(side.today)
    side.deliver_all()
    assert side.answer(held) == 0
    assert side.state() is DayState.CLOSING


def test_a_day_is_compared_after_the_record_of_its_first_closing_arrived_as_well(side: Side) -> None:
    side.declare(1)
    side.closing.close(side.today)
    first = _newest(side)
    side.declare(2)
    side.closing.close(side.today)
    side.deliver_all(but=first)
    assert (side.due(), side.state()) == ([], DayState.CLOSING)
    side.deliver_all()
    (held,) = side.due()
    side.answer(held)
    assert side.state() is DayState.BALANCED


def _newest(side: Side) -> tuple[UUID, int]:
    days = [each for each in side.outbox.due(side.clock.now() + LATER, 100) if each.kind == "day"]
    newest = max(days, key=lambda each: each.revision)
    return newest.record_id, newest.revision
