"""The lifecycle, every pair of status and event of it, against the table as the agency's procedure has it."""

from __future__ import annotations

from itertools import product

import pytest

from declaration.lifecycle import Delivery, Event, Kind, Status, after, allowed, is_terminal

WRITTEN_DOWN = """
draft     finish   finished
finished  receive  received
finished  reopen   draft
finished  withdraw withdrawn
received  approve  approved
received  return   returned
received  reject   rejected
received  lapse    lapsed
received  withdraw withdrawn
returned  reopen   draft
returned  withdraw withdrawn
returned  lapse    lapsed
lapsed    restore  received
issued    activate activated
"""
ALWAYS = {
    (Status(status), Event(event)): Status(then)
    for status, event, then in (line.split() for line in WRITTEN_DOWN.strip().splitlines())
}
BY_KIND = {
    Kind.REGISTER: {(Status.APPROVED, Event.ISSUE): Status.ISSUED},
    Kind.ADJUST: {(Status.APPROVED, Event.APPLY): Status.APPLIED},
    Kind.STOP: {(Status.APPROVED, Event.APPLY): Status.APPLIED},
}


@pytest.mark.parametrize(("kind", "status", "event"), list(product(Kind, Status, Event)))
def test_every_pair_of_status_and_event_leads_where_it_is_written(
    kind: Kind, status: Status, event: Event
) -> None:
    expected = (ALWAYS | BY_KIND[kind]).get((status, event))
    assert after(status, event, kind) is expected
    assert (event in allowed(status, kind)) is (expected is not None)


def test_nobody_can_change_the_table_through_what_it_answers() -> None:
    allowed(Status.FINISHED).clear()
    allowed(Status.APPROVED).clear()
    assert allowed(Status.FINISHED)
    assert allowed(Status.APPROVED)


def test_the_ends_are_where_nothing_more_comes_by_itself() -> None:
    ends = {status for status in Status if is_terminal(status)}
    assert ends == {
        Status.REJECTED,
        Status.LAPSED,
        Status.WITHDRAWN,
        Status.ACTIVATED,
        Status.APPLIED,
    }
    assert not is_terminal(Status.APPROVED, Kind.STOP)


def test_sending_is_never_stored_and_no_word_serves_both_machines() -> None:
    assert {d.value for d in Delivery} == {"pending", "delivered", "refused", "set_aside", "superseded"}
    assert not {d.value for d in Delivery} & {s.value for s in Status}
