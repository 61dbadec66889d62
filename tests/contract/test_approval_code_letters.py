"""The letter of a code: none without mail or an address, tried again, and heard of when it fails."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from approval.carriers import Later, Never
from approval.service import Service
from tests.contract.contact_codes import ask, send, why
from tests.contract.contact_codes import service as service
from tests.contract.reviewer import received
from tests.fakes.field_station import (
    FieldStation,
    KeptMail,
    SetClock,
    add_people,
    client_of,
    open_test_service,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]


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
