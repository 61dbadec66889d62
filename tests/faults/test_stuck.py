"""Stuck: nothing bad about one item, one answer or one round keeps the rest from going on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from approval.storage.rows import RecordRow
from declaration.lifecycle import Delivery
from declaration.wire.handouts import AgencyList
from declaration.wire.records import Receipt
from declaration.wire.sign_in import Agency
from declaration.wire.signed import Signed
from desk.ports.service import Activity, Reason
from desk.registration.declarations import Finished
from desk.storage.agency_wishes import take_agencies
from desk.sync.resting import rung_or_after
from tests.fakes.flaky_proxy import Answered, Fault
from tests.faults.altered import outbox_with
from tests.faults.table import LATER, Table

FAULTY = Answered(500, json.dumps({"status": 500, "code": "internal_error"}).encode())


class DiskError(Exception):
    """What a failing disk would raise; its text must not reach a log."""


def failing_until(enough: Callable[[], bool], real: Callable[..., Any]) -> Callable[..., Any]:
    """Every call raises until it is enough; the later ones do what they should."""

    def act(*args: Any) -> Any:
        if not enough():
            raise DiskError("Nguyễn Văn Mẫu")
        return real(*args)

    return act


@asynccontextmanager
async def running(table: Table) -> AsyncIterator[None]:
    task = asyncio.create_task(table.engine.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - what is waited for rings no bell
            await asyncio.sleep(0.01)


# -- one item --


async def test_a_lost_photo_holds_up_its_own_declaration_only(table: Table) -> None:
    lost = table.declare(1)
    others = [table.declare(seed) for seed in (2, 3)]
    entry = table.file.outbox.entry(lost.id, lost.revision)
    assert entry is not None
    gone = entry.blobs[0].sha256
    real = table.file.outbox.blob
    table.parts.outbox = outbox_with(
        table.file.outbox, blob=lambda name: None if name == gone else real(name)
    )
    table.restart()
    await table.rounds(2)
    assert table.delivery(lost) == (Delivery.PENDING, "photo_lost")
    assert [table.delivery(each)[0] for each in others] == [Delivery.DELIVERED] * 2
    assert not table.books.all_signed_for
    assert table.trouble() is None


async def test_a_photo_the_file_cannot_read_holds_up_its_own_declaration_only(table: Table) -> None:
    damaged, other = table.declare(1), table.declare(2)
    entry = table.file.outbox.entry(damaged.id, damaged.revision)
    assert entry is not None
    bad, real = entry.blobs[0].sha256, table.file.outbox.blob

    def read(name: str) -> bytes | None:
        if name == bad:
            raise DiskError
        return real(name)

    table.parts.outbox = outbox_with(table.file.outbox, blob=read)
    table.restart()
    await table.rounds(2)
    assert table.delivery(damaged) == (Delivery.PENDING, "own_fault")
    assert table.delivery(other)[0] is Delivery.DELIVERED


async def test_a_refused_one_is_kept_for_a_person_and_holds_nobody_up(table: Table) -> None:
    only_here = AgencyList(agencies=(Agency(code="KHONG", name="BHXH cơ sở Không"),))
    table.file._database.write(lambda session: take_agencies(session, only_here))
    refused = table.declare(1, agency="KHONG")
    other = table.declare(2)
    assert await table.rounds() == 2
    assert table.delivery(refused) == (Delivery.REFUSED, "content_invalid")
    assert table.delivery(other)[0] is Delivery.DELIVERED
    assert not table.books.all_signed_for
    requests = len(table.proxy.requests)
    await table.rounds(2)
    assert table.proxy.count("POST /v1/records") == 1, "never offered again by itself"
    assert len(table.proxy.requests) > requests
    table.file.outbox.offer_again(refused.id, refused.revision)
    await table.rounds()
    assert table.delivery(refused) == (Delivery.REFUSED, "content_invalid")


async def test_a_record_the_service_stumbles_over_does_not_hold_up_the_batch(table: Table) -> None:
    """Whatever batch it is in fails as a whole, so batches shrink until it is alone."""
    poison, *others = [table.declare(seed) for seed in range(6)]
    real = table.office.service.intake.take_all

    def take_all(station: Any, lines: list[bytes]) -> Any:
        if any(str(poison.id).encode() in sealed for sealed in lines):
            raise RuntimeError("a fault of the service")
        return real(station, lines)

    object.__setattr__(table.office.service.intake, "take_all", take_all)
    for _ in range(12):
        await table.rounds()
        if table.books.waiting == 1:
            break
    assert [table.delivery(each)[0] for each in others] == [Delivery.DELIVERED] * 5
    assert table.delivery(poison) == (Delivery.PENDING, "service_down")
    object.__setattr__(table.office.service.intake, "take_all", real)
    await table.rounds_until_green(2)
    table.delivered_once()


async def test_one_faulty_answer_about_one_record_does_not_end_the_round(table: Table) -> None:
    poison, other = table.declare(1), table.declare(2)
    table.proxy.choose = lambda _method, path: FAULTY if path.startswith(f"/v1/records/{poison.id}") else None
    await table.engine.round()
    assert table.delivery(poison) == (Delivery.PENDING, "service_down")
    assert table.delivery(other)[0] is Delivery.DELIVERED


# -- one round --


@pytest.mark.parametrize("broken", ["due", "count_attempt", "deliver", "apply", "next_due"])
async def test_the_engine_survives_its_own_file_says_so_and_goes_on(
    table: Table, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def rest(_bell: asyncio.Event, seconds: float) -> None:
        table.clock.forward(timedelta(seconds=seconds))
        await asyncio.sleep(0.02)

    seen: list[Reason | None] = []
    broken_method = failing_until(lambda: Reason.OWN_FAULT in seen, getattr(table.file.outbox, broken))
    table.parts.outbox = outbox_with(table.file.outbox, **{broken: broken_method})
    table.restart(rest)
    table.engine.listen(lambda: seen.append(table.trouble()))
    declared = table.declare(1)
    async with running(table):
        await until(lambda: Reason.OWN_FAULT in seen)
        await until(lambda: table.delivery(declared)[0] is Delivery.DELIVERED and table.engine.state.online)
        await until(lambda: table.engine.state.activity is Activity.RESTING and table.trouble() is None)
    assert table.engine.state.activity is Activity.STOPPED
    assert "DiskError" in caplog.text
    assert "Mẫu" not in caplog.text
    table.delivered_once()


async def test_a_listener_that_stumbles_stops_neither_the_others_nor_the_sending(table: Table) -> None:
    heard: list[int] = []

    def stumbles() -> None:
        raise DiskError

    stop = table.engine.listen(stumbles)
    table.engine.listen(lambda: heard.append(1))
    table.declare(1)
    await table.rounds()
    table.delivered_once()
    assert heard
    stop()
    stop()


@pytest.mark.parametrize(
    ("path", "fault", "reason"),
    [
        ("/v1/", Answered(200, b"<html>"), Reason.FOREIGN),
        ("/v1/records", Answered(503, b"", (("Retry-After", "5"),)), Reason.SERVICE_DOWN),
        ("/v1/changes", Answered(429), Reason.TOO_MANY),
    ],
)
async def test_what_is_said_of_the_line_is_unsaid_when_it_is_mended(
    table: Table, path: str, fault: Answered, reason: Reason
) -> None:
    table.declare(1)
    table.proxy.choose = lambda _method, asked: fault if asked.startswith(path) else None
    await table.rounds()
    assert table.trouble() is reason
    table.proxy.choose = lambda _method, _path: None
    await table.rounds()
    assert table.trouble() is None
    table.delivered_once()


async def test_a_feed_that_cannot_be_read_is_said_and_does_not_stop_the_sending(table: Table) -> None:
    newer = Answered(200, b'{"pages": []}', (("Content-Type", "application/json"),))
    table.proxy.choose = lambda _method, path: newer if path == "/v1/changes" else None
    table.declare(1)
    await table.rounds()
    table.delivered_once()
    assert table.trouble() is Reason.SHAPE


# -- order --


def receipts_in_order(table: Table) -> list[UUID]:
    """The ids in the order in which the service signed for them."""
    with table.office.service.database.reading() as session:
        rows = session.exec(select(RecordRow)).all()
    receipts = [Signed.model_validate_json(row.receipt).read(Receipt) for row in rows if row.receipt]
    return [each.id for each in sorted((r for r in receipts if r), key=lambda r: r.sequence)]


async def test_the_soonest_deadline_goes_first_and_age_decides_between_equals(table: Table) -> None:
    table.clock.forward(timedelta(days=2))
    late = [table.declare(1), table.declare(2)]
    table.clock.forward(timedelta(days=-2))
    soon = table.declare(3)
    table.clock.forward(timedelta(days=2))
    await table.rounds()
    assert receipts_in_order(table) == [soon.id, late[0].id, late[1].id]


async def test_what_a_person_wants_sent_now_goes_before_all(table: Table) -> None:
    declared = [table.declare(seed) for seed in range(3)]
    await table.engine.try_now(declared[2].id)
    await table.engine.round()
    assert receipts_in_order(table) == [declared[2].id, declared[0].id, declared[1].id]


async def test_a_person_does_not_wait_behind_the_photos_under_way(table: Table) -> None:
    many = [table.declare(seed) for seed in range(4)]
    wanted: list[Finished] = []

    def asks_now(_method: str, path: str) -> Fault | None:
        if path.startswith("/v1/blobs/") and not wanted:
            wanted.append(table.declare(9))
            asking.append(asyncio.get_running_loop().create_task(table.engine.try_now(wanted[0].id)))
        return None

    asking: list[asyncio.Task[None]] = []
    table.proxy.choose = asks_now
    await table.engine.round()
    await asyncio.gather(*asking)
    table.delivered_once()
    assert receipts_in_order(table)[:2] == [many[0].id, wanted[0].id]


async def test_records_go_before_any_photo(table: Table) -> None:
    for seed in range(3):
        table.declare(seed)
    await table.engine.round()
    asked = [each.split("/")[2] for each in table.proxy.requests if each.startswith(("POST /v1/rec", "PUT"))]
    assert asked[0] == "records"
    assert table.proxy.count("POST /v1/records") == 1


# -- until empty --


async def test_until_empty_sends_everything_and_tells_every_step(table: Table) -> None:
    for seed in range(3):
        table.declare(seed)
    steps: list[int] = []
    assert await table.engine.until_empty(steps.append, rounds=1)
    assert (steps[0], steps[-1]) == (3, 0)
    assert await table.engine.until_empty(steps.append)


async def test_until_empty_gives_up_at_once_when_the_service_cannot_be_reached(table: Table) -> None:
    table.declare(1)
    table.proxy.unplugged = True
    assert not await table.engine.until_empty(lambda _: None)
    assert table.trouble() is Reason.NO_NETWORK


async def test_until_empty_gives_up_when_three_rounds_in_a_row_settle_nothing(table: Table) -> None:
    rests: list[float] = []

    async def rest(_bell: asyncio.Event, seconds: float) -> None:
        rests.append(seconds)
        table.clock.forward(LATER)

    table.restart(rest)
    table.declare(1)
    table.proxy.choose = lambda _method, path: Answered(503) if path == "/v1/records" else None
    assert not await table.engine.until_empty(lambda _: None)
    assert len(rests) == 2
    assert table.proxy.count("GET /v1/hello") == 3


@pytest.mark.parametrize("later", range(5))
async def test_a_stopped_engine_stops_also_when_it_is_rung_for_at_that_moment(later: int) -> None:
    bell = asyncio.Event()
    resting = asyncio.create_task(rests_for_ever(bell))
    await asyncio.sleep(0.01)
    bell.set()
    for _ in range(later):
        await asyncio.sleep(0)
    resting.cancel()
    async with asyncio.timeout(1):
        await asyncio.gather(resting, return_exceptions=True)
    assert resting.cancelled()


async def rests_for_ever(bell: asyncio.Event) -> None:
    while True:
        await rung_or_after(bell, 3600)
        bell.clear()
