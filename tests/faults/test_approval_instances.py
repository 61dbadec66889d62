"""Several instances on one PostgreSQL: nothing lost, nothing doubled, and each hears what the others did."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlmodel import func, select

from approval.clock import VIETNAM
from approval.service import Service
from approval.storage import chime
from approval.storage.rows import AccountRow, EventRow, NoticeRow, RecordRow
from declaration.wire.changes import ChangeKind
from declaration.wire.records import Record
from tests.fakes.field_station import (
    FieldStation,
    SetClock,
    add_people,
    client_of,
    content,
    open_test_service,
    photo,
    receipt_in,
    sign_in,
)
from tests.fakes.instances import Instance
from tests.fakes.postgresql import PostgreSQL

pytestmark = pytest.mark.timeout(300)  # processes that start, die and start again


@dataclass(frozen=True)
class Country:
    """The agency's own look at the database, a station, and two instances that serve it."""

    office: Service
    station: FieldStation
    one: Instance
    other: Instance
    folder: Path
    url: str

    def at(self, instance: Instance) -> FieldStation:
        """The same station, speaking to that instance."""
        same = FieldStation(instance.client, self.station.clock)
        same.key, same.id, same.headers = self.station.key, self.station.id, self.station.headers
        return same

    def owed(self) -> tuple[int, int]:
        """How many accounts, how many notices, sent or not."""
        with self.office.database.reading() as session:
            return (
                session.exec(select(func.count()).select_from(AccountRow)).one(),
                session.exec(select(func.count()).select_from(NoticeRow)).one(),
            )

    def rows(self) -> tuple[int, int]:
        """How many records with a receipt, how often one was announced."""
        with self.office.database.reading() as session:
            kept = select(func.count()).select_from(RecordRow).where(RecordRow.receipt != None)  # noqa: E711
            return (
                session.exec(kept).one(),
                session.exec(select(func.count()).where(EventRow.kind == ChangeKind.RECEIVED)).one(),
            )


@pytest.fixture
def url(postgresql: PostgreSQL) -> str:
    return postgresql.fresh()


@pytest.fixture
async def country(url: str, tmp_path: Path) -> AsyncIterator[Country]:
    clock = SetClock(datetime.now(UTC))
    office = open_test_service(tmp_path, clock, database_url=url)
    add_people(office)
    async with client_of(office) as client:
        station = await FieldStation.ready(office, client, clock)
        one, other = Instance(tmp_path, url), Instance(tmp_path, url)
        try:
            await asyncio.gather(one.ready(), other.ready())
            yield Country(office, station, one, other, tmp_path, url)
        finally:
            await asyncio.gather(one.stop(), other.stop())
            office.close()


async def test_the_same_record_and_photos_at_two_instances_at_once_get_one_receipt(country: Country) -> None:
    here, there = country.at(country.one), country.at(country.other)
    for number in range(5):
        photos = tuple(photo(10 * number + each) for each in range(3))
        record = here.record(*photos, content=_person(number))
        sealed = here.seal(record)
        await asyncio.gather(
            *(
                work
                for side in (here, there)
                for work in (side.put(record, sealed), *(side.put_blob(each) for each in photos))
            )
        )
        answers = await asyncio.gather(*(side.put(record, sealed) for side in (here, there)))
        # 201: both came before all of their photos, and were told what was missing
        assert {answer.status_code for answer in answers} <= {200, 201}
        assert answers[0].content == answers[1].content
        assert receipt_in(answers[0]).sequence == number + 1
    assert country.rows() == (5, 5)


async def test_a_desk_that_waits_at_one_instance_hears_within_a_second_what_another_took(
    country: Country,
) -> None:
    here, there = country.at(country.one), country.at(country.other)
    after, delays = 0, []
    for number in range(3):
        waiting = asyncio.create_task(here.changes(after=after, wait=25))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        receipt_in(await there.put(there.record(content=_person(number))))
        begun = time.monotonic()
        heard = await waiting
        delays.append(time.monotonic() - begun)
        assert [each["sequence"] for each in heard["events"]] == [number + 1]
        after = heard["cursor"]
    assert sorted(delays)[1] < 1


