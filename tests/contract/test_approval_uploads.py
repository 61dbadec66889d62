"""A photo on its way to the service goes on where it broke off; another one or too large a one is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256

import httpx

from tests.fakes.field_station import FieldStation, photo

pytest_plugins = ["tests.fakes.approval_fixtures"]


async def test_a_broken_upload_goes_on_where_it_ended(station: FieldStation) -> None:
    data = photo(3, 900_000)
    path = f"/v1/blobs/{sha256(data).hexdigest()}"

    async def ask(method: str, offset: int, part: bytes, **more: str) -> httpx.Response:
        headers = station.headers | {"Upload-Offset": str(offset)} | more
        return await station.client.request(method, path, content=part, headers=headers)

    more_to_come = {"Upload-Complete": "?0"}
    assert (await ask("PATCH", 0, data[:400_000], **more_to_come)).status_code == 204
    head = await station.client.head(path, headers=station.headers)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Complete"]) == ("400000", "?0")
    wrong = await ask("PATCH", 400_100, data[400_100:])
    assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, "400000")
    assert wrong.json()["code"] == "wrong_offset"
    assert (await ask("PATCH", 400_000, data[400_000:])).status_code == 201
    head = await station.client.head(path, headers=station.headers)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Complete"]) == ("900000", "?1")
    assert (await station.put_blob(data)).status_code == 200


async def test_what_arrived_late_may_come_again(station: FieldStation) -> None:
    """A line that broke delivered more after the station had asked how far the photo was."""
    data = photo(5, 300_000)
    path = f"/v1/blobs/{sha256(data).hexdigest()}"
    part = station.headers | {"Upload-Offset": "0", "Upload-Complete": "?0"}
    assert (await station.client.patch(path, content=data[:200_000], headers=part)).status_code == 204
    rest = station.headers | {"Upload-Offset": "150000"}
    assert (await station.client.patch(path, content=data[150_000:], headers=rest)).status_code == 201
    assert (await station.put_blob(data)).status_code == 200


async def test_bytes_that_are_not_those_of_the_name_are_thrown_away(station: FieldStation) -> None:
    data = photo(4)
    path = f"/v1/blobs/{sha256(data).hexdigest()}"
    answer = await station.client.put(path, content=data[:-1] + b"?", headers=station.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "blob_digest_differs")
    head = await station.client.head(path, headers=station.headers)
    assert head.headers["Upload-Offset"] == "0"
    assert (await station.put_blob(data)).status_code == 201


async def test_a_photo_larger_than_the_limit_is_not_taken(station: FieldStation) -> None:
    answer = await station.client.put(
        f"/v1/blobs/{'0' * 64}", content=b"x" * 20_000_001, headers=station.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_body_without_a_length_is_counted_while_it_comes(station: FieldStation) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(400):
            yield b"x" * 1000

    answer = await station.client.put("/v1/stations/me/report", content=endless(), headers=station.headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
