"""The stations' side of a schedule, act after act, in a process of its own that may be killed at any step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.ports.service import Reason
from tests.fakes.flaky_proxy import FlakyProxy
from tests.fakes.line_faults import Choose, Fault, passes
from tests.faults.sync_after import ACTS
from tests.faults.sync_checks import RESTORED
from tests.faults.sync_desk import Desk
from tests.faults.sync_mending import TRIES_WHILE_IT_STARTS, mend
from tests.faults.sync_office import OPEN
from tests.faults.sync_processes import Ask, Tell
from tests.faults.sync_schedule import SERVICE_ACTS, Act, Crash, Schedule
from tests.faults.sync_service import STARTS
from tests.faults.sync_weather import PORTALS, storm
from tests.faults.sync_world import World, staff
from tests.faults.table import LATER

START_IS_CALLED = (None, None, None, None, None, Reason.TOO_OLD)
"""What a station calls each of STARTS."""
YEARS = (timedelta(days=1096), timedelta(days=-1096), timedelta())


@dataclass(frozen=True)
class Part:
    """What one process of the stations does of a schedule: the acts from ``first`` on, and the end. ``crash``
    is how it dies, if it does; ``earlier`` is what was told before it began."""

    schedule: Schedule
    world: World
    first: int
    crash: Crash | None
    earlier: tuple[str, ...]


def drive(part: Part, tell: Tell, ask: Ask) -> None:
    """In a process of its own."""
    asyncio.run(_drive(part, tell, ask))


async def _drive(part: Part, tell: Tell, ask: Ask) -> None:
    schedule, told = part.schedule, list(part.earlier)

    def tell_and_keep(line: str) -> None:
        told.append(line)
        tell(line)

    chooses = {
        who: storm(schedule.seed * 31 + part.first * 7 + who, schedule.weather) for who in schedule.stations
    }
    async with desks(part.world, chooses, tell_and_keep, part.crash, schedule.seed) as at:
        for number, act in enumerate(schedule.acts[part.first :], part.first):
            tell(f"act {number}")
            await Acting(at, part.world, ask, tell_and_keep).do(act)
            for desk in at.values():
                desk.books_balance()
        ask("service normal 0")
        await _open_all(part.world.port)
        await mend(at, part.world.service, told, tell)


async def _open_all(port: int) -> None:
    """The staff's last act, again while a service that was killed on the way is being started."""
    for _ in range(TRIES_WHILE_IT_STARTS):
        if staff(port, Act("open_all")) == OPEN:
            return
        await asyncio.sleep(0.1)
    raise TimeoutError("the service never came back to be opened")


@asynccontextmanager
async def desks(
    world: World, chooses: Mapping[int, Choose], tell: Tell, crash: Crash | None, seed: int
) -> AsyncIterator[dict[int, Desk]]:
    """Those stations, open and on the line."""
    async with AsyncExitStack() as stack:
        at = {}
        for who, choose in chooses.items():
            proxy = await stack.enter_async_context(FlakyProxy(world.port, choose))
            at[who] = Desk(world.station(who), world.file_key, proxy, tell, crash, seed + who)
            stack.push_async_callback(at[who].close)
        yield at


class Acting:
    """One act at a time."""

    def __init__(self, at: Mapping[int, Desk], world: World, ask: Ask, tell: Tell) -> None:
        self._at, self._world, self._ask, self._tell = at, world, ask, tell

    async def do(self, act: Act) -> None:
        if act.kind in ("start", "backup", "restore"):
            self._ask(f"service {act.kind} {act.number}")
            if act.kind == "start":
                await self._called_by_name(START_IS_CALLED[act.number % len(STARTS)])
            if act.kind == "restore":
                self._tell(RESTORED)
                for desk in self._at.values():  # an answer from another life of the service: TLS keeps it out
                    desk.proxy.answers.clear()
        elif act.kind in SERVICE_ACTS:
            staff(self._world.port, act)
        elif act.kind == "same":
            for desk in self._at.values():
                desk.declare(act.number)
        else:
            await self._at_desk(self._at[act.who], act)

    async def _at_desk(self, desk: Desk, act: Act) -> None:
        match act.kind:
            case "declare":
                desk.declare(act.number)
            case "correct":
                desk.correct(act.number)
            case kind if kind in ACTS:
                desk.after(kind, act.number)
            case "metered":
                await desk.metered(act.number % 2 == 1)
            case "now":
                await desk.send_now(act.number)
            case "fetch":
                await desk.fetch()
            case "close":
                desk.close_a_day(act.number)
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

    async def _called_by_name(self, reason: Reason | None) -> None:
        """What a service of that version or clock is called, unless it is locked or was killed."""
        fair = (reason, Reason.LOCKED, Reason.NO_NETWORK)
        for desk in self._at.values():
            with desk.in_weather(passes):
                await desk.round()
                if desk.engine.state.reason not in fair:  # a late answer from before, as in _meets
                    await desk.round()
            said = desk.engine.state.reason
            if said not in fair:
                self._tell(f"violation a service started otherwise is called {said}, not {reason}")

    async def _meets(self, desk: Desk, fault: Fault | None, reason: Reason) -> None:
        """In front of that wall: called by its name, and nothing settled by it.

        An answer from before, given twice or late, may still lie in the line: then a round later.
        """
        before = desk.file.outbox.books(desk.clock.today()).waiting, desk.file.outbox.cursor()
        with desk.in_weather(lambda _method, _path: fault, unplugged=fault is None):
            await desk.round()
            if desk.engine.state.reason is not reason:
                await desk.round()
        if desk.engine.state.reason is not reason:
            self._tell(f"violation {reason} is called {desk.engine.state.reason}")
        if before != (desk.file.outbox.books(desk.clock.today()).waiting, desk.file.outbox.cursor()):
            self._tell(f"violation {reason} settled something")

    async def _wrong_clock(self, desk: Desk, by: timedelta) -> None:
        """A clock years off locks nobody out; how wrong it is, is said. An answer from before may still lie
        in the line, as in :meth:`_meets`."""
        shut_out = (Reason.SIGN_IN, Reason.FOREIGN, Reason.STRANGER)
        desk.clock.put_wrong(by)
        with desk.in_weather(passes):
            await desk.round()
            if desk.engine.state.reason in shut_out:
                await desk.round()
        state, said = desk.engine.state, staff(self._world.port, Act("time"))
        if state.reason in shut_out:
            self._tell(f"violation with a clock wrong by {by} the cause is called {state.reason}")
        if state.reason is None and state.clock_error is not None and said:
            truly = (desk.clock.now() - LATER - datetime.fromisoformat(said)).total_seconds()
            if abs(state.clock_error - truly) > 60:
                self._tell(f"violation a clock wrong by {truly} s is said to be wrong by {state.clock_error}")
