"""A carrier's answer is lost on a real socket: nobody is told twice, and nobody is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from approval.mail import SmtpMailer
from approval.passwords import Passwords
from approval.service import Service
from approval.sms_http import HttpSms
from approval.storage.rows import AccountRow
from declaration.wire.notices import FailedNotices
from declaration.wire.review import ReviewDetail
from tests.fakes.field_station import (
    QUICK_HASHER,
    FieldStation,
    KeptMail,
    SetClock,
    add_people,
    client_of,
    content,
    open_test_service,
    sign_in,
)
from tests.fakes.gateway import BROKEN, DROPPED, Gateway, serving
from tests.fakes.postmaster import Postmaster, taking

pytest_plugins = ["tests.fakes.approval_fixtures"]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with serving(Gateway()) as gateway:
        yield gateway


@pytest.fixture
def to_gateway(gateway: Gateway) -> Iterator[HttpSms]:
    with httpx.HTTPTransport() as transport:
        yield HttpSms(gateway.url, "", transport)


class Office:
    """A service that speaks to real carriers; ``later`` lets six minutes pass and sends what is due."""

    def __init__(self, service: Service, client: httpx.AsyncClient, clock: SetClock) -> None:
        self.service, self.client, self.clock = service, client, clock

    async def approve(self, email: str | None = None) -> str:
        station = await FieldStation.ready(self.service, self.client, self.clock)
        record = station.record(content=content(email=email))
        await station.put(record)
        decision = {"decision": "approve", "revision": 1, "version": 1}
        headers = await sign_in(self.client, "lan")
        answer = await self.client.post(f"/v1/reviews/{record.id}/decisions", json=decision, headers=headers)
        assert answer.status_code == 200
        return str(record.id)

    def later(self, times: int = 1) -> None:
        for _ in range(times):
            self.clock.forward(minutes=6)
            self.service.background.notice_worker.run_due()

    async def status(self, record: str) -> str:
        answer = await self.client.get(f"/v1/reviews/{record}", headers=await sign_in(self.client, "lan"))
        return str(ReviewDetail.model_validate_json(answer.content).summary.status)

    async def failed(self) -> list[tuple[str, str]]:
        answer = await self.client.get("/v1/notices/failed", headers=await sign_in(self.client, "lan"))
        page = FailedNotices.model_validate_json(answer.content)
        return [(each.channel, each.code) for each in page.items]

    def is_good(self, text: str) -> bool:
        """Whether the password in that message opens the account."""
        found = re.search(r"[Mm]ật khẩu lần đầu: (\S+)", text)
        assert found is not None
        with self.service.database.reading() as session:
            stored = session.get_one(AccountRow, "0123456789").password_hash
        return Passwords(QUICK_HASHER).fits(stored, found.group(1))


def opened(folder: Path, clock: SetClock, url: str, sms: HttpSms, mail: SmtpMailer | KeptMail) -> Service:
    service = open_test_service(folder, clock, sms=sms, mail=mail, database_url=url)
    add_people(service)
    return service


@pytest.mark.parametrize("lost", [DROPPED, BROKEN])
async def test_a_message_taken_whose_answer_was_lost_is_not_sent_again(
    tmp_path: Path, clock: SetClock, database_url: str, gateway: Gateway, to_gateway: HttpSms, lost: int
) -> None:
    service = opened(tmp_path, clock, database_url, to_gateway, KeptMail())
    async with client_of(service) as client:
        office = Office(service, client, clock)
        record = await office.approve()
        gateway.lose = [lost]
        office.later(3)
        [(key, text)] = gateway.taken.items()
        assert gateway.asked == [key], "asked by the attempt's own key"
        assert await office.status(record) == "activated"
        assert office.is_good(text)
    service.close()


async def test_a_message_lost_with_its_answer_goes_out_once_it_is_known(
    tmp_path: Path, clock: SetClock, database_url: str, gateway: Gateway, to_gateway: HttpSms
) -> None:
    service = opened(tmp_path, clock, database_url, to_gateway, KeptMail())
    async with client_of(service) as client:
        office = Office(service, client, clock)
        record = await office.approve()
        gateway.lose, gateway.before = [DROPPED], True
        office.later(3)
        [text] = gateway.taken.values()
        assert office.is_good(text), "of the two made, the one that arrived is the one that is good"
        assert await office.status(record) == "activated"
    service.close()


async def test_a_gateway_that_does_not_say_is_asked_for_two_hours_and_then_a_person_is(
    tmp_path: Path, clock: SetClock, database_url: str, gateway: Gateway, to_gateway: HttpSms
) -> None:
    service = opened(tmp_path, clock, database_url, to_gateway, KeptMail())
    async with client_of(service) as client:
        office = Office(service, client, clock)
        record = await office.approve()
        gateway.lose, gateway.knows = [BROKEN], False
        office.later(10)
        assert (len(gateway.asked), await office.failed()) == (9, [])
        office.later(15)
        assert await office.failed() == [("sms", "outcome_unknown")]
        assert (len(gateway.taken), await office.status(record)) == (1, "issued")
    service.close()


async def test_a_letter_whose_answer_was_lost_is_shown_to_people_and_not_sent_again(
    tmp_path: Path, clock: SetClock, database_url: str, to_gateway: HttpSms
) -> None:
    postmaster = Postmaster()
    postmaster.breaks_off = True
    with taking(postmaster) as port:
        mailer = SmtpMailer("127.0.0.1", port, "khong-tra-loi@bhxh.example")
        service = opened(tmp_path, clock, database_url, to_gateway, mailer)
        async with client_of(service) as client:
            office = Office(service, client, clock)
            await office.approve("mau@example.com")
            office.later(3)
            assert await office.failed() == [("email", "outcome_unknown")]
            assert len(postmaster.letters) == 1
        service.close()
