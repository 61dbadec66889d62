"""The contract of audit heads: a trail only grows, and one that does not is shown to a supervisor."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlmodel import select

from approval.service import Service
from approval.storage.sign_in_rows import AuditRow
from tests.fakes.field_station import FieldStation, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

REPORT = {
    "waiting": 0, "oldest_age": 0, "at_risk": 0, "refused": {}, "set_aside": 0, "clock_error": 0.0,
    "app_version": "1", "free_space": 1,
}  # fmt: skip


async def report(station: FieldStation, lines: int = 0, head: str = "") -> None:
    body = REPORT | ({"audit_lines": lines, "audit_head": head} if lines else {})
    answer = await station.client.put("/v1/stations/me/report", json=body, headers=station.headers)
    if answer.status_code == 401:
        await station.sign_in()
        await report(station, lines, head)
    else:
        assert answer.status_code == 204


def noted(service: Service, action: str) -> list[str]:
    with service.database.reading() as session:
        return [row.note for row in session.exec(select(AuditRow).where(AuditRow.action == action)).all()]


async def overview(station: FieldStation) -> dict[str, Any]:
    answer = await station.client.get(
        "/v1/supervision/stations", headers=await sign_in(station.client, "sơn")
    )
    found: dict[str, Any] = answer.json()["stations"][0]
    return found


async def test_a_trail_that_goes_on_raises_no_alarm(station: FieldStation, service: Service) -> None:
    for lines, head in ((3, "c"), (3, "c"), (7, "g")):
        await report(station, lines, head)
    assert noted(service, "audit_trail_broken") == []
    assert (await overview(station))["trail_broken_at"] is None
    assert (await overview(station))["report"]["audit_head"] == "g"


async def test_a_shorter_trail_or_another_last_line_is_shown_for_a_week(
    station: FieldStation, service: Service
) -> None:
    for lines, head in ((5, "e"), (4, "d"), (4, "x")):
        await report(station, lines, head)
    assert noted(service, "audit_trail_broken") == ["5:e > 4:d", "4:d > 4:x"]
    assert (await overview(station))["trail_broken_at"] is not None
    station.clock.forward(days=8)
    assert (await overview(station))["trail_broken_at"] is None


async def test_an_older_station_that_reports_no_trail_is_left_in_peace(
    station: FieldStation, service: Service
) -> None:
    await report(station)
    await report(station, 3, "c")
    assert noted(service, "audit_trail_broken") == []


async def test_the_last_head_of_every_day_is_kept(station: FieldStation, service: Service) -> None:
    for lines, head in ((1, "a"), (2, "b")):
        await report(station, lines, head)
    station.clock.forward(hours=24)
    await report(station, 5, "e")
    await report(station, 6, "f")
    station.clock.forward(hours=24)
    await report(station, 8, "h")
    assert noted(service, "audit_head") == ["1:a", "2:b", "6:f"]


async def moved(station: FieldStation, service: Service) -> None:
    """The machine is another one, its data a restored copy, its code the office's."""
    code = service.office.make_moving_code(station.id)
    spare = FieldStation(station.client, station.clock)
    body = {"code": code, "public_key": spare.public_key, "app_version": "1", "station": station.id}
    assert (await station.client.post("/v1/stations/enrol", json=body)).status_code == 200
    station.key = spare.key
    await station.sign_in()


@pytest.mark.parametrize(("lines", "head"), [(3, "c"), (5, "x"), (9, "y")])
async def test_a_moved_station_goes_on_from_a_restored_copy_and_is_not_called_tampered(
    station: FieldStation, service: Service, lines: int, head: str
) -> None:
    await report(station, 5, "e")
    await moved(station, service)
    await report(station, lines, head)
    assert noted(service, "audit_trail_broken") == []
    assert noted(service, "audit_trail_restored") == [f"5:e > {lines}:{head}"]
    shown = await overview(station)
    assert (shown["trail_broken_at"], shown["trail_restored_at"] is not None) == (None, True)
    station.clock.forward(days=8)
    assert (await overview(station))["trail_restored_at"] is None


async def test_a_moving_code_excuses_one_trail_only(station: FieldStation, service: Service) -> None:
    await report(station, 5, "e")
    await moved(station, service)
    for lines, head in ((3, "c"), (4, "d"), (4, "x")):
        await report(station, lines, head)
    assert noted(service, "audit_trail_broken") == ["4:d > 4:x"]
    await moved(station, service)
    await report(station, 2, "b")
    assert noted(service, "audit_trail_restored") == ["5:e > 3:c", "4:x > 2:b"]
    assert noted(service, "audit_trail_broken") == ["4:d > 4:x"]


async def test_another_agencys_trail_is_nobodys_business(
    station: FieldStation, client: httpx.AsyncClient
) -> None:
    await report(station, 5, "e")
    await report(station, 4, "d")
    answer = await client.get("/v1/supervision/stations", headers=await sign_in(client, "kim"))
    assert answer.json()["stations"] == []
