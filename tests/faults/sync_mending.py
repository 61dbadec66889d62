"""The end of a schedule: the network is back, the last things are said, and everything is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.fakes.line_faults import passes
from tests.faults.sync_checks import is_quiet, violations
from tests.faults.sync_desk import Desk
from tests.faults.sync_processes import Tell
from tests.faults.sync_sides import ServiceSide, StationSide

ROUNDS_TO_MEND = 12


async def mend(at: Mapping[int, Desk], service: Path, told: Sequence[str], tell: Tell) -> None:
    """Every day is closed, rounds on a good line until no side has anything more to say, then the look."""
    with ExitStack() as line:
        for desk in at.values():
            line.enter_context(desk.in_weather(passes))
        for desk in at.values():
            desk.close_days()
        for _ in range(ROUNDS_TO_MEND):
            for desk in at.values():
                await desk.round()
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
