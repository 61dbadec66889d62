"""What every runner of fault schedules counts and how it says so: a table of steps, one last line of JSON."""

from __future__ import annotations

import json
import os
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Runs:
    """Counts schedules, violations and hits; keeps going after a violation, and says where it was."""

    def __init__(self) -> None:
        self.by_kind: Counter[str] = Counter()
        self.hits: Counter[str] = Counter()
        self.violations: list[str] = []
        self._began = time.monotonic()

    def run(self, kind: str, what: str, schedule: Callable[[], None]) -> None:
        """A schedule of this process."""
        self.by_kind[kind] += 1
        try:
            schedule()
        except Exception as error:  # noqa: BLE001 - every way of failing is a violation to be told
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.violation(f"{kind} {what}: {type(error).__name__} {error} ({place.name}:{place.lineno})")

    def violation(self, what: str, **more: Any) -> None:
        self.violations.append(what)
        print(json.dumps({"violation": what, **more}), flush=True)

    def tell(self, faults: str, seed: int, *, not_measured: list[str], **more: Any) -> int:
        """The table and the last line; the exit code: 1 on any violation or a step never hit."""
        never_hit = sorted(name for name, hits in self.hits.items() if hits == 0)
        for name, hits in sorted(self.hits.items()):
            print(f"{hits:6}  {name}")
        last = {
            "faults": faults,
            "seed": seed,
            "schedules": sum(self.by_kind.values()),
            "by_kind": dict(self.by_kind),
            "violations": len(self.violations),
            "steps": len(self.hits),
            "never_hit": never_hit,
            "not_measured": not_measured,
            **more,
            "seconds": round(time.monotonic() - self._began),
        }
        print(json.dumps(last), flush=True)
        return 1 if self.violations or never_hit else 0


def folder_in_memory() -> Path | None:
    """Where schedules are as good, and quicker: nobody cuts the power of this machine. None: wherever."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
    return memory if os.access(memory, os.W_OK) else None
