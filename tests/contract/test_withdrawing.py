"""Taking a declaration back, held against the stores in memory and against the encrypted file alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Signed
from declaration.wire.withdrawal import WithdrawalContent, WithdrawalReason
from desk.ports.outbox import OutboxLine
from desk.registration.declarations import Finished
from desk.registration.sealing import Sealer
from desk.registration.withdrawing import Withdrawing
from desk.storage.vault.station_key import StationKey
from tests.fakes.both_stores import Stores

REASON = WithdrawalReason.ASKED_BY_PERSON


@pytest.fixture
def withdrawing(stores: Stores) -> Withdrawing:
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    return Withdrawing(stores.declarations, Sealer(key, stores.clock, "mau", lambda: None))


def withdraw(withdrawing: Withdrawing, declared: Finished) -> bool:
    return withdrawing.withdraw(declared.id, declared.revision, REASON)


def line_of(stores: Stores) -> OutboxLine:
    [line] = [x for x in stores.outbox.lines([Delivery.PENDING], 9) if x.kind == RecordKind.WITHDRAWAL]
    return line


def test_a_withdrawal_is_a_sealed_record_of_its_own_that_says_nothing_of_the_person(
    stores: Stores, withdrawing: Withdrawing
) -> None:
    declared = stores.declare(1)
    assert withdraw(withdrawing, declared)
    assert stores.status(declared) is Status.WITHDRAWN
    line = line_of(stores)
    assert (line.declaration_id, line.full_name) == (declared.id, declared.full_name)
    entry = stores.outbox.entry(line.record_id, 1)
    assert entry is not None
    signed = Signed.from_bytes(entry.sealed)
    record = signed.read(Record) if signed else None
    assert record is not None
    said = WithdrawalContent.model_validate(record.content)
    assert (said.declaration, said.revision, said.reason) == (declared.id, 1, REASON)
    assert declared.full_name.encode() not in entry.sealed


def test_the_books_count_it_and_it_travels_with_its_declarations_deadline(
    stores: Stores, withdrawing: Withdrawing
) -> None:
    declared = stores.declare(1)
    deadline = stores.entry(declared).deadline
    stores.clock.forward(timedelta(minutes=1))
    withdraw(withdrawing, declared)
    books = stores.outbox.books(stores.clock.today())
    assert (books.finished, books.waiting, books.balance) == (2, 2, True)
    assert line_of(stores).deadline == deadline


def test_what_was_decided_or_reopened_is_not_taken_back(stores: Stores, withdrawing: Withdrawing) -> None:
    decided, reopened = stores.declare(1), stores.declare(2)
    stores.deliver(decided)
    stores.answer(decided, ChangeKind.APPROVED)
    assert stores.registration.reopen(reopened.id) is not None
    assert not withdraw(withdrawing, decided)
    assert not withdraw(withdrawing, reopened)
    assert stores.status(decided) is Status.APPROVED
    assert [line.kind for line in stores.outbox.lines([Delivery.PENDING], 9)] == [RecordKind.DECLARATION]


def test_a_withdrawn_one_is_neither_corrected_nor_withdrawn_again(
    stores: Stores, withdrawing: Withdrawing
) -> None:
    declared = stores.declare(1)
    assert withdraw(withdrawing, declared)
    assert stores.registration.reopen(declared.id) is None
    assert not withdraw(withdrawing, declared)
    stores.deliver(declared)
    assert stores.status(declared) is Status.WITHDRAWN


def test_a_withdrawal_that_came_too_late_leaves_the_declaration_as_the_agency_decided(
    stores: Stores, withdrawing: Withdrawing
) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    withdraw(withdrawing, declared)
    stores.answer(declared, ChangeKind.APPROVED)
    stores.answer(declared, ChangeKind.ACCOUNT_ISSUED, user_name="0123456789")
    assert stores.status(declared) is Status.WITHDRAWN
    stores.answer(declared, ChangeKind.WITHDRAWAL_TOO_LATE)
    assert stores.status(declared) is Status.ISSUED
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    assert detail.line.user_name == "0123456789"
    assert [event.event for event in detail.history][-1] == ChangeKind.WITHDRAWAL_TOO_LATE


def test_a_station_from_before_the_withdrawal_learns_of_it_by_the_feed(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.WITHDRAWN)
    assert stores.status(declared) is Status.WITHDRAWN
