"""Lines of the audit say what they are about in words a person knows, and only of the auditor's agencies."""

from __future__ import annotations

import httpx

from approval.service import Service
from declaration.wire.sign_in import PersonRole
from tests.contract.test_approval_complaints import complaint
from tests.contract.test_approval_handovers import batch
from tests.contract.test_approval_naming import received, signed_in
from tests.fakes.field_station import AGENCY, OTHER_AGENCY, PASSPHRASE, FieldStation, receipt_in, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]


async def entries(client: httpx.AsyncClient, auditor: dict[str, str], **asked: str) -> list[dict[str, str]]:
    days = {"first_day": "2026-03-02", "last_day": "2026-03-02"}
    page = (await client.post("/v1/audit/search", json=days | asked, headers=auditor)).json()
    found: list[dict[str, str]] = page["entries"]
    return found


async def lines(
    client: httpx.AsyncClient, auditor: dict[str, str], **asked: str
) -> dict[tuple[str, str], str]:
    """What each line is about in words, by act and subject."""
    found = await entries(client, auditor, **asked)
    return {(each["action"], each["subject"]): each["about"] for each in found}


async def test_a_declaration_a_station_and_a_person_are_called_as_people_call_them(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    record = await received(station)
    reviewer = await signed_in(service, client, "lan2", "Vũ Thị Lan")
    detail = (await client.get(f"/v1/reviews/{record.id}", headers=reviewer)).json()
    auditor = await signed_in(service, client, "kt", "Đỗ Kiểm Tra", PersonRole.AUDITOR)
    found = await lines(client, auditor)
    assert found["viewed", str(record.id)] == detail["summary"]["dossier_number"]
    assert found["station_enrolled", station.id] == "Bàn 1 · Khu công nghiệp Mẫu"
    assert found["signed_in", "lan2"] == "Vũ Thị Lan (lan2)"
    assert detail["summary"]["full_name"] not in str(found), "nobody's data"


async def test_what_is_another_agencys_keeps_its_bare_id(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    record = await received(station)
    assert (
        service.office.add_person("kt2", PASSPHRASE, "Đỗ Kiểm Tra", (PersonRole.AUDITOR,), OTHER_AGENCY)
        is None
    )
    auditor = await sign_in(client, "kt2")
    for subject in (str(record.id), station.id, "lan"):
        await lines(client, auditor, subject=subject)
    asked = {subject: about for (act, subject), about in (await lines(client, auditor)).items()}
    assert [asked[each] for each in (str(record.id), station.id, "lan")] == ["", "", ""]
    assert asked["kt2"] == "Đỗ Kiểm Tra (kt2)"


async def test_an_auditor_hears_the_names_of_ones_own_agencies(
    service: Service, client: httpx.AsyncClient
) -> None:
    auditor = await signed_in(service, client, "kt", "Đỗ Kiểm Tra", PersonRole.AUDITOR)
    days = {"first_day": "2026-03-02", "last_day": "2026-03-02"}
    page = (await client.post("/v1/audit/search", json=days, headers=auditor)).json()
    assert page["agencies"] == {AGENCY: f"BHXH {AGENCY}"}


async def test_papers_and_complaints_are_called_by_their_desk(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    record = await received(station)
    papers, taken = batch(station, record), complaint(station)
    receipt_in(await station.put(papers))
    receipt_in(await station.put(taken))
    reviewer = await signed_in(service, client, "lan2", "Vũ Thị Lan")
    await client.post(f"/v1/handovers/{papers.id}/received", json={}, headers=reviewer)
    await client.post(f"/v1/complaints/{taken.id}/answer", json={"answer": "Xong"}, headers=reviewer)
    auditor = await signed_in(service, client, "kt", "Đỗ Kiểm Tra", PersonRole.AUDITOR)
    found = await lines(client, auditor)
    number = papers.content["number"]
    assert found["paper_received", str(papers.id)] == f"{number} · Bàn 1"
    assert found["complaint_answered", str(taken.id)] == "Bàn 1"
    kinds = {each["subject"]: each["about_kind"] for each in await entries(client, auditor)}
    of = (record.id, papers.id, taken.id, station.id, "lan2")
    assert [kinds[str(each)] for each in of] == ["declaration", "papers", "complaint", "station", "person"]


async def test_a_complaint_that_was_passed_on_is_still_called_by_its_desk_where_it_was_dealt_with(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    taken = complaint(station)
    receipt_in(await station.put(taken))
    reviewer = await signed_in(service, client, "lan2", "Vũ Thị Lan")
    passing = {"agency": OTHER_AGENCY, "office": "counter", "reason": "Việc của nơi khác"}
    passed = await client.post(f"/v1/complaints/{taken.id}/passed", json=passing, headers=reviewer)
    assert passed.status_code == 200
    auditor = await signed_in(service, client, "kt", "Đỗ Kiểm Tra", PersonRole.AUDITOR)
    found = await lines(client, auditor)
    assert found["complaint_passed", str(taken.id)] == "Bàn 1"


async def test_asking_for_a_complaint_never_dealt_with_does_not_tell_its_desk(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    taken = complaint(station)
    receipt_in(await station.put(taken))
    service.office.add_person("kt2", PASSPHRASE, "Đỗ Kiểm Tra", (PersonRole.AUDITOR,), OTHER_AGENCY)
    auditor = await sign_in(client, "kt2")
    await lines(client, auditor, subject=str(taken.id))
    assert (await lines(client, auditor))["audit_read", str(taken.id)] == ""
