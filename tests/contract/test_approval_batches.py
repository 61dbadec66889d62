"""Many records in one message: each line has its own answer, as if it had come alone."""

from __future__ import annotations

import gzip

import httpx
import pytest

from declaration.wire.signed import digest
from tests.fakes.field_station import FieldStation, photo

pytest_plugins = ["tests.fakes.approval_fixtures"]


async def _batch(station: FieldStation, lines: list[bytes], *, packed: bool) -> httpx.Response:
    body = b"\n".join(lines) + b"\n"
    return await station.client.post(
        "/v1/records",
        content=gzip.compress(body) if packed else body,
        headers=station.headers | ({"Content-Encoding": "gzip"} if packed else {}),
    )


@pytest.mark.parametrize("packed", [True, False])
async def test_every_line_of_a_batch_gets_its_own_answer_in_order(
    station: FieldStation, packed: bool
) -> None:
    lines = [
        station.seal(station.record()),
        b"{broken",
        station.seal(station.record(photo(1))),
        station.seal(station.record(form_version="mau-99")),
    ]
    answer = await _batch(station, lines, packed=packed)
    items = answer.json()["items"]
    assert [each["digest"] for each in items] == [digest(line) for line in lines]
    assert [each["answer"]["outcome"] for each in items] == ["receipt", "refused", "missing", "refused"]


async def test_a_batch_and_a_put_give_the_same_receipt(station: FieldStation) -> None:
    record = station.record()
    one = await station.put(record)
    batch = await _batch(station, [station.seal(record)], packed=True)
    assert batch.json()["items"][0]["answer"] == one.json()


async def test_what_one_batch_says_twice_is_taken_once(station: FieldStation) -> None:
    record = station.record()
    twice = [station.seal(record), station.seal(record.model_copy(update={"registrar": "other"}))]
    answer = await _batch(station, [twice[0], twice[0], twice[1]], packed=False)
    items = [each["answer"] for each in answer.json()["items"]]
    assert [each["outcome"] for each in items] == ["receipt", "receipt", "conflict"]
    assert items[0] == items[1]
    assert await station.kinds() == ["received"]


async def test_a_batch_that_unpacks_to_too_much_is_stopped(station: FieldStation) -> None:
    bomb = gzip.compress(b"\n" * 50_000_000)
    headers = station.headers | {"Content-Encoding": "gzip"}
    answer = await station.client.post("/v1/records", content=bomb, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    torn = await station.client.post("/v1/records", content=gzip.compress(b"x")[:-3], headers=headers)
    assert (torn.status_code, torn.json()["code"]) == (400, "gzip_damaged")


async def test_a_batch_of_more_than_a_hundred_is_not_taken(station: FieldStation) -> None:
    answer = await _batch(station, [b"x"] * 101, packed=False)
    assert (answer.status_code, answer.json()["code"]) == (413, "batch_too_long")