async def test_an_instance_killed_mid_intake_loses_nothing_and_doubles_nothing(country: Country) -> None:
    here, there = country.at(country.one), country.at(country.other)
    records = [here.record(photo(number), content=_person(number)) for number in range(12)]
    sealed = {record.id: here.seal(record) for record in records}
    tries = [asyncio.create_task(here.put(record, sealed[record.id])) for record in records]
    await asyncio.sleep(0.03)
    country.one.kill()
    first = await asyncio.gather(*tries, return_exceptions=True)
    assert any(isinstance(each, Exception) for each in first), "killed too late to mean anything"
    for number, record in enumerate(records):
        await there.put(record, sealed[record.id])
        await there.put_blob(photo(number))
    receipts = [receipt_in(await there.put(record, sealed[record.id])) for record in records]
    assert sorted(each.sequence for each in receipts) == list(range(1, 13))
    assert country.rows() == (12, 12)


async def _decide(instance: Instance, reviewer: dict[str, str], record: Record) -> httpx.Response:
    detail = await instance.client.get(f"/v1/reviews/{record.id}", headers=reviewer)
    body = {"revision": 1, "version": detail.json()["version"], "decision": "approve"}
    return await instance.client.post(f"/v1/reviews/{record.id}/decisions", json=body, headers=reviewer)


async def _approve(instance: Instance, reviewer: dict[str, str], record: Record) -> httpx.Response:
    """What nobody has decided yet, without looking first."""
    body = {"revision": 1, "version": 1, "decision": "approve"}
    return await instance.client.post(f"/v1/reviews/{record.id}/decisions", json=body, headers=reviewer)


def _person(number: int) -> dict[str, object]:
    """A declaration of somebody of their own, made today: an older one the instances would let lapse."""
    return content(
        declared_on=datetime.now(VIETNAM).date().isoformat(),
        birth=f"1990-01-{1 + number:02}",
        document={"kind": "citizen_id", "value": f"0010900000{number:02}"},
        insurance_code=f"01234567{number:02}",
        phone=f"+849123456{number:02}",
        email=None,
    )


