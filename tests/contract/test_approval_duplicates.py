"""The rules across stations: the second desk is told at once, the reviewer sees both sides."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from approval.service import Service
from approval.storage import greens
from declaration.wire.records import Record
from tests.contract.reviewer import APPROVE, Reviewer
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import FieldStation, SetClock, content, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

SOMEBODY_ELSE: dict[str, Any] = {
    "full_name": "Trần Thị Thử",
    "birth": "1991-02-03",
    "document": {"kind": "citizen_id", "value": "001190654321"},
    "insurance_code": "9876543210",
    "phone": "+84987654321",
    "email": None,
}


A_THIRD: dict[str, Any] = SOMEBODY_ELSE | {
    "full_name": "Lê Văn Ví",
    "document": {"kind": "citizen_id", "value": "001090111222"},
    "insurance_code": "7900000009",
    "phone": "+84911222333",
}


async def _declared(station: FieldStation, **changed: Any) -> Record:
    record = station.record(content=content(**changed))
    assert (await station.put(record)).status_code == 201
    return record


async def _with_account(station: FieldStation, lan: Reviewer, **changed: Any) -> None:
    assert (await lan.decide(await _declared(station, **changed), APPROVE)).status_code == 200


async def _told(station: FieldStation) -> list[dict[str, Any]]:
    events = (await station.changes())["events"]
    return [each["data"] for each in events if each["kind"] == "possible_duplicate"]


@pytest.fixture
async def second(service: Service, client: httpx.AsyncClient, clock: SetClock) -> FieldStation:
    return await FieldStation.ready(service, client, clock)


@pytest.mark.parametrize(
    ("changed", "on"),
    [
        ({}, "document_number"),
        ({"document": {"kind": "citizen_id", "value": "001190654321"}}, "insurance_code"),
        (SOMEBODY_ELSE | {"phone": "+84912345678"}, "phone"),
        (SOMEBODY_ELSE | {"email": "MAU@example.com"}, "email"),
        (SOMEBODY_ELSE | {"full_name": "Nguyễn Văn Mẫu", "birth": "1990-01-01"}, "full_name"),
    ],
)
async def test_the_second_desk_is_told_at_once_what_it_shares_with_which_dossier(
    station: FieldStation, second: FieldStation, client: httpx.AsyncClient, changed: dict[str, Any], on: str
) -> None:
    await _declared(station)
    record = await _declared(second, **changed)
    told = "same_kind" if on in ("document_number", "insurance_code") else on
    assert await _told(second) == [{"on": told, "dossier_number": "TK-2026-000001"}]
    assert await _told(station) == [], "the first desk has nothing to do"
    detail = await client.get(f"/v1/reviews/{record.id}", headers=await sign_in(client, "lan"))
    assert [each["on"] for each in detail.json()["duplicates"]] == [on]


async def test_of_two_in_one_batch_the_second_is_told_of_the_first(station: FieldStation) -> None:
    alone = station.record(content=content(**SOMEBODY_ELSE))
    two = [station.record(content=content()) for _ in range(2)]
    body = b"\n".join(station.seal(each) for each in (two[0], alone, two[1]))
    answer = await station.client.post("/v1/records", content=body, headers=station.headers)
    assert [each["answer"]["outcome"] for each in answer.json()["items"]] == ["receipt"] * 3
    events = (await station.changes())["events"]
    assert [(each["kind"], each["record_id"]) for each in events] == [
        ("received", str(two[0].id)),
        ("received", str(alone.id)),
        ("received", str(two[1].id)),
        ("possible_duplicate", str(two[1].id)),
    ]


async def test_what_has_nothing_in_common_or_has_ended_is_no_duplicate(
    station: FieldStation, second: FieldStation, service: Service, clock: SetClock
) -> None:
    await _declared(station)
    await _declared(second, **SOMEBODY_ELSE)
    clock.now = clock.now.replace(day=12)
    assert service.lapses.run() == 2
    await second.sign_in()
    await _declared(second, declared_on="2026-03-12")
    assert await _told(second) == []


async def test_a_correction_that_comes_late_is_not_told_again(
    station: FieldStation, second: FieldStation
) -> None:
    await _declared(station)
    newer = second.record(revision=2, content=content())
    older = second.record(revision=1, id=newer.id, content=content())
    assert (await second.put(newer)).status_code == 201
    assert (await second.put(older)).status_code == 201
    assert len(await _told(second)) == 1


async def test_a_second_open_declaration_of_a_kind_is_told_held_for_the_reviewer_and_never_refused(
    station: FieldStation, second: FieldStation, client: httpx.AsyncClient
) -> None:
    await _declared(station)
    again = await _declared(second, phone="+84987654321", email=None)
    assert await _told(second) == [{"on": "same_kind", "dossier_number": "TK-2026-000001"}]
    lan = await sign_in(client, "lan")
    detail = (await client.get(f"/v1/reviews/{again.id}", headers=lan)).json()
    assert [each["same_kind"] for each in detail["duplicates"]] == [True]
    assert not detail["summary"]["green"]


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "stop", "stop": {"first_day": "2026-03-05", "reason": "thôi dùng"}},
        {"kind": "adjust", "changed": {"phone": "+84987000111", "email": "moi@example.com"}},
    ],
)
async def test_what_a_person_declared_of_another_kind_is_no_clash(
    station: FieldStation, second: FieldStation, lan: Reviewer, changed: dict[str, Any], service: Service
) -> None:
    registered = await _declared(station)
    again = await _declared(second, **changed)
    assert await _told(second) == []
    assert [(await lan.detail(each)).duplicates for each in (again, registered)] == [(), ()]
    with service.database.reading() as session:
        assert not greens.duplicates_among(session, [registered.id]), "it may still be approved with others"


async def test_a_change_that_was_made_is_not_held_against_the_next_one(
    station: FieldStation, second: FieldStation, lan: Reviewer
) -> None:
    await _with_account(station, lan)
    await _with_account(station, lan, kind="adjust", changed={"phone": "+84987000111"})
    open_one = await _declared(second, kind="adjust", changed={"phone": "+84987000222"})
    assert ((await lan.detail(open_one)).duplicates, await _told(second)) == ((), [])
    await _declared(second, kind="adjust", changed={"phone": "+84987000333"})
    assert [each["on"] for each in await _told(second)] == ["same_kind"]


async def test_anothers_code_under_ones_own_document_is_still_told(
    station: FieldStation, second: FieldStation, lan: Reviewer
) -> None:
    await _with_account(station, lan)
    other = SOMEBODY_ELSE | {"insurance_code": "0123456789"}
    await _declared(second, **other, kind="adjust", changed={"phone": "+84987000111"})
    assert await _told(second) == [{"on": "insurance_code", "dossier_number": "TK-2026-000001"}]


@pytest.mark.parametrize(
    ("changed", "on"),
    [
        ({"phone": "+84912345678"}, "phone"),
        ({"email": "MAU@example.com"}, "email"),
        ({"phone": "+84912345678", "email": "mau@example.com"}, "phone"),
    ],
)
async def test_a_new_contact_that_anothers_account_has_is_told_at_once_and_seen_by_the_reviewer(
    station: FieldStation, second: FieldStation, lan: Reviewer, changed: dict[str, Any], on: str
) -> None:
    await _with_account(station, lan)
    await _with_account(station, lan, **SOMEBODY_ELSE)
    record = await _declared(second, **SOMEBODY_ELSE, kind="adjust", changed=changed)
    assert await _told(second) == [{"on": on, "dossier_number": "TK-2026-000001"}]
    assert [each.on for each in (await lan.detail(record)).duplicates] == [on]


async def test_a_new_contact_is_compared_with_what_accounts_have_now_not_with_what_was_declared(
    station: FieldStation, second: FieldStation, lan: Reviewer
) -> None:
    await _with_account(station, lan)
    await _with_account(station, lan, kind="adjust", changed={"phone": "+84987000111"})
    await _with_account(station, lan, **SOMEBODY_ELSE)
    await _declared(second, **SOMEBODY_ELSE, kind="adjust", changed={"phone": "+84912345678"})
    assert await _told(second) == [], "nobody has it any more"
    await _declared(second, **SOMEBODY_ELSE, kind="adjust", changed={"phone": "+84987000111"})
    assert [each["on"] for each in await _told(second)] == ["same_kind"]
    taken = await _declared(second, **A_THIRD, kind="adjust", changed={"phone": "+84987000111"})
    assert [(each.on, each.dossier_number) for each in (await lan.detail(taken)).duplicates] == [
        ("phone", "TK-2026-000001")
    ]


async def test_ones_own_contact_declared_as_new_is_no_clash(
    station: FieldStation, second: FieldStation, lan: Reviewer
) -> None:
    await _with_account(station, lan)
    record = await _declared(second, kind="adjust", changed={"phone": "+84912345678"})
    assert ((await lan.detail(record)).duplicates, await _told(second)) == ((), [])
