"""One run of sync schedules: rehearsed, every step covered, the rest drawn, and all of it counted."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tests.faults.runs import Runs
from tests.faults.sync_base import base, copied, warm
from tests.faults.sync_last_byte import LastByte, last_bytes
from tests.faults.sync_play import Story, play
from tests.faults.sync_pressure import Pressure, pressure
from tests.faults.sync_processes import Ask, Tell, fork, ready
from tests.faults.sync_schedule import EVERYTHING, SERVICE, STATION, Crash, Schedule, drawn
from tests.faults.sync_shrinking import shrunk

_SCHEDULES = ("rehearsal", "step", "drawn")
AT_ONCE, TOLD_EVERY = 2, 100
"""Schedules played side by side."""


@dataclass(frozen=True)
class Sizes:
    """How many of each; fewer than ``least`` schedules or ``sigkills`` true kills are a failed run."""

    rounds: int
    least: int
    last_bytes: int
    sigkills: int
    shrink: int = 3

    @staticmethod
    def of(*, full: bool) -> Sizes:
        return Sizes(3, 3000, 400, 300) if full else Sizes(1, 105, 40, 10)


class Faults:
    """One run. ``place`` is where folders are made; a folder in memory is as good, and quicker."""

    def __init__(self, place: Path, seed: int, sizes: Sizes) -> None:
        self.place, self._seed, self._sizes = place, seed, sizes
        self._chance = random.Random(seed)
        self.runs = Runs()
        self.sigkills = self._number = 0
        self.failed: list[Schedule] = []
        self._last_byte, self._pressure = LastByte(), list[Pressure]()
        self.base = base(place / "base")
        warm(self.base)

    def all(self) -> None:
        steps = self.rehearsed()
        for _ in range(self._sizes.rounds):
            self.play_all("step", self._covering(steps))
        for _ in range(3):  # somebody else died first, or the weather of that day was in the way
            missed = [(side, name) for side, name in steps if not self.runs.hits[name]]
            self.play_all("step", [self._dying(Crash(side, name)) for side, name in missed])
        left = self._sizes.least - sum(self.runs.by_kind.values())
        self.play_all("drawn", [drawn(self._chance.randrange(10**6), steps) for _ in range(left)])
        self._last_byte = last_bytes(self.base, self.place, self.runs, self._sizes.last_bytes, self._seed)
        self._pressure = pressure(self.base, self.place, self.runs, self._seed)
        for schedule in self.failed[: self._sizes.shrink]:
            print(json.dumps({"shrunk": shrunk(schedule, self.play).to_json()}), flush=True)

    def tell(self) -> int:
        """The last line; the exit code."""
        self._promised()
        hits = self.runs.hits
        return self.runs.tell(
            "sync",
            self._seed,
            not_measured=[],
            sigkills=self.sigkills,
            coverage=f"{sum(1 for number in hits.values() if number)}/{len(hits)}",
            last_byte=self._last_byte.told(),
            pressure={each.outage: each.told() for each in self._pressure},
        )

    def _promised(self) -> None:
        """What the run stands for is counted, not believed."""
        played = sum(number for kind, number in self.runs.by_kind.items() if kind in _SCHEDULES)
        if played < self._sizes.least:
            self.runs.violation(f"only {played} schedules of {self._sizes.least}")
        if self.sigkills < self._sizes.sigkills:
            self.runs.violation(f"only {self.sigkills} true kills of {self._sizes.sigkills}")

    def rehearsed(self) -> list[tuple[str, str]]:
        """(side, name) of every step of an ordinary day."""
        story = self.play(Schedule(self._seed, EVERYTHING))
        names = sorted(set(story.said("heard")))
        for name in names:
            self.runs.hits[name] += 0
        self.count("rehearsal", Schedule(self._seed, EVERYTHING), story)
        return [(SERVICE if name.startswith(SERVICE) else STATION, name) for name in names]

    def _covering(self, steps: Sequence[tuple[str, str]]) -> Iterator[Schedule]:
        """Every step once, one of each side in a schedule."""
        sides = ([step for step in steps if step[0] == side] for side in (SERVICE, STATION))
        for pair in zip_longest(*sides):
            yield self._dying(*(Crash(*step) for step in pair if step))

    def _dying(self, *crashes: Crash) -> Schedule:
        return Schedule(self._chance.randrange(10**6), EVERYTHING, crashes=crashes)

    # -- playing them, some at once --

    def play_all(self, kind: str, schedules: Iterator[Schedule] | Sequence[Schedule]) -> None:
        waiting = list(schedules)
        workers = [fork(partial(self._play_some, waiting[first::AT_ONCE], first)) for first in range(AT_ONCE)]
        while any(not worker.ended for worker in workers):
            for worker in ready(workers, 1.0):
                for line in worker.lines():
                    if line.startswith("{"):
                        self._count_told(kind, json.loads(line))
                    else:
                        self.runs.violation(f"a worker: {line}")

    def _count_told(self, kind: str, told: dict[str, Any]) -> None:
        schedule = Schedule.from_json(told["schedule"])
        self.count(kind, schedule, Story(told["told"], told["sigkills"]))

    def _play_some(self, schedules: Sequence[Schedule], first: int, tell: Tell, _ask: Ask) -> None:
        self._number = 1_000_000 * (first + 1)
        for schedule in schedules:
            story = self.play(schedule)
            told = [line for line in story.told if line.startswith(("hit ", "violation "))]
            tell(json.dumps({"schedule": schedule.to_json(), "told": told, "sigkills": story.sigkills}))

    def play(self, schedule: Schedule) -> Story:
        """In folders of its own."""
        self._number += 1
        world = copied(self.base, self.place / f"{os.getpid()}-{self._number}")
        try:
            return play(schedule, world)
        finally:
            shutil.rmtree(world.folder, ignore_errors=True)

    def count(self, kind: str, schedule: Schedule, story: Story) -> None:
        self.runs.by_kind[kind] += 1
        if not sum(self.runs.by_kind.values()) % TOLD_EVERY:
            print(json.dumps({"played": sum(self.runs.by_kind.values())}), flush=True)
        self.runs.hits.update(story.said("hit"))
        self.sigkills += story.sigkills
        found = sorted(set(story.said("violation")))
        if found:
            self.failed.append(schedule)
            self.runs.violation(f"{kind} {schedule.seed}: {'; '.join(found)}", schedule=schedule.to_json())
