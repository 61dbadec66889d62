"""The contract of hand-over batches: seen by the agency they went to, received once, the desk is told."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from approval.service import Service
from declaration.wire.records import Record
from declaration.wire.sign_in import PersonRole
from tests.fakes.field_station import (
    AGENCY,
    OTHER_AGENCY,
    PASSPHRASE,
    FieldStation,
    SetClock,
    receipt_in,
    sign_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]


@pytest.fixture
async def reviewer(service: Service, client: httpx.AsyncClient) -> dict[str, str]:
    return await headers_of(service, client, AGENCY)


async def headers_of(service: Service, client: httpx.AsyncClient, agency: str) -> dict[str, str]:
    name = f"reviewer-{agency}"
    assert service.office.add_person(name, PASSPHRASE, name, (PersonRole.REVIEWER,), agency) is None
    return await sign_in(client, name)


def batch(station: FieldStation, *records: Record, **changed: Any) -> Record:
    content = {"agency": AGENCY, "number": 1, "declarations": [str(each.id) for each in records]} | changed
    return station.record(kind="handover", form_version="handover-1", content=content)


async def test_a_batch_is_received_once_and_the_desk_is_told_what_was_missing(
    station: FieldStation, client: httpx.AsyncClient, reviewer: dict[str, str]
) -> None:
    here, on_the_way = station.record(), station.record()
    receipt_in(await station.put(here))
    handed = batch(station, here, on_the_way)
    assert [(await station.put(handed)).status_code for _ in range(2)] == [201, 200]
    page = (await client.get("/v1/handovers", headers=reviewer)).json()
    assert (page["to_receive"], [len(each["papers"]) for each in page["items"]]) == (1, [2])
    names = [each["full_name"] for each in page["items"][0]["papers"]]
    assert (bool(names[0]), names[1]) == (True, "")
    path = f"/v1/handovers/{handed.id}/received"
    said = {"missing": [str(on_the_way.id)], "note": " Thiếu một bản "}
    answer = await client.post(path, json=said, headers=reviewer)
    assert (answer.status_code, answer.json()["note"]) == (200, "Thiếu một bản")
    again = await client.post(path, json={}, headers=reviewer)
    assert (again.status_code, again.json()["code"]) == (409, "already_received")
    events = (await station.changes())["events"]
    [told] = [each for each in events if each["kind"] == "paper_received"]
    assert told["record_id"] == str(handed.id)
    assert told["data"] == {"missing": [str(on_the_way.id)], "note": "Thiếu một bản"}
    assert (await client.get("/v1/handovers", headers=reviewer)).json()["to_receive"] == 0


async def test_nobody_misses_what_was_not_in_the_batch(
    station: FieldStation, client: httpx.AsyncClient, reviewer: dict[str, str]
) -> None:
    handed = batch(station, station.record())
    receipt_in(await station.put(handed))
    said = {"missing": [str(uuid4())]}
    answer = await client.post(f"/v1/handovers/{handed.id}/received", json=said, headers=reviewer)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_in_the_batch")


async def test_another_agency_sees_no_batch_and_no_batch_shows_another_stations_people(
    service: Service,
    client: httpx.AsyncClient,
    station: FieldStation,
    clock: SetClock,
    reviewer: dict[str, str],
) -> None:
    theirs = station.record()
    receipt_in(await station.put(theirs))
    other = await FieldStation.ready(service, client, clock)
    handed = batch(other, theirs)
    receipt_in(await other.put(handed))
    [item] = (await client.get("/v1/handovers", headers=reviewer)).json()["items"]
    assert item["papers"][0]["full_name"] == ""
    strangers = await headers_of(service, client, OTHER_AGENCY)
    assert (await client.get("/v1/handovers", headers=strangers)).json()["items"] == []
    answer = await client.post(f"/v1/handovers/{handed.id}/received", json={}, headers=strangers)
    assert answer.status_code == 404


@pytest.mark.parametrize("changed", [{"agency": "NOWHERE"}, {"declarations": []}, {"number": 0}])
async def test_a_batch_that_says_nothing_sound_is_refused(
    station: FieldStation, changed: dict[str, Any]
) -> None:
    answer = await station.put(batch(station, station.record(), **changed))
    assert (answer.status_code, answer.json()["code"]) == (422, "content_invalid")
