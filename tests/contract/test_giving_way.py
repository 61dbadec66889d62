"""What was refused or set aside and is put right needs nobody any more; held against both outboxes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from declaration.draft import Field, Source
from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import Change, ChangeKind
from declaration.wire.complaint import Subject, Told
from declaration.wire.contact_outcome import Outcome
from declaration.wire.records import RecordKind
from declaration.wire.withdrawal import WithdrawalReason
from desk.ports.calls import Calling
from desk.ports.complaints import Hearing
from desk.ports.handovers import BatchState
from desk.ports.outbox import Books, OutboxLine
from desk.registration.calling import CallList
from desk.registration.complaining import Complaining
from desk.registration.complaint_routes import ComplaintRoutes
from desk.registration.declarations import Finished
from desk.registration.handing_over import HandingOver
from desk.registration.sealing import Sealer
from desk.registration.withdrawing import Withdrawing
from desk.storage.vault.station_key import StationKey
from tests.fakes.agency import MINUTE
from tests.fakes.both_stores import Stores
from tests.fakes.declared import signed

Act = Callable[[Stores, Finished], None]


def books(stores: Stores) -> Books:
    return stores.outbox.books(stores.clock.today())


def refuse(stores: Stores, finished: Finished) -> None:
    stores.outbox.refuse(stores.entry(finished), "content_invalid")


def set_aside(stores: Stores, finished: Finished) -> None:
    stores.outbox.set_aside(stores.entry(finished), "already_decided")


def give_way(stores: Stores, finished: Finished) -> bool:
    return stores.outbox.give_way(finished.id, finished.revision, "mau")


def rename(stores: Stores, finished: Finished) -> Finished:
    """A correction that changes the name."""
    draft = stores.registration.reopen(finished.id)
    assert draft is not None
    draft = draft.with_value(Field.FULL_NAME, "NGUYỄN VĂN SỬA", Source.TYPED)
    corrected = stores.registration.finish(signed(stores.registration, draft, finished.revision))
    assert isinstance(corrected, Finished), corrected
    return corrected


def stands_as(stores: Stores, finished: Finished) -> tuple[str, int, Status]:
    detail = stores.declarations.detail(finished.id)
    assert detail is not None
    return detail.line.full_name, detail.line.revision, detail.line.status


@pytest.mark.parametrize("act", [refuse, set_aside])
def test_a_corrections_receipt_puts_what_was_refused_before_to_rest(stores: Stores, act: Act) -> None:
    first = stores.declare(1)
    act(stores, first)
    assert not books(stores).all_signed_for
    second = rename(stores, first)
    assert books(stores).refused + books(stores).set_aside == 1, "not before its receipt"
    stores.deliver(second)
    assert (books(stores).superseded, books(stores).delivered, books(stores).all_signed_for) == (1, 1, True)
    assert stores.outbox.lines([Delivery.REFUSED, Delivery.SET_ASIDE], 10) == []


def test_what_is_refused_after_its_successor_arrived_is_at_rest_at_once(stores: Stores) -> None:
    first = stores.declare(1)
    second = rename(stores, first)
    stores.deliver(second)
    refuse(stores, first)
    assert books(stores).all_signed_for


def test_a_correction_that_came_too_late_gives_way_to_what_the_agency_decided_about(stores: Stores) -> None:
    first = stores.declare(1)
    name, *_ = stands_as(stores, first)
    second = rename(stores, first)
    stores.deliver(first)
    stores.answer(first, ChangeKind.APPROVED)
    stores.answer(first, ChangeKind.ACCOUNT_ISSUED, user_name="0123456789")
    set_aside(stores, second)
    assert stands_as(stores, second) == ("NGUYỄN VĂN SỬA", 2, Status.FINISHED)
    assert give_way(stores, second)
    assert stands_as(stores, first) == (name, 1, Status.ISSUED)
    assert books(stores).all_signed_for


def test_of_two_corrections_that_came_too_late_each_gives_way(stores: Stores) -> None:
    first = stores.declare(1)
    name, *_ = stands_as(stores, first)
    second = rename(stores, first)
    third = rename(stores, second)
    stores.deliver(first)
    set_aside(stores, second)
    set_aside(stores, third)
    assert give_way(stores, second)
    assert stands_as(stores, first) == ("NGUYỄN VĂN SỬA", 3, Status.FINISHED)
    assert give_way(stores, third)
    assert stands_as(stores, first) == (name, 1, Status.RECEIVED)
    assert books(stores).all_signed_for


def test_nothing_gives_way_to_what_nobody_signed_for(stores: Stores) -> None:
    first = stores.declare(1)
    second = rename(stores, first)
    set_aside(stores, second)
    assert not give_way(stores, second)
    assert not give_way(stores, first), "it still waits"
    assert books(stores).set_aside == 1


def test_a_declaration_that_was_refused_and_withdrawn_is_given_up_for_nothing(stores: Stores) -> None:
    first = stores.declare(1)
    refuse(stores, first)
    assert not give_way(stores, first), "it may still be corrected"
    assert withdrawn(stores, first)
    settle_withdrawal(stores, first)
    assert give_way(stores, first)
    assert (books(stores).all_signed_for, books(stores).dropped) == (True, 1)
    assert stores.status(first) is Status.WITHDRAWN


def test_a_withdrawal_given_up_brings_back_what_was_given_up_for_it(stores: Stores) -> None:
    first = stores.declare(1)
    refuse(stores, first)
    assert withdrawn(stores, first)
    assert give_way(stores, first)
    line = withdrawal_of(stores, first)
    entry = stores.outbox.entry(line.record_id, 1)
    assert entry is not None
    stores.outbox.refuse(entry, "form_version_unknown")
    assert stores.outbox.give_way(line.record_id, 1, "mau")
    assert (stores.status(first), books(stores).set_aside) == (Status.FINISHED, 1), "it needs somebody again"


def test_of_a_withdrawn_one_the_version_signed_for_stays(stores: Stores) -> None:
    first = stores.declare(1)
    name, *_ = stands_as(stores, first)
    second = rename(stores, first)
    stores.deliver(first)
    set_aside(stores, second)
    assert withdrawn(stores, second)
    assert give_way(stores, second)
    assert stands_as(stores, first) == (name, 1, Status.WITHDRAWN)
    assert books(stores).dropped == 0


@pytest.mark.parametrize("settle", ["refuse", "set_aside"])
def test_a_handover_given_up_opens_its_batch_to_be_handed_in_anew(stores: Stores, settle: str) -> None:
    work = HandingOver(stores.handovers, sealer(stores))
    one, two = stores.declare(1), stores.declare(2)
    made = work.make("MAU01", [one.id, two.id])
    assert made is not None
    assert work.hand(work.batches()[0])
    assert give_up_last(stores, RecordKind.HANDOVER, settle)
    [batch] = work.batches()
    assert (batch.state, batch.number, batch.papers) == (BatchState.OPEN, 1, 2)
    work.take_out(batch.id, two.id)
    assert work.hand(work.batches()[0])
    [line] = [each for each in stores.outbox.lines([Delivery.PENDING], 9) if each.kind == RecordKind.HANDOVER]
    assert (line.record_id, line.revision) == (work.batches()[0].id, 1)
    assert line.record_id != made, "the agency may hold something else under the first"


def test_a_batch_the_agency_has_stays_as_it_is(stores: Stores) -> None:
    work = HandingOver(stores.handovers, sealer(stores))
    made = work.make("MAU01", [stores.declare(1).id])
    assert made is not None
    assert work.hand(work.batches()[0])
    hear(stores, ChangeKind.PAPER_RECEIVED, made, missing=[], note="")
    assert give_up_last(stores, RecordKind.HANDOVER, "set_aside")
    assert [each.state for each in work.batches()] == [BatchState.RECEIVED]


def test_a_complaint_given_up_ends_with_its_words_unless_its_answer_comes(stores: Stores) -> None:
    work = Complaining(stores.complaints, sealer(stores), ComplaintRoutes("MAU01", lambda: ()))
    work.take_down(Subject.OTHER, "Chờ lâu", "Nguyễn Văn Mẫu", "")
    assert give_up_last(stores, RecordKind.COMPLAINT, "refuse")
    [dropped] = work.complaints(Hearing.CLOSED)
    assert (dropped.is_dropped, dropped.content.words) == (True, "Chờ lâu")
    assert books(stores).all_signed_for
    hear(stores, ChangeKind.COMPLAINT_ANSWERED, dropped.id, answer="Đã xem", by="lan")
    [heard] = work.complaints(Hearing.ANSWERED)
    assert (heard.answer, heard.content.told) == ("Đã xem", "")


def test_a_closing_given_up_has_its_person_told_again_by_a_later_revision(stores: Stores) -> None:
    work = Complaining(stores.complaints, sealer(stores), ComplaintRoutes("MAU01", lambda: ()))
    work.take_down(Subject.OTHER, "Chờ lâu", "Nguyễn Văn Mẫu", "")
    [taken] = work.complaints(Hearing.WAITING)
    entry = stores.outbox.entry(taken.id, 1)
    assert entry is not None
    stores.agency.receive_entry(entry)
    hear(stores, ChangeKind.COMPLAINT_ANSWERED, taken.id, answer="Đã xem", by="lan")
    assert work.close(work.complaints(Hearing.ANSWERED)[0], Told.BY_PHONE)
    assert give_up_last(stores, RecordKind.COMPLAINT, "refuse")
    [heard] = work.complaints(Hearing.ANSWERED)
    assert (heard.content.told, heard.is_delivered) == ("", True)
    assert work.close(heard, Told.IN_PERSON)
    assert stores.outbox.entry(taken.id, 3) is not None
    assert [each.content.told for each in work.complaints(Hearing.CLOSED)] == ["in_person"]


def test_what_came_of_a_call_is_kept_on_the_call_list_whoever_took_it(stores: Stores) -> None:
    work = CallList(stores.calls, sealer(stores))
    first = stores.declare(1)
    stores.deliver(first)
    stores.answer(first, ChangeKind.APPROVED)
    stores.answer(first, ChangeKind.ACCOUNT_ISSUED, user_name="0123456789")
    assert work.say(first.id, Outcome.INFORMED)
    assert give_up_last(stores, RecordKind.CONTACT_OUTCOME, "set_aside")
    assert work.counts()[Calling.INFORMED] == 1
    assert books(stores).all_signed_for


def sealer(stores: Stores) -> Sealer:
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    return Sealer(key, stores.clock, "mau", lambda: None)


def withdrawn(stores: Stores, finished: Finished) -> bool:
    stores.clock.forward(MINUTE)
    work = Withdrawing(stores.declarations, sealer(stores))
    return work.withdraw(finished.id, finished.revision, WithdrawalReason.ASKED_BY_PERSON)


def withdrawal_of(stores: Stores, finished: Finished) -> OutboxLine:
    [line] = [x for x in stores.outbox.lines([Delivery.PENDING], 9) if x.kind == RecordKind.WITHDRAWAL]
    assert line.declaration_id == finished.id
    return line


def settle_withdrawal(stores: Stores, finished: Finished) -> None:
    line = withdrawal_of(stores, finished)
    entry = stores.outbox.entry(line.record_id, 1)
    assert entry is not None
    stores.agency.receive_entry(entry)


def give_up_last(stores: Stores, kind: RecordKind, settle: str) -> bool:
    """The one record of that kind that waits is not taken, and a person gives it up."""
    [line] = [each for each in stores.outbox.lines([Delivery.PENDING], 99) if each.kind == kind]
    entry = stores.outbox.entry(line.record_id, line.revision)
    assert entry is not None
    getattr(stores.outbox, settle)(entry, "form_version_unknown")
    return stores.outbox.give_way(line.record_id, line.revision, "mau")


def hear(stores: Stores, kind: ChangeKind, record_id: UUID, **data: object) -> None:
    cursor = stores.outbox.cursor() + 1
    change = Change(
        sequence=cursor, kind=kind, record_id=record_id, revision=1, at=stores.clock.now(), data=data
    )
    stores.outbox.apply([change], cursor)
