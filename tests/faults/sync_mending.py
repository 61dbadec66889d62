"""The end of a schedule: the network is back, the last things are said, and everything is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from desk.ports.service import Reason
from tests.fakes.line_faults import passes
from tests.faults.sync_checks import is_quiet, violations
from tests.faults.sync_desk import Desk
from tests.faults.sync_processes import Tell
from tests.faults.sync_sides import ServiceSide, StationSide

ROUNDS_TO_MEND, TRIES_WHILE_IT_STARTS = 12, 50


async def mend(at: Mapping[int, Desk], service: Path, told: Sequence[str], tell: Tell) -> None:
    """Every day is closed, rounds on a good line until no side has anything more to say, then the look."""
    with ExitStack() as line:
        for desk in at.values():
            line.enter_context(desk.in_weather(passes))
        for desk in at.values():
            desk.close_days()
            await desk.metered(False)
        for _ in range(ROUNDS_TO_MEND):
            for desk in at.values():
                await _round(desk)
                await desk.fetch()
                await desk.see_to_handouts()
            stations = [StationSide.read(desk.file) for desk in at.values()]
            there = ServiceSide.read(service)
            if all(is_quiet(there, station) for station in stations):
                break
        for desk in at.values():
            desk.decide_needing()
        stations = [StationSide.read(desk.file) for desk in at.values()]
    found = sorted(set(violations(there, stations, told)))
    for each in found:
        tell(f"violation {each}")
    tell("sound" if not found else "unsound")


async def _round(desk: Desk) -> None:
    """A round that meets the service: one that was killed on the way is being started again meanwhile."""
    for _ in range(TRIES_WHILE_IT_STARTS):
        await desk.round()
        if desk.engine.state.reason is not Reason.NO_NETWORK:
            return
        await asyncio.sleep(0.1)
