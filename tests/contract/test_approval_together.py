"""Two reviewers never take one declaration; many green ones go with one confirmation, each by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import col, select

from approval.photo_checks import PhotoChecks
from approval.population import Answer, Answered, Question, RegistrySource
from approval.service import Service
from approval.storage import greens
from approval.storage.rows import DeclarationRow, PossibleDuplicateRow
from approval.storage.sign_in_rows import AuditRow
from declaration.wire.records import Record
from declaration.wire.review import ReviewDetail, ReviewPage
from declaration.wire.sign_in import PersonRole
from tests.fakes.field_station import (
    AGENCY,
    PASSPHRASE,
    FieldStation,
    SetClock,
    add_people,
    client_of,
    content,
    open_test_service,
    photo,
    sign_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]


class KnowsEverybody:
    """A population registry that bears out whatever it is asked."""

    source, before_asking = RegistrySource.DATABASE, Answer.UNREACHABLE

    def ask(self, question: Question) -> Answered:
        return Answered(Answer.MATCHED)


@pytest.fixture
def service(tmp_path: Path, clock: SetClock, database_url: str) -> Iterator[Service]:
    opened = open_test_service(
        tmp_path / "approval", clock, registry=KnowsEverybody(), database_url=database_url
    )
    add_people(opened)
    assert opened.office.add_person("mai", PASSPHRASE, "Mai Mẫu", (PersonRole.REVIEWER,), AGENCY) is None
    yield opened
    opened.close()


class Desk:
    """What reviewers ask over HTTP."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers

    async def page(self, **query: Any) -> ReviewPage:
        answer = await self.client.post("/v1/reviews/search", json=query, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return ReviewPage.model_validate_json(answer.content)

    async def detail(self, record: UUID) -> ReviewDetail:
        answer = await self.client.get(f"/v1/reviews/{record}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return ReviewDetail.model_validate_json(answer.content)

    async def claim(self, record: UUID) -> httpx.Response:
        return await self.client.put(f"/v1/reviews/{record}/claim", headers=self.headers)

    async def let_go(self, record: UUID) -> httpx.Response:
        return await self.client.delete(f"/v1/reviews/{record}/claim", headers=self.headers)

    async def decide(self, record: UUID, decision: str = "approve") -> httpx.Response:
        seen = await self.detail(record)
        body = {"decision": decision, "revision": seen.summary.revision, "version": seen.version}
        return await self.client.post(f"/v1/reviews/{record}/decisions", json=body, headers=self.headers)

    async def approve_together(self, *items: tuple[UUID, int]) -> dict[UUID, str]:
        body = {"items": [{"id": str(key), "revision": 1, "version": version} for key, version in items]}
        answer = await self.client.post("/v1/reviews/approvals", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return {UUID(each["id"]): each["code"] for each in answer.json()["outcomes"]}


@pytest.fixture
async def lan(client: httpx.AsyncClient) -> Desk:
    return Desk(client, await sign_in(client, "lan"))


@pytest.fixture
async def mai(client: httpx.AsyncClient) -> Desk:
    return Desk(client, await sign_in(client, "mai"))


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(service) as opened:
        yield opened


def somebody(number: int, **changed: Any) -> dict[str, Any]:
    return content(
        full_name=f"Trần Thị {'Thử' * (number + 1)}",
        document={"kind": "citizen_id", "value": f"00119065{number:04}"},
        insurance_code=f"98765{number:05}",
        phone=f"+8498765{number:04}",
        email=None,
        **changed,
    )


async def _received(service: Service, station: FieldStation, **changed: Any) -> Record:
    record = station.record(content=changed.pop("content", None) or content(**changed))
    assert (await station.put(record)).status_code == 201
    service.background.registry_checks.run()
    return record


async def test_a_claim_keeps_colleagues_away_until_it_is_let_go(
    service: Service, station: FieldStation, lan: Desk, mai: Desk
) -> None:
    record = await _received(service, station)
    assert (await lan.claim(record.id)).json()["name"] == "Lan Mẫu"
    for refused in (await mai.claim(record.id), await mai.decide(record.id)):
        assert (refused.status_code, refused.json()["code"]) == (409, "held_by_other")
    assert (await mai.let_go(record.id)).status_code == 204, "nobody lets another's claim go"
    assert (await mai.claim(record.id)).status_code == 409
    assert (await lan.claim(record.id)).status_code == 200, "one's own is renewed"
    assert (await lan.let_go(record.id)).status_code == 204
    assert (await mai.claim(record.id)).status_code == 200
    assert (await mai.decide(record.id)).status_code == 200


async def test_a_claim_ends_by_itself(
    service: Service, station: FieldStation, lan: Desk, mai: Desk, clock: SetClock
) -> None:
    record = await _received(service, station)
    await lan.claim(record.id)
    clock.forward(minutes=9)
    assert (await mai.claim(record.id)).status_code == 409
    clock.forward(minutes=1)
    assert (await mai.decide(record.id)).status_code == 200


async def test_everybody_sees_who_is_at_it_and_may_ask_for_what_is_free(
    service: Service, station: FieldStation, lan: Desk, mai: Desk
) -> None:
    held, free = await _received(service, station), await _received(service, station, content=somebody(1))
    await lan.claim(held.id)
    names = {each.id: each.claim.name if each.claim else "" for each in (await mai.page()).items}
    assert names == {held.id: "Lan Mẫu", free.id: ""}
    claim = (await mai.detail(held.id)).summary.claim
    assert claim is not None
    assert claim.by == "lan"
    assert [each.id for each in (await mai.page(free=True)).items] == [free.id]
    assert (await lan.page(free=True)).total == 2, "what one holds oneself is free"


async def test_a_decision_ends_the_claim_and_nothing_decided_is_claimed(
    service: Service, station: FieldStation, lan: Desk, mai: Desk
) -> None:
    record = await _received(service, station)
    await lan.claim(record.id)
    assert (await lan.decide(record.id)).status_code == 200
    refused = await mai.claim(record.id)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_possible_now")
    assert (await mai.detail(record.id)).summary.claim is None


async def test_a_claim_on_another_agencys_declaration_finds_nothing(
    service: Service, station: FieldStation, client: httpx.AsyncClient
) -> None:
    record = await _received(service, station)
    kim = Desk(client, await sign_in(client, "kim"))
    assert [(await kim.claim(record.id)).status_code, (await kim.let_go(record.id)).status_code] == [404, 404]


async def test_green_ones_go_together_and_each_leaves_its_own_line(
    service: Service, station: FieldStation, lan: Desk
) -> None:
    records = [await _received(service, station, content=somebody(n)) for n in range(3)]
    items = (await lan.page(green=True)).items
    assert {each.id for each in items if each.green} == {each.id for each in records}
    outcomes = await lan.approve_together(*((each.id, 1) for each in items))
    assert set(outcomes.values()) == {""}
    with service.database.reading() as session:
        lines = session.exec(select(AuditRow).where(col(AuditRow.action) == "approved")).all()
    assert {(line.actor, line.subject) for line in lines} == {("lan", str(each.id)) for each in records}
    assert (await lan.page()).total == 0


async def test_what_could_not_be_decided_with_the_others_is_named_and_stays(
    service: Service, station: FieldStation, lan: Desk, mai: Desk, clock: SetClock
) -> None:
    good = await _received(service, station, content=somebody(0))
    doubted = await _received(service, station, content=somebody(1, checks=["card_expired"]))
    held = await _received(service, station, content=somebody(2))
    older = await _received(service, station, content=somebody(3))
    nowhere = uuid4()
    await mai.claim(held.id)
    outcomes = await lan.approve_together(
        (doubted.id, 1), (held.id, 1), (older.id, 7), (nowhere, 1), (good.id, 1), (good.id, 1)
    )
    assert outcomes == {
        doubted.id: "not_green",
        held.id: "held_by_other",
        older.id: "version_changed",
        nowhere: "not_found",
        good.id: "version_changed",
    }, "the second time it is asked for, it is decided already"
    assert {each.id for each in (await lan.page()).items} == {doubted.id, held.id, older.id}


@pytest.mark.parametrize(
    "changed",
    [
        {"insurance_code": None},
        {"checks": ["card_expired"]},
        {"verification": {"outcome": "exception", "reason": "x", "by": "hoa", "at": "2026-03-01T02:00:00Z"}},
        {"kind": "stop", "stop": {"first_day": "2026-03-05", "reason": "thôi dùng"}},
    ],
    ids=str,
)
async def test_what_is_not_in_order_in_every_way_is_not_green(
    service: Service, station: FieldStation, lan: Desk, changed: dict[str, Any]
) -> None:
    record = await _received(service, station, **changed)
    assert [each.green for each in (await lan.page()).items] == [False]
    assert (await lan.page(green=True)).total == 0
    assert await lan.approve_together((record.id, 1)) == {record.id: "not_green"}


async def test_two_that_share_something_are_both_looked_at_singly(
    service: Service, station: FieldStation, lan: Desk
) -> None:
    first = await _received(service, station)
    assert (await lan.detail(first.id)).summary.green
    second = await _received(service, station, content=somebody(1) | {"phone": "+84912345678"})
    assert [each.green for each in (await lan.page()).items] == [False, False]
    assert await lan.approve_together((first.id, 1), (second.id, 1)) == {
        first.id: "not_green",
        second.id: "not_green",
    }


async def test_nothing_is_green_before_the_registry_has_answered(
    service: Service, station: FieldStation, lan: Desk
) -> None:
    assert (await station.put(station.record())).status_code == 201
    assert (await lan.page(green=True)).total == 0
    service.background.registry_checks.run()
    assert (await lan.page(green=True)).total == 1


@pytest.mark.parametrize("is_readable", [True, False])
async def test_nothing_is_green_before_its_photos_were_decoded_and_found_readable(
    service: Service, station: FieldStation, lan: Desk, monkeypatch: pytest.MonkeyPatch, is_readable: bool
) -> None:
    await station.put_blob(photo(1))
    record = station.record(photo(1))
    assert (await station.put(record)).status_code == 201
    service.background.registry_checks.run()
    assert await lan.approve_together((record.id, 1)) == {record.id: "not_green"}
    monkeypatch.setattr("approval.photo_checks.is_readable", lambda _data: is_readable)
    assert PhotoChecks(service.database, service.blobs, SetClock(), lambda _: SetClock()()).run() == 1
    assert (await lan.page(green=True)).total == int(is_readable)


async def test_the_list_is_narrowed_by_kind_and_by_deadline(
    service: Service, station: FieldStation, lan: Desk
) -> None:
    near = await _received(service, station, content=somebody(1, declared_on="2026-02-23"))
    stop = {"kind": "stop", "stop": {"first_day": "2026-03-05", "reason": "thôi dùng"}}
    ends = await _received(service, station, content=somebody(2, **stop))
    assert [each.id for each in (await lan.page(at_risk=True)).items] == [near.id]
    assert [(each.id, each.kind) for each in (await lan.page(kind="stop")).items] == [(ends.id, "stop")]


@pytest.mark.parametrize("duplicate", [False, True])
@pytest.mark.parametrize("sound", [False, True])
@pytest.mark.parametrize("code", [None, "0123456789"])
@pytest.mark.parametrize("answer", [None, "matched", "mismatched"])
async def test_the_list_and_the_decision_mean_the_same_by_green(
    service: Service,
    station: FieldStation,
    answer: str | None,
    code: str | None,
    sound: bool,
    duplicate: bool,
) -> None:
    record = station.record()
    await station.put(record)
    with service.database.writing() as session:
        row = session.get_one(DeclarationRow, record.id)
        row.registry_answer, row.insurance_code, row.sound = answer, code, sound
        session.add(row)
        if duplicate:
            session.add(PossibleDuplicateRow(record_id=record.id))
    with service.database.reading() as session:
        row = session.get_one(DeclarationRow, record.id)
        listed = session.exec(select(DeclarationRow.id).where(*greens.conditions())).all()
        assert greens.is_green(session, row) == (list(listed) == [record.id])
