"""The contract of reviewing: the queue, decisions, accounts, and what the station hears of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from approval.carriers import Later, Never
from approval.passwords import Passwords
from approval.service import Service
from approval.storage.rows import AccountRow
from declaration.wire.records import Record
from declaration.wire.review import ReviewDetail, ReviewPage
from declaration.wire.supervision import StationReport, StationsPage
from tests.fakes.field_station import (
    OTHER_AGENCY,
    QUICK_HASHER,
    FieldStation,
    KeptMail,
    KeptSms,
    SetClock,
    add_people,
    client_of,
    content,
    open_test_service,
    photo,
    sign_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]

RETURN = {"decision": "return", "fields": ["phone"], "reasons": ["contact_wrong"], "note": "xem lại"}
REJECT = {"decision": "reject", "reasons": ["duplicate"]}
APPROVE = {"decision": "approve"}
OTHER_PERSON = {
    "full_name": "Trần Thị Thử",
    "document": {"kind": "citizen_id", "value": "001190654321"},
    "insurance_code": "9876543210",
    "phone": "+84987654321",
    "email": None,
    "sex": "female",
}


class Reviewer:
    """A signed-in reviewer at the service."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers

    async def page(self, **params: Any) -> ReviewPage:
        answer = await self.client.post("/v1/reviews/search", json=params, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return ReviewPage.model_validate_json(answer.content)

    async def detail(self, record: Record) -> ReviewDetail:
        answer = await self.client.get(f"/v1/reviews/{record.id}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return ReviewDetail.model_validate_json(answer.content)

    async def decide(self, record: Record, decision: dict[str, Any], **changed: Any) -> httpx.Response:
        seen = await self.detail(record)
        body = {"revision": seen.summary.revision, "version": seen.version} | decision | changed
        return await self.client.post(f"/v1/reviews/{record.id}/decisions", json=body, headers=self.headers)


@pytest.fixture
async def lan(service: Service, client: httpx.AsyncClient) -> Reviewer:
    return Reviewer(client, await sign_in(client, "lan"))


async def _received(station: FieldStation, **changed: Any) -> Record:
    record = station.record(content=content(**changed))
    assert (await station.put(record)).status_code == 201
    return record


async def test_the_queue_shows_the_soonest_deadline_first_and_pages_by_key(
    station: FieldStation, lan: Reviewer
) -> None:
    for day in (5, 3, 4, 1, 2):
        await _received(station, declared_on=f"2026-02-2{day}")
    first = await lan.page(limit=2)
    rest = await lan.page(limit=3, after=first.next_after)
    days = [each.hand_in_by.day for each in (*first.items, *rest.items)]
    assert days == sorted(days)
    assert (first.total, len(days), rest.next_after) == (5, 5, None)


@pytest.mark.parametrize(
    "search", ["nguyen van", "NGUYỄN", "001090123456", "0912345678", "TK-2026-000001", "0123456789"]
)
async def test_a_declaration_is_found_by_name_number_phone_and_dossier(
    station: FieldStation, lan: Reviewer, search: str
) -> None:
    wanted = await _received(station)
    await _received(station, **OTHER_PERSON)
    assert [each.id for each in (await lan.page(search=search)).items] == [wanted.id]


async def test_a_search_takes_no_sign_for_a_wildcard(station: FieldStation, lan: Reviewer) -> None:
    await _received(station)
    assert (await lan.page(search="%n%")).items == ()


async def test_another_agencys_declarations_do_not_exist_for_a_reviewer(
    station: FieldStation, client: httpx.AsyncClient, lan: Reviewer
) -> None:
    data = photo(1)
    await station.put_blob(data)
    record = station.record(data)
    await station.put(record)
    kim = await sign_in(client, "kim")
    name = sha256(data).hexdigest()
    assert (await client.post("/v1/reviews/search", json={}, headers=kim)).json()["total"] == 0
    for path in (f"/v1/reviews/{record.id}", f"/v1/reviews/{record.id}/blobs/{name}"):
        assert (await client.get(path, headers=kim)).status_code == 404
    decision = APPROVE | {"revision": 1, "version": 1}
    answer = await client.post(f"/v1/reviews/{record.id}/decisions", json=decision, headers=kim)
    assert answer.status_code == 404
    assert await station.kinds() == ["received"], "nothing was decided behind the refusal"
    elsewhere = await _received(station, agency=OTHER_AGENCY)
    assert (await client.get(f"/v1/reviews/{elsewhere.id}", headers=lan.headers)).status_code == 404


async def test_a_photo_comes_back_byte_for_byte(station: FieldStation, lan: Reviewer) -> None:
    data = photo(1, 700_000)
    await station.put_blob(data)
    record = station.record(data)
    await station.put(record)
    path = f"/v1/reviews/{record.id}/blobs/{sha256(data).hexdigest()}"
    answer = await lan.client.get(path, headers=lan.headers)
    assert answer.content == data
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    other = f"/v1/reviews/{record.id}/blobs/{'0' * 64}"
    assert (await lan.client.get(other, headers=lan.headers)).status_code == 404


async def test_an_approval_issues_the_account_and_the_sms_activates_it(
    station: FieldStation, lan: Reviewer, service: Service, sms: KeptSms, mail: KeptMail
) -> None:
    record = await _received(station)
    answer = await lan.decide(record, APPROVE)
    assert (answer.status_code, answer.json()["summary"]["status"]) == (200, "issued")
    service.background.notice_worker.run_due()
    assert await station.kinds() == [
        "received",
        "approved",
        "account_issued",
        "notice_sent",
        "account_activated",
        "notice_sent",
    ]
    issued = (await station.changes())["events"][2]
    assert issued["data"] == {"user_name": "0123456789"}
    assert (await lan.detail(record)).summary.status == "activated"
    (number, text), (address, subject, letter) = sms.sent[0], mail.sent[0]
    assert (number, address) == ("+84912345678", "mau@example.com")
    assert "0123456789" in text
    assert "TK-2026-000001" in subject
    assert _password(text) not in letter


def _password(text: str) -> str:
    found = re.search(r"Mật khẩu lần đầu: (\S+)", text)
    assert found is not None
    return found.group(1)


async def test_the_first_password_is_in_the_sms_and_only_its_hash_in_the_files(
    station: FieldStation, lan: Reviewer, service: Service, sms: KeptSms, at_rest: Callable[[], list[bytes]]
) -> None:
    record = await _received(station)
    await lan.decide(record, APPROVE)
    service.background.notice_worker.run_due()
    password = _password(sms.sent[0][1])
    with service.database.reading() as session:
        account = session.get(AccountRow, "0123456789")
    assert account is not None
    assert account.password_hash is not None
    assert account.password_hash.startswith("$argon2id$")
    assert Passwords(QUICK_HASHER).fits(account.password_hash, password)
    kept = at_rest()
    assert any(account.password_hash.encode() in each for each in kept)
    assert not any(password.encode() in each for each in kept)
    heard = str(await station.changes())
    assert password not in heard
    assert account.password_hash not in heard


async def test_a_carrier_that_is_down_is_asked_again_ever_later_and_then_heard_of(
    station: FieldStation, lan: Reviewer, service: Service, sms: KeptSms, clock: SetClock
) -> None:
    await lan.decide(await _received(station, email=None), APPROVE)
    sms.answer = Later("carrier_down")
    worker = service.background.notice_worker
    waited = []
    while "notice_failed" not in await station.kinds():
        before = clock.now
        while worker.run_due() == 0:
            clock.forward(seconds=30)
        waited.append((clock.now - before).total_seconds())
        assert len(waited) < 20
    assert waited[1:] == sorted(waited[1:])
    assert waited[-1] == 7200
    assert "account_activated" not in await station.kinds()
    assert len({text for _, text in sms.sent}) == len(sms.sent), "each try carries a password of its own"


async def test_a_recipient_who_can_never_be_reached_fails_at_once(
    station: FieldStation, lan: Reviewer, service: Service, mail: KeptMail
) -> None:
    mail.answer = Never("recipient_refused")
    await lan.decide(await _received(station), APPROVE)
    service.background.notice_worker.run_due()
    failed = [each for each in (await station.changes())["events"] if each["kind"] == "notice_failed"]
    assert [each["data"] for each in failed] == [{"channel": "email", "purpose": "account_issued"}]
    assert "account_activated" in await station.kinds()


async def test_an_unknown_code_must_be_found_before_approving(station: FieldStation, lan: Reviewer) -> None:
    record = await _received(station, insurance_code=None)
    missing = await lan.decide(record, APPROVE)
    assert (missing.status_code, missing.json()["code"]) == (422, "insurance_code_missing")
    short = await lan.decide(record, APPROVE, insurance_code="12")
    assert short.json()["code"] == "insurance_code_not_10_digits"
    assert (await lan.decide(record, APPROVE, insurance_code="0123 456 789")).status_code == 200
    events = (await station.changes())["events"]
    assert [each["kind"] for each in events][1:] == ["code_found", "approved", "account_issued"]
    assert events[1]["data"] == {"insurance_code": "0123456789"}


async def test_a_declared_code_is_not_overruled_silently(station: FieldStation, lan: Reviewer) -> None:
    answer = await lan.decide(await _received(station), APPROVE, insurance_code="1111111111")
    assert (answer.status_code, answer.json()["code"]) == (422, "insurance_code_differs")


async def test_a_return_names_fields_and_reasons_and_a_correction_is_taken(
    station: FieldStation, lan: Reviewer, service: Service, sms: KeptSms
) -> None:
    record = await _received(station)
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
    record = await _received(station)
    answer = await lan.decide(record, decision)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await station.kinds() == ["received"]


@pytest.mark.parametrize("decision", [APPROVE, REJECT], ids=str)
async def test_a_newer_revision_after_a_decision_is_a_conflict_for_a_person(
    station: FieldStation, lan: Reviewer, decision: dict[str, Any]
) -> None:
    record = await _received(station)
    assert (await lan.decide(record, decision)).status_code == 200
    late = await station.put(record.model_copy(update={"revision": 2}))
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")
    assert (await station.put(record)).status_code == 200, "the old receipt is given all the same"


async def test_two_reviewers_at_once_decide_once(station: FieldStation, lan: Reviewer) -> None:
    record = await _received(station)
    answers = await asyncio.gather(
        *(lan.decide(record, each, version=1) for each in (APPROVE, REJECT, RETURN, APPROVE))
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    lost = [each.json()["code"] for each in answers if each.status_code == 409]
    assert set(lost) == {"version_changed"}
    decisions = [kind for kind in await station.kinds() if kind in ("approved", "rejected", "returned")]
    assert len(decisions) == 1


async def test_what_is_decided_cannot_be_decided_again(station: FieldStation, lan: Reviewer) -> None:
    record = await _received(station)
    await lan.decide(record, REJECT)
    again = await lan.decide(record, APPROVE)
    assert (again.status_code, again.json()["code"]) == (409, "not_possible_now")


async def test_one_phone_one_email_one_code_one_document(station: FieldStation, lan: Reviewer) -> None:
    first = await _received(station)
    same_phone = await _received(station, **OTHER_PERSON | {"phone": "0912 345 678"})
    same_mail = await _received(
        station,
        **OTHER_PERSON | {"email": "Mau@Example.com", "document": {"kind": "passport", "value": "B7654321"}},
    )
    same_person = await _received(station, **OTHER_PERSON | {"insurance_code": "0123456789"})
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
    waiting = await _received(station, declared_on="2026-03-01")
    returned = await _received(station, declared_on="2026-03-01")
    approved = await _received(station, **OTHER_PERSON)
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


async def test_nobody_is_called_checked_when_no_registry_is_connected(
    station: FieldStation, lan: Reviewer, service: Service
) -> None:
    record = await _received(station)
    assert (await lan.detail(record)).registry == "not_connected"
    service.background.registry_checks.run()
    assert (await lan.detail(record)).registry == "not_connected"


async def test_supervisors_see_what_arrived_and_what_the_station_says_has_not(
    station: FieldStation, lan: Reviewer, client: httpx.AsyncClient
) -> None:
    await lan.decide(await _received(station), RETURN)
    await _received(station, **OTHER_PERSON)
    report = {
        "waiting": 3,
        "oldest_age": 60,
        "at_risk": 1,
        "refused": {"content_invalid": 1},
        "set_aside": 0,
        "clock_error": None,
        "app_version": "1",
        "free_space": 10**9,
    }
    put = await client.put("/v1/stations/me/report", json=report, headers=station.headers)
    assert put.status_code == 204
    answer = await client.get("/v1/supervision/stations", headers=lan.headers)
    (seen,) = StationsPage.model_validate_json(answer.content).stations
    assert (seen.station, seen.received, seen.returned, seen.activated) == (station.id, 2, 1, 0)
    assert seen.report == StationReport.model_validate(report)
    elsewhere = await client.get("/v1/supervision/stations", headers=await sign_in(client, "kim"))
    assert elsewhere.json()["stations"] == []


async def test_the_practice_unit_shows_what_its_carrier_was_given(
    tmp_path: Path, clock: SetClock, database_url: str
) -> None:
    service = open_test_service(tmp_path, clock, practice=True, database_url=database_url)
    add_people(service)
    try:
        async with client_of(service) as client:
            station = await FieldStation.ready(service, client, clock)
            lan = Reviewer(client, await sign_in(client, "lan"))
            await lan.decide(await _received(station), APPROVE)
            service.background.notice_worker.run_due()
            answer = await client.get("/v1/practice/messages", headers=lan.headers)
    finally:
        service.close()
    assert [each["channel"] for each in answer.json()["messages"]] == ["email", "sms"]
    assert answer.json()["messages"][1]["to"] == "+84912345678"
