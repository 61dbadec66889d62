"""The contract of declarations made online: looked up by their own agency's desks, handed in once."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from approval.service import Service
from approval.storage.sign_in_rows import AuditRow
from declaration.wire.online import OnlineDeclaration
from tests.fakes.field_station import AGENCY, OTHER_AGENCY, FieldStation, SetClock, content, receipt_in

pytest_plugins = ["tests.fakes.approval_fixtures"]
TODAY = date(2026, 3, 2)


def online(number: str, **changed: Any) -> OnlineDeclaration:
    declared = {
        "number": number,
        "made_on": "2026-02-27",
        "agency": AGENCY,
        "full_name": "Nguyễn Văn Mẫu",
        "birth": "1990-01-01",
        "sex": "male",
        "document": {"kind": "citizen_id", "value": "001090123456"},
        "insurance_code": "0123456789",
    }
    return OnlineDeclaration.model_validate(declared | changed)


async def asked(client: httpx.AsyncClient, station: FieldStation, number: str) -> httpx.Response:
    return await client.post("/v1/online/search", json={"number": number}, headers=station.headers)


async def test_it_is_found_by_its_number_and_by_the_insurance_code(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    service.online.take([online("TT-0001", made_on="2026-02-25"), online("TT-0002")])
    for number, found in (("TT-0001", "TT-0001"), ("0123456789", "TT-0002"), (" TT-0002 ", "TT-0002")):
        answer = await asked(client, station, number)
        assert (answer.status_code, answer.json()["number"]) == (200, found)
    assert (await asked(client, station, "TT-9999")).status_code == 404


async def test_taking_the_portals_list_again_doubles_nothing_and_changes_what_changed(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    assert service.online.take([online("TT-0001")]) == 1
    assert service.online.take([online("TT-0001", full_name="Nguyễn Văn Mẫn")]) == 1
    assert (await asked(client, station, "TT-0001")).json()["full_name"] == "Nguyễn Văn Mẫn"


async def test_once_handed_in_it_is_offered_to_nobody(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    service.online.take([online("TT-0001"), online("TT-0002", insurance_code="")])
    declared = content(declared_on="2026-02-27", online_number="TT-0001")
    receipt_in(await station.put(station.record(content=declared)))
    answer = await asked(client, station, "TT-0001")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_handed_in")
    page = (await client.get("/v1/online", headers=station.headers)).json()
    assert [each["number"] for each in page["items"]] == ["TT-0002"]


async def test_ten_days_after_its_own_day_it_is_over(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    service.online.take([online("TT-0001", made_on="2026-02-20")])
    assert (await asked(client, station, "TT-0001")).status_code == 200
    clock.forward(days=1)
    await station.sign_in()
    assert (await asked(client, station, "TT-0001")).status_code == 404
    assert service.online.take([]) == 0


async def test_another_agencys_declarations_do_not_exist(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    service.online.take([online("TT-0001", agency=OTHER_AGENCY)])
    assert (await asked(client, station, "TT-0001")).status_code == 404
    assert (await client.get("/v1/online", headers=station.headers)).json()["items"] == []


async def test_the_list_comes_page_by_page(
    service: Service,
    client: httpx.AsyncClient,
    station: FieldStation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("approval.online.PAGE", 2)
    service.online.take([online(f"TT-000{at}") for at in range(3)])
    first = (await client.get("/v1/online", headers=station.headers)).json()
    rest = await client.get("/v1/online", params={"after": first["next_after"]}, headers=station.headers)
    numbers = [each["number"] for each in (*first["items"], *rest.json()["items"])]
    assert (numbers, rest.json()["next_after"]) == (["TT-0000", "TT-0001", "TT-0002"], None)


async def test_who_looked_somebody_up_and_who_took_the_list_stands_in_the_audit(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    service.online.take([online("TT-0001")])
    await asked(client, station, "0123456789")
    await client.get("/v1/online", headers=station.headers)
    with service.database.reading() as session:
        lines = session.exec(select(AuditRow).where(col(AuditRow.actor) == station.id)).all()
    told = {(line.action, line.subject, line.note) for line in lines}
    assert told >= {("online_looked_up", "TT-0001", ""), ("online_listed", "", "people 1")}


async def test_a_look_that_finds_nothing_and_what_was_put_in_leave_a_line_too(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    service.online.take([online("TT-0001"), online("TT-0002", agency=OTHER_AGENCY)])
    assert (await asked(client, station, "TT-9999")).status_code == 404
    with service.database.reading() as session:
        lines = session.exec(select(AuditRow).where(col(AuditRow.action).startswith("online_"))).all()
    assert [(line.actor, line.action, line.agency, line.note) for line in lines] == [
        ("office", "online_taken", AGENCY, "people 1"),
        ("office", "online_taken", OTHER_AGENCY, "people 1"),
        (station.id, "online_looked_up", AGENCY, ""),
    ]
