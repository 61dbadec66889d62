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
