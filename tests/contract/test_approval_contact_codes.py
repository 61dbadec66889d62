"""An address is confirmed at the desk by a code sent there: kept as a hash, tried five times, soon gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx

from approval.service import Service
from tests.contract.contact_codes import ADDRESS, WRONG, ask, code_in, email_state, say, send, why
from tests.contract.contact_codes import service as service
from tests.contract.reviewer import received
from tests.fakes.field_station import FieldStation, KeptMail, SetClock, client_of, content

pytest_plugins = ["tests.fakes.approval_fixtures"]


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
