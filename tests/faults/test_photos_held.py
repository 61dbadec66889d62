"""Where volume costs: photos are held back at once, also in the midst of a run, and go when asked for."""

from __future__ import annotations

import asyncio

from approval.handouts import Whom
from declaration.lifecycle import Delivery
from declaration.wire.handouts import StationSettings
from tests.fakes.flaky_proxy import Answered, Fault
from tests.faults.table import AGENCY, Table
from tests.faults.test_stuck import running, until

BUSY = Answered(503, b"", (("Retry-After", "5"),))


def photos_sent(table: Table) -> int:
    return table.proxy.count("PUT /v1/blobs/")


async def test_what_has_not_left_is_held_back_in_a_run_under_way(table: Table) -> None:
    declared = [table.declare(seed) for seed in range(8)]
    turning: list[asyncio.Task[None]] = []

    def at_the_first_photo(_method: str, path: str) -> Fault | None:
        if path.startswith("/v1/blobs/") and not turning:
            turning.append(asyncio.get_running_loop().create_task(table.engine.send_records_only(True)))
        return None

    table.proxy.choose = at_the_first_photo
    await table.engine.round()
    await asyncio.gather(*turning)
    assert table.engine.state.records_only
    assert photos_sent(table) < 16, "of 32"
    held = [each for each in declared if table.delivery(each) == (Delivery.PENDING, "photos_held")]
    assert len(held) >= 4
    sent = photos_sent(table)
    await table.rounds(2)
    assert photos_sent(table) == sent
    await table.engine.try_now()
    await table.engine.round()
    table.delivered_once()
    assert photos_sent(table) == 32, "what was on its way then has arrived"


async def test_the_agencys_wish_holds_them_back_in_a_run_under_way(table: Table) -> None:
    for seed in range(8):
        table.declare(seed)
    wished = StationSettings(records_only=True, agency=AGENCY)

    def at_the_first_photo(_method: str, path: str) -> Fault | None:
        if path.startswith("/v1/blobs/") and table.proxy.count("PUT /v1/blobs/") == 1:
            assert table.office.service.handouts.send_settings(wished, Whom(AGENCY), "office") == 1
        return None

    table.proxy.choose = at_the_first_photo
    async with running(table):
        await until(lambda: table.engine.state.records_only)
        sent = photos_sent(table)
        await until(lambda: any(table.delivery(each)[1] == "photos_held" for each in table.declared))
    assert photos_sent(table) < 32
    assert sent < 32


async def test_asked_for_all_they_go_however_often_the_service_has_trouble(table: Table) -> None:
    await table.engine.send_records_only(True)
    for seed in range(4):
        table.declare(seed)
    await table.rounds()
    assert table.books.waiting == 4
    await table.engine.try_now()
    for _ in range(2):
        table.proxy.choose = lambda _method, path: BUSY if path.startswith("/v1/blobs/") else None
        await table.rounds()
    table.proxy.choose = lambda _method, _path: None
    await table.rounds(2)
    table.delivered_once()
    later = table.declare(5)
    await table.rounds()
    assert table.delivery(later) == (Delivery.PENDING, "photos_held"), "asked for was what waited then"


async def test_the_latest_wish_counts(table: Table) -> None:
    await table.engine.send_records_only(True)
    declared = table.declare(1)
    await table.engine.try_now()
    table.proxy.choose = lambda _method, path: BUSY if path.startswith("/v1/blobs/") else None
    await table.rounds()
    await table.engine.send_records_only(False)
    await table.engine.send_records_only(True)
    table.proxy.choose = lambda _method, _path: None
    await table.rounds(2)
    assert table.delivery(declared) == (Delivery.PENDING, "photos_held")
