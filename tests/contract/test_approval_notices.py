"""Notices: what failed is seen and begun anew, a new password on request, the half year's reminder."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import httpx
import pytest
from sqlmodel import select

from approval.carriers import Handed, Later, Never
from approval.passwords import Passwords
from approval.service import Service
from approval.storage.rows import AccountRow, NoticeRow
from declaration.wire.notices import FailedNotices
from declaration.wire.records import Record
from declaration.wire.review import ReviewDetail
from tests.fakes.field_station import (
    QUICK_HASHER,
    FieldStation,
    KeptMail,
    KeptSms,
    SetClock,
    content,
    sign_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]


class Lan:
    """A reviewer who supervises too."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.client.request(method, path, json=body, headers=await sign_in(self.client, "lan"))

    async def detail(self, record: Record) -> ReviewDetail:
        answer = await self.ask("GET", f"/v1/reviews/{record.id}")
        return ReviewDetail.model_validate_json(answer.content)

    async def approve(self, record: Record) -> None:
        body = {"decision": "approve", "revision": 1, "version": 1}
        assert (await self.ask("POST", f"/v1/reviews/{record.id}/decisions", body)).status_code == 200

    async def failed(self) -> FailedNotices:
        return FailedNotices.model_validate_json((await self.ask("GET", "/v1/notices/failed")).content)

    async def retry(self, notice: int) -> httpx.Response:
        return await self.ask("POST", f"/v1/notices/{notice}/retry")

    async def new_password(self, record: Record, reason: str = "mất tin nhắn") -> httpx.Response:
        return await self.ask("POST", f"/v1/reviews/{record.id}/password", {"reason": reason})


@pytest.fixture
def lan(client: httpx.AsyncClient) -> Lan:
    return Lan(client)


async def approved(station: FieldStation, lan: Lan, **changed: Any) -> Record:
    record = station.record(content=content(**changed))
    await station.put(record)
    await lan.approve(record)
    return record


def run(service: Service) -> int:
    return service.background.notice_worker.run_due()


def password_in(text: str) -> str:
    found = re.search(r"[Mm]ật khẩu (?:lần đầu|mới[^:]*): (\S+)", text)
    assert found is not None, text
    return found.group(1)


def account(service: Service) -> AccountRow:
    with service.database.reading() as session:
        return session.get_one(AccountRow, "0123456789")


async def test_what_was_given_up_is_seen_and_begins_anew_when_somebody_says_so(
    service: Service, station: FieldStation, lan: Lan, sms: KeptSms, clock: SetClock
) -> None:
    sms.answer = Later("sms_not_connected")
    record = await approved(station, lan, email=None)
    for _ in range(12):
        run(service)
        clock.forward(hours=3)
    [failed] = (await lan.failed()).items
    assert (failed.record_id, failed.purpose, failed.code) == (
        record.id,
        "account_issued",
        "sms_not_connected",
    )
    [line] = (await lan.detail(record)).notices
    assert (line.state, line.attempts) == ("failed", 12)
    sms.answer = Handed()
    assert (await lan.retry(failed.id)).status_code == 204
    run(service)
    assert (await lan.detail(record)).summary.status == "activated"
    assert (await lan.failed()).items == ()
    again = await lan.retry(failed.id)
    assert (again.status_code, again.json()["code"]) == (409, "notice_not_failed")


async def test_another_agency_neither_sees_nor_begins_them(
    service: Service, station: FieldStation, lan: Lan, client: httpx.AsyncClient, mail: KeptMail
) -> None:
    mail.answer = Never("recipient_refused")
    record = await approved(station, lan)
    run(service)
    [failed] = (await lan.failed()).items
    kim = await sign_in(client, "kim")
    assert (await client.get("/v1/notices/failed", headers=kim)).json() == {"items": []}
    assert (await client.post(f"/v1/notices/{failed.id}/retry", headers=kim)).status_code == 404
    path = f"/v1/reviews/{record.id}/password"
    assert (await client.post(path, json={"reason": "x"}, headers=kim)).status_code == 404


async def test_a_new_password_takes_the_place_of_the_one_before_and_the_reason_is_kept(
    service: Service, station: FieldStation, lan: Lan, sms: KeptSms, mail: KeptMail
) -> None:
    record = await approved(station, lan)
    run(service)
    first = password_in(sms.sent[-1][1])
    assert (await lan.new_password(record)).status_code == 204
    run(service)
    second = password_in(sms.sent[-1][1])
    stored, passwords = account(service).password_hash or "", Passwords(QUICK_HASHER)
    assert stored.startswith("$argon2id$")
    assert [passwords.fits(stored, each) for each in (first, second)] == [False, True]
    assert second not in mail.sent[-1][2], "the e-mail says that there is a new one, never which"
    detail = await lan.detail(record)
    assert ("password_resent", "mất tin nhắn") in [(each.event, each.note) for each in detail.history]
    assert detail.summary.status == "activated"


