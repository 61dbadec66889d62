"""Supervisors' figures: every declaration counted once, by day, agency, unit, station and registrar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlmodel import col, update

from approval.service import Service
from approval.storage import figures
from approval.storage.rows import DeclarationRow
from declaration.lifecycle import Status
from declaration.wire.figures import AgencyFigures, FigureQuery, FigureRow
from declaration.wire.sign_in import PersonRole
from tests.fakes.field_station import (
    AGENCY,
    OTHER_AGENCY,
    PASSPHRASE,
    FieldStation,
    SetClock,
    content,
    receipt_in,
    sign_in,
)
from tests.fakes.query_plans import AGENCIES, COUNTRY, LAN, Plans

pytest_plugins = ["tests.fakes.approval_fixtures"]
MARCH = {"first_day": "2026-03-01", "last_day": "2026-03-31"}


async def declared(station: FieldStation, number: int, registrar: str = "hoa", **changed: Any) -> UUID:
    """A declaration of an invented person of that number, received."""
    person = {
        "document": {"kind": "citizen_id", "value": f"001090{number:06d}"},
        "insurance_code": f"{number:010d}",
        "phone": f"+849{number:08d}",
        "email": None,
    }
    record = station.record(registrar=registrar, content=content(**person | changed))
    receipt_in(await station.put(record))
    return record.id


async def figures_of(client: httpx.AsyncClient, name: str = "sơn", **asked: str) -> AgencyFigures:
    headers = await sign_in(client, name)
    answer = await client.get("/v1/supervision/figures", params=MARCH | asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return AgencyFigures.model_validate_json(answer.content)


async def decide(client: httpx.AsyncClient, which: UUID, decision: str) -> None:
    headers = await sign_in(client, "lan")
    version = (await client.get(f"/v1/reviews/{which}", headers=headers)).json()["version"]
    said: dict[str, Any] = {"decision": decision, "revision": 1, "version": version}
    if decision != "approve":
        said |= {"fields": ["phone"], "reasons": ["contact_wrong" if decision == "return" else "other"]}
    answer = await client.post(f"/v1/reviews/{which}/decisions", json=said, headers=headers)
    assert answer.status_code == 200, answer.text


def stages(row: FigureRow) -> tuple[int, ...]:
    return row.waiting, row.approved, row.returned, row.refused, row.lapsed, row.withdrawn


def put_status(service: Service, which: UUID, status: Status) -> None:
    with service.database.writing() as session:
        session.exec(update(DeclarationRow).where(col(DeclarationRow.id) == which).values(status=str(status)))


async def test_each_stands_where_it_is_and_every_table_adds_up_to_the_whole(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    ids = [await declared(station, n, "hoa" if n < 4 else "thu") for n in range(6)]
    for which, decision in zip(ids, ("approve", "return", "reject"), strict=False):
        await decide(client, which, decision)
    put_status(service, ids[3], Status.LAPSED)
    put_status(service, ids[4], Status.WITHDRAWN)
    found = await figures_of(client)
    assert stages(found.whole) == (1, 1, 1, 1, 1, 1)
    tables = (found.agencies, found.units, found.stations, found.registrars)
    for rows in (found.days, *(each.rows for each in tables)):
        assert tuple(map(sum, zip(*map(stages, rows), strict=True))) == stages(found.whole)
    assert [(row.registrar, row.declared) for row in found.registrars.rows] == [("hoa", 4), ("thu", 2)]
    (unit,) = found.units.rows
    assert (unit.agency, unit.unit) == (AGENCY, "Khu công nghiệp Mẫu")
    (at,) = found.stations.rows
    assert (at.station, at.station_name) == (station.id, "Bàn 1")


async def test_no_status_is_left_uncounted() -> None:
    counted = {status for some in figures.STAGES.values() for status in some}
    never_here = {Status.DRAFT, Status.FINISHED}
    assert counted == {str(status) for status in Status if status not in never_here}


async def test_the_median_is_of_whole_days_until_the_decision(
    client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    ids = [await declared(station, n) for n in range(5)]
    assert (await figures_of(client)).whole.median_days is None
    for which, days in zip(ids[:3], (0, 1, 4), strict=True):
        clock.now += timedelta(days=days)
        await decide(client, which, "approve")
    await station.sign_in()
    found = await figures_of(client)
    assert found.whole.median_days == 1, "0, 1 and 5 days after receipt; two still wait"
    assert [row.median_days for row in found.registrars.rows] == [1]


async def test_a_correction_waits_anew_and_counts_once(
    client: httpx.AsyncClient, station: FieldStation
) -> None:
    which = await declared(station, 1)
    await decide(client, which, "return")
    assert (await figures_of(client)).whole.median_days == 0
    corrected = station.record(id=which, revision=2, registrar="thu", content=content())
    receipt_in(await station.put(corrected))
    found = await figures_of(client)
    assert stages(found.whole) == (1, 0, 0, 0, 0, 0)
    assert found.whole.median_days is None
    assert [row.registrar for row in found.registrars.rows] == ["thu"]


async def test_days_are_those_of_declaring_and_both_ends_count(
    client: httpx.AsyncClient, station: FieldStation
) -> None:
    for n, day in enumerate(("2026-02-27", "2026-02-28", "2026-03-01")):
        await declared(station, n, declared_on=day)
    found = await figures_of(client, first_day="2026-02-28", last_day="2026-03-01")
    assert [(row.day, row.declared) for row in found.days] == [(date(2026, 2, 28), 1), (date(2026, 3, 1), 1)]
    assert found.whole.declared == 2


async def test_rights_go_by_agency_and_one_may_ask_about_one_of_ones_own(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    await declared(station, 1)
    service.office.add_agency("MAU-00", "BHXH tỉnh Mẫu")
    service.office.add_agency(AGENCY, "BHXH cơ sở Mẫu", "MAU-00")
    supervisor = (PersonRole.SUPERVISOR,)
    for name, agency in (("trên", "MAU-00"), ("bên", OTHER_AGENCY)):
        assert service.office.add_person(name, PASSPHRASE, name, supervisor, agency) is None
    above = await figures_of(client, "trên")
    assert above.whole.declared == 1
    assert set(above.names) == {"MAU-00", AGENCY}
    assert (await figures_of(client, "trên", agency=AGENCY)).whole.declared == 1
    assert (await figures_of(client, "trên", agency="MAU-00")).whole.declared == 0
    for asked in ({}, {"agency": AGENCY}):
        beside = await figures_of(client, "bên", **asked)
        assert (beside.whole.declared, beside.stations.rows, set(beside.names)) == (0, (), {OTHER_AGENCY})


@pytest.mark.parametrize(
    "asked", [{"first_day": "2026-04-01"}, {"first_day": "2025-03-01"}, {"last_day": "9999-12-31"}]
)
async def test_a_span_that_is_none_or_too_long_is_refused(
    client: httpx.AsyncClient, station: FieldStation, asked: dict[str, str]
) -> None:
    headers = await sign_in(client, "sơn")
    answer = await client.get("/v1/supervision/figures", params=MARCH | asked, headers=headers)
    assert answer.status_code == 400


@pytest.mark.timeout(300)
@pytest.mark.parametrize("person", [LAN, COUNTRY], ids=lambda each: each.name)
def test_figures_are_counted_from_their_index_alone(plans: Plans, person: Any) -> None:
    query = FigureQuery(first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))
    found = plans.service.figures.look(person, query)
    assert sum(row.declared for row in found.stations.rows) == found.whole.declared > 10
    assert len(found.agencies.rows) == (1 if person is LAN else len(AGENCIES))
    assert plans.scans() == []
    assert plans.repeated() == []
    (plan,) = [each for each in plans.told() if "ix_declaration_figures" in each]
    assert "COVERING INDEX ix_declaration_figures" in plan or "Index Only Scan" in plan


@pytest.mark.timeout(300)
def test_a_long_table_is_told_as_far_as_it_is_read_and_says_how_many_more(
    plans: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "LARGEST", 7)
    query = FigureQuery(first_day=date(2026, 1, 1), last_day=date(2026, 12, 31))
    found = plans.service.figures.look(COUNTRY, query)
    assert (len(found.stations.rows), found.stations.left_out) == (7, len(AGENCIES) * 10 - 7)
    declared = [row.declared for row in found.stations.rows]
    assert declared == sorted(declared, reverse=True)
