"""People are shown by their full names; a desk's registrars by the names their station reports."""

from __future__ import annotations

from typing import Any

import httpx

from approval.service import Service
from declaration.wire.records import Record
from declaration.wire.sign_in import PersonRole
from declaration.wire.supervision import StationReport
from tests.contract.test_approval_complaints import complaint, search
from tests.fakes.field_station import AGENCY, PASSPHRASE, FieldStation, photo, receipt_in, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]
REPORT = StationReport(
    waiting=0,
    oldest_age=0,
    at_risk=0,
    refused={},
    set_aside=0,
    clock_error=None,
    app_version="0.1.0",
    free_space=1,
    registrars={"hoa": "Lê Thị Hoa"},
)


async def signed_in(
    service: Service,
    client: httpx.AsyncClient,
    name: str,
    full: str,
    role: PersonRole = PersonRole.REVIEWER,
) -> dict[str, str]:
    assert service.office.add_person(name, PASSPHRASE, full, (role,), AGENCY) is None
    return await sign_in(client, name)


async def received(station: FieldStation) -> Record:
    picture = photo()
    await station.put_blob(picture)
    record = station.record(picture)
    receipt_in(await station.put(record))
    return record


async def report(station: FieldStation) -> None:
    body = REPORT.model_dump(mode="json")
    answer = await station.client.put("/v1/stations/me/report", json=body, headers=station.headers)
    assert answer.status_code == 204


async def history(client: httpx.AsyncClient, headers: dict[str, str], record: Any) -> dict[str, str]:
    detail = (await client.get(f"/v1/reviews/{record.id}", headers=headers)).json()
    return {line["event"]: line["name"] for line in detail["history"]}


async def test_history_names_the_reviewer_and_the_registrar_though_they_share_a_sign_in_name(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    record = await received(station)
    headers = await signed_in(service, client, "hoa", "Trần Mỹ Hoa")
    assert (await history(client, headers, record))["received"] == ""
    await report(station)
    said = {"decision": "return", "revision": 1, "version": 1, "fields": ["phone"], "reasons": ["other"]}
    path = f"/v1/reviews/{record.id}/decisions"
    answer = await client.post(path, json=said, headers=headers)
    assert answer.status_code == 200, answer.text
    named = await history(client, headers, record)
    assert (named["received"], named["returned"]) == ("Lê Thị Hoa", "Trần Mỹ Hoa")
    assert answer.json()["registrars"] == {"hoa": "Lê Thị Hoa"}


async def test_a_complaint_names_who_took_it_down_passed_it_on_and_answered(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    taken = complaint(station)
    receipt_in(await station.put(taken))
    await report(station)
    first = await signed_in(service, client, "lan2", "Vũ Thị Lan")
    second = await signed_in(service, client, "lan3", "Vũ Thị Lan")
    to = {"agency": AGENCY, "office": "benefits", "reason": "x"}
    await client.post(f"/v1/complaints/{taken.id}/passed", json=to, headers=first)
    await client.post(f"/v1/complaints/{taken.id}/answer", json={"answer": "Xong"}, headers=second)
    [item] = (await search(client, first, answered=True))["items"]
    assert (item["registrar_name"], item["answered_name"]) == ("Lê Thị Hoa", "Vũ Thị Lan")
    assert [each["name"] for each in item["passed"]] == ["Vũ Thị Lan"]


async def test_two_of_one_full_name_are_told_apart_in_the_audit(
    service: Service, client: httpx.AsyncClient
) -> None:
    for name in ("lan2", "lan3"):
        await signed_in(service, client, name, "Vũ Thị Lan")
    auditor = await signed_in(service, client, "kt", "Đỗ Kiểm Tra", PersonRole.AUDITOR)
    days = {"first_day": "2026-03-02", "last_day": "2026-03-02"}
    page = (await client.post("/v1/audit/search", json=days, headers=auditor)).json()
    named = {each["actor"]: each["name"] for each in page["entries"] if each["action"] == "signed_in"}
    assert named == {"lan2": "Vũ Thị Lan (lan2)", "lan3": "Vũ Thị Lan (lan3)", "kt": "Đỗ Kiểm Tra"}


async def test_a_registrar_bears_the_full_name_in_the_audit_not_that_of_who_signs_in_by_the_same_name(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    await received(station)
    await signed_in(service, client, "hoa", "Trần Mỹ Hoa")
    auditor = await signed_in(service, client, "kt", "Đỗ Kiểm Tra", PersonRole.AUDITOR)
    assert (await acts_of(client, auditor, "hoa"))["received"] == ""
    await report(station)
    named = await acts_of(client, auditor, "hoa")
    assert (named["received"], named["signed_in"]) == ("Lê Thị Hoa", "Trần Mỹ Hoa")


async def test_a_station_is_called_by_its_name_in_the_audit(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    auditor = await signed_in(service, client, "kt", "Đỗ Kiểm Tra", PersonRole.AUDITOR)
    assert (await acts_of(client, auditor, station.id))["station_enrolled"] == "Bàn 1"


async def acts_of(client: httpx.AsyncClient, auditor: dict[str, str], actor: str) -> dict[str, str]:
    asked = {"first_day": "2026-03-02", "last_day": "2026-03-02", "actor": actor}
    page = (await client.post("/v1/audit/search", json=asked, headers=auditor)).json()
    return {each["action"]: each["name"] for each in page["entries"]}


async def test_figures_name_a_registrar_as_their_own_station_does(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    await received(station)
    supervisor = await signed_in(service, client, "pt", "Vũ Phụ Trách", PersonRole.SUPERVISOR)
    assert (await registrars(client, supervisor)) == [("hoa", "")]
    await report(station)
    assert (await registrars(client, supervisor)) == [("hoa", "Lê Thị Hoa")]


async def registrars(client: httpx.AsyncClient, supervisor: dict[str, str]) -> list[tuple[str, str]]:
    days = {"first_day": "2026-03-01", "last_day": "2026-03-31"}
    found = (await client.get("/v1/supervision/figures", params=days, headers=supervisor)).json()
    return [(row["registrar"], row["registrar_name"]) for row in found["registrars"]["rows"]]
