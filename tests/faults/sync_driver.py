"""The stations' side of a schedule, act after act, in a process of its own that may be killed at any step."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from desk.ports.service import Reason
from tests.fakes.flaky_proxy import FlakyProxy
from tests.fakes.line_faults import Choose, Fault, passes
from tests.faults.sync_desk import Desk
from tests.faults.sync_processes import Ask, Tell
from tests.faults.sync_schedule import SERVICE_ACTS, Act, Crash, Schedule
from tests.faults.sync_weather import PORTALS, storm
from tests.faults.table import LATER

YEARS = (timedelta(days=1096), timedelta(days=-1096), timedelta())


@dataclass(frozen=True)
class World:
    """Folders of a service and its two stations, and the port of the service."""

    folder: Path
    file_key: bytes
    port: int

    @property
    def service(self) -> Path:
        return self.folder / "service"

    def station(self, who: int) -> Path:
        return self.folder / f"station{who}"


def drive(schedule: Schedule, world: World, first: int, crash: Crash | None, tell: Tell, ask: Ask) -> None:
    """The acts from number ``first`` on; ``crash`` is how this process ends, if it does."""
    asyncio.run(_drive(schedule, world, first, crash, tell, ask))


async def _drive(
    schedule: Schedule, world: World, first: int, crash: Crash | None, tell: Tell, ask: Ask
) -> None:
    chooses = [storm(schedule.seed * 31 + first * 7 + who, schedule.weather) for who in (0, 1)]
    async with desks(world, chooses, tell, crash, schedule.seed) as (one, other):
        for number, act in enumerate(schedule.acts[first:], first):
            tell(f"act {number}")
            await Acting((one, other), world, ask, tell).do(act)
            one.books_balance()
            other.books_balance()
    tell("acts done")


@asynccontextmanager
async def desks(
    world: World, chooses: list[Choose], tell: Tell, crash: Crash | None, seed: int
) -> AsyncIterator[tuple[Desk, Desk]]:
    """Both stations, open and on the line."""
    async with FlakyProxy(world.port, chooses[0]) as first, FlakyProxy(world.port, chooses[1]) as second:
        one, other = (
            Desk(world.station(who), world.file_key, proxy, tell, crash, seed + who)
            for who, proxy in enumerate((first, second))
        )
        try:
            yield one, other
        finally:
            await one.close()
            await other.close()


class Acting:
    """One act at a time."""

    def __init__(self, pair: tuple[Desk, Desk], world: World, ask: Ask, tell: Tell) -> None:
        self._pair, self._world, self._ask, self._tell = pair, world, ask, tell

    async def do(self, act: Act) -> None:
        desk = self._pair[act.who]
        match act.kind:
            case "declare":
                desk.declare(act.number)
            case "same":
                for each in self._pair:
                    each.declare(act.number)
            case "correct":
                desk.correct(act.number)
            case "round":
                await desk.round()
            case "run":
                await desk.run(0.15)
            case "portal":
                await self._meets(desk, PORTALS[act.number % len(PORTALS)], Reason.FOREIGN)
            case "unplugged":
                await self._meets(desk, None, Reason.NO_NETWORK)
            case "clock":
                await self._wrong_clock(desk, YEARS[act.number % 3])
            case "start" | "backup" | "restore":
                self._ask(f"service {act.kind} {act.number}")
            case kind if kind in SERVICE_ACTS:
                staff(self._world.port, act)

    async def _meets(self, desk: Desk, fault: Fault | None, reason: Reason) -> None:
        """One round in front of that wall: called by its name, and nothing settled by it."""
        before = desk.file.outbox.books(desk.clock.today()).waiting, desk.file.outbox.cursor()
        with desk.in_weather(lambda _method, _path: fault, unplugged=fault is None):
            await desk.round()
        if desk.engine.state.reason is not reason:
            self._tell(f"violation {reason} is called {desk.engine.state.reason}")
        if before != (desk.file.outbox.books(desk.clock.today()).waiting, desk.file.outbox.cursor()):
            self._tell(f"violation {reason} settled something")

    async def _wrong_clock(self, desk: Desk, by: timedelta) -> None:
        """A clock years off locks nobody out; how wrong it is, is said."""
        desk.clock.put_wrong(by)
        with desk.in_weather(passes):
            await desk.round()
        state, said = desk.engine.state, staff(self._world.port, Act("time"))
        if state.reason in (Reason.SIGN_IN, Reason.FOREIGN):
            self._tell(f"violation with a clock wrong by {by} the cause is called {state.reason}")
        if state.reason is None and state.clock_error is not None and said:
            truly = (desk.clock.now() - LATER - datetime.fromisoformat(said)).total_seconds()
            if abs(state.clock_error - truly) > 60:
                self._tell(f"violation a clock wrong by {truly} s is said to be wrong by {state.clock_error}")


def staff(port: int, act: Act) -> str:
    """The agency's staff act at the running service; "" when it is not there."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", f"/faults/{act.kind}/{act.who}/{act.number}")
        return line.getresponse().read().decode()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        line.close()
