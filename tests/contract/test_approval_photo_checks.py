"""Photos are decoded whole after the receipt; one that cannot be read is marked, and the receipt stands."""

from __future__ import annotations

import io

import httpx
import pytest
from PIL import Image

from approval.photo_checks import PhotoChecks
from approval.service import Service
from approval.storage.rows import DeclarationRow
from declaration.wire.records import Record
from declaration.wire.review import ReviewDetail
from tests.fakes.field_station import FieldStation, SetClock, photo, receipt_in, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]


@pytest.fixture
def checks(service: Service, clock: SetClock) -> PhotoChecks:
    return PhotoChecks(service.database, service.blobs, clock, lambda _: clock())


def sound() -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").save(file, "JPEG")
    return file.getvalue()


async def handed_in(station: FieldStation, *photos: bytes, revision: int = 1, **changed: object) -> Record:
    for each in photos:
        await station.put_blob(each)
    record = station.record(*photos, revision=revision, **changed)
    receipt_in(await station.put(record))
    return record


async def seen(client: httpx.AsyncClient, record: Record) -> ReviewDetail:
    answer = await client.get(f"/v1/reviews/{record.id}", headers=await sign_in(client, "lan"))
    return ReviewDetail.model_validate(answer.json())


def state(service: Service, record: Record) -> str:
    with service.database.reading() as session:
        return session.get_one(DeclarationRow, record.id).photo_state


async def test_a_photo_that_cannot_be_read_is_marked_for_the_reviewer(
    station: FieldStation, client: httpx.AsyncClient, checks: PhotoChecks, service: Service
) -> None:
    damaged = photo(1)
    record = await handed_in(station, sound(), damaged)
    assert (await seen(client, record)).unreadable_photos == ()
    assert checks.run() == 1
    detail = await seen(client, record)
    assert detail.unreadable_photos == (record.blobs[1].sha256,)
    assert [(line.event, line.note) for line in detail.history if line.by == "service"] == [
        ("photos_unreadable", record.blobs[1].role)
    ]
    assert (detail.summary.status, detail.version) == ("received", 1)
    assert await station.kinds() == ["received"]
    assert checks.run() == 0
    assert state(service, record) == "unreadable"


async def test_sound_photos_are_looked_at_once(
    station: FieldStation, client: httpx.AsyncClient, checks: PhotoChecks, service: Service
) -> None:
    record = await handed_in(station, sound())
    assert state(service, record) == "due"
    assert checks.run() == 1
    assert state(service, record) == "sound"
    assert (await seen(client, record)).unreadable_photos == ()
    assert checks.run() == 0


async def test_what_has_no_photos_waits_for_nobody(
    station: FieldStation, checks: PhotoChecks, service: Service
) -> None:
    record = await handed_in(station)
    assert state(service, record) == ""
    assert checks.run() == 0


async def test_a_correction_with_a_better_photo_is_looked_at_anew(
    station: FieldStation, client: httpx.AsyncClient, checks: PhotoChecks
) -> None:
    first = await handed_in(station, photo(2))
    checks.run()
    corrected = await handed_in(station, sound(), revision=2, id=first.id)
    assert (await seen(client, corrected)).unreadable_photos == ()
    assert checks.run() == 1
    assert (await seen(client, corrected)).unreadable_photos == ()


async def test_a_correction_that_comes_while_photos_are_looked_at_keeps_its_place(
    station: FieldStation, checks: PhotoChecks, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = await handed_in(station, photo(3))
    found: list[bool] = []

    def overtaken(_data: bytes) -> bool:
        with service.database.writing() as session:
            session.get_one(DeclarationRow, record.id).revision = 2
        found.append(True)
        return False

    monkeypatch.setattr("approval.photo_checks.is_readable", overtaken)
    checks.run()
    assert found
    assert state(service, record) == "due"
