"""The contract of adjusting and stopping: what an approval does to the account the person has."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from approval.service import Service
from approval.storage.rows import AccountRow
from tests.contract.reviewer import APPROVE, OTHER_PERSON, Reviewer, received
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import FieldStation, KeptMail, KeptSms, content

pytest_plugins = ["tests.fakes.approval_fixtures"]

NEW = {"phone": "+84987000111", "email": "Moi@example.com"}
CERTIFICATE = {"number": "540A", "issuer": "X", "first_day": "2026-02-01", "last_day": "2029-02-01"}
STOP = {"first_day": "2026-12-01", "reason": "Nghỉ việc"}


async def with_account(station: FieldStation, lan: Reviewer, **changed: Any) -> None:
    assert (await lan.decide(await received(station, **changed), APPROVE)).status_code == 200


def accounts(service: Service) -> dict[str, AccountRow]:
    with service.database.reading() as session:
        return {row.user_name: row for row in session.exec(select(AccountRow)).all()}


async def test_an_approved_adjustment_changes_the_account_and_the_desk_hears_of_it(
    service: Service, station: FieldStation, lan: Reviewer, sms: KeptSms, mail: KeptMail
) -> None:
    await with_account(station, lan)
    record = await received(station, kind="adjust", changed=NEW)
    assert (await lan.decide(record, APPROVE)).status_code == 200
    account = accounts(service)["0123456789"]
    assert (account.phone, account.email) == ("+84987000111", "moi@example.com")
    assert (await station.kinds())[-2:] == ["approved", "applied"]
    assert (await lan.detail(record)).summary.status == "applied"
    service.background.notice_worker.run_due()
    assert "cập nhật theo tờ khai" in sms.sent[-1][1]
    assert "thực hiện" in mail.sent[-1][1]


async def test_only_what_changes_is_changed(service: Service, station: FieldStation, lan: Reviewer) -> None:
    await with_account(station, lan)
    record = await received(station, kind="adjust", changed={"email": "moi@example.com"})
    assert (await lan.decide(record, APPROVE)).status_code == 200
    account = accounts(service)["0123456789"]
    assert (account.phone, account.email) == ("+84912345678", "moi@example.com")


async def test_the_account_keeps_the_certificate_it_was_declared_with_and_then_the_new_one(
    service: Service, station: FieldStation, lan: Reviewer
) -> None:
    await with_account(station, lan, certificate=CERTIFICATE)
    assert '"540A"' in (accounts(service)["0123456789"].certificate or "")
    newer = {"certificate": CERTIFICATE | {"number": "540B"}}
    record = await received(station, kind="adjust", changed=newer)
    assert (await lan.decide(record, APPROVE)).status_code == 200
    account = accounts(service)["0123456789"]
    assert '"540B"' in (account.certificate or "")
    assert account.phone == "+84912345678"


async def test_an_approved_stop_says_from_which_day(
    service: Service, station: FieldStation, lan: Reviewer
) -> None:
    await with_account(station, lan)
    record = await received(station, kind="stop", stop=STOP)
    assert (await lan.decide(record, APPROVE)).status_code == 200
    assert accounts(service)["0123456789"].stopped_from == date(2026, 12, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "adjust", "changed": NEW},
        {"kind": "stop", "stop": {"first_day": "2026-12-01", "reason": "Nghỉ việc"}},
        {"kind": "stop", "stop": {"first_day": "2026-01-01", "reason": "Nghỉ việc"}},
    ],
)
async def test_from_the_day_it_stopped_an_account_is_neither_adjusted_nor_stopped_on_another_day(
    service: Service, station: FieldStation, lan: Reviewer, changed: dict[str, Any]
) -> None:
    await with_account(station, lan)
    stop = await received(station, kind="stop", stop=STOP | {"first_day": "2026-03-02"})
    assert (await lan.decide(stop, APPROVE)).status_code == 200
    record = await received(station, **changed)
    answer = await lan.decide(record, APPROVE)
    assert (answer.status_code, answer.json()["code"]) == (409, "account_stopped")
    account = accounts(service)["0123456789"]
    assert (account.phone, account.stopped_from) == ("+84912345678", date(2026, 3, 2))
    assert (await lan.detail(record)).summary.status == "received"


@pytest.mark.parametrize("first_day", ["2026-03-03", "2027-01-01"])
async def test_until_its_day_has_come_a_stop_may_be_moved_sooner_or_later_and_the_account_adjusted(
    service: Service, station: FieldStation, lan: Reviewer, first_day: str
) -> None:
    await with_account(station, lan)
    for changed in (
        {"kind": "stop", "stop": STOP},
        {"kind": "adjust", "changed": NEW},
        {"kind": "stop", "stop": STOP | {"first_day": first_day}},
    ):
        assert (await lan.decide(await received(station, **changed), APPROVE)).status_code == 200
    account = accounts(service)["0123456789"]
    assert (account.phone, account.stopped_from) == (NEW["phone"], date.fromisoformat(first_day))


async def test_without_an_account_there_is_nothing_to_adjust(station: FieldStation, lan: Reviewer) -> None:
    record = await received(station, kind="adjust", changed=NEW)
    answer = await lan.decide(record, APPROVE)
    assert (answer.status_code, answer.json()["code"]) == (409, "account_missing")
    assert (await lan.detail(record)).summary.status == "received"


async def test_a_phone_of_another_account_is_not_taken_over(station: FieldStation, lan: Reviewer) -> None:
    await with_account(station, lan)
    await with_account(station, lan, **OTHER_PERSON)
    record = await received(station, kind="adjust", changed={"phone": OTHER_PERSON["phone"]})
    answer = await lan.decide(record, APPROVE)
    assert (answer.status_code, answer.json()["code"]) == (409, "contact_in_use")


@pytest.mark.parametrize("changed", [{"kind": "adjust", "changed": NEW}, {"kind": "stop", "stop": STOP}])
async def test_of_two_open_declarations_of_one_kind_the_older_is_settled_first(
    service: Service, station: FieldStation, lan: Reviewer, changed: dict[str, Any]
) -> None:
    await with_account(station, lan)
    older = await received(station, **changed)
    newer = await received(station, **changed)
    answer = await lan.decide(newer, APPROVE)
    assert (answer.status_code, answer.json()["code"]) == (409, "older_open")
    detail = await lan.detail(newer)
    assert (detail.summary.status, older.id) in [
        ("received", each.id) for each in detail.duplicates if each.same_kind
    ]
    assert (await lan.decide(older, APPROVE)).status_code == 200
    assert (await lan.decide(newer, APPROVE)).status_code == 200


async def test_another_kind_and_another_person_do_not_stand_in_the_way(
    station: FieldStation, lan: Reviewer
) -> None:
    await with_account(station, lan)
    await with_account(station, lan, **OTHER_PERSON)
    await received(station, kind="adjust", changed=NEW)
    stop = await received(station, kind="stop", stop=STOP)
    theirs = {"email": "khac@example.com"}
    other = await received(station, **(OTHER_PERSON | {"kind": "adjust", "changed": theirs}))
    assert [(await lan.decide(each, APPROVE)).status_code for each in (stop, other)] == [200, 200]


async def test_one_returned_to_its_desk_does_not_stand_in_the_way(
    station: FieldStation, lan: Reviewer
) -> None:
    await with_account(station, lan)
    older = await received(station, kind="adjust", changed=NEW)
    newer = await received(station, kind="adjust", changed={"email": "khac@example.com"})
    back = {"decision": "return", "reasons": ["contact_wrong"], "fields": ["phone"]}
    assert (await lan.decide(older, back)).status_code == 200
    assert (await lan.decide(newer, APPROVE)).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "adjust"},
        {"kind": "adjust", "changed": {}},
        {"kind": "adjust", "changed": {"phone": "12345"}},
        {"kind": "stop"},
        {"kind": "stop", "stop": {"first_day": "2026-12-01", "reason": ""}},
        {"kind": "register", "stop": STOP},
        {"kind": "stop", "stop": STOP, "changed": NEW},
    ],
)
async def test_a_form_that_does_not_say_what_its_kind_asks_is_refused(
    station: FieldStation, changed: dict[str, Any]
) -> None:
    answer = await station.put(station.record(content=content(**changed)))
    assert (answer.status_code, answer.json()["code"]) == (422, "content_invalid")
