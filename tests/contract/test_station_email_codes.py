"""Codes for e-mail addresses as a station asks for them: the service in memory and the real one over HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from queue import Queue

import pytest
from uuid_utils.compat import uuid7

from approval.app import EmbeddedService
from approval.carriers import Handover
from approval.notice_texts import Letter
from approval.outside import Outside
from approval.settings import Settings
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from desk.ports.service import Denied
from desk.remote.door import Door
from tests.fakes.both_services import SIGN_IN, Side, in_memory, over_http
from tests.fakes.field_station import QUICK_HASHER, KeptMail
from tests.fakes.program import SetClock
from tests.fakes.station_service import FakeStationService
from tests.faults.table import START

ADDRESS, WRONG = "mau@example.com", "000 000"
MINUTE = timedelta(minutes=1)


@dataclass
class Desk:
    """A station that is signed in, and the code in the newest letter to ADDRESS."""

    side: Side
    read_letter: Callable[[], Awaitable[str]]

    def __post_init__(self) -> None:
        self.record = uuid7()

    async def ask(self, email: str = ADDRESS) -> object:
        return await self.side.service.ask_email_code(self.record, email)

    async def say(self, code: str) -> object:
        return await self.side.service.say_email_code(self.record, ADDRESS, code)


class LetterBox(KeptMail):
    """The service sends its letters in its own time; each is read once."""

    def __init__(self) -> None:
        super().__init__()
        self._unread: Queue[str] = Queue()

    def send(self, address: str, letter: Letter, key: str) -> Handover:
        self._unread.put(letter.text)
        return super().send(address, letter, key)

    async def newest_code(self) -> str:
        found = re.search(r"ông/bà: (\d{3} \d{3})", await asyncio.to_thread(self._unread.get, timeout=10))
        assert found is not None
        return found.group(1)


@pytest.fixture(params=["memory", "http"])
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    clock = SetClock(START)
    if request.param == "memory":
        side = in_memory(clock)
        fake = side.service
        assert isinstance(fake, FakeStationService)

        async def read() -> str:
            return fake.email_codes.code_for(made.record, ADDRESS)

        made = Desk(side, read)
        await side.ready()
        yield made
        return
    mail = LetterBox()
    settings = Settings(data_dir=tmp_path, port=0)
    world = Outside(clock=clock.now, shared_clock=lambda _: clock.now(), hasher=QUICK_HASHER, mail=mail)
    embedded = EmbeddedService(settings, world)
    door = Door(await embedded.start())
    side = over_http(embedded, door, clock)
    await side.ready()
    yield Desk(side, mail.newest_code)
    await door.close()
    await embedded.stop()


async def test_the_code_read_out_confirms_the_address_once_and_for_all(desk: Desk) -> None:
    asked = await desk.ask(" Mau@Example.com")
    assert isinstance(asked, CodeAsked)
    assert (asked.next_after, asked.expires_at) == (60, desk.side.clock.now() + 15 * MINUTE)
    code = await desk.read_letter()
    assert await desk.say(WRONG) == Denied("code_wrong", 409)
    assert isinstance(await desk.say(code), EmailConfirmed)
    assert isinstance(await desk.say(WRONG), EmailConfirmed), "it stays so"
    assert await desk.ask() == Denied("email_confirmed", 409)


async def test_a_code_ends_after_five_tries_and_after_a_quarter_of_an_hour(desk: Desk) -> None:
    await desk.ask()
    code = await desk.read_letter()
    for _ in range(5):
        assert await desk.say(WRONG) == Denied("code_wrong", 409)
    assert await desk.say(code) == Denied("code_tried_too_often", 409)
    desk.side.clock.forward(MINUTE)
    assert isinstance(await desk.ask(), CodeAsked)
    code = await desk.read_letter()
    desk.side.clock.forward(14 * MINUTE)
    assert await desk.side.service.say_email_code(desk.record, ADDRESS, WRONG) == SIGN_IN, "the token ended"
    await desk.side.service.token(desk.side.key.assertion(desk.side.clock.now()))
    desk.side.clock.forward(MINUTE)
    assert await desk.say(code) == Denied("code_expired", 409)


async def test_another_code_may_be_asked_for_after_a_minute_and_five_times_in_all(desk: Desk) -> None:
    for _ in range(5):
        assert isinstance(await desk.ask(), CodeAsked)
        assert await desk.ask() == Denied("code_asked_too_soon", 409)
        desk.side.clock.forward(MINUTE)
    assert await desk.ask() == Denied("code_asked_too_often", 409)


async def test_what_is_no_address_or_was_never_asked_is_said_so(desk: Desk) -> None:
    assert await desk.ask("mau tại example") == Denied("email_unreadable", 422)
    assert await desk.say(WRONG) == Denied("code_none", 409)
