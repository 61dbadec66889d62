"""Who asks too often hears when to ask again; everybody else is served meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from approval.app import application
from approval.service import Service
from desk.ports.service import NoAnswer, Reason
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from tests.fakes.field_station import (
    PASSPHRASE,
    FieldStation,
    SetClock,
    add_people,
    client_of,
    open_test_service,
)
from tests.fakes.field_station import sign_in as signed_in

HERE, THERE = ("203.0.113.7", 1), ("203.0.113.8", 1)
Opening = Callable[..., Service]


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Opening]:
    opened: list[Service] = []

    def open_with(**limits: int) -> Service:
        service = open_test_service(tmp_path, SetClock(), **limits)  # type: ignore[arg-type]
        add_people(service)
        opened.append(service)
        return service

    yield open_with
    for each in opened:
        each.close()


def client_at(service: Service, address: tuple[str, int]) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=application(service), raise_app_exceptions=False, client=address)
    return httpx.AsyncClient(transport=transport, base_url="http://service.example")


async def sign_in(client: httpx.AsyncClient) -> httpx.Response:
    form = {"grant_type": "password", "username": "lan", "password": PASSPHRASE}
    return await client.post("/v1/people/token", data=form)


async def test_a_station_that_asks_without_end_is_told_when_to_ask_again(opening: Opening) -> None:
    service = opening(station_requests=5)
    clock = SetClock()
    async with client_of(service) as client:
        busy = await FieldStation.ready(service, client, clock)
        answers = [await client.get("/v1/changes", headers=busy.headers) for _ in range(8)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
        refused = answers[-1]
        assert refused.json()["code"] == "too_many_requests"
        assert 1 <= int(refused.headers["Retry-After"]) <= 12
        record = busy.record()
        assert (await busy.put(record)).status_code == 429, "intake is asked as often as anything"
        other = await FieldStation.ready(service, client, clock)
        assert (await client.get("/v1/changes", headers=other.headers)).status_code == 200


async def test_names_are_tried_so_many_times_a_minute_from_one_address(opening: Opening) -> None:
    service = opening(address_sign_ins=3)
    async with client_at(service, HERE) as here, client_at(service, THERE) as there:
        assert [(await sign_in(here)).status_code for _ in range(4)] == [200, 200, 200, 429]
        enrolling = {"code": "x", "public_key": "x", "app_version": "1"}
        assert (await here.post("/v1/stations/enrol", json=enrolling)).status_code == 429
        assert (await sign_in(there)).status_code == 200


async def test_the_desk_understands_that_it_should_wait(opening: Opening) -> None:
    service = opening(address_sign_ins=1)
    transport = httpx.ASGITransport(app=application(service), raise_app_exceptions=False, client=HERE)
    door = Door("http://service.example", transport=transport)
    people = RemotePeople(door)
    await people.sign_in("lan", PASSPHRASE)
    answer = await people.sign_in("lan", PASSPHRASE)
    await door.close()
    assert isinstance(answer, NoAnswer)
    assert answer.reason is Reason.TOO_MANY
    assert answer.retry_after is not None
    assert 1 <= answer.retry_after <= 60


async def test_stations_behind_one_address_renew_their_tokens_freely(opening: Opening) -> None:
    service = opening(address_sign_ins=1)
    async with client_at(service, HERE) as client:
        form = {"grant_type": "x", "client_assertion_type": "x", "client_assertion": "x"}
        answers = [await client.post("/v1/stations/token", data=form) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]


async def test_greetings_from_one_address_have_an_end(opening: Opening) -> None:
    service = opening(address_sign_ins=1)
    async with client_at(service, HERE) as here, client_at(service, THERE) as there:
        asking = {"nonce": "12345678"}
        answers = [(await here.get("/v1/hello", params=asking)).status_code for _ in range(115)]
        assert answers[:100] == [200] * 100
        assert 429 in answers[100:]
        assert (await there.get("/v1/hello", params=asking)).status_code == 200


async def test_a_person_who_asks_without_end_is_told_when_to_ask_again(opening: Opening) -> None:
    service = opening(person_requests=4)
    async with client_of(service) as client:
        lan, son = [await signed_in(client, name) for name in ("lan", "sơn")]
        answers = [await client.post("/v1/reviews/search", json={}, headers=lan) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
        assert int(answers[-1].headers["Retry-After"]) >= 1
        assert (await client.get("/v1/reasons", headers=lan)).status_code == 429, "whatever it is"
        assert (await client.get("/v1/reasons", headers=son)).status_code == 200
