"""A station on one machine at a time: moved by a code, noticed when there are two of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from approval.service import Service
from declaration.problems import Problem
from declaration.wire.sign_in import ASSERTION_TYPE
from tests.fakes.field_station import (
    AGENCY,
    FieldStation,
    SetClock,
    client_of,
    open_test_service,
    receipt_in,
)


class Moving:
    """A service with one station, and what its second machine does."""

    def __init__(self, service: Service, client: httpx.AsyncClient, clock: SetClock) -> None:
        self.service, self.client, self.clock = service, client, clock

    async def old(self) -> FieldStation:
        return await FieldStation.ready(self.service, self.client, self.clock)

    async def move(
        self, station: FieldStation, code: str | None = None
    ) -> tuple[FieldStation, httpx.Response]:
        made = code or self.service.office.make_moving_code(station.id)
        assert isinstance(made, str)
        spare = FieldStation(self.client, self.clock)
        spare.id = station.id
        body = {"code": made, "public_key": spare.public_key, "app_version": "1", "station": station.id}
        return spare, await self.client.post("/v1/stations/enrol", json=body)


@pytest.fixture
async def moving(tmp_path: Path, database_url: str) -> AsyncIterator[Moving]:
    clock = SetClock()
    service = open_test_service(tmp_path, clock, database_url=database_url)
    async with client_of(service) as client:
        yield Moving(service, client, clock)
    service.close()


async def test_the_new_machine_speaks_and_the_old_one_is_told_that_it_no_longer_does(moving: Moving) -> None:
    old = await moving.old()
    spare, answer = await moving.move(old)
    assert answer.json()["station"] == old.id
    await spare.sign_in()
    told = await old.ask_token(old.assertion())
    assert (told.status_code, told.json()["code"]) == (403, "station_moved")
    assert (await old.put(old.record())).status_code == 401
    assert (await spare.put(spare.record())).status_code == 201


async def test_what_the_old_machine_sealed_is_taken_from_the_new_one(moving: Moving) -> None:
    old = await moving.old()
    record = old.record()
    sealed = old.seal(record)
    spare, _ = await moving.move(old)
    await spare.sign_in()
    assert receipt_in(await spare.put(record, sealed)).id == record.id
    assert (await spare.put(record, sealed)).status_code == 200


async def test_a_station_moves_only_by_a_code_made_for_it(moving: Moving) -> None:
    old, other = await moving.old(), await moving.old()
    for_a_new_one = moving.service.office.make_enrolment_code("Bàn 9", "Khu công nghiệp Mẫu", AGENCY)
    for_another = moving.service.office.make_moving_code(other.id)
    for code in (for_a_new_one, for_another):
        assert isinstance(code, str)
        _, answer = await moving.move(old, code)
        assert (answer.status_code, answer.json()["code"]) == (403, "code_unknown")
    made_for_it = moving.service.office.make_moving_code(old.id)
    assert isinstance(made_for_it, str)
    assert (await FieldStation(moving.client, moving.clock).enrol(made_for_it)).status_code == 403
    assert isinstance(moving.service.office.make_moving_code("nobody"), Problem)


async def test_a_code_moves_once_and_the_same_machine_may_ask_again(moving: Moving) -> None:
    old = await moving.old()
    code = moving.service.office.make_moving_code(old.id)
    assert isinstance(code, str)
    spare, first = await moving.move(old, code)
    body = {"code": code, "public_key": spare.public_key, "app_version": "1", "station": old.id}
    assert (await moving.client.post("/v1/stations/enrol", json=body)).json() == first.json()
    _, third = await moving.move(old, code)
    assert (third.status_code, third.json()["code"]) == (403, "code_used")


async def test_a_turn_is_the_one_that_was_signed_whatever_the_line_made_of_it(moving: Moving) -> None:
    station = await moving.old()

    async def token(said: str, **signed: str) -> httpx.Response:
        form = {"grant_type": "client_credentials", "client_assertion": station.assertion(**signed)}
        form |= {"client_assertion_type": ASSERTION_TYPE, "turn": said, "after": "?"}
        return await moving.client.post("/v1/stations/token", data=form)

    first = await token("garbled", turn="b", after="")
    assert (first.status_code, first.json()["turn"]) == (200, "b")
    assert (await token("garbled too", turn="c", after="b")).status_code == 200
    assert (await token("d", turn="d", after="a copy's")).status_code == 403
    assert (await token("d", turn="d" * 65, after="c")).status_code == 403


async def test_after_the_service_itself_was_restored_every_station_comes_back(moving: Moving) -> None:
    station = await moving.old()

    async def token(turn: str, after: str) -> int:
        form = {"grant_type": "client_credentials", "client_assertion": station.assertion()}
        form |= {"client_assertion_type": ASSERTION_TYPE}
        answer = await moving.client.post("/v1/stations/token", data=form | {"turn": turn, "after": after})
        return answer.status_code

    assert [await token("b", ""), await token("c", "b"), await token("x", "b")] == [200, 200, 403]
    moving.service.office.begin_epoch()
    assert [await token("x", "b"), await token("y", "x")] == [200, 200]
