"""How hard stations knock while the service is down: requests a minute, by the engines' own clocks.

Half an hour of each outage at two stations with work to send. Bounded whatever the outage is, jittered, and
never in step with one another: a service that comes back must not be knocked down again.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

from tests.fakes.line_faults import Answered, Choose, Fault, Refused, passes
from tests.faults.runs import Runs
from tests.faults.sync_base import copied
from tests.faults.sync_desk import Desk
from tests.faults.sync_driver import desks
from tests.faults.sync_processes import Ask, Tell, fork, ready
from tests.faults.sync_service import Start, serve, until_ready
from tests.faults.sync_weather import PORTALS
from tests.faults.sync_world import World
from tests.faults.table import engine_of

JSON = (("Content-Type", "application/json"),)
MINUTES = 30
MOST_A_MINUTE = 10.0
"""Of a station with work to send: a round is a few requests, each tried three times."""


def _everything(fault: Fault) -> Choose:
    return lambda _method, _path: fault


def _records(fault: Fault) -> Choose:
    return lambda _method, path: fault if path.startswith("/v1/records") else None


def _feed(fault: Fault) -> Choose:
    return lambda _method, path: fault if path == "/v1/changes" else None


OUTAGES: Mapping[str, Choose] = {
    "no_network": _everything(Refused()),
    "portal": _everything(PORTALS[0]),
    "down": _everything(Answered(503)),
    "takes_nothing": _records(Answered(500)),
    "busy": _everything(Answered(503, b"", (("Retry-After", "120"),))),
    "too_many": _records(Answered(429, b"", (("Retry-After", "120"),))),
    "feed_at_once": _feed(Answered(200, b'{"events": [], "cursor": 0}', JSON)),
}
LEAST_DISTINCT, MOST_IN_STEP = 0.8, 0.5
ASKED_FOR = {"busy": 120.0, "too_many": 120.0}
"""Seconds of peace asked for: no rest is shorter."""


@dataclass(frozen=True)
class Pressure:
    """One outage. ``a_minute``: requests of the busier station that met it; ``distinct``: the share of its
    rests that no other equals; ``in_step``: the share of its knocks in the same second as the other's."""

    outage: str
    a_minute: float
    distinct: float
    in_step: float
    shortest: float

    def told(self) -> dict[str, float]:
        return {"requests_a_minute": self.a_minute, "distinct_rests": self.distinct, "in_step": self.in_step}

    def violations(self) -> list[str]:
        found = []
        if self.a_minute > MOST_A_MINUTE:
            found.append(f"{self.a_minute} requests a minute")
        if self.distinct < LEAST_DISTINCT:
            found.append("rests without jitter")
        if self.in_step > MOST_IN_STEP:
            found.append("two stations knock in step")
        if self.shortest < ASKED_FOR.get(self.outage, 0.0):
            found.append("Retry-After is not heeded")
        return found


def pressure(base: World, place: Path, runs: Runs, seed: int) -> list[Pressure]:
    """Every outage once."""
    world = copied(base, place / "pressure")
    service = fork(partial(serve, world.service, world.port, Start(), None))
    until_ready(service)
    stations = fork(partial(_press_all, world, seed))
    found = []
    while not stations.ended:
        for child in ready([stations], 1.0):
            for line in child.lines():
                word, *rest = line.split()
                if word == "pressed":
                    found.append(Pressure(rest[0], *map(float, rest[1:])))
                elif word == "violation":
                    runs.violation(f"pressure: {line}")
    service.kill()
    shutil.rmtree(world.folder)
    for each in found:
        runs.by_kind["outage"] += 1
        for violation in each.violations():
            runs.violation(f"pressure: {each.outage}: {violation}")
    if len(found) < len(OUTAGES):
        runs.violation("pressure: not every outage was measured")
    return found


def _press_all(world: World, seed: int, tell: Tell, _ask: Ask) -> None:
    asyncio.run(_press(world, seed, tell))


async def _press(world: World, seed: int, tell: Tell) -> None:
    async with desks(world, {0: passes, 1: passes}, lambda _line: None, None, seed) as pair:
        for number, desk in pair.items():
            for each in range(3):
                desk.declare(10 * number + each)
        for outage, choose in OUTAGES.items():
            knocks = [await _through(desk, choose, seed + who) for who, desk in pair.items()]
            tell(f"pressed {outage} {_summary(knocks)}")


def _summary(knocks: list[list[float]]) -> str:
    rests = [[b - a for a, b in pairwise(sorted(set(each)))] for each in knocks]
    distinct = min(len({round(rest, 2) for rest in each}) / len(each) for each in rests)
    seconds = [{round(at) for at in each} for each in knocks]
    in_step = len(seconds[0] & seconds[1]) / min(map(len, seconds))
    a_minute = max(map(len, knocks)) / MINUTES
    return f"{a_minute:.2f} {distinct:.2f} {in_step:.2f} {min(map(min, rests)):.1f}"


async def _through(desk: Desk, choose: Choose, seed: int) -> list[float]:
    """The engine's own loops through half an hour of its clock: when it knocked, in seconds."""
    began, knocks, over = desk.clock.monotonic(), list[float](), asyncio.Event()

    def knocking(method: str, path: str) -> Fault | None:
        fault = choose(method, path)
        if fault is not None:
            knocks.append(desk.clock.monotonic() - began)
        return fault

    async def rest(_bell: asyncio.Event, seconds: float) -> None:
        desk.clock.forward(timedelta(seconds=seconds))
        if desk.clock.monotonic() - began > MINUTES * 60:
            over.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)

    with desk.in_weather(knocking):
        task = asyncio.create_task(engine_of(desk.parts, desk.file, desk.clock, rest, seed).run())
        with suppress(TimeoutError):
            async with asyncio.timeout(30):
                await over.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return knocks
