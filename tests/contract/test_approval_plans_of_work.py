"""What background passes and stations ask for is found by index: nothing grows with what is long done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from approval.lapses import _CAN_LAPSE
from approval.photo_checks import DUE
from approval.registry_checks import ASKED_AGAIN
from approval.storage import background_work, contact_codes, declarations, health, notices, sign_in
from approval.storage.database import Session
from tests.fakes.query_plans import LAN, Plans

pytestmark = pytest.mark.timeout(300)  # many rows, on a machine that may be busy
NOW = datetime.now(UTC)
TODAY, LATER = NOW.date(), NOW + timedelta(minutes=15)
HANDS: dict[str, Callable[[Session], object]] = {
    "notices": partial(notices.next_due, now=NOW),
    "e-mail codes": partial(contact_codes.next_due, now=NOW),
    "photos": partial(background_work.take_with_photos_due, state=DUE, now=NOW, until=LATER, limit=50),
    "the registry": partial(
        background_work.take_to_ask_about, answers=ASKED_AGAIN, now=NOW, until=LATER, limit=50
    ),
    "lapses": partial(background_work.next_overdue, statuses=_CAN_LAPSE, today=TODAY),
    "warnings": partial(background_work.next_to_warn, statuses=_CAN_LAPSE, today=TODAY, days_left=3),
    "reminders": partial(declarations.to_remind, today=TODAY + timedelta(days=90)),
}
ASKED: dict[str, Callable[[Session], object]] = {
    "how many codes a station asked for": partial(contact_codes.asked_by, station="x", since=NOW),
    "codes nobody said back": partial(contact_codes.forget_unconfirmed, before=NOW - timedelta(days=30)),
    "tokens that ran out": partial(sign_in.forget_expired, now=NOW),
    "tokens of one person": partial(sign_in.forget_tokens, person=LAN.name),
    "what was last done to a station": partial(sign_in.last_done, action="x", since=NOW, subjects=["x"]),
    "an account with that number": partial(
        declarations.account_with_document, document_number="000000000007"
    ),
    "an account with that contact": partial(
        declarations.account_with_contact, phone="+84900000007", email="x@example.com"
    ),
    "somebody's account": partial(
        declarations.account_of_person, document_number="000000000007", code="0000000007"
    ),
    "the account of a declaration": partial(declarations.account_of, declaration=UUID(int=0)),
}


@pytest.mark.parametrize("hand", HANDS)
def test_a_pass_takes_its_next_work_by_index(plans: Plans, hand: str) -> None:
    _thrown_away(plans, HANDS[hand])
    assert plans.scans() == []


@pytest.mark.parametrize("asked", ASKED)
def test_what_stations_and_sweeps_ask_for_is_found_by_index(plans: Plans, asked: str) -> None:
    _thrown_away(plans, ASKED[asked])
    assert plans.scans() == []


def test_the_ten_days_are_counted_in_the_order_of_their_ends(plans: Plans) -> None:
    """What was decided long ago is not looked at again every five minutes."""
    _thrown_away(plans, HANDS["lapses"])
    _thrown_away(plans, HANDS["warnings"])
    assert all("ix_declaration_status_deadline" in plan for plan in plans.told())


def test_what_is_to_be_asked_comes_out_of_its_index_and_what_was_answered_is_not_gone_through(
    plans: Plans,
) -> None:
    _thrown_away(plans, HANDS["the registry"])
    asked = [plan for plan in plans.told() if "declaration" in plan]
    assert len(asked) == 1 + len(ASKED_AGAIN)
    assert [plan for plan in asked if "ix_declaration_to_ask" not in plan] == []


def test_what_is_due_is_counted_by_index(plans: Plans) -> None:
    assert health.notices_due(plans.service.database, NOW) > 0
    assert plans.scans() == []


def _thrown_away(plans: Plans, work: Callable[[Session], object]) -> None:
    with plans.service.database.writing() as session:
        work(session)
        session.rollback()
