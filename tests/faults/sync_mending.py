"""The end of a schedule: the network is back, the last things are said, and everything is looked at."""

from __future__ import annotations

import asyncio

from tests.fakes.line_faults import passes
from tests.faults.sync_checks import is_quiet, violations
from tests.faults.sync_driver import World, desks, staff
from tests.faults.sync_processes import Ask, Tell
from tests.faults.sync_schedule import Act, Schedule
from tests.faults.sync_sides import ServiceSide, StationSide

ROUNDS_TO_MEND = 12


def mend(schedule: Schedule, world: World, told: list[str], tell: Tell, _ask: Ask) -> None:
    """Rounds on a good line until both sides have nothing more to say, and then the look."""
    asyncio.run(_mend(schedule, world, told, tell))


async def _mend(schedule: Schedule, world: World, told: list[str], tell: Tell) -> None:
    staff(world.port, Act("open_all"))
    offers: list[str] = []

    def hear(line: str) -> None:
        if line.startswith("violation "):
            tell(line)
        elif line.startswith("offered "):
            offers.append(line)

    async with desks(world, [passes, passes], hear, None, schedule.seed) as pair:
        for _ in range(ROUNDS_TO_MEND):
            for desk in pair:
                await desk.round()
            stations = [StationSide.read(desk.file) for desk in pair]
            service = ServiceSide.read(world.service)
            if all(is_quiet(service, station) for station in stations):
                break
        found = sorted(set(violations(service, stations, [*told, *offers])))
        for each in found:
            tell(f"violation {each}")
    tell("sound" if not found else "unsound")
