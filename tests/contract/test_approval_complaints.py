"""The contract of complaints: taken down at a desk, answered once, closed by a revision of their own."""

from __future__ import annotations

from typing import Any

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
    receipt_in,
    sign_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]
WORDS = "Sổ ghi thiếu hai năm"


async def person(
    service: Service, client: httpx.AsyncClient, role: PersonRole, agency: str = AGENCY
) -> dict[str, str]:
    name = f"{role}-{agency}"
    assert service.office.add_person(name, PASSPHRASE, name, (role,), agency) is None
    return await sign_in(client, name)


def complaint(station: FieldStation, *, of: Record | None = None, **changed: Any) -> Record:
    content = {"subject": "personal_data", "words": WORDS, "full_name": "Nguyễn Văn Mẫu"} | changed
    address: dict[str, Any] = {"id": of.id, "revision": of.revision + 1} if of else {}
    return station.record(kind="complaint", form_version="complaint-1", content=content, **address)


@pytest.mark.parametrize("role", [PersonRole.REVIEWER, PersonRole.SUPERVISOR])
async def test_it_is_answered_once_and_the_desk_is_told(
    service: Service, client: httpx.AsyncClient, station: FieldStation, role: PersonRole
) -> None:
    taken = complaint(station)
    assert [(await station.put(taken)).status_code for _ in range(2)] == [201, 200]
    headers = await person(service, client, role)
    page = (await client.post("/v1/complaints/search", json={}, headers=headers)).json()
    assert (page["waiting"], [each["words"] for each in page["items"]]) == (1, [WORDS])
    path = f"/v1/complaints/{taken.id}/answer"
    answer = await client.post(path, json={"answer": " Đã bổ sung "}, headers=headers)
    assert (answer.status_code, answer.json()["answer"]) == (200, "Đã bổ sung")
    again = await client.post(path, json={"answer": "Khác"}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "already_answered")
    [told] = [x for x in (await station.changes())["events"] if x["kind"] == "complaint_answered"]
    assert (told["record_id"], told["data"]["answer"]) == (str(taken.id), "Đã bổ sung")
    answered = await client.post("/v1/complaints/search", json={"answered": True}, headers=headers)
    assert (answered.json()["waiting"], len(answered.json()["items"])) == (0, 1)


