"""The contract of audit heads: a trail only grows, and one that does not is shown to a supervisor."""

from __future__ import annotations

from typing import Any

import httpx
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


async def test_another_agencys_trail_is_nobodys_business(
    station: FieldStation, client: httpx.AsyncClient
) -> None:
    await report(station, 5, "e")
    await report(station, 4, "d")
    answer = await client.get("/v1/supervision/stations", headers=await sign_in(client, "kim"))
    assert answer.json()["stations"] == []
