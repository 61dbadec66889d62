"""No door of the service opens without a token of today, of the right kind and of the right station."""

from __future__ import annotations

import re
from hashlib import sha256

import httpx
import pytest
from fastapi.routing import APIRoute
from sqlmodel import select

from approval.app import application
from approval.service import Service
from approval.storage.rows import EventRow, RecordRow
from tests.fakes.field_station import FieldStation, SetClock, photo, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

OPEN = {
    ("GET", "/v1/hello"),
    ("POST", "/v1/stations/enrol"),
    ("POST", "/v1/stations/token"),
    ("POST", "/v1/people/token"),
}
"""Where one shows who one is, or the service does. Everything else under /v1 wants a token."""
NAMES = {
    "record_id": "01990000-0000-7000-8000-000000000001",
    "revision": "1",
    "notice": "1",
    "sha256": "0" * 64,
    "station": "station-0000000000000000",
}


def closed_doors(service: Service) -> list[tuple[str, str]]:
    """Every (method, path) there is, so that none can be forgotten."""
    routes = [route for route in _flat(application(service).routes) if route.path.startswith("/v1/")]
    doors = {(method, route.path) for route in routes for method in route.methods or ()}
    assert doors >= OPEN
    filled = [(method, re.sub(r"{(\w+)}", lambda m: NAMES[m[1]], path)) for method, path in doors - OPEN]
    assert len(filled) > 10
    return sorted(filled)


def _flat(routes: object) -> list[APIRoute]:
    """Routers may stand inside one another."""
    found: list[APIRoute] = []
    for route in routes if isinstance(routes, list) else []:
        if isinstance(route, APIRoute):
            found.append(route)
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "app", None)
            found.extend(_flat(getattr(inner, "routes", [])))
    return found


async def _all_say_401(client: httpx.AsyncClient, service: Service, headers: dict[str, str]) -> None:
    for method, path in closed_doors(service):
        answer = await client.request(method, path, headers=headers)
        assert answer.status_code == 401, (method, path)
        if method != "HEAD":
            assert answer.json()["code"] == "token_invalid", (method, path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer not-a-token"},
        {"Authorization": "Basic bGFuOmxhbg=="},
    ],
)
async def test_without_a_token_every_door_stays_shut(
    service: Service, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    await _all_say_401(client, service, headers)


async def test_a_token_that_has_ended_opens_no_door_any_more(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    lan = await sign_in(client, "lan")
    clock.forward(minutes=61)
    for headers in (station.headers, lan):
        await _all_say_401(client, service, headers)


async def test_another_stations_token_hears_no_answer_of_ours(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    await station.put(station.record())
    other = await FieldStation.ready(service, client, clock)
    assert await station.kinds() == ["received"]
    assert await other.kinds() == []


async def test_another_stations_token_brings_no_record_in_our_name(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    other = await FieldStation.ready(service, client, clock)
    record = station.record()
    answer = await client.put(
        f"/v1/records/{record.id}/{record.revision}", content=station.seal(record), headers=other.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "station_mismatch")
    with service.database.reading() as session:
        assert session.exec(select(RecordRow)).all() == []
        assert session.exec(select(EventRow)).all() == []
    assert (await station.put(record)).status_code == 201, "and keeps nobody out"


async def test_another_stations_token_neither_sees_nor_spoils_our_half_photo(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    other = await FieldStation.ready(service, client, clock)
    data = photo(1, 3000)
    path = f"/v1/blobs/{sha256(data).hexdigest()}"
    part = {"Upload-Offset": "0", "Upload-Complete": "?0"}
    await client.patch(path, content=data[:1000], headers=station.headers | part)
    assert (await client.head(path, headers=other.headers)).headers["Upload-Offset"] == "0"
    await client.patch(path, content=b"\xff\xd8\xff spoilt", headers=other.headers | part)
    rest = await client.patch(path, content=data[1000:], headers=station.headers | {"Upload-Offset": "1000"})
    assert rest.status_code == 201
    assert b"".join(service.blobs.chunks(sha256(data).hexdigest())) == data


async def test_another_stations_token_reports_for_itself_only(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    other = await FieldStation.ready(service, client, clock)
    report = {
        "waiting": 7,
        "oldest_age": 0,
        "at_risk": 0,
        "refused": {},
        "set_aside": 0,
        "clock_error": None,
        "app_version": "1",
        "free_space": 1,
    }
    assert (await client.put("/v1/stations/me/report", json=report, headers=other.headers)).status_code == 204
    lan = await sign_in(client, "lan")
    lines = (await client.get("/v1/supervision/stations", headers=lan)).json()
    waiting = {line["station"]: (line["report"] or {}).get("waiting") for line in lines["stations"]}
    assert waiting == {station.id: None, other.id: 7}