async def test_the_desk_closes_it_with_the_person_told(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    taken = complaint(station)
    receipt_in(await station.put(taken))
    receipt_in(await station.put(complaint(station, of=taken, told="by_phone")))
    headers = await person(service, client, PersonRole.REVIEWER)
    [item] = (await client.post("/v1/complaints/search", json={}, headers=headers)).json()["items"]
    assert (item["told"], item["words"]) == ("by_phone", WORDS)


async def test_subjects_are_asked_for_one_by_one_and_another_agency_sees_none(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    taken = complaint(station)
    receipt_in(await station.put(taken))
    headers = await person(service, client, PersonRole.REVIEWER)
    for subject, found in (("personal_data", 1), ("benefits", 0)):
        page = await client.post("/v1/complaints/search", json={"subject": subject}, headers=headers)
        assert len(page.json()["items"]) == found
    strangers = await person(service, client, PersonRole.REVIEWER, OTHER_AGENCY)
    page = await client.post("/v1/complaints/search", json={}, headers=strangers)
    assert (page.json()["items"], page.json()["waiting"]) == ([], 0)
    answer = await client.post(
        f"/v1/complaints/{taken.id}/answer", json={"answer": "Không"}, headers=strangers
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("changed", [{"subject": "Nguyễn Văn Mẫu"}, {"words": ""}, {"words": "x" * 2001}])
async def test_a_complaint_that_says_nothing_sound_is_refused(
    station: FieldStation, changed: dict[str, Any]
) -> None:
    answer = await station.put(complaint(station, **changed))
    assert (answer.status_code, answer.json()["code"]) == (422, "content_invalid")


async def search(client: httpx.AsyncClient, headers: dict[str, str], **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.post("/v1/complaints/search", json=asked, headers=headers)).json()
    return found


async def test_it_goes_to_the_agency_its_desk_was_told_and_no_other_sees_it(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    receipt_in(await station.put(complaint(station, agency=OTHER_AGENCY)))
    own = await person(service, client, PersonRole.REVIEWER)
    other = await person(service, client, PersonRole.REVIEWER, OTHER_AGENCY)
    assert (await search(client, own))["waiting"] == 0
    [item] = (await search(client, other))["items"]
    assert (item["agency"], item["office"]) == (OTHER_AGENCY, "records")


@pytest.mark.parametrize("named", ["", "KHONG-CO"])
async def test_without_an_agency_that_exists_the_stations_own_answers(
    service: Service, client: httpx.AsyncClient, station: FieldStation, named: str
) -> None:
    receipt_in(await station.put(complaint(station, agency=named)))
    [item] = (await search(client, await person(service, client, PersonRole.REVIEWER)))["items"]
    assert (item["agency"], item["passed"]) == (AGENCY, [])


async def test_the_list_is_narrowed_to_one_office_and_counts_each(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    for subject in ("benefits", "benefits", "account"):
        receipt_in(await station.put(complaint(station, subject=subject)))
    page = await search(client, await person(service, client, PersonRole.REVIEWER), office="benefits")
    assert ({each["subject"] for each in page["items"]}, page["waiting"]) == ({"benefits"}, 3)
    assert page["by_office"] == {"benefits": 2, "counter": 1}


async def test_it_is_passed_on_with_a_reason_and_the_desk_is_told(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    taken = complaint(station)
    receipt_in(await station.put(taken))
    own = await person(service, client, PersonRole.REVIEWER)
    other = await person(service, client, PersonRole.REVIEWER, OTHER_AGENCY)
    path, to = f"/v1/complaints/{taken.id}/passed", {"agency": OTHER_AGENCY, "office": "benefits"}
    said = to | {"reason": " Người này hưởng ở nơi khác "}
    passed = await client.post(path, json=said, headers=own)
    assert passed.status_code == 200
    [told] = [x for x in (await station.changes())["events"] if x["kind"] == "complaint_passed"]
    assert told["record_id"] == str(taken.id)
    assert told["data"] | {"agency_name": ""} == to | {
        "agency_name": "",
        "reason": "Người này hưởng ở nơi khác",
        "by": f"reviewer-{AGENCY}",
        "name": f"reviewer-{AGENCY}",
    }
    assert (await search(client, own))["items"] == []
    assert (await client.post(path, json=said, headers=own)).status_code == 404
    [item] = (await search(client, other))["items"]
    assert [each["reason"] for each in item["passed"]] == ["Người này hưởng ở nơi khác"]
    back = await client.post(path, json={"agency": AGENCY, "office": "records", "reason": "x"}, headers=other)
    assert [each["agency"] for each in back.json()["passed"]] == [OTHER_AGENCY, AGENCY]


@pytest.mark.parametrize(
    ("agency", "office", "status", "code"),
    [
        (AGENCY, "records", 409, "passed_nowhere"),
        ("KHONG-CO", "records", 422, "no_such_agency"),
    ],
)
async def test_it_is_passed_on_to_somebody_else_who_exists(
    service: Service,
    client: httpx.AsyncClient,
    station: FieldStation,
    agency: str,
    office: str,
    status: int,
    code: str,
) -> None:
    taken = complaint(station)
    receipt_in(await station.put(taken))
    own = await person(service, client, PersonRole.REVIEWER)
    said = {"agency": agency, "office": office, "reason": "Không đúng việc"}
    answer = await client.post(f"/v1/complaints/{taken.id}/passed", json=said, headers=own)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_what_was_answered_is_not_passed_on(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    taken = complaint(station)
    receipt_in(await station.put(taken))
    own = await person(service, client, PersonRole.REVIEWER)
    await client.post(f"/v1/complaints/{taken.id}/answer", json={"answer": "Xong"}, headers=own)
    said = {"agency": OTHER_AGENCY, "office": "records", "reason": "Không đúng việc"}
    answer = await client.post(f"/v1/complaints/{taken.id}/passed", json=said, headers=own)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_answered")
