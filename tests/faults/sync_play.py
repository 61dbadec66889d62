"""Plays one schedule: forks both sides, brings back whoever dies, and has the end looked at.

This process has no thread and no loop, so that it may fork at any time.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.faults.sync_checks import RESTORED
from tests.faults.sync_driver import Part, drive
from tests.faults.sync_processes import Child, fork, ready
from tests.faults.sync_schedule import ANY_MOMENT, SERVICE, STATION, Crash, Schedule
from tests.faults.sync_service import STARTS, Start, serve, until_ready
from tests.faults.sync_world import World

LONGEST = 60.0


@dataclass
class Story:
    """What came of a schedule."""

    told: list[str] = field(default_factory=list)
    sigkills: int = 0

    def said(self, word: str) -> list[str]:
        """What was told with that first word."""
        return [line[len(word) + 1 :] for line in self.told if line.startswith(f"{word} ")]


def play(schedule: Schedule, world: World) -> Story:
    """From the first act to the last look."""
    return _Play(schedule, world).through()


class _Play:
    def __init__(self, schedule: Schedule, world: World) -> None:
        self._schedule, self._world = schedule, world
        self._story = Story()
        self._crashes = {side: schedule.crashes_of(side) for side in (SERVICE, STATION)}
        self._due: dict[str, float] = {}
        self._start = Start()
        self._deadline = time.monotonic() + LONGEST
        self._service: Child | None = None
        self._stations: Child | None = None

    def through(self) -> Story:
        try:
            if any(act.kind == "restore" for act in self._schedule.acts):
                shutil.copytree(self._world.service, self._backup)
            self._serve(self._next_crash(SERVICE))
            self._play_acts()
            if "sound" not in self._story.told and not self._story.said("violation"):
                self._story.told.append("violation nobody could look at the end")
        except TimeoutError:
            self._story.told.append(f"violation it does not come to an end after: {self._last()}")
            for child in (self._service, self._stations):
                if child is not None:
                    child.say_where()
        finally:
            for child in (self._service, self._stations):
                if child is not None:
                    child.kill()
        return self._story

    def _last(self) -> str:
        return next((line for line in reversed(self._story.told) if not line.startswith("heard ")), "nothing")

    def _play_acts(self) -> None:
        first = 0
        while True:
            earlier = tuple(
                line for line in self._story.told if line.startswith(("finished ", "offered ", RESTORED))
            )
            part = Part(self._schedule, self._world, first, self._next_crash(STATION), earlier)
            self._stations = fork(partial(drive, part))
            while not self._stations.ended:
                self._hear()
            if not self._stations.killed:
                return
            self._story.sigkills += 1
            first = 1 + max((int(number) for number in self._story.said("act")), default=first - 1)

    def _next_crash(self, side: str) -> Crash | None:
        """The next process of that side has this before it; one at any moment is ours to make."""
        self._due.pop(side, None)
        crash = self._crashes[side].pop(0) if self._crashes[side] else None
        if crash is not None and crash.step == ANY_MOMENT:
            self._due[side] = time.monotonic() + crash.after
            return None
        return crash

    def _hear(self) -> None:
        """A line or two, or an end, from any of them."""
        if time.monotonic() > self._deadline:
            raise TimeoutError
        children = [child for child in (self._service, self._stations) if child is not None]
        wait = min([0.5, *(max(0.0, due - time.monotonic()) for due in self._due.values())])
        for child in ready(children, wait):
            for line in child.lines():
                self._story.told.append(line)
                if line.startswith("service "):
                    self._serve_otherwise(*line.split()[1:])
                    child.answer("done")
        self._kill_who_is_due()
        if self._service is not None and self._service.ended:
            self._story.sigkills += 1
            self._serve(self._next_crash(SERVICE))

    def _kill_who_is_due(self) -> None:
        for side, child in ((SERVICE, self._service), (STATION, self._stations)):
            if side in self._due and time.monotonic() >= self._due[side] and child is not None:
                del self._due[side]
                if not child.ended:
                    child.kill()
                    self._story.told.append(f"hit {side} at any moment")

    # -- the service, started and started again --

    def _serve(self, crash: Crash | None) -> None:
        world = self._world
        self._service = fork(partial(serve, world.service, world.port, self._start, crash))
        self._start = self._start.without_new_epoch()
        self._story.told.extend(until_ready(self._service))

    def _serve_otherwise(self, act: str, number: str) -> None:
        assert self._service is not None
        if act == "normal" and self._start == Start():
            return
        self._service.kill()
        self._story.sigkills += 1
        if act == "backup":
            shutil.rmtree(self._backup, ignore_errors=True)
            shutil.copytree(self._world.service, self._backup)
        elif act == "restore":
            shutil.rmtree(self._world.service)
            shutil.copytree(self._backup, self._world.service)
            self._start = self._start.with_new_epoch()
        elif act in ("start", "normal"):
            self._start = STARTS[int(number) % len(STARTS)]
        self._serve(None)

    @property
    def _backup(self) -> Path:
        return self._world.folder / "service-backup"
