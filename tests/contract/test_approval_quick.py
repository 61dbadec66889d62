"""The short way takes what is plain in every respect, and answers as the usual way does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256

import httpx
import pytest
from starlette.responses import PlainTextResponse

from approval import tokens
from approval.app import application
from approval.routes.guards import LARGEST_BLOB
from approval.routes.quick import QuickDoor
from approval.service import Service
from tests.fakes.field_station import FieldStation, photo

pytest_plugins = ["tests.fakes.approval_fixtures"]
INWARDS = 599


@pytest.fixture
async def quick(
    service: Service, station: FieldStation, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """The door alone, before an application that only says it was asked; the station's token was seen."""
    monkeypatch.setattr(tokens, "_TRUSTED_SECONDS", 100.0)  # a busy machine is no reason to forget it
    await station.changes()
    door = QuickDoor(PlainTextResponse("asked", INWARDS), service, application(service).routes)
    transport = httpx.ASGITransport(app=door, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service.example") as opened:
        yield opened


def name(data: bytes) -> str:
    return f"/v1/blobs/{sha256(data).hexdigest()}"


def comparable(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    return answer.status_code, answer.content, dict(answer.headers)


async def test_records_and_photos_of_a_known_station_take_the_short_way(
    quick: httpx.AsyncClient, station: FieldStation
) -> None:
    record = station.record(photo(1))
    sealed = station.seal(record)
    told = await quick.put(f"/v1/records/{record.id}/1", content=sealed, headers=station.headers)
    assert (told.status_code, told.json()["outcome"]) == (202, "missing")
    assert (await quick.put(name(photo(1)), content=photo(1), headers=station.headers)).status_code == 201
    assert await station.kinds() == ["received"]


async def test_both_ways_answer_alike(
    quick: httpx.AsyncClient, client: httpx.AsyncClient, station: FieldStation
) -> None:
    for sound in (True, False):
        mine, theirs = (photo(1), photo(2)) if sound else (b"eight or", b"so bytes")
        short = await quick.put(name(mine), content=mine if sound else b"other", headers=station.headers)
        usual = await client.put(name(theirs), content=theirs if sound else b"other", headers=station.headers)
        assert short.status_code == (201 if sound else 422)
        assert comparable(short) == comparable(usual)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("PUT", name(photo(1)), {"Authorization": "Bearer somebody-else"}),
        ("PUT", name(photo(1)), {"Authorization": ""}),
        ("PUT", name(photo(1)), {"Content-Length": str(LARGEST_BLOB + 1)}),
        ("PUT", name(photo(1)), {"Content-Length": "-1"}),
        ("PUT", name(photo(1)), {"Transfer-Encoding": "chunked"}),
        ("PUT", name(photo(1)).upper().replace("/V1/BLOBS", "/v1/blobs"), {}),
        ("PUT", name(photo(1)) + "/", {}),
        ("PUT", "/v1/records/00000000-0000-0000-0000-000000000000/0", {}),
        ("PATCH", name(photo(1)), {}),
        ("GET", "/v1/changes", {}),  # with something sent along
    ],
)
async def test_whatever_is_unusual_goes_the_usual_way(
    quick: httpx.AsyncClient, station: FieldStation, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = await quick.request(method, path, content=photo(1), headers=station.headers | headers)
    assert answer.status_code == INWARDS


@pytest.mark.parametrize(
    "query",
    [
        "wait=61",
        "after=-1",
        "after=01",
        "after=1&after=2",
        "after=%31",
        "wait=0&other=1",
        "limit=0",
        "after",
        "&",
    ],
)
async def test_a_question_for_news_in_an_unusual_form_goes_the_usual_way(
    quick: httpx.AsyncClient, station: FieldStation, query: str
) -> None:
    assert (await quick.get(f"/v1/changes?{query}", headers=station.headers)).status_code == INWARDS


@pytest.mark.parametrize("query", ["", "?after=0", "?wait=0&after=0&limit=10000"])
async def test_who_asks_for_news_takes_the_short_way_and_hears_the_same(
    quick: httpx.AsyncClient, client: httpx.AsyncClient, station: FieldStation, query: str
) -> None:
    record = station.record()
    await client.put(f"/v1/records/{record.id}/1", content=station.seal(record), headers=station.headers)
    short = await quick.get(f"/v1/changes{query}", headers=station.headers)
    assert short.status_code == 200
    assert short.json()["events"]
    assert comparable(short) == comparable(await client.get(f"/v1/changes{query}", headers=station.headers))


async def test_the_short_way_has_the_same_limits(
    quick: httpx.AsyncClient, service: Service, station: FieldStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.limits.stations, "wait", lambda _: 7)
    answer = await quick.put(name(photo(1)), content=photo(1), headers=station.headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


async def test_a_mistake_of_ours_is_answered_and_told_to_the_server(
    quick: httpx.AsyncClient, service: Service, station: FieldStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.blobs, "keep", lambda *_: 1 // 0)
    answer = await quick.put(name(photo(1)), content=photo(1), headers=station.headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")


async def test_a_token_known_from_before_is_looked_up_once_for_all_who_ask_meanwhile(
    quick: httpx.AsyncClient, service: Service, station: FieldStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up, really = [], type(service.tokens).station

    def looking(given: tokens.Tokens, text: str) -> object:
        looked_up.append(text)
        return really(given, text)

    monkeypatch.setattr(tokens.Tokens, "station", looking)
    monkeypatch.setattr(tokens.Tokens, "station_just_seen", lambda *_, **__: None)  # more than a second ago
    pictures = [photo(n) for n in range(1, 5)]
    asked = (quick.put(name(each), content=each, headers=station.headers) for each in pictures)
    answers = await asyncio.gather(*asked)
    assert [each.status_code for each in answers] == [201] * 4
    assert len(looked_up) == 1


async def test_a_station_locked_meanwhile_is_told_so_by_the_usual_way(
    quick: httpx.AsyncClient, station: FieldStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens.Tokens, "station", lambda *_: tokens.Locked())
    monkeypatch.setattr(tokens.Tokens, "station_just_seen", lambda *_, **__: None)
    answer = await quick.put(name(photo(1)), content=photo(1), headers=station.headers)
    assert answer.status_code == INWARDS
