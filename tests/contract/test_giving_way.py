"""What was refused or set aside and is put right needs nobody any more; held against both outboxes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from declaration.draft import Field, Source
from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from desk.ports.outbox import Books
from desk.registration.declarations import Finished
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
