"""The contract of the reviewers' queue: its order, what is found in it, and whose it is."""

from __future__ import annotations

from hashlib import sha256

import httpx
import pytest

from approval.service import Service
from declaration.wire.supervision import StationReport, StationsPage
from tests.contract.reviewer import APPROVE, OTHER_PERSON, RETURN, Reviewer, received
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import OTHER_AGENCY, FieldStation, photo, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]


async def test_the_queue_shows_the_soonest_deadline_first_and_pages_by_key(
    station: FieldStation, lan: Reviewer
) -> None:
    for day in (5, 3, 4, 1, 2):
        await received(station, declared_on=f"2026-02-2{day}")
    first = await lan.page(limit=2)
    rest = await lan.page(limit=3, after=first.next_after)
    days = [each.hand_in_by.day for each in (*first.items, *rest.items)]
    assert days == sorted(days)
    assert (first.total, len(days), rest.next_after) == (5, 5, None)


@pytest.mark.parametrize(
    "search", ["nguyen van", "NGUYỄN", "001090123456", "0912345678", "TK-2026-000001", "0123456789"]
)
async def test_a_declaration_is_found_by_name_number_phone_and_dossier(
    station: FieldStation, lan: Reviewer, search: str
) -> None:
    wanted = await received(station)
    await received(station, **OTHER_PERSON)
    assert [each.id for each in (await lan.page(search=search)).items] == [wanted.id]


async def test_a_search_takes_no_sign_for_a_wildcard(station: FieldStation, lan: Reviewer) -> None:
    await received(station)
    assert (await lan.page(search="%n%")).items == ()


async def test_another_agencys_declarations_do_not_exist_for_a_reviewer(
    station: FieldStation, client: httpx.AsyncClient, lan: Reviewer
) -> None:
    data = photo(1)
    await station.put_blob(data)
    record = station.record(data)
    await station.put(record)
    kim = await sign_in(client, "kim")
    name = sha256(data).hexdigest()
    assert (await client.post("/v1/reviews/search", json={}, headers=kim)).json()["total"] == 0
    for path in (f"/v1/reviews/{record.id}", f"/v1/reviews/{record.id}/blobs/{name}"):
        assert (await client.get(path, headers=kim)).status_code == 404
    decision = APPROVE | {"revision": 1, "version": 1}
    answer = await client.post(f"/v1/reviews/{record.id}/decisions", json=decision, headers=kim)
    assert answer.status_code == 404
    assert await station.kinds() == ["received"], "nothing was decided behind the refusal"
    elsewhere = await received(station, agency=OTHER_AGENCY)
    assert (await client.get(f"/v1/reviews/{elsewhere.id}", headers=lan.headers)).status_code == 404


async def test_a_photo_comes_back_byte_for_byte(station: FieldStation, lan: Reviewer) -> None:
    data = photo(1, 700_000)
    await station.put_blob(data)
    record = station.record(data)
    await station.put(record)
    path = f"/v1/reviews/{record.id}/blobs/{sha256(data).hexdigest()}"
    answer = await lan.client.get(path, headers=lan.headers)
    assert answer.content == data
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    other = f"/v1/reviews/{record.id}/blobs/{'0' * 64}"
    assert (await lan.client.get(other, headers=lan.headers)).status_code == 404


async def test_nobody_is_called_checked_when_no_registry_is_connected(
    station: FieldStation, lan: Reviewer, service: Service
) -> None:
    record = await received(station)
    assert (await lan.detail(record)).registry == "not_connected"
    service.background.registry_checks.run()
    assert (await lan.detail(record)).registry == "not_connected"


async def test_supervisors_see_what_arrived_and_what_the_station_says_has_not(
    station: FieldStation, lan: Reviewer, client: httpx.AsyncClient
) -> None:
    await lan.decide(await received(station), RETURN)
    await received(station, **OTHER_PERSON)
    report = {
        "waiting": 3,
        "oldest_age": 60,
        "at_risk": 1,
        "refused": {"content_invalid": 1},
        "set_aside": 0,
        "clock_error": None,
        "app_version": "1",
        "free_space": 10**9,
    }
    put = await client.put("/v1/stations/me/report", json=report, headers=station.headers)
    assert put.status_code == 204
    answer = await client.get("/v1/supervision/stations", headers=lan.headers)
    (seen,) = StationsPage.model_validate_json(answer.content).stations
    assert (seen.station, seen.received, seen.returned, seen.activated) == (station.id, 2, 1, 0)
    assert seen.report == StationReport.model_validate(report)
    elsewhere = await client.get("/v1/supervision/stations", headers=await sign_in(client, "kim"))
    assert elsewhere.json()["stations"] == []
