"""The contract of reviewing: decisions, taken once and with reasons, and what the station hears."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from approval.service import Service
from tests.contract.reviewer import APPROVE, OTHER_PERSON, RETURN, Reviewer, received
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import FieldStation, KeptSms, SetClock, content

pytest_plugins = ["tests.fakes.approval_fixtures"]

REJECT = {"decision": "reject", "reasons": ["duplicate"]}


async def test_an_unknown_code_must_be_found_before_approving(station: FieldStation, lan: Reviewer) -> None:
    record = await received(station, insurance_code=None)
    missing = await lan.decide(record, APPROVE)
    assert (missing.status_code, missing.json()["code"]) == (422, "insurance_code_missing")
    short = await lan.decide(record, APPROVE, insurance_code="12")
    assert short.json()["code"] == "insurance_code_not_10_digits"
    assert (await lan.decide(record, APPROVE, insurance_code="0123 456 789")).status_code == 200
    events = (await station.changes())["events"]
    assert [each["kind"] for each in events][1:] == ["code_found", "approved", "account_issued"]
    assert events[1]["data"] == {"insurance_code": "0123456789"}


async def test_a_declared_code_is_not_overruled_silently(station: FieldStation, lan: Reviewer) -> None:
    answer = await lan.decide(await received(station), APPROVE, insurance_code="1111111111")
    assert (answer.status_code, answer.json()["code"]) == (422, "insurance_code_differs")


async def test_a_return_names_fields_and_reasons_and_a_correction_is_taken(
    station: FieldStation, lan: Reviewer, service: Service, sms: KeptSms
) -> None:
    record = await received(station)
    assert (await lan.decide(record, RETURN)).json()["summary"]["status"] == "returned"
    returned = (await station.changes())["events"][-1]
    assert returned["data"] == {"fields": ["phone"], "reasons": ["contact_wrong"], "note": "xem lại"}
    service.background.notice_worker.run_due()
    assert "thông tin liên hệ chưa đúng" in sms.sent[0][1]
    second = record.model_copy(update={"revision": 2, "content": content(phone="0987654321")})
    assert (await station.put(second)).status_code == 201
    seen = await lan.detail(record)
    assert (seen.summary.revision, seen.summary.status) == (2, "received")
    assert [line.event for line in seen.history][:3] == ["received", "returned", "notice_sent"]


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (RETURN | {"reasons": []}, "reasons_missing"),
        (RETURN | {"fields": []}, "fields_missing"),
        (RETURN | {"reasons": ["because"]}, "reason_unknown"),
        (REJECT | {"reasons": []}, "reasons_missing"),
    ],
    ids=str,
)
async def test_a_no_without_its_reason_is_no_decision(
    station: FieldStation, lan: Reviewer, decision: dict[str, Any], code: str
) -> None:
    record = await received(station)
    answer = await lan.decide(record, decision)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await station.kinds() == ["received"]


@pytest.mark.parametrize("decision", [APPROVE, REJECT], ids=str)
async def test_a_newer_revision_after_a_decision_is_a_conflict_for_a_person(
    station: FieldStation, lan: Reviewer, decision: dict[str, Any]
) -> None:
    record = await received(station)
    assert (await lan.decide(record, decision)).status_code == 200
    late = await station.put(record.model_copy(update={"revision": 2}))
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")
    assert (await station.put(record)).status_code == 200, "the old receipt is given all the same"


async def test_two_reviewers_at_once_decide_once(station: FieldStation, lan: Reviewer) -> None:
    record = await received(station)
    answers = await asyncio.gather(
        *(lan.decide(record, each, version=1) for each in (APPROVE, REJECT, RETURN, APPROVE))
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    lost = [each.json()["code"] for each in answers if each.status_code == 409]
    assert set(lost) == {"version_changed"}
    decisions = [kind for kind in await station.kinds() if kind in ("approved", "rejected", "returned")]
    assert len(decisions) == 1


async def test_what_is_decided_cannot_be_decided_again(station: FieldStation, lan: Reviewer) -> None:
    record = await received(station)
    await lan.decide(record, REJECT)
    again = await lan.decide(record, APPROVE)
    assert (again.status_code, again.json()["code"]) == (409, "not_possible_now")


async def test_one_phone_one_email_one_code_one_document(station: FieldStation, lan: Reviewer) -> None:
    first = await received(station)
    same_phone = await received(station, **OTHER_PERSON | {"phone": "0912 345 678"})
    same_mail = await received(
        station,
        **OTHER_PERSON | {"email": "Mau@Example.com", "document": {"kind": "passport", "value": "B7654321"}},
    )
    same_person = await received(station, **OTHER_PERSON | {"insurance_code": "0123456789"})
    seen = await lan.detail(first)
    assert {(each.id, each.on) for each in seen.duplicates} == {
        (same_phone.id, "phone"),
        (same_mail.id, "email"),
        (same_person.id, "insurance_code"),
    }
    assert (await lan.decide(first, APPROVE)).status_code == 200
    for record, code in (
        (same_phone, "contact_in_use"),
        (same_mail, "contact_in_use"),
        (same_person, "already_has_account"),
    ):
        answer = await lan.decide(record, APPROVE)
        assert (answer.status_code, answer.json()["code"]) == (409, code)


async def test_ten_days_and_it_lapses_and_the_station_hears_of_it(
    station: FieldStation, lan: Reviewer, service: Service, clock: SetClock
) -> None:
    waiting = await received(station, declared_on="2026-03-01")
    returned = await received(station, declared_on="2026-03-01")
    approved = await received(station, **OTHER_PERSON)
    await lan.decide(returned, RETURN)
    await lan.decide(approved, APPROVE)
    # Five in the afternoon in UTC is midnight in Vietnam: the eleventh ends there.
    clock.now = clock.now.replace(day=11, hour=16, minute=59)
    assert service.background.lapses.run() == 0
    clock.forward(minutes=1)
    assert service.background.lapses.run() == 2
    assert service.background.lapses.run() == 0
    lapsed = [each for each in (await station.changes())["events"] if each["kind"] == "lapsed"]
    assert {each["record_id"] for each in lapsed} == {str(waiting.id), str(returned.id)}