async def test_while_one_is_on_its_way_there_is_no_second(
    service: Service, station: FieldStation, lan: Lan
) -> None:
    record = await approved(station, lan)
    under_way = await lan.new_password(record)
    assert (under_way.status_code, under_way.json()["code"]) == (409, "notice_pending")
    run(service)
    assert (await lan.new_password(record)).status_code == 204


async def test_whoever_has_no_account_gets_no_password_and_no_reason_is_no_request(
    station: FieldStation, lan: Lan
) -> None:
    record = station.record()
    await station.put(record)
    missing = await lan.new_password(record)
    assert (missing.status_code, missing.json()["code"]) == (409, "account_missing")
    assert (await lan.new_password(record, "   ")).status_code == 400


async def test_a_new_password_goes_to_where_the_account_is_reached_now(
    service: Service, station: FieldStation, lan: Lan, sms: KeptSms
) -> None:
    record = await approved(station, lan)
    run(service)
    changed = {"kind": "adjust", "changed": {"phone": "+84987654321"}}
    await approved(station, lan, **changed)
    run(service)
    await lan.new_password(record)
    run(service)
    assert sms.sent[-1][0] == "+84987654321"


async def test_nobody_is_told_twice_when_it_is_not_known_how_sending_ended(
    service: Service, station: FieldStation, lan: Lan, sms: KeptSms, clock: SetClock, monkeypatch: Any
) -> None:
    record = await approved(station, lan, email=None)
    worker = service.background.notice_worker
    monkeypatch.setattr(type(worker), "_settle", _power_cut)
    with pytest.raises(PowerCutError):
        run(service)
    monkeypatch.undo()
    for _ in range(45):
        clock.forward(minutes=3)
        run(service)
    assert len(sms.sent) == 1
    [failed] = (await lan.failed()).items
    assert failed.code == "outcome_unknown"
    assert (await lan.detail(record)).summary.status == "issued"


@pytest.mark.parametrize(("taken", "sent"), [(True, 1), (False, 2)])
async def test_a_carrier_that_knows_how_it_ended_is_believed(
    service: Service,
    station: FieldStation,
    lan: Lan,
    sms: KeptSms,
    clock: SetClock,
    monkeypatch: Any,
    taken: bool,
    sent: int,
) -> None:
    record = await approved(station, lan, email=None)
    worker = service.background.notice_worker
    monkeypatch.setattr(type(worker), "_settle", _power_cut)
    with pytest.raises(PowerCutError):
        run(service)
    monkeypatch.undo()
    sms.taken = taken
    for _ in range(3):
        clock.forward(minutes=6)
        run(service)
    assert len(sms.sent) == sent
    assert len(set(sms.keys)) == sent, "each attempt has a name of its own"
    assert (await lan.detail(record)).summary.status == "activated"
    fits = Passwords(QUICK_HASHER).fits(account(service).password_hash, password_in(sms.sent[-1][1]))
    assert fits, "the last password sent is the one that is good"


async def test_a_week_before_half_a_year_the_person_is_reminded_once(
    service: Service, station: FieldStation, lan: Lan, sms: KeptSms, mail: KeptMail, clock: SetClock
) -> None:
    await approved(station, lan)
    run(service)
    sms.sent.clear()
    mail.sent.clear()
    age = service.background.password_age
    clock.now = clock.now.replace(month=8, day=25)
    assert age.run() == 0
    clock.now = clock.now.replace(day=26)
    assert (age.run(), age.run()) == (1, 0)
    run(service)
    assert ("0123456789" in sms.sent[0][1], "6 tháng" in sms.sent[0][1]) == (True, True)
    assert (len(sms.sent), len(mail.sent)) == (1, 1)
    assert account(service).remind_on == date(2027, 2, 19)


async def test_a_stopped_account_is_not_reminded(
    service: Service, station: FieldStation, lan: Lan, clock: SetClock
) -> None:
    await approved(station, lan)
    run(service)
    with service.database.writing() as session:
        row = session.get_one(AccountRow, "0123456789")
        row.stopped_from = date(2026, 4, 1)
        session.add(row)
    clock.now = clock.now.replace(month=9)
    assert service.background.password_age.run() == 0


async def test_every_notice_has_a_name_of_its_own(service: Service, station: FieldStation, lan: Lan) -> None:
    await approved(station, lan)
    with service.database.reading() as session:
        keys = session.exec(select(NoticeRow.key)).all()
    assert len(set(keys)) == len(keys) == 2
    assert all(len(each) == 32 for each in keys)


class PowerCutError(Exception):
    """The process ends here."""


def _power_cut(*_: object) -> None:
    raise PowerCutError
