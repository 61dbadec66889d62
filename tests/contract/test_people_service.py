"""The reviewers' service in memory keeps the real one's promises: the same answers to the same questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import httpx
import pytest

from approval.app import application
from approval.service import Service
from declaration.wire.figures import AgencyFigures, FigureQuery
from declaration.wire.review import (
    Claim,
    Decision,
    DecisionRequest,
    ReviewDetail,
    ReviewPage,
    ReviewQuery,
)
from declaration.wire.sign_in import PersonToken
from declaration.wire.together import ToApprove, TogetherAnswer
from desk.ports.service import Denied
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from tests.fakes.field_station import AGENCY, PASSPHRASE, FieldStation
from tests.fakes.for_review import Lying, lying
from tests.fakes.people_service import FakePeopleService

pytest_plugins = ["tests.fakes.approval_fixtures"]

People = FakePeopleService | RemotePeople
TODAY = date(2026, 3, 2)


def declared(seed: int, *, days_left: int = 8) -> Lying:
    return replace(lying(seed, days_left=days_left, today=TODAY).but(agency=AGENCY), photos={})


FIRST = declared(1, days_left=4)
SAME_PHONE = declared(2, days_left=6).but(phone=FIRST.content.phone)
SAME_CODE = declared(3, days_left=7).but(insurance_code=FIRST.content.insurance_code)
NO_CODE = declared(4, days_left=9).but(insurance_code=None)
ALL = (NO_CODE, SAME_CODE, SAME_PHONE, FIRST)


@pytest.fixture(params=["memory", "real"])
async def people(
    request: pytest.FixtureRequest, service: Service, station: FieldStation
) -> AsyncIterator[People]:
    if request.param == "memory":
        yield FakePeopleService(ALL)
        return
    for each in ALL:
        content = each.content.model_dump(mode="json")
        answer = await station.put(station.record(id=each.id, content=content))
        assert answer.status_code in (200, 201), answer.text
    transport = httpx.ASGITransport(app=application(service), raise_app_exceptions=False)
    door = Door("http://service.example", transport=transport)
    real = RemotePeople(door)
    assert isinstance(await real.sign_in("lan", PASSPHRASE), PersonToken)
    yield real
    await door.close()


async def detail_of(people: People, one: Lying) -> ReviewDetail:
    detail = await people.review(one.id)
    assert isinstance(detail, ReviewDetail)
    return detail


async def decide(people: People, one: Lying, decision: Decision, **more: object) -> ReviewDetail | Denied:
    detail = await detail_of(people, one)
    asked = {"decision": decision, "revision": 1, "version": detail.version} | more
    answer = await people.decide(one.id, DecisionRequest.model_validate(asked))
    assert isinstance(answer, ReviewDetail | Denied)
    return answer


async def test_the_queue_is_in_order_of_deadline_and_pages_by_key(people: People) -> None:
    found: list[UUID] = []
    after: str | None = None
    for _ in range(2):
        page = await people.reviews(ReviewQuery(after=after, limit=2))
        assert isinstance(page, ReviewPage)
        assert page.total == 4
        found += [item.id for item in page.items]
        after = page.next_after
    assert found == [FIRST.id, SAME_PHONE.id, SAME_CODE.id, NO_CODE.id]
    assert after is None


@pytest.mark.parametrize("search", ["name", "number"])
async def test_search_finds_by_folded_name_and_by_number(people: People, search: str) -> None:
    wanted = NO_CODE.content
    text = wanted.full_name.lower() if search == "name" else wanted.document.value
    page = await people.reviews(ReviewQuery(search=text))
    assert isinstance(page, ReviewPage)
    assert NO_CODE.id in [item.id for item in page.items]
    assert page.total < 4


async def test_duplicates_are_named_with_what_they_share(people: People) -> None:
    found = {each.id: each.on for each in (await detail_of(people, FIRST)).duplicates}
    assert found == {SAME_PHONE.id: "phone", SAME_CODE.id: "insurance_code"}


async def test_the_receiving_agency_is_named(people: People) -> None:
    assert (await detail_of(people, FIRST)).agency_name == f"BHXH {AGENCY}"


@pytest.mark.parametrize(
    ("decision", "more", "code"),
    [
        (Decision.RETURN, {"fields": ("phone",)}, "reasons_missing"),
        (Decision.RETURN, {"reasons": ("contact_wrong",)}, "fields_missing"),
        (Decision.RETURN, {"fields": ("phone",), "reasons": ("no_such",)}, "reason_unknown"),
        (Decision.REJECT, {}, "reasons_missing"),
        (Decision.APPROVE, {"insurance_code": "0000000099"}, "insurance_code_differs"),
        (Decision.APPROVE, {"insurance_code": "12"}, "insurance_code_not_10_digits"),
        (Decision.APPROVE, {"version": 77}, "version_changed"),
    ],
)
async def test_what_is_not_whole_is_refused_by_the_same_code(
    people: People, decision: Decision, more: dict[str, object], code: str
) -> None:
    answer = await decide(people, FIRST, decision, **more)
    assert isinstance(answer, Denied)
    assert (answer.code, answer.status) == (code, 409 if code == "version_changed" else 422)
    assert (await detail_of(people, FIRST)).summary.status == "received"


async def test_a_code_is_needed_and_taken_from_the_reviewer(people: People) -> None:
    assert await decide(people, NO_CODE, Decision.APPROVE) == Denied("insurance_code_missing", 422)
    answer = await decide(people, NO_CODE, Decision.APPROVE, insurance_code="0000000077")
    assert isinstance(answer, ReviewDetail)
    assert answer.summary.status == "issued"


async def test_one_account_per_person_and_per_contact(people: People) -> None:
    assert isinstance(await decide(people, FIRST, Decision.APPROVE), ReviewDetail)
    assert await decide(people, SAME_PHONE, Decision.APPROVE) == Denied("contact_in_use", 409)
    assert await decide(people, SAME_CODE, Decision.APPROVE) == Denied("already_has_account", 409)
    assert await decide(people, FIRST, Decision.APPROVE) == Denied("not_possible_now", 409)


async def test_a_return_moves_it_on_and_is_written_down(people: People) -> None:
    more = {"fields": ("phone",), "reasons": ("contact_wrong",), "note": "hỏi lại"}
    before = await detail_of(people, FIRST)
    answer = await decide(people, FIRST, Decision.RETURN, **more)
    assert isinstance(answer, ReviewDetail)
    assert (answer.summary.status, answer.version > before.version) == ("returned", True)
    assert [(line.event, line.note) for line in answer.history][-1] == ("returned", "contact_wrong hỏi lại")


async def test_what_is_not_there_is_said_so(people: People) -> None:
    nobody = uuid4()
    assert await people.review(nobody) == Denied("not_found", 404)
    assert await people.review_photo(nobody, "0" * 64) == Denied("not_found", 404)
    request = DecisionRequest(decision=Decision.APPROVE, revision=1, version=1)
    assert await people.decide(nobody, request) == Denied("not_found", 404)


async def test_a_station_nobody_knows_here_has_no_recovery_code_to_read_out(people: People) -> None:
    assert await people.recovery_code("station-of-another", "quên mật khẩu") == Denied("not_found", 404)


async def test_a_claim_is_ones_own_until_it_is_let_go(people: People) -> None:
    claim = await people.claim(FIRST.id)
    assert isinstance(claim, Claim)
    assert claim.by == "lan"
    assert (await detail_of(people, FIRST)).summary.claim is not None
    assert await people.let_go(FIRST.id) is None
    assert (await detail_of(people, FIRST)).summary.claim is None
    assert await people.claim(uuid4()) == Denied("not_found", 404)


async def test_together_says_of_each_what_became_of_it(people: People) -> None:
    nobody = uuid4()
    asked = [ToApprove(id=each, revision=1, version=1) for each in (FIRST.id, nobody)]
    answer = await people.approve_together(asked)
    assert isinstance(answer, TogetherAnswer)
    found = {each.id: each.code for each in answer.outcomes}
    assert found == {FIRST.id: "not_green", nobody: "not_found"}


async def test_a_code_that_is_not_the_one_sent_confirms_nothing(people: People) -> None:
    answer = await people.confirm_email(FIRST.id, "000 000")
    assert isinstance(answer, Denied)
    assert answer.status == 409
    assert await people.confirm_email(uuid4(), "000 000") == Denied("not_found", 404)
    assert await people.send_email_code(uuid4()) == Denied("not_found", 404)


async def test_a_new_password_needs_an_account_and_waits_until_the_first_has_left(people: People) -> None:
    assert await people.new_password(FIRST.id, "mất tin nhắn") == Denied("account_missing", 409)
    assert await people.new_password(uuid4(), "mất tin nhắn") == Denied("not_found", 404)
    assert isinstance(await decide(people, FIRST, Decision.APPROVE), ReviewDetail)
    assert await people.new_password(FIRST.id, "mất tin nhắn") == Denied("notice_pending", 409)


async def test_what_is_on_its_way_is_not_tried_again(people: People) -> None:
    assert await people.retry_notice(999_999) == Denied("not_found", 404)
    assert isinstance(await decide(people, FIRST, Decision.APPROVE), ReviewDetail)
    notices = (await detail_of(people, FIRST)).notices
    assert {each.state for each in notices} == {"pending"}
    assert await people.retry_notice(notices[0].id) == Denied("notice_not_failed", 409)


async def test_figures_count_what_was_declared_by_where_it_stands(people: People) -> None:
    assert isinstance(await decide(people, FIRST, Decision.APPROVE), ReviewDetail)
    query = FigureQuery(first_day=date(2026, 2, 1), last_day=TODAY)
    found = await people.figures(query)
    assert isinstance(found, AgencyFigures)
    assert (found.whole.declared, found.whole.waiting, found.whole.approved) == (4, 3, 1)
    assert [row.day for row in found.days] == sorted(each.declared_on for each in ALL)
    for table in (found.agencies, found.units, found.stations, found.registrars):
        assert sum(row.declared for row in table.rows) == 4
    nothing = await people.figures(query.model_copy(update={"agency": "nobody's"}))
    assert isinstance(nothing, AgencyFigures)
    assert (nothing.whole.declared, nothing.days) == (0, ())
