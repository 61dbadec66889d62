"""What the outbox promises, in memory and on the encrypted file alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from desk.ports.outbox import FARTHEST_TRY, OutboxEntry
from practice.people import invented_person
from tests.fakes.agency import MINUTE
from tests.fakes.both_stores import Stores
from tests.fakes.declared import NEEDED, correct, picture


def test_a_receipt_settles_the_books_and_moves_the_declaration(stores: Stores) -> None:
    declared = stores.declare(1)
    assert not stores.outbox.books(stores.clock.today()).all_signed_for
    stores.deliver(declared, "HS-26-000001")
    books = stores.outbox.books(stores.clock.today())
    assert (books.finished, books.delivered, books.waiting) == (1, 1, 0)
    assert books.all_signed_for
    detail = stores.declarations.detail(declared.id)
    assert detail is not None
    assert (detail.line.status, detail.line.dossier_number) == (Status.RECEIVED, "HS-26-000001")


def test_a_receipt_is_for_ever(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.deliver(declared)
    stores.outbox.refuse(stores.entry(declared), "content_invalid")
    stores.outbox.offer_again(declared.id, declared.revision)
    assert stores.delivery(declared) is Delivery.DELIVERED


def test_a_receipt_for_what_was_reopened_meanwhile_does_not_touch_the_correction(stores: Stores) -> None:
    declared = stores.declare(1)
    entry = stores.entry(declared)
    corrected = correct(stores.registration, declared, 2)
    stores.deliver(declared)
    assert entry.key != (corrected.id, corrected.revision)
    assert (stores.status(corrected), stores.delivery(corrected)) == (Status.FINISHED, Delivery.PENDING)


@pytest.mark.parametrize("settle", ["refuse", "set_aside"])
def test_what_is_refused_or_set_aside_waits_for_a_person_and_can_be_offered_again(
    stores: Stores, settle: str
) -> None:
    declared = stores.declare(1)
    act: Callable[[OutboxEntry, str], None] = getattr(stores.outbox, settle)
    act(stores.entry(declared), "revision_gap")
    expected = Delivery.REFUSED if settle == "refuse" else Delivery.SET_ASIDE
    assert stores.delivery(declared) is expected
    assert stores.outbox.due(stores.clock.now(), 10) == []
    lines = stores.outbox.lines([expected], 10)
    assert [(line.record_id, line.last_reason) for line in lines] == [(declared.id, "revision_gap")]
    books = stores.outbox.books(stores.clock.today())
    assert books.balance
    assert not books.all_signed_for
    assert dict(books.refused_by_code) == ({"revision_gap": 1} if settle == "refuse" else {})
    stores.outbox.offer_again(declared.id, declared.revision)
    assert [entry.key for entry in stores.outbox.due(stores.clock.now(), 10)] == [(declared.id, 1)]


def test_an_attempt_is_counted_and_pushes_the_next_one_back(stores: Stores) -> None:
    declared = stores.declare(1)
    later = stores.clock.now() + 10 * MINUTE
    stores.outbox.count_attempt([(declared.id, 1)], [later])
    stores.outbox.defer(stores.entry(declared), "no_network", None)
    assert stores.outbox.due(stores.clock.now(), 10) == []
    assert stores.outbox.next_due() == later
    (line,) = stores.outbox.lines([Delivery.PENDING], 10)
    assert (line.attempts, line.last_reason, line.next_due) == (1, "no_network", later)


def test_a_try_set_by_a_clock_that_was_put_back_is_due(stores: Stores) -> None:
    declared = stores.declare(1)
    keys, now = [(declared.id, declared.revision)], stores.clock.now()
    stores.outbox.count_attempt(keys, [now + FARTHEST_TRY])
    assert stores.outbox.due(now, 10) == []
    stores.outbox.count_attempt(keys, [now + FARTHEST_TRY + MINUTE])
    assert [entry.key for entry in stores.outbox.due(now, 10)] == keys


def test_send_now_comes_before_every_schedule_and_every_deadline(stores: Stores) -> None:
    declared = [stores.declare(seed) for seed in range(3)]
    later = stores.clock.now() + 10 * MINUTE
    stores.outbox.count_attempt([(d.id, d.revision) for d in declared], [later] * 3)
    stores.outbox.send_now(declared[2].id)
    assert [e.record_id for e in stores.outbox.due(stores.clock.now(), 10)] == [declared[2].id]
    stores.outbox.send_now()
    due = [e.record_id for e in stores.outbox.due(stores.clock.now(), 10)]
    assert due == [declared[2].id, declared[0].id, declared[1].id]


def test_lines_come_a_page_at_a_time_with_names_and_bytes(stores: Stores) -> None:
    declared = [stores.declare(seed) for seed in range(3)]
    lines = [stores.outbox.lines([Delivery.PENDING], 1, offset)[0] for offset in range(3)]
    assert [line.record_id for line in lines] == [d.id for d in declared]
    assert lines[0].full_name == invented_person(0).full_name
    assert lines[0].blob_bytes == sum(len(picture(0, role).data) for role in NEEDED)
    assert stores.outbox.lines([Delivery.PENDING], 1, 3) == []


def test_the_books_know_the_oldest_waiting_and_the_deadlines_at_risk(stores: Stores) -> None:
    first, _ = stores.declare(1), stores.declare(2)
    today = stores.clock.today()
    assert stores.outbox.books(today).oldest_waiting == first.finished_at
    assert stores.outbox.books(today + timedelta(days=6)).at_risk == 0
    assert stores.outbox.books(today + timedelta(days=7)).at_risk == 2


def test_what_was_offered_comes_again_only_when_a_person_asks(stores: Stores) -> None:
    first, second = stores.declare(1), stores.declare(2)
    offered = {(first.id, first.revision)}
    due = stores.outbox.due(stores.clock.now(), 10, offered)
    assert [entry.record_id for entry in due] == [second.id]
    stores.outbox.send_now(first.id)
    due = stores.outbox.due(stores.clock.now(), 10, offered)
    assert [entry.record_id for entry in due] == [first.id, second.id]


def test_all_that_wait_on_say_why_and_keep_their_schedule(stores: Stores) -> None:
    declared = [stores.declare(1), stores.declare(2)]
    keys = [(each.id, each.revision) for each in declared]
    dues = [stores.entry(each).next_due for each in declared]
    stores.outbox.defer_all(keys, "photos_missing")
    entries = [stores.entry(each) for each in declared]
    assert [entry.last_reason for entry in entries] == ["photos_missing"] * 2
    assert [entry.next_due for entry in entries] == dues


def test_a_service_met_anew_is_remembered_and_a_restored_one_is_offered_everything(stores: Stores) -> None:
    declared = stores.declare(1)
    assert not stores.outbox.meet_epoch("1", 0)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.APPROVED)
    assert not stores.outbox.meet_epoch("1", 50)
    assert stores.outbox.cursor() > 0
    assert stores.outbox.meet_epoch("2", 50)
    assert stores.delivery(declared) is Delivery.PENDING
    assert stores.status(declared) is Status.FINISHED
    assert stores.outbox.cursor() == 0
    assert not stores.outbox.meet_epoch("2", 0)


def test_a_service_that_knows_fewer_receipts_than_we_hold_was_restored(stores: Stores) -> None:
    declared = stores.declare(1)
    stores.outbox.meet_epoch("1", 0)
    stores.deliver(declared)
    assert stores.outbox.meet_epoch("1", 0)
    assert not stores.outbox.meet_epoch("1", 0), "once is enough"
    assert stores.delivery(declared) is Delivery.PENDING
