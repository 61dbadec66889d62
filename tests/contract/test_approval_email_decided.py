"""A reviewer takes the code from the person, or the address with a reason; no new address asks no code."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from approval.service import Service
from approval.storage.rows import AccountRow
from declaration.wire.records import Record
from tests.contract.contact_codes import ADDRESS, WRONG, ask, code_in, email_state, say, send, why
from tests.contract.contact_codes import service as service
from tests.contract.reviewer import received
from tests.contract.test_approval_children import CHILD
from tests.fakes.field_station import FieldStation, KeptMail, SetClock, content, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]


def email_of_the_account(service: Service) -> str | None:
    with service.database.reading() as session:
        return session.get_one(AccountRow, "0123456789").email


async def test_a_childs_address_that_is_the_guardians_is_not_asked_about_again(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail
) -> None:
    guardian = await received(station)
    send(service)
    await say(station, guardian.id, code_in(mail))
    lan = await sign_in(client, "lan")
    approve = {"decision": "approve", "revision": 1, "version": 1}
    answer = await client.post(f"/v1/reviews/{guardian.id}/decisions", json=approve, headers=lan)
    assert answer.status_code == 200, answer.text
    child = await received(station, **CHILD)
    other = await received(station, **CHILD | {"insurance_code": "7900000002", "email": "khac@example.com"})
    assert [await email_state(client, each) for each in (child, other)] == ["", "asked"]


async def test_an_unconfirmed_address_is_taken_only_with_a_reason_which_is_written_down(
    service: Service, station: FieldStation, client: httpx.AsyncClient
) -> None:
    record = await received(station)
    lan = await sign_in(client, "lan")
    decision = {"decision": "approve", "revision": 1, "version": 1}
    path = f"/v1/reviews/{record.id}/decisions"
    for reason in ("", "   "):
        refused = await client.post(path, json=decision | {"email_reason": reason}, headers=lan)
        assert why(refused) == (422, "email_unconfirmed")
    taken = await client.post(path, json=decision | {"email_reason": "đã gọi hỏi"}, headers=lan)
    assert (taken.status_code, taken.json()["email_state"]) == (200, "overridden")
    lines = [(each["event"], each["note"]) for each in taken.json()["history"]]
    assert ("email_overridden", "đã gọi hỏi") in lines


async def approve(client: httpx.AsyncClient, record: Record, **said: str) -> httpx.Response:
    """As a reviewer who looked at it just now."""
    lan, path = await sign_in(client, "lan"), f"/v1/reviews/{record.id}"
    seen = (await client.get(path, headers=lan)).json()
    body = {"decision": "approve", "revision": seen["summary"]["revision"], "version": seen["version"]}
    return await client.post(f"{path}/decisions", json=body | said, headers=lan)


@pytest.fixture
async def with_account(station: FieldStation, client: httpx.AsyncClient) -> Record:
    """A person whose account has ADDRESS."""
    record = await received(station)
    taken = await approve(client, record, email_reason="đã gọi hỏi")
    assert taken.status_code == 200, taken.text
    return record


@pytest.mark.usefixtures("with_account")
async def test_an_adjustments_new_address_is_asked_and_applied_once_it_is_confirmed(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail
) -> None:
    record = await received(station, kind="adjust", changed={"email": "Moi@example.com"})
    assert await email_state(client, record) == "asked"
    assert why(await approve(client, record)) == (422, "email_unconfirmed")
    assert email_of_the_account(service) == ADDRESS
    send(service)
    assert mail.sent[-1][0] == "moi@example.com", "where the account will be reached, not where it was"
    said = await say(station, record.id, code_in(mail), "moi@example.com")
    assert said.status_code == 200, said.text
    assert (await station.kinds())[-1] == "contact_confirmed"
    assert (await approve(client, record)).status_code == 200
    assert email_of_the_account(service) == "moi@example.com"


@pytest.mark.usefixtures("with_account")
async def test_an_adjustments_address_confirmed_at_the_desk_stays_so_when_it_comes(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail
) -> None:
    record = station.record(content=content(kind="adjust", changed={"email": "moi@example.com"}))
    await ask(station, record.id, "moi@example.com")
    send(service)
    await say(station, record.id, code_in(mail), "moi@example.com")
    await station.put(record)
    assert await email_state(client, record) == "confirmed"


@pytest.mark.usefixtures("with_account")
async def test_an_adjustments_unconfirmed_address_is_taken_only_with_a_reason(
    service: Service, station: FieldStation, client: httpx.AsyncClient
) -> None:
    record = await received(station, kind="adjust", changed={"email": "moi@example.com"})
    taken = await approve(client, record, email_reason="đã gọi hỏi")
    assert (taken.status_code, taken.json()["email_state"]) == (200, "overridden")
    lines = [(each["event"], each["note"]) for each in taken.json()["history"]]
    assert ("email_overridden", "đã gọi hỏi") in lines
    assert email_of_the_account(service) == "moi@example.com"


@pytest.mark.usefixtures("with_account")
async def test_a_reviewer_sends_and_takes_the_code_of_an_adjustments_new_address(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail, clock: SetClock
) -> None:
    record = await received(station, kind="adjust", changed={"email": "moi@example.com"})
    clock.forward(minutes=2)
    lan, path = await sign_in(client, "lan"), f"/v1/reviews/{record.id}/contact-codes"
    assert (await client.post(path, headers=lan)).status_code == 200
    send(service)
    assert mail.sent[-1][0] == "moi@example.com"
    right = await client.post(f"{path}/said", json={"code": code_in(mail)}, headers=lan)
    assert right.status_code == 200, right.text
    assert await email_state(client, record) == "confirmed"


@pytest.mark.usefixtures("with_account")
@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "adjust", "changed": {"phone": "+84987000111"}},
        {"kind": "adjust", "changed": {"email": "MAU@example.com"}},
        {"kind": "stop", "stop": {"first_day": "2026-12-01", "reason": "Nghỉ việc"}},
    ],
)
async def test_what_gives_an_account_no_new_address_asks_for_no_code(
    station: FieldStation, client: httpx.AsyncClient, changed: dict[str, Any]
) -> None:
    record = await received(station, **changed)
    assert await email_state(client, record) == ""
    assert (await approve(client, record)).status_code == 200


async def test_a_reviewer_takes_the_code_from_the_person_and_may_have_another_sent(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail, clock: SetClock
) -> None:
    record = await received(station)
    send(service)
    lan = await sign_in(client, "lan")
    path = f"/v1/reviews/{record.id}/contact-codes"
    assert why(await client.post(path, headers=lan)) == (409, "code_asked_too_soon")
    clock.forward(minutes=2)
    assert (await client.post(path, headers=lan)).status_code == 200
    send(service)
    wrong = await client.post(f"{path}/said", json={"code": WRONG}, headers=lan)
    assert why(wrong) == (409, "code_wrong")
    right = await client.post(f"{path}/said", json={"code": code_in(mail)}, headers=lan)
    assert right.status_code == 200
    kim = await sign_in(client, "kim")
    assert (await client.post(path, headers=kim)).status_code == 404
    assert (await client.post(f"{path}/said", json={"code": "1"}, headers=kim)).status_code == 404


async def test_without_an_address_nothing_is_asked_and_no_reason_is_needed(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail
) -> None:
    record = await received(station, email=None)
    send(service)
    assert (await email_state(client, record), mail.sent) == ("", [])
    decision = {"decision": "approve", "revision": 1, "version": 1}
    lan = await sign_in(client, "lan")
    assert (
        await client.post(f"/v1/reviews/{record.id}/decisions", json=decision, headers=lan)
    ).status_code == 200
