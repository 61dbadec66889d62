"""The contract of children: no account without the guardian's, whose phone and e-mail they share."""

from __future__ import annotations

from typing import Any

import pytest

from approval.service import Service
from tests.contract.reviewer import APPROVE, OTHER_PERSON, Reviewer, received
from tests.contract.reviewer import lan as lan
from tests.contract.test_approval_kinds import accounts
from tests.fakes.field_station import FieldStation, KeptSms, content

pytest_plugins = ["tests.fakes.approval_fixtures"]

GUARDIAN = {"full_name": "Nguyễn Văn Mẫu", "insurance_code": "0123456789", "relation": "father"}
CHILD = {
    "full_name": "Nguyễn Bé Mẫu",
    "birth": "2019-06-01",
    "document": {"kind": "birth_certificate", "value": "45/2019"},
    "insurance_code": "7900000001",
    "guardian": GUARDIAN,
}


async def approved(station: FieldStation, lan: Reviewer, **changed: Any) -> None:
    assert (await lan.decide(await received(station, **changed), APPROVE)).status_code == 200


async def test_a_child_gets_an_account_under_the_guardians_and_the_notice_goes_to_the_guardian(
    service: Service, station: FieldStation, lan: Reviewer, sms: KeptSms
) -> None:
    await approved(station, lan)
    await approved(station, lan, **CHILD)
    account = accounts(service)["7900000001"]
    assert (account.guardian, account.phone, account.email) == ("0123456789", None, None)
    service.background.notice_worker.run_due()
    assert [phone for phone, _ in sms.sent] == ["+84912345678", "+84912345678"]


async def test_a_childs_new_password_goes_to_where_the_guardian_is_reached_now(
    service: Service, station: FieldStation, lan: Reviewer, sms: KeptSms
) -> None:
    await approved(station, lan)
    record = await received(station, **CHILD)
    assert (await lan.decide(record, APPROVE)).status_code == 200
    await approved(station, lan, kind="adjust", changed={"phone": "+84987654321"})
    service.background.notice_worker.run_due()
    path, asked = f"/v1/reviews/{record.id}/password", {"reason": "invented"}
    answer = await lan.client.post(path, json=asked, headers=lan.headers)
    assert answer.status_code == 204, answer.text
    service.background.notice_worker.run_due()
    assert sms.sent[-1][0] == "+84987654321"


async def test_two_children_of_one_guardian_clash_with_nobody(station: FieldStation, lan: Reviewer) -> None:
    await approved(station, lan)
    await approved(station, lan, **CHILD)
    sister = CHILD | {"full_name": "Nguyễn Bé Thử", "insurance_code": "7900000002", "birth": "2021-06-01"}
    record = await received(station, **sister)
    assert not (await lan.detail(record)).duplicates  # the same number in another year's register, too
    assert (await lan.decide(record, APPROVE)).status_code == 200


async def test_without_the_guardians_account_nothing_is_approved(
    station: FieldStation, lan: Reviewer
) -> None:
    record = await received(station, **CHILD)
    answer = await lan.decide(record, APPROVE)
    assert (answer.status_code, answer.json()["code"]) == (409, "guardian_account_missing")


async def test_a_child_cannot_be_a_guardian(station: FieldStation, lan: Reviewer) -> None:
    await approved(station, lan)
    await approved(station, lan, **CHILD)
    other = CHILD | {"insurance_code": "7900000002", "guardian": GUARDIAN | {"insurance_code": "7900000001"}}
    answer = await lan.decide(await received(station, **other), APPROVE)
    assert answer.json()["code"] == "guardian_account_missing"


async def test_another_persons_phone_is_still_in_use(station: FieldStation, lan: Reviewer) -> None:
    await approved(station, lan)
    await approved(station, lan, **OTHER_PERSON)
    phone = content(**OTHER_PERSON)["phone"]
    answer = await lan.decide(await received(station, **CHILD, phone=phone), APPROVE)
    assert answer.json()["code"] == "contact_in_use"


async def test_a_birth_certificate_wants_a_guardian_a_code_and_not_the_child_itself(
    station: FieldStation,
) -> None:
    for wrong in (
        {"guardian": None},
        {"insurance_code": None},
        {"guardian": GUARDIAN | {"insurance_code": "7900000001"}},
        {"guardian": GUARDIAN | {"insurance_code": "12"}},
    ):
        answer = await station.put(station.record(content=content(**{**CHILD, **wrong})))
        assert answer.json()["code"] == "content_invalid", wrong


async def ask(station: FieldStation, **question: str) -> dict[str, Any]:
    answer = await station.client.post("/v1/lookups", json=question, headers=station.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_desk_hears_whether_the_guardian_has_an_account_and_nothing_else(
    station: FieldStation, lan: Reviewer
) -> None:
    asked = {"about": "account", "insurance_code": "0123456789"}
    assert await ask(station, **asked) == {"account": "none", "insurance_code": None}
    await approved(station, lan)
    assert await ask(station, **asked) == {"account": "there", "insurance_code": None}


async def test_a_code_is_told_to_who_knows_number_name_and_birth_date(
    station: FieldStation, lan: Reviewer
) -> None:
    await approved(station, lan)
    asked = {"about": "code", "document_number": "001090123456", "full_name": "NGUYỄN VĂN MẪU"}
    assert (await ask(station, **asked, birth="1990-01-01"))["insurance_code"] == "0123456789"
    assert (await ask(station, **asked, birth="1991-01-01"))["insurance_code"] is None
    other = asked | {"full_name": "Lê Thị Thử"}
    assert (await ask(station, **other, birth="1990-01-01"))["insurance_code"] is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"birth": "2008-03-01"}, "minor_over_18"),
        ({"birth": "2007"}, "minor_over_18"),
        (
            {"birth": "1985-05-05", "document": {"kind": "citizen_id", "value": "001085000111"}},
            "guardian_not_needed",
        ),
        ({"birth": "2010", "document": {"kind": "passport", "value": "B1234567"}}, "guardian_not_needed"),
    ],
)
async def test_a_station_cannot_put_a_grown_up_under_a_guardian_whatever_it_checked_itself(
    station: FieldStation, changed: dict[str, Any], why: str
) -> None:
    answer = await station.put(station.record(content=content(**CHILD | changed)))
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (
        422,
        "content_invalid",
        why,
    )


@pytest.mark.parametrize("changed", [{"birth": "2008-03-02"}, {"birth": "2008"}])
async def test_who_may_still_be_a_minor_that_day_is_taken(
    station: FieldStation, changed: dict[str, Any]
) -> None:
    await received(station, **CHILD | changed)
