"""An outage: looked at often enough to end soon, seldom enough to be no storm, never by all at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from desk.ports.service import NoAnswer, Reason
from desk.sync.backoff import Backoff
from desk.sync.engine import SyncEngine
from desk.sync.line import LONGEST_REST, Line
from tests.fakes.flaky_proxy import Answered, Choose
from tests.faults.table import Table, engine_of

TRIES = 3  # of one exchange, seconds apart
MINUTES = 10


class Rests:
    """Time passes only while the engine rests; it ends after so many minutes of it."""

    def __init__(self, table: Table, *, rings: bool = False) -> None:
        self.table = table
        self.rings = rings
        self.pauses: list[float] = []
        self.over = asyncio.Event()

    async def __call__(self, bell: asyncio.Event, seconds: float) -> None:
        if self.rings:  # a registrar finishes one after the other meanwhile
            self.table.engine.ring()
            if bell.is_set():
                seconds = 0.0
        self.pauses.append(seconds)
        self.table.clock.forward(timedelta(seconds=seconds))
        if sum(self.pauses) > MINUTES * 60:
            self.over.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)


async def runs_through(table: Table, engine: SyncEngine, rests: Rests) -> None:
    """The engine for that long, and not a moment longer."""
    table.engine = engine
    task = asyncio.create_task(engine.run())
    async with asyncio.timeout(60):
        await rests.over.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("rings", [False, True])
async def test_without_a_network_it_asks_a_few_times_a_minute_however_busy_the_table(
    table: Table, rings: bool
) -> None:
    table.proxy.unplugged = True
    table.declare(1)
    rests = Rests(table, rings=rings)
    await runs_through(table, engine_of(table.parts, table.file, table.clock, rests), rests)
    assert table.proxy.connections <= 6 * MINUTES * TRIES / 2
    assert max(rests.pauses) <= LONGEST_REST
    assert len({round(pause, 3) for pause in rests.pauses}) > len(rests.pauses) / 2, "jittered"


def down(method: str, path: str) -> Answered | None:
    return Answered(500) if path.startswith("/v1/records") else None


def busy(method: str, path: str) -> Answered | None:
    return Answered(503, b"", (("Retry-After", "120"),)) if path.startswith("/v1/records") else None


@pytest.mark.parametrize("choose", [down, busy])
async def test_a_service_that_greets_but_takes_nothing_is_not_flooded_with_records(
    table: Table, choose: Choose
) -> None:
    for seed in range(3):
        table.declare(seed)
    table.proxy.choose = choose
    rests = Rests(table)
    await runs_through(table, engine_of(table.parts, table.file, table.clock, rests), rests)
    assert 2 <= table.proxy.count("POST /v1/records") <= 3 * MINUTES, "each of three on its own schedule"
    if choose is busy:
        assert min(rests.pauses[:-1]) >= 120, "Retry-After is honoured by the whole engine"


async def test_stations_that_lost_the_service_together_do_not_come_back_together(table: Table) -> None:
    table.proxy.unplugged = True
    schedules = []
    for seed in (1, 2):
        rests = Rests(table)
        engine = engine_of(table.parts, table.file, table.clock, rests, seed)
        await runs_through(table, engine, rests)
        schedules.append([round(pause, 2) for pause in rests.pauses[:6]])
    assert all(a != b for a, b in zip(*schedules, strict=True))


async def test_when_the_network_is_back_nobody_waits_out_the_outages_schedule(table: Table) -> None:
    declared = table.declare(1)
    table.file.outbox.count_attempt(
        [(declared.id, declared.revision)], [table.clock.now() + timedelta(minutes=14)]
    )
    table.proxy.unplugged = True
    await table.engine.round()
    table.proxy.unplugged = False
    await table.engine.round()
    table.delivered_once()


def test_one_good_round_forgets_every_failure() -> None:
    line = Line()
    for _ in range(5):
        line = line.after(NoAnswer(Reason.NO_NETWORK), away=True)
    assert (line.failures, line.away) == (5, True)
    assert line.after(None) == Line()


def test_a_service_that_asked_for_more_peace_gets_it_with_a_little_chance_on_top() -> None:
    busy_line = Line().after(NoAnswer(Reason.TOO_MANY, retry_after=120))
    pauses = {busy_line.pause(Backoff(lambda chance=chance: chance)) for chance in (0.0, 0.5)}  # type: ignore[misc]
    assert min(pauses) == 120
    assert len(pauses) == 2
