"""Wrong tries: each makes the next one wait longer, a restart of the program included. Nothing is ever wiped.

Within the process the waits are measured by a clock that cannot be set. Across a restart the wall clock
must serve: one set back begins the wait anew, one set forward shortens it (docs/THREATS.md).
The file lies beside the slots; whoever can change it can copy the slots too, and guess elsewhere.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.ports.clock import Clock
from desk.storage.atomic_file import write_atomically

log = logging.getLogger(__name__)
FREE_TRIES = 3
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0


@dataclass(frozen=True)
class Failures:
    """How many in a row, and when the last one was by the wall clock."""

    count: int
    last: datetime


def wait_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row: none for the first ones, then 2, 4, 8 … 300."""
    if failures < FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failures - FREE_TRIES, 20))


class Attempts:
    """The tries at one station, by whose slot they were made at."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._failures = _read(path)
        self._since: dict[str, float] = {}

    def wait(self, whose: str) -> float:
        """Seconds until the next try at this slot; 0 when it may be made now."""
        failures = self._failures.get(whose)
        if failures is None:
            return 0.0
        return max(0.0, wait_after(failures.count) - self._elapsed(whose, failures))

    def count(self, whose: str) -> None:
        """One more failure. Before the try is made: ending the program must not spare anybody the count."""
        failures = self._failures.get(whose)
        self._since[whose] = self._clock.monotonic()
        self._keep(whose, Failures(failures.count + 1 if failures else 1, self._clock.now()))

    def forgive(self, whose: str) -> None:
        """The try was right, or no try at all."""
        self._since.pop(whose, None)
        if self._failures.pop(whose, None) is not None:
            self._write()

    def _elapsed(self, whose: str, failures: Failures) -> float:
        since = self._since.get(whose)
        if since is not None:
            return self._clock.monotonic() - since
        elapsed = (self._clock.now() - failures.last).total_seconds()
        if elapsed >= 0:
            return elapsed
        self._since[whose] = self._clock.monotonic()
        self._keep(whose, replace(failures, last=self._clock.now()))
        return 0.0

    def _keep(self, whose: str, failures: Failures) -> None:
        self._failures[whose] = failures
        self._write()

    def _write(self) -> None:
        document = {
            whose: {"count": each.count, "last": each.last.isoformat()}
            for whose, each in self._failures.items()
        }
        try:
            write_atomically(self._path, json.dumps(document, ensure_ascii=False, indent=1).encode())
        except OSError as error:  # a full disk must not keep the rightful registrar out
            log.error("attempts not kept: %s", type(error).__name__)


def _read(path: Path) -> dict[str, Failures]:
    """What the file says; nothing when it says nothing that makes sense."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return {whose: _failures(value) for whose, value in document.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        log.error("attempts unreadable")
        return {}


def _failures(value: Any) -> Failures:
    last = datetime.fromisoformat(value["last"])
    if not isinstance(value["count"], int) or last.tzinfo is None:
        raise ValueError("no attempts")
    return Failures(value["count"], last)
