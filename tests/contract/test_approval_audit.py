"""Whatever reads or changes a person's data leaves a line in the audit: every route, one by one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import httpx
import pyotp
import pytest
from sqlmodel import col, select, update

from approval.handouts import Whom
from approval.service import Service
from approval.storage.rows import DeclarationRow
from approval.storage.sign_in_rows import AuditRow
from declaration.problems import Problem
from declaration.wire.handouts import RosterLine
from declaration.wire.online import OnlineDeclaration
from declaration.wire.sign_in import PersonRole
from practice.people import invented_person
from tests.contract import test_approval_rights as rights
from tests.contract.test_approval_rights import (
    ADMINISTRATOR,
    AUDITOR,
    MAY,
    REVIEWER,
    STATION,
    SUPERVISOR,
    Agencies,
)
from tests.fakes.field_station import AGENCY, OTHER_AGENCY, PASSPHRASE

pytest_plugins = ["tests.fakes.approval_fixtures"]
agencies = rights.agencies

Route = tuple[str, str]
Asking = Callable[[Agencies, dict[str, str]], Awaitable[httpx.Response]]
NEW = "một câu khác hẳn 27"
WALK: tuple[tuple[Route, str, str], ...] = (
    (("PUT", "/v1/records/{record_id}/{revision}"), STATION, "received"),
    (("POST", "/v1/records"), STATION, "received"),
    (("GET", "/v1/records/{record_id}"), STATION, "read_by_station"),
    (("GET", "/v1/blobs/{sha256}"), STATION, "handout_read"),
    (("GET", "/v1/changes"), STATION, "answers_given"),
    (("POST", "/v1/online/search"), STATION, "online_looked_up"),
    (("POST", "/v1/lookups"), STATION, "account_looked_up"),
    (("GET", "/v1/online"), STATION, "online_listed"),
    (("POST", "/v1/reviews/search"), REVIEWER, "listed"),
    (("GET", "/v1/reviews/{record_id}"), REVIEWER, "viewed"),
    (("GET", "/v1/reviews/{record_id}/blobs/{sha256}"), REVIEWER, "photo_viewed"),
    (("GET", "/v1/handovers"), REVIEWER, "papers_listed"),
    (("POST", "/v1/handovers/{record_id}/received"), REVIEWER, "paper_received"),
    (("POST", "/v1/complaints/search"), SUPERVISOR, "complaints_listed"),
    (("POST", "/v1/complaints/{record_id}/answer"), SUPERVISOR, "complaint_answered"),
    (("POST", "/v1/complaints/{record_id}/passed"), SUPERVISOR, "complaint_passed"),
    (("POST", "/v1/supervision/declarations/{record_id}/restore"), SUPERVISOR, "restored"),
    (("POST", "/v1/contact-codes"), STATION, "email_code_asked"),
    (("POST", "/v1/reviews/{record_id}/contact-codes"), REVIEWER, "email_code_sent"),
    (("GET", "/v1/supervision/lapsed"), SUPERVISOR, "lapsed_listed"),
    (("GET", "/v1/notices/failed"), REVIEWER, "notices_listed"),
    (("GET", "/v1/supervision/figures"), SUPERVISOR, "figures_seen"),
    (("POST", "/v1/reviews/{record_id}/decisions"), REVIEWER, "approved"),
    (("POST", "/v1/supervision/recovery-codes"), SUPERVISOR, "recovery_code_read"),
    (("GET", "/v1/administration/people"), ADMINISTRATOR, "people_listed"),
    (("PUT", "/v1/administration/people"), ADMINISTRATOR, "person_set"),
    (("POST", "/v1/administration/people/reset"), ADMINISTRATOR, "passphrase_reset"),
    (("POST", "/v1/administration/people/drop-second-step"), ADMINISTRATOR, "second_step_dropped"),
    (("PUT", "/v1/administration/people/active"), ADMINISTRATOR, "person_dismissed"),
    (("POST", "/v1/audit/search"), AUDITOR, "audit_read"),
    (("POST", "/v1/people/token"), REVIEWER, "signed_in"),
    (("POST", "/v1/people/me/second-step"), REVIEWER, "second_step_begun"),
    (("POST", "/v1/people/me/second-step/confirm"), REVIEWER, "second_step_set"),
    (("PUT", "/v1/people/me/passphrase"), REVIEWER, "passphrase_changed"),
)
WHERE_SOMETHING_HAPPENS: dict[Route, str] = {
    ("POST", "/v1/reviews/approvals"): "approved, for each: test_approval_together",
    ("POST", "/v1/contact-codes/said"): "email_confirmed: test_approval_contact_codes",
    ("POST", "/v1/reviews/{record_id}/contact-codes/said"): "email_confirmed: test_approval_email_decided",
    ("POST", "/v1/notices/{notice}/retry"): "notice_retried: test_approval_notices",
    ("POST", "/v1/reviews/{record_id}/password"): "password_resent: test_approval_notices",
}
"""Each leaves its line when there is something to do, as the test named there shows."""
NO_PERSONS_DATA: dict[Route, str] = {
    ("PUT", "/v1/reviews/{record_id}/claim"): "who is at a declaration; looking at it leaves viewed",
    ("DELETE", "/v1/reviews/{record_id}/claim"): "who is no longer at it",
    ("GET", "/v1/reasons"): "codes and texts",
    ("PUT", "/v1/supervision/reasons"): "codes and texts; leaves reasons_changed all the same",
    ("GET", "/healthz"): "no data at all",
    ("GET", "/readyz"): "no data at all",
    ("GET", "/v1/hello"): "the service's own state",
    ("POST", "/v1/stations/enrol"): "a machine; leaves station_enrolled all the same",
    ("POST", "/v1/stations/token"): "a machine",
    ("PUT", "/v1/stations/me/report"): "counts",
    ("PUT", "/v1/stations/me/recovery-code"): "a machine's code; leaves recovery_code_received all the same",
    ("POST", "/v1/days/compare"): "ids, counts and digests",
    ("PUT", "/v1/blobs/{sha256}"): "bytes without a name, until their record is received",
    ("HEAD", "/v1/blobs/{sha256}"): "how many bytes there are",
    ("PATCH", "/v1/blobs/{sha256}"): "bytes without a name, until their record is received",
    ("GET", "/v1/supervision/stations"): "counts",
    ("GET", "/v1/supervision/stations/{station}/days"): "counts",
    ("PUT", "/v1/supervision/stations/{station}/draining"): "a machine; leaves station_drained all the same",
    ("GET", "/v1/administration/agencies"): "agencies",
    ("PUT", "/v1/administration/agencies"): "agencies; leaves agency_set all the same",
    ("PUT", "/v1/administration/stations/{station}/lock"): "a machine; leaves station_locked all the same",
    ("POST", "/v1/administration/stations/enrolment-codes"): "a machine; leaves enrolment_code_made",
    ("GET", "/v1/practice/messages"): "invented people only: in a real service it does not exist",
}


def test_every_route_is_known_to_touch_a_persons_data_or_not_to() -> None:
    touching = {route for route, _, _ in WALK} | set(WHERE_SOMETHING_HAPPENS)
    assert touching & set(NO_PERSONS_DATA) == set()
    assert touching | set(NO_PERSONS_DATA) == set(MAY)


async def test_every_route_that_touches_a_persons_data_leaves_its_line(
    agencies: Agencies, service: Service
) -> None:
    for route, role, action in WALK:
        before = _last(service)
        headers = agencies.headers[AGENCY, role]
        answer = await ASKED.get(route, _plainly(route))(agencies, headers)
        assert answer.is_success or action == "recovery_code_read", (route, answer.text)
        lines = [line for line in _lines(service, before) if line.action == action]
        assert lines, route
        assert {line.agency for line in lines} == {AGENCY}, route
        asking = {STATION: {agencies.station.id, "hoa"}}.get(role, {f"{role}-{AGENCY}"})
        assert {line.actor for line in lines} <= asking, route


async def test_who_is_refused_leaves_no_line_about_the_person(agencies: Agencies, service: Service) -> None:
    before = _last(service)
    for role in PersonRole:
        headers = agencies.headers[OTHER_AGENCY, str(role)]
        await agencies.ask(("GET", "/v1/reviews/{record_id}"), headers)
        await agencies.ask(("GET", "/v1/reviews/{record_id}/blobs/{sha256}"), headers)
    assert [line for line in _lines(service, before) if line.subject == str(agencies.record.id)] == []


async def test_auditors_find_lines_by_person_day_and_act_and_no_words_about_a_declarant(
    agencies: Agencies, service: Service
) -> None:
    reviewer, auditor = agencies.headers[AGENCY, REVIEWER], agencies.headers[AGENCY, AUDITOR]
    version = (await agencies.ask(("GET", "/v1/reviews/{record_id}"), reviewer)).json()["version"]
    returned = {"decision": "return", "revision": 1, "version": version, "fields": ["phone"]}
    returned |= {"reasons": ["contact_wrong"], "note": "gọi lại bà Mẫu"}
    await agencies.client.post(f"/v1/reviews/{agencies.record.id}/decisions", json=returned, headers=reviewer)

    async def found(**asked: object) -> list[dict[str, str]]:
        days = {"first_day": "2026-03-02", "last_day": "2026-03-02"}
        answer = await agencies.client.post("/v1/audit/search", json=days | asked, headers=auditor)
        assert answer.status_code == 200, answer.text
        entries: list[dict[str, str]] = answer.json()["entries"]
        return entries

    mine = await found(actor=f"reviewer-{AGENCY}")
    assert [line["action"] for line in mine][:2] == ["viewed", "returned"]
    assert "Mẫu" not in str(mine)
    assert {line["action"] for line in await found(action="received")} == {"received"}
    assert {line["subject"] for line in await found(subject=str(agencies.record.id))} == {
        str(agencies.record.id)
    }
    assert await found(first_day="2026-03-03", last_day="2026-03-04") == []


async def test_pages_of_the_audit_join_without_a_gap_or_a_double(agencies: Agencies) -> None:
    auditor, days = agencies.headers[AGENCY, AUDITOR], {"first_day": "2026-03-02", "last_day": "2026-03-02"}
    whole = await agencies.client.post("/v1/audit/search", json=days | {"limit": 200}, headers=auditor)
    pieces: list[dict[str, str]] = []
    after = None
    for _ in range(50):
        asked = days | {"limit": 3, "after": after, "action": "signed_in"}
        page = (await agencies.client.post("/v1/audit/search", json=asked, headers=auditor)).json()
        pieces += page["entries"]
        after = page["next_after"]
        if after is None:
            break
    assert pieces == [line for line in whole.json()["entries"] if line["action"] == "signed_in"]
    assert len(pieces) > 3


@pytest.mark.parametrize(
    "days", [("2026-03-02", "2026-03-01"), ("2026-01-01", "2026-12-31"), ("0001-01-01", "0001-01-01")]
)
async def test_a_span_that_is_none_or_too_long_is_refused_and_no_day_breaks_it(
    agencies: Agencies, days: tuple[str, str]
) -> None:
    auditor, asked = agencies.headers[AGENCY, AUDITOR], {"first_day": days[0], "last_day": days[1]}
    answer = await agencies.client.post("/v1/audit/search", json=asked, headers=auditor)
    assert answer.status_code == 400


def _plainly(route: Route) -> Asking:
    async def ask(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
        return await agencies.ask(route, headers)

    return ask


async def _put_record(agencies: Agencies, _: dict[str, str]) -> httpx.Response:
    return await agencies.station.put(agencies.station.record())


async def _put_batch(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    sealed = agencies.station.seal(agencies.station.record())
    return await agencies.client.post("/v1/records", content=sealed, headers=headers)


async def _fetch_roster(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    line = RosterLine(unit="Công ty Mẫu", full_name="Lê Thị Mẫu")
    told = agencies.service.handouts.send_roster([line], Whom(AGENCY), "office")
    assert not isinstance(told, Problem)
    events = (await agencies.station.changes())["events"]
    return await agencies.client.get(f"/v1/blobs/{events[-1]['data']['sha256']}", headers=headers)


async def _receive_papers(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    content = {"agency": AGENCY, "number": 1, "declarations": [str(agencies.record.id)]}
    batch = agencies.station.record(kind="handover", form_version="handover-1", content=content)
    assert (await agencies.station.put(batch)).status_code == 201
    return await agencies.client.post(f"/v1/handovers/{batch.id}/received", json={}, headers=headers)


async def _look_up_online(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    person = invented_person(1)
    made = {
        "number": "TT-0001",
        "made_on": agencies.station.clock.now.date(),
        "agency": AGENCY,
        "full_name": person.full_name,
        "birth": person.birth.iso(),
        "sex": person.sex.value,
        "document": {"kind": "citizen_id", "value": person.number},
        "insurance_code": person.insurance_code,
        "address": person.address,
        "phone": person.phone,
        "email": person.email,
    }
    agencies.service.online.take([OnlineDeclaration.model_validate(made)])
    return await agencies.client.post("/v1/online/search", json={"number": "TT-0001"}, headers=headers)


async def _complained(agencies: Agencies) -> str:
    """Where a complaint just taken down lies."""
    content = {"subject": "personal_data", "words": "Sổ ghi thiếu", "full_name": "Nguyễn Văn Mẫu"}
    taken = agencies.station.record(kind="complaint", form_version="complaint-1", content=content)
    assert (await agencies.station.put(taken)).status_code == 201
    return f"/v1/complaints/{taken.id}"


async def _answer_complaint(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    path = f"{await _complained(agencies)}/answer"
    return await agencies.client.post(path, json={"answer": "Đã bổ sung"}, headers=headers)


async def _pass_complaint_on(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    path, passing = f"{await _complained(agencies)}/passed", {"agency": AGENCY, "office": "benefits"}
    return await agencies.client.post(path, json=passing | {"reason": "Về chế độ"}, headers=headers)


async def _restore(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    with agencies.service.database.writing() as session:
        mine = col(DeclarationRow.id) == agencies.record.id
        session.exec(update(DeclarationRow).where(mine).values(status="lapsed", hand_in_by=date(2026, 3, 1)))
    return await _plainly(("POST", "/v1/supervision/declarations/{record_id}/restore"))(agencies, headers)


async def _approve(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    version = (await agencies.ask(("GET", "/v1/reviews/{record_id}"), headers)).json()["version"]
    decision = {"revision": 1, "version": version, "decision": "approve"}
    path = f"/v1/reviews/{agencies.record.id}/decisions"
    return await agencies.client.post(path, json=decision, headers=headers)


async def _read_out(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    asked = {"station": agencies.station.id, "reason": "invented"}
    return await agencies.client.post("/v1/supervision/recovery-codes", json=asked, headers=headers)


async def _sign_in(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    form = {"grant_type": "password", "username": f"{REVIEWER}-{AGENCY}", "password": PASSPHRASE}
    return await agencies.client.post("/v1/people/token", data=form)


async def _confirm(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    begun = await agencies.ask(("POST", "/v1/people/me/second-step"), headers)
    now = agencies.station.clock.now
    code = pyotp.TOTP(begun.json()["letters"]).at(now)
    path = "/v1/people/me/second-step/confirm"
    return await agencies.client.post(path, json={"code": code}, headers=headers)


async def _change_passphrase(agencies: Agencies, headers: dict[str, str]) -> httpx.Response:
    asked = {"passphrase": PASSPHRASE, "new": NEW}
    return await agencies.client.put("/v1/people/me/passphrase", json=asked, headers=headers)


ASKED: dict[Route, Asking] = {
    ("PUT", "/v1/records/{record_id}/{revision}"): _put_record,
    ("POST", "/v1/records"): _put_batch,
    ("GET", "/v1/blobs/{sha256}"): _fetch_roster,
    ("POST", "/v1/online/search"): _look_up_online,
    ("POST", "/v1/handovers/{record_id}/received"): _receive_papers,
    ("POST", "/v1/complaints/{record_id}/answer"): _answer_complaint,
    ("POST", "/v1/complaints/{record_id}/passed"): _pass_complaint_on,
    ("POST", "/v1/supervision/declarations/{record_id}/restore"): _restore,
    ("POST", "/v1/reviews/{record_id}/decisions"): _approve,
    ("POST", "/v1/supervision/recovery-codes"): _read_out,
    ("POST", "/v1/people/token"): _sign_in,
    ("POST", "/v1/people/me/second-step/confirm"): _confirm,
    ("PUT", "/v1/people/me/passphrase"): _change_passphrase,
}


def _last(service: Service) -> int:
    with service.database.reading() as session:
        return session.exec(select(AuditRow.id).order_by(col(AuditRow.id).desc()).limit(1)).one() or 0


def _lines(service: Service, after: int) -> list[AuditRow]:
    with service.database.reading() as session:
        query = select(AuditRow).where(col(AuditRow.id) > after).order_by(col(AuditRow.id))
        return list(session.exec(query).all())
