"""What an approval leads to: the account, its first password, and the carriers it goes by."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from approval.carriers import Later, Never
from approval.passwords import Passwords
from approval.service import Service
from approval.storage.rows import AccountRow
from tests.contract.reviewer import APPROVE, Reviewer, received
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import (
    QUICK_HASHER,
    FieldStation,
    KeptMail,
    KeptSms,
    SetClock,
    add_people,
    client_of,
    open_test_service,
    sign_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]


async def test_an_approval_issues_the_account_and_the_sms_activates_it(
    station: FieldStation, lan: Reviewer, service: Service, sms: KeptSms, mail: KeptMail
) -> None:
    record = await received(station)
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
    record = await received(station)
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
    await lan.decide(await received(station, email=None), APPROVE)
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
    await lan.decide(await received(station), APPROVE)
    service.background.notice_worker.run_due()
    failed = [each for each in (await station.changes())["events"] if each["kind"] == "notice_failed"]
    assert [each["data"] for each in failed] == [{"channel": "email", "purpose": "account_issued"}]
    assert "account_activated" in await station.kinds()


async def test_the_practice_unit_shows_what_its_carrier_was_given(
    tmp_path: Path, clock: SetClock, database_url: str
) -> None:
    service = open_test_service(tmp_path, clock, practice=True, database_url=database_url)
    add_people(service)
    try:
        async with client_of(service) as client:
            station = await FieldStation.ready(service, client, clock)
            lan = Reviewer(client, await sign_in(client, "lan"))
            await lan.decide(await received(station), APPROVE)
            service.background.notice_worker.run_due()
            answer = await client.get("/v1/practice/messages", headers=lan.headers)
    finally:
        service.close()
    assert [each["channel"] for each in answer.json()["messages"]] == ["email", "sms"]
    assert answer.json()["messages"][1]["to"] == "+84912345678"
