"""The session: the service's time instead of the wall clock, one token for all who ask."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from declaration.wire.sign_in import EnrolAnswer, EnrolRequest, Hello, ServiceState
from desk.ports.service import NoAnswer, Reason
from desk.storage.vault.station_key import StationKey
from desk.sync.session import ServiceSession, is_locked
from desk.sync.signed_in import SignedIn
from tests.fakes.program import SetClock
from tests.fakes.service_sign_in import TOKEN_LIFE
from tests.fakes.station_service import FakeStationService
from tests.fakes.turns import MemoryTurns

HOURS = timedelta(hours=1)


class Desk:
    """A station with its session; ``clock`` is the station's own."""

    def __init__(self, service: FakeStationService, clock: SetClock, key: StationKey) -> None:
        self.service = service
        self.clock = clock
        self.session = ServiceSession(service, key, MemoryTurns(), clock)
        self.signed_in = SignedIn(service, self.session)

    def pass_time(self, by: timedelta) -> None:
        self.clock.forward(by)
        self.service.clock.forward(by)


@pytest.fixture
async def desk() -> Desk:
    service, clock, key = FakeStationService(SetClock()), SetClock(), StationKey.make()
    request = EnrolRequest(code=service.make_code(), public_key=key.public_key, app_version="1")
    answer = await service.enrol(request)
    assert isinstance(answer, EnrolAnswer)
    service.asked.clear()
    return Desk(service, clock, StationKey(key.private_bytes, answer.station))


@pytest.mark.parametrize("wrong", [HOURS * 100_000, -HOURS * 100_000])
async def test_a_wrong_clock_signs_in_and_is_measured(desk: Desk, wrong: timedelta) -> None:
    desk.clock.forward(wrong)
    assert isinstance(await desk.session.greet(), Hello)
    assert await desk.session.sign_in() is None
    assert desk.session.clock_error() == pytest.approx(wrong.total_seconds(), abs=5)


async def test_however_many_ask_at_once_one_token_is_fetched(desk: Desk) -> None:
    await desk.session.greet()
    assert await asyncio.gather(*(desk.session.sign_in() for _ in range(8))) == [None] * 8
    assert desk.service.asked == ["hello", "token"]


async def test_a_token_is_renewed_before_it_ends(desk: Desk) -> None:
    await desk.session.greet()
    await desk.session.sign_in()
    desk.pass_time(TOKEN_LIFE - timedelta(seconds=20))
    assert not isinstance(await desk.signed_in.changes(0, 0), NoAnswer)
    assert desk.service.asked == ["hello", "token", "token", "changes"]


async def test_a_token_taken_back_is_renewed_once_for_all_who_carried_it(desk: Desk) -> None:
    await desk.session.greet()
    await desk.session.sign_in()
    desk.service.sign_in.end_tokens()
    answers = await asyncio.gather(*(desk.signed_in.changes(0, 0) for _ in range(4)))
    assert not any(isinstance(answer, NoAnswer) for answer in answers)
    assert desk.service.asked.count("token") == 2


async def test_a_machine_that_slept_asks_the_time_again_instead_of_calling_itself_unknown(desk: Desk) -> None:
    """While it sleeps the monotonic clock may stand still, and with it what we think the time is."""
    await desk.session.greet()
    await desk.session.sign_in()
    desk.service.clock.forward(HOURS)
    assert not isinstance(await desk.signed_in.changes(0, 0), NoAnswer)
    assert desk.service.asked.count("hello") == 2


async def test_a_station_that_is_unknown_asks_once_a_round(desk: Desk) -> None:
    desk.service.station.public_key = StationKey.make().public_key
    await desk.session.greet()
    assert await desk.session.sign_in() == NoAnswer(Reason.SIGN_IN)
    assert desk.service.asked == ["hello", "token"]


async def test_a_service_that_locked_the_station_says_so_and_tells_the_time(desk: Desk) -> None:
    desk.service.state = ServiceState.LOCKED
    hello = await desk.session.greet()
    assert not isinstance(hello, NoAnswer)
    assert is_locked(hello)
    assert desk.session.clock_error() is not None


async def test_an_older_token_refused_late_does_not_cost_the_newer_one(desk: Desk) -> None:
    await desk.session.greet()
    await desk.session.sign_in()
    old = desk.session.token_number
    desk.session.forget_token(old)
    await desk.session.sign_in()
    desk.session.forget_token(old)
    await desk.session.sign_in()
    assert desk.service.asked.count("token") == 2
