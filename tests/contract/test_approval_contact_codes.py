"""An e-mail address is confirmed by a code sent there: made when its letter leaves, kept as a hash, tried
five times, gone after a while; or a reviewer takes the address with a reason."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from approval.carriers import Later, Never
from approval.service import Service
from approval.storage.rows import AccountRow
from declaration.wire.records import Record
from tests.contract.test_approval_children import CHILD
from tests.fakes.field_station import (
    FieldStation,
    KeptMail,
    SetClock,
    add_people,
    client_of,
    content,
    open_test_service,
    sign_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]

ADDRESS = "mau@example.com"
WRONG = "000 000"


@pytest.fixture
def service(tmp_path: Path, clock: SetClock, mail: KeptMail, database_url: str) -> Iterator[Service]:
    opened = open_test_service(
        tmp_path / "approval", clock, mail=mail, confirm_email=True, database_url=database_url
    )
    add_people(opened)
    yield opened
    opened.close()


async def ask(station: FieldStation, record_id: UUID, email: str = ADDRESS) -> httpx.Response:
    body = {"record_id": str(record_id), "email": email}
    return await station.client.post("/v1/contact-codes", json=body, headers=station.headers)


async def say(station: FieldStation, record_id: UUID, code: str, email: str = ADDRESS) -> httpx.Response:
    body = {"record_id": str(record_id), "email": email, "code": code}
    return await station.client.post("/v1/contact-codes/said", json=body, headers=station.headers)


def send(service: Service) -> None:
    service.background.code_letters.run_due()


def code_in(mail: KeptMail) -> str:
    found = re.search(r"ông/bà: (\d{3} \d{3})", mail.sent[-1][2])
    assert found is not None
    return found.group(1)


def email_of_the_account(service: Service) -> str | None:
    with service.database.reading() as session:
        return session.get_one(AccountRow, "0123456789").email


def why(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def received(station: FieldStation, **changed: Any) -> Record:
    record = station.record(content=content(**changed))
    assert (await station.put(record)).status_code == 201
    return record


async def email_state(client: httpx.AsyncClient, record: Record, name: str = "lan") -> str:
    answer = await client.get(f"/v1/reviews/{record.id}", headers=await sign_in(client, name))
    found: str = answer.json()["email_state"]
    return found


async def test_confirmed_at_the_desk_it_stays_so_when_the_declaration_comes(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail
) -> None:
    record = station.record()
    asked = await ask(station, record.id, "Mau@Example.com ")
    assert (asked.status_code, asked.json()["next_after"]) == (200, 60)
    send(service)
    assert (mail.sent[0][0], "Mã xác nhận" in mail.sent[0][1]) == (ADDRESS, True)
    assert (await say(station, record.id, code_in(mail))).status_code == 200
    await station.put(record)
    assert await email_state(client, record) == "confirmed"
    send(service)
    assert len(mail.sent) == 1, "nobody is asked twice"


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


async def test_the_code_is_in_its_letter_and_only_its_hash_in_the_files(
    service: Service, station: FieldStation, mail: KeptMail, at_rest: Callable[[], list[bytes]]
) -> None:
    await ask(station, uuid4())
    send(service)
    code = code_in(mail)
    kept = at_rest()
    assert any(b"$argon2id$" in each for each in kept)
    assert not any(code.encode() in each or code.replace(" ", "").encode() in each for each in kept)


async def test_what_was_not_confirmed_at_the_desk_is_asked_on_receipt_and_told_when_it_is(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail, clock: SetClock
) -> None:
    record = await received(station)
    assert await email_state(client, record) == "asked"
    send(service)
    clock.forward(days=2)
    await station.sign_in()
    assert (await say(station, record.id, code_in(mail))).status_code == 200
    assert await email_state(client, record) == "confirmed"
    assert await station.kinds() == ["received", "contact_confirmed"]


async def test_a_code_already_in_the_letter_box_stays_good_when_the_declaration_comes(
    service: Service, station: FieldStation, mail: KeptMail, clock: SetClock
) -> None:
    record = station.record()
    await ask(station, record.id)
    send(service)
    await station.put(record)
    send(service)
    assert len(mail.sent) == 1
    clock.forward(minutes=59)
    await station.sign_in()
    assert (await say(station, record.id, code_in(mail))).status_code == 200


async def test_five_tries_and_it_is_gone_whatever_is_said_then(
    service: Service, station: FieldStation, mail: KeptMail, clock: SetClock
) -> None:
    record_id = uuid4()
    await ask(station, record_id)
    send(service)
    assert {why(await say(station, record_id, WRONG)) for _ in range(5)} == {(409, "code_wrong")}
    assert why(await say(station, record_id, code_in(mail))) == (409, "code_tried_too_often")
    clock.forward(minutes=1)
    assert (await ask(station, record_id)).status_code == 200
    send(service)
    assert (await say(station, record_id, code_in(mail))).status_code == 200


async def test_guesses_made_at_once_share_no_count(
    service: Service, station: FieldStation, mail: KeptMail
) -> None:
    record_id = uuid4()
    await ask(station, record_id)
    send(service)
    answers = await asyncio.gather(*(say(station, record_id, WRONG) for _ in range(9)))
    assert (
        sorted(each.json()["code"] for each in answers) == ["code_tried_too_often"] * 4 + ["code_wrong"] * 5
    )


async def test_a_code_is_good_for_a_quarter_of_an_hour_and_only_the_newest(
    service: Service, station: FieldStation, mail: KeptMail, clock: SetClock
) -> None:
    record_id = uuid4()
    await ask(station, record_id)
    send(service)
    first = code_in(mail)
    clock.forward(minutes=5)
    await ask(station, record_id)
    send(service)
    second = code_in(mail)
    assert first == second or why(await say(station, record_id, first)) == (409, "code_wrong")
    clock.forward(minutes=15)
    await station.sign_in()
    assert why(await say(station, record_id, second)) == (409, "code_expired")


async def test_another_is_sent_after_a_minute_and_not_for_ever(
    service: Service, station: FieldStation, clock: SetClock
) -> None:
    record_id = uuid4()
    assert (await ask(station, record_id)).status_code == 200
    soon = await ask(station, record_id)
    assert (why(soon), soon.headers["Retry-After"]) == ((409, "code_asked_too_soon"), "61")
    for _ in range(4):
        clock.forward(minutes=1)
        assert (await ask(station, record_id)).status_code == 200
    clock.forward(minutes=1)
    assert why(await ask(station, record_id)) == (409, "code_asked_too_often")


async def test_no_code_is_good_for_another_address_or_at_another_station(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail, clock: SetClock
) -> None:
    record = station.record()
    await ask(station, record.id)
    send(service)
    other = await FieldStation.ready(service, client, clock)
    assert why(await say(station, record.id, code_in(mail), "other@example.com")) == (409, "code_none")
    assert why(await say(other, record.id, code_in(mail))) == (409, "code_none")
    assert why(await ask(other, record.id)) == (404, "not_found")
    await station.put(record)
    assert why(await ask(other, record.id, "new@example.com")) == (404, "not_found")


async def test_a_corrected_address_is_asked_anew(
    service: Service, station: FieldStation, client: httpx.AsyncClient, mail: KeptMail
) -> None:
    record = station.record()
    await ask(station, record.id)
    send(service)
    await say(station, record.id, code_in(mail))
    await station.put(record)
    newer = record.model_copy(update={"revision": 2, "content": content(email="moi@example.com")})
    assert (await station.put(newer)).status_code == 201
    assert await email_state(client, record) == "asked"
    send(service)
    assert mail.sent[-1][0] == "moi@example.com"


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


async def test_a_letter_that_cannot_go_out_is_tried_again_and_then_heard_of(
    service: Service, station: FieldStation, mail: KeptMail, clock: SetClock
) -> None:
    await received(station)
    mail.answer = Later("mail_unreachable")
    for _ in range(8):
        send(service)
        clock.forward(minutes=3)
    assert len(mail.sent) == 5
    await station.sign_in()
    failed = [each for each in (await station.changes())["events"] if each["kind"] == "notice_failed"]
    assert [each["data"] for each in failed] == [{"channel": "email", "purpose": "code"}]


async def test_an_address_that_is_none_fails_at_once(
    service: Service, station: FieldStation, mail: KeptMail
) -> None:
    await received(station)
    mail.answer = Never("recipient_refused")
    send(service)
    send(service)
    assert len(mail.sent) == 1


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


async def test_what_is_no_address_is_not_written_to(station: FieldStation) -> None:
    assert why(await ask(station, uuid4(), "không phải thư")) == (422, "email_unreadable")


async def test_where_no_mail_is_connected_the_desk_is_told_so(
    tmp_path: Path, clock: SetClock, service: Service
) -> None:
    without = open_test_service(tmp_path / "other", clock)
    add_people(without)
    try:
        async with client_of(without) as client:
            station = await FieldStation.ready(without, client, clock)
            assert why(await ask(station, uuid4())) == (409, "mail_not_connected")
    finally:
        without.close()


async def test_a_code_is_good_by_the_databases_clock_however_far_an_instances_is_off(
    service: Service, station: FieldStation, mail: KeptMail, clock: SetClock
) -> None:
    """The station asks at one instance and says the code at another, a day ahead or behind."""
    for hours in (24, -24):
        off = SetClock(clock.now + timedelta(hours=hours))
        codes, said = replace(service.contact_codes, clock=off), replace(service.codes_said, clock=off)
        other = replace(service, contact_codes=codes, codes_said=said)
        async with client_of(other) as elsewhere:
            away = FieldStation(elsewhere, clock)
            away.key, away.id, away.headers = station.key, station.id, station.headers
            record_id = uuid4()
            email = f"mau{hours}@example.com"
            assert (await ask(away, record_id, email)).status_code == 200
            assert why(await ask(station, record_id, email)) == (409, "code_asked_too_soon")
            send(service)
            code = code_in(mail)
            clock.forward(minutes=14)
            assert (await say(away, record_id, WRONG, email)).json()["code"] == "code_wrong", "not expired"
            clock.forward(minutes=2)
            await station.sign_in()
            away.headers = station.headers
            assert why(await say(away, record_id, code, email)) == (409, "code_expired")