async def test_two_instances_that_decide_one_declaration_make_one_account(country: Country) -> None:
    reviewer = await sign_in(country.one.client, "lan")
    record = country.station.record(content=_person(0) | {"email": "mau@example.com"})
    receipt_in(await country.at(country.one).put(record))
    answers = await asyncio.gather(
        _decide(country.one, reviewer, record), _decide(country.other, reviewer, record)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert country.owed() == (1, 2), "one account; one SMS and one e-mail"


async def test_an_instance_killed_mid_approval_leaves_nothing_half_approved(country: Country) -> None:
    reviewer = await sign_in(country.other.client, "lan")
    records = [country.station.record(content=_person(number)) for number in range(8)]
    for record in records:
        receipt_in(await country.at(country.one).put(record))
    tries = [asyncio.create_task(_decide(country.one, reviewer, record)) for record in records]
    await asyncio.wait(tries, return_when=asyncio.FIRST_COMPLETED)
    country.one.kill()
    first = await asyncio.gather(*tries, return_exceptions=True)
    assert any(isinstance(each, Exception) for each in first), "killed too late to mean anything"
    assert any(isinstance(each, httpx.Response) for each in first), "killed too early"
    for record in records:
        assert (await _decide(country.other, reviewer, record)).status_code in (200, 409)
    assert country.owed() == (8, 8)
    kinds = [each["kind"] for each in (await country.at(country.other).changes())["events"]]
    assert (kinds.count("approved"), kinds.count("account_issued")) == (8, 8)


async def test_a_database_killed_mid_approval_leaves_nothing_half_approved(
    country: Country, postgresql: PostgreSQL
) -> None:
    reviewer = await sign_in(country.other.client, "lan")
    records = [country.station.record(content=_person(number)) for number in range(8)]
    for record in records:
        receipt_in(await country.at(country.one).put(record))
    tries = [asyncio.create_task(_approve(country.one, reviewer, record)) for record in records]
    await asyncio.wait(tries, return_when=asyncio.FIRST_COMPLETED)
    postgresql.kill()
    first = [answer.status_code for answer in await asyncio.gather(*tries)]
    assert set(first) == {200, 503}, "killed between the first decision and the last"
    await asyncio.to_thread(postgresql.start)
    await asyncio.gather(country.one.ready(), country.other.ready())
    country.office.database.close()  # its own idle connections died too
    for record in records:
        answer = await _approve(country.other, reviewer, record)
        while answer.status_code == 503:  # a dead connection that the pool has not noticed yet
            answer = await _approve(country.other, reviewer, record)
        assert answer.status_code in (200, 409)
    assert country.owed() == (8, 8)
    here = country.at(country.other)
    kinds = [each["kind"] for each in (await here.changes())["events"]]
    assert (kinds.count("approved"), kinds.count("account_issued")) == (8, 8)


@pytest.mark.parametrize(
    ("shared", "code"),
    [
        ({"phone": "+84912999000"}, "contact_in_use"),
        ({"email": "chung@example.com"}, "contact_in_use"),
        ({"insurance_code": "0199999999"}, "already_has_account"),
    ],
)
async def test_two_who_share_something_approved_at_two_instances_at_once_get_one_account(
    country: Country, shared: dict[str, object], code: str
) -> None:
    reviewer = await sign_in(country.one.client, "lan")
    pair = [country.station.record(content=_person(number) | shared) for number in range(2)]
    for record in pair:
        receipt_in(await country.at(country.one).put(record))
    answers = await asyncio.gather(
        *(_approve(at, reviewer, each) for at, each in zip((country.one, country.other), pair, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [answer.json()["code"] for answer in answers if answer.status_code == 409] == [code]
    assert country.owed()[0] == 1


async def test_a_database_killed_mid_intake_answers_later_and_then_takes_everything_once(
    country: Country, postgresql: PostgreSQL
) -> None:
    here = country.at(country.one)
    records = [here.record(content=_person(number)) for number in range(12)]
    sealed = {record.id: here.seal(record) for record in records}
    tries = [asyncio.create_task(here.put(record, sealed[record.id])) for record in records]
    await asyncio.sleep(0.03)
    postgresql.kill()
    answers = [await each for each in tries]
    assert {answer.status_code for answer in answers} <= {201, 503}
    assert (await country.one.client.get("/readyz")).status_code == 503
    assert (await country.one.client.get("/healthz")).status_code == 200
    await asyncio.to_thread(postgresql.start)
    await asyncio.gather(country.one.ready(), country.other.ready())
    # Each idle connection that died with the server costs one answer "later" until the pool has noticed.
    there = country.at(country.other)
    for side in (here, there):
        assert (await side.put(records[0], sealed[records[0].id])).status_code in (200, 201, 503)
    country.office.database.close()  # its own idle connections died too
    receipts = [receipt_in(await there.put(record, sealed[record.id])) for record in records]
    assert len({each.sequence for each in receipts}) == 12
    assert country.rows() == (12, 12)


async def test_the_bell_works_again_after_the_database_came_back(
    country: Country, postgresql: PostgreSQL
) -> None:
    postgresql.kill()
    await asyncio.to_thread(postgresql.start)
    await asyncio.gather(country.one.ready(), country.other.ready())
    here, there = country.at(country.one), country.at(country.other)
    await asyncio.sleep(3)  # listening again after a second
    waiting = asyncio.create_task(here.changes(wait=25))
    await asyncio.sleep(0.5)
    begun = time.monotonic()
    receipt_in(await there.put(there.record(content=_person(0))))
    assert (await waiting)["events"]
    assert time.monotonic() - begun < 5


async def test_an_instance_stopped_in_order_lets_waiting_desks_go_at_once(country: Country) -> None:
    here = country.at(country.one)
    waiting = asyncio.create_task(here.changes(wait=50))
    await asyncio.sleep(1)
    assert not waiting.done()
    country.one.ask_to_stop()
    async with asyncio.timeout(20):
        assert (await waiting)["events"] == []


async def test_clocks_apart_change_nothing_of_what_is_taken(country: Country) -> None:
    late = Instance(country.folder, country.url, skew_seconds=-600)
    await late.ready()
    try:
        here, there = country.at(country.one), country.at(late)
        record = here.record(content=_person(0))
        sealed = here.seal(record)
        given = await asyncio.gather(*(side.put(record, sealed) for side in (here, there)))
        assert given[0].json()["receipt"] == given[1].json()["receipt"]
        second = receipt_in(await there.put(there.record(content=_person(1))))
        heard = await here.changes()
        assert [each["sequence"] for each in heard["events"]] == [1, second.sequence] == [1, 2]
    finally:
        await late.stop()


async def test_an_instance_whose_line_to_the_bells_is_cut_knows_it_and_looks_for_itself(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SetClock(datetime.now(UTC))
    office = open_test_service(tmp_path, clock, database_url=url)
    bells = office.feed.bells
    async with asyncio.timeout(20), client_of(office) as client:
        await _until(lambda: bells.heard_everywhere)
        station = await FieldStation.ready(office, client, clock)
        await station.changes()
        assert office.feed.is_quiet(station.id, 0)
        monkeypatch.setattr(chime, "_AGAIN_AFTER_SECONDS", 3.0)
        with psycopg.connect(url, autocommit=True) as line:
            line.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'approval-chime' AND query LIKE 'LISTEN%'"
            )
        await _until(lambda: not bells.heard_everywhere)
        assert not office.feed.is_quiet(station.id, 0)
        await _until(lambda: bells.heard_everywhere)
        assert not office.feed.is_quiet(station.id, 0)  # what rang meanwhile was not heard
    office.close()


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - another thread's doing
        await asyncio.sleep(0.05)


async def test_a_cursor_never_passes_an_event_that_is_not_committed_yet(url: str, tmp_path: Path) -> None:
    """Whoever appends second wants to commit first: it waits, and a reader sees neither before its turn."""
    clock = SetClock(datetime.now(UTC))
    office = open_test_service(tmp_path, clock, database_url=url)
    appended, commit = threading.Event(), threading.Event()

    def slow(station: str) -> None:
        with office.database.writing() as session:
            office.feed.append(session, station, ChangeKind.APPROVED)
            appended.set()
            assert commit.wait(30)

    def quick(station: str) -> None:
        with office.database.writing() as session:
            office.feed.append(session, station, ChangeKind.REJECTED)

    def seen(station: str) -> list[int]:
        return [each.sequence for each in office.feed.page(station, 0).events]

    async with client_of(office) as client:
        mine = (await FieldStation.ready(office, client, clock)).id
        neighbour = (await FieldStation.ready(office, client, clock)).id
    with ThreadPoolExecutor(2) as pool:
        first: Future[None] = pool.submit(slow, mine)
        assert await asyncio.to_thread(appended.wait, 10)
        second = pool.submit(quick, mine)
        await asyncio.sleep(0.5)
        assert (second.done(), seen(mine)) == (False, [])
        await asyncio.to_thread(quick, neighbour)
        assert seen(neighbour) == [1], "another station's answers are not held up"
        commit.set()
        await asyncio.to_thread(first.result, 10)
        await asyncio.to_thread(second.result, 10)
    assert seen(mine) == [1, 2]
    office.close()


async def test_all_connections_taken_means_later_and_nothing_worse(url: str, tmp_path: Path) -> None:
    clock = SetClock(datetime.now(UTC))
    office = open_test_service(tmp_path, clock, database_url=url, database_connections=2)
    async with client_of(office) as client:
        station = await FieldStation.ready(office, client, clock)
        with office.database.engine.connect(), office.database.engine.connect():
            answer = await station.put(station.record())
            assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
            assert "Retry-After" in answer.headers
        assert receipt_in(await station.put(station.record())).sequence == 1
    office.close()


async def test_desks_that_wait_cost_no_thread(url: str, tmp_path: Path) -> None:
    clock = SetClock(datetime.now(UTC))
    office = open_test_service(tmp_path, clock, database_url=url)
    async with client_of(office) as client:
        station = await FieldStation.ready(office, client, clock)
        waiting = [asyncio.create_task(station.changes(wait=20)) for _ in range(200)]
        await asyncio.sleep(2)
        assert threading.active_count() < 60, "the pool's 40 and the few that always run"
        assert not any(each.done() for each in waiting)
        with office.database.writing() as session:
            office.feed.append(session, station.id, ChangeKind.APPROVED)
        async with asyncio.timeout(15):
            heard = await asyncio.gather(*waiting)
        assert all(len(each["events"]) == 1 for each in heard)
    office.close()
