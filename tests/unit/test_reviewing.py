"""What a reviewer decides reaches the service whole, or is not sent at all."""

from __future__ import annotations

import pytest

from declaration.problems import Problem
from declaration.wire.review import Decision, ReviewDetail, ReviewPage, ReviewQuery
from desk.ports.service import Denied, NoAnswer, Reason
from desk.reviewing.reviewing import Reviewing
from tests.fakes.for_review import lying
from tests.fakes.people_service import FakePeopleService

FIELDS, REASONS = ("phone",), ("contact_wrong",)


async def opened(service: FakePeopleService) -> tuple[Reviewing, ReviewDetail]:
    reviewing = Reviewing(service)
    detail = await reviewing.open(next(iter(service.by_id)))
    assert isinstance(detail, ReviewDetail)
    return reviewing, detail


@pytest.mark.parametrize(
    ("fields", "reasons", "code"),
    [((), REASONS, "return_needs_a_field"), (FIELDS, (), "return_needs_a_reason")],
)
async def test_a_return_without_field_or_reason_is_never_sent(
    fields: tuple[str, ...], reasons: tuple[str, ...], code: str
) -> None:
    service = FakePeopleService([lying(1)])
    reviewing, detail = await opened(service)
    outcome = await reviewing.send_back(detail, fields, reasons, "")
    assert isinstance(outcome, Problem)
    assert outcome.code == code
    assert service.asked == []


async def test_a_rejection_without_reason_is_never_sent() -> None:
    service = FakePeopleService([lying(1)])
    reviewing, detail = await opened(service)
    outcome = await reviewing.reject(detail, (), "lời ghi")
    assert isinstance(outcome, Problem)
    assert (outcome.field, outcome.code, service.asked) == ("reasons", "reject_needs_a_reason", [])


async def test_a_decision_names_the_version_that_was_looked_at() -> None:
    service = FakePeopleService([lying(1)])
    reviewing, detail = await opened(service)
    await reviewing.send_back(detail, FIELDS, REASONS, "  gọi lại  ")
    [request] = service.asked
    assert (request.decision, request.version, request.revision) == (Decision.RETURN, 1, 1)
    assert (request.fields, request.reasons, request.note) == (FIELDS, REASONS, "gọi lại")


async def test_whoever_looked_at_something_older_is_told_so() -> None:
    service = FakePeopleService([lying(1)])
    reviewing, detail = await opened(service)
    service.change_elsewhere(detail.summary.id)
    assert await reviewing.approve(detail) == Denied("version_changed", 409)
    assert service.by_id[detail.summary.id].status == "received"


async def test_a_decision_sent_twice_is_taken_once() -> None:
    service = FakePeopleService([lying(1)])
    reviewing, detail = await opened(service)
    service.loses_answers = True
    assert await reviewing.approve(detail) == NoAnswer(Reason.NO_NETWORK)
    service.loses_answers = False
    assert await reviewing.approve(detail) == Denied("version_changed", 409)
    assert [line.event for line in service.by_id[detail.summary.id].history].count("approved") == 1


async def test_the_code_that_was_looked_up_travels_with_the_approval() -> None:
    service = FakePeopleService([lying(1).but(insurance_code=None)])
    reviewing, detail = await opened(service)
    assert await reviewing.approve(detail) == Denied("insurance_code_missing", 422)
    answer = await reviewing.approve(detail, "0000000077")
    assert isinstance(answer, ReviewDetail)
    assert answer.content["insurance_code"] == "0000000077"


async def test_the_list_is_in_order_of_deadline_and_turned_by_key() -> None:
    service = FakePeopleService([lying(seed, days_left=9 - seed % 9) for seed in range(60)])
    first = await Reviewing(service).page()
    assert isinstance(first, ReviewPage)
    assert (len(first.items), first.total) == (50, 60)
    second = await Reviewing(service).page(ReviewQuery(after=first.next_after))
    assert isinstance(second, ReviewPage)
    deadlines = [item.hand_in_by for item in (*first.items, *second.items)]
    assert deadlines == sorted(deadlines)
    assert second.next_after is None
    assert len({item.id for item in (*first.items, *second.items)}) == 60
