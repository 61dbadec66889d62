"""Random fault schedules against the station's file: ``python -m tests.faults.store_schedules [seed]``.

Each copies a prepared station, does a few acts, and meets one fault: a crash at a named step, a true SIGKILL
of a true process at a step or at any moment, a torn or truncated write, a full disk, a clock that is set.
Then the folder is opened again and must hold all that was told as done, nothing half done, and books that
balance.

Quick: every named step once, and some of every other kind. ``FULL=1``: at least 2,000, of them 300 SIGKILLs.
Prints a table of the steps and how often each was hit; the last line is JSON. Exit 1 on any violation, or
when a named step was never hit.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.faults.runs import Runs, folder_in_memory
from tests.faults.store_acts import (
    ACTS,
    MIGRATE,
    NEW,
    Desk,
    base,
    do,
    go_on,
    migrating,
    need_sound,
    need_upgraded,
)
from tests.faults.store_damage import DAMAGES, copy_without_memory
from tests.faults.store_killing import PATIENCE, killed
from tests.faults.store_steps import PowerCutError, Steps, listening

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Sizes:
    """How many of each kind."""

    full: bool
    rounds: int = field(init=False)
    kills: int = field(init=False)
    torn: int = field(init=False)
    cut: int = field(init=False)
    clocks: int = field(init=False)
    disks: int = field(init=False)
    least: int = field(init=False)

    def __post_init__(self) -> None:
        self.rounds, self.kills, self.torn, self.cut, self.clocks, self.disks, self.least = (
            (3, 320, 160, 80, 80, 60, 2000) if self.full else (1, 24, 12, 8, 6, 6, 0)
        )


class Faults:
    """One run. ``place`` is where folders are made; a folder in memory is as good, and quicker."""

    def __init__(self, place: Path, seed: int, sizes: Sizes) -> None:
        self._place, self._sizes = place, sizes
        self._chance = random.Random(seed)
        self.runs = Runs()
        self.not_measured: list[str] = []
        self._number = 0
        base(place / "base")
        migrating(place / "old")

    def all(self) -> None:
        steps = {act: self.steps_of(act) for act in (*ACTS, MIGRATE)}
        for name in (name for names in steps.values() for name in names):
            self.runs.hits[name] += 0
        for act, names in steps.items():
            for at, name in enumerate(names, 1):
                once_a_name = int(name not in names[at:])
                for _ in range(self._sizes.rounds if self._sizes.full else once_a_name):
                    self.crash(act, at)
        while sum(self.runs.by_kind.values()) < self._sizes.least - self._others():
            act = self._chance.choice(list(steps))
            self.crash(act, self._chance.randint(1, len(steps[act])))
        for number in range(self._sizes.kills):
            self.kill(steps, at_a_step=number % 2 == 0)
        s = self._sizes
        for kind, times in (("torn", s.torn), ("cut", s.cut), ("clock", s.clocks)):
            for _ in range(times):
                self.damage(kind)
        self._full_disks()

    def _others(self) -> int:
        s = self._sizes
        return s.kills + s.torn + s.cut + s.clocks + s.disks

    # -- crashes at a named step: the folder as it was at that moment --

    def steps_of(self, act: str) -> list[str]:
        folder = self._folder(act)
        with listening(Steps(folder, act)) as steps:
            do(act, folder, self._seed(), lambda _line: None)
        shutil.rmtree(folder)
        return steps.heard

    def crash(self, act: str, at: int) -> None:
        folder, seed, told = self._folder(act), self._seed(), list[str]()
        crashed = folder.with_name(folder.name + "-crashed")

        def power_goes() -> None:
            copy_without_memory(folder, crashed)
            raise PowerCutError

        def schedule() -> None:
            if act != MIGRATE:
                self._before(folder, seed, told)
            steps = Steps(folder, act, at, power_goes)
            try:
                with listening(steps):
                    do(act, folder, seed + 1, told.append)
            except PowerCutError:
                self.runs.hits[steps.heard[at - 1]] += 1
            self._need_sound(act, crashed if crashed.exists() else folder, told, seed)

        self.runs.run("crash", f"{act} at {at}", schedule)
        for each in (folder, crashed):
            shutil.rmtree(each, ignore_errors=True)

    def _before(self, folder: Path, seed: int, told: list[str]) -> None:
        """Sometimes the station has done something already when the fault comes."""
        if seed % 3 == 0:
            desk = Desk(folder, told.append, seed)
            desk.finish(NEW + seed)
            desk.close()

    # -- true kills of a true process, forked from a warm one that has opened nothing --

    def kill(self, steps: dict[str, list[str]], *, at_a_step: bool) -> None:
        act = self._chance.choice(list(steps))
        folder, seed = self._folder(act), self._seed()
        at = self._chance.randint(1, len(steps[act])) if at_a_step else 0
        delay = self._chance.uniform(0.001, 0.12)

        def schedule() -> None:
            told = killed(partial(do, act, folder, seed), folder, act, at, delay)
            name = next((line[4:] for line in told if line.startswith("hit ")), "")
            if name:
                self.runs.hits[name] += 1
            self._need_sound(act, folder, told, seed)

        self.runs.run("kill", f"{act} at {at or 'any moment'}", schedule)
        shutil.rmtree(folder, ignore_errors=True)

    # -- what is done to the file itself, or to the clock (store_damage) --

    def damage(self, kind: str) -> None:
        folder, seed = self._folder("finish"), self._seed()
        self.runs.run(kind, str(seed), partial(DAMAGES[kind], folder, seed, self._chance))
        shutil.rmtree(folder, ignore_errors=True)

    def _full_disks(self) -> None:
        """On a small disk of its own, in a user namespace; where there is none to be had, that is told."""
        command = ("unshare", "--user", "--map-root-user", "--mount", sys.executable, "-m")
        try:
            made = subprocess.run(
                [*command, "tests.faults.store_full_disk", str(self._seed()), str(self._sizes.disks)],
                cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
                timeout=PATIENCE * self._sizes.disks,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            self.runs.violations.append("disk_full: the process hangs")
            return
        lines = [json.loads(line) for line in made.stdout.splitlines() if line.startswith("{")]
        if made.returncode != 0 or len(lines) != self._sizes.disks:
            self.not_measured.append("disk_full")
            print(json.dumps({"not_measured": "disk_full", "because": made.stderr[-300:]}), flush=True)
            return
        for line in lines:
            self.runs.by_kind["disk_full"] += 1
            self.runs.hits[f"disk full: {line['met']}"] += 1
            if line["violation"]:
                self.runs.violation(f"disk_full {line['what']}: {line['violation']}")

    # -- what they have in common --

    def _folder(self, act: str) -> Path:
        self._number += 1
        folder = self._place / str(self._number)
        shutil.copytree(self._place / ("old" if act == MIGRATE else "base"), folder)
        return folder

    def _seed(self) -> int:
        return self._chance.randrange(1000)

    def _need_sound(self, act: str, folder: Path, told: list[str], seed: int) -> None:
        if act == MIGRATE:
            need_upgraded(folder)
            return
        need_sound(folder, told, is_whole=seed % 10 == 0)
        if seed % 5 == 0:
            go_on(folder, seed)


def main() -> int:
    full, seed = bool(os.environ.get("FULL")), int(sys.argv[1]) if len(sys.argv) > 1 else 1
    place = folder_in_memory()
    with tempfile.TemporaryDirectory(prefix="faults-store-", dir=place, ignore_cleanup_errors=True) as name:
        faults = Faults(Path(name), seed, Sizes(full))
        faults.all()
    return faults.runs.tell("store", seed, not_measured=faults.not_measured)


if __name__ == "__main__":
    sys.exit(main())
