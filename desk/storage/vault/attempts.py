"""Wrong tries: each makes the next one wait longer, a restart of the program included. Nothing is ever wiped.

Within the process the waits are measured by a clock that cannot be set. Across a restart, and for what
another program counted, the wall clock must serve: one set back begins the wait anew, one set forward
shortens it (docs/THREATS.md). The file lies beside the slots; whoever can change it can copy the slots too,
and guess elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desk.ports.clock import Clock
from desk.storage.vault.attempts_file import AttemptsFile, Failures

FREE_TRIES = 3
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0


def wait_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row: none for the first ones, then 2, 4, 8 … 300."""
    if failures < FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failures - FREE_TRIES, 20))


class Attempts:
    """The tries at one station, by whose slot they were made at, whichever program they were made in."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._file = AttemptsFile(path)
        self._clock = clock
        self._since: dict[str, tuple[Failures, float]] = {}
        self._unkept: dict[str, Failures | None] = {}

    def begin(self, whose: str) -> float:
        """Seconds until the next try at this slot; 0 when it may be made now.

        Then it counts as a failure already, so that neither ending the program nor a second one beside it
        spares anybody the count.
        """
        with self._file.alone():
            failures = self._standing().get(whose)
            wait = self._left(whose, failures)
            if not wait:
                self._keep(whose, Failures(failures.count + 1 if failures else 1, self._clock.now()))
        return wait

    def wait(self, whose: str) -> float:
        """Seconds until the next try at this slot; 0 when it may be made now."""
        with self._file.alone():
            return self._left(whose, self._standing().get(whose))

    def forgive(self, whose: str) -> None:
        """The try was right, or no try at all."""
        with self._file.alone():
            if whose in self._standing():
                self._keep(whose, None)

    def _left(self, whose: str, failures: Failures | None) -> float:
        if failures is None:
            return 0.0
        return max(0.0, wait_after(failures.count) - self._elapsed(whose, failures))

    def _elapsed(self, whose: str, failures: Failures) -> float:
        """Seconds since that failure; from the first look at it on nobody's clock changes that."""
        seen = self._since.get(whose)
        if seen is not None and seen[0] == failures:
            return self._clock.monotonic() - seen[1]
        elapsed = (self._clock.now() - failures.last).total_seconds()
        if elapsed < 0:
            self._keep(whose, replace(failures, last=self._clock.now()))
            return 0.0
        self._since[whose] = (failures, self._clock.monotonic() - elapsed)
        return elapsed

    def _standing(self) -> dict[str, Failures]:
        """What the file says, and what it should say where the disk did not take it."""
        standing: dict[str, Failures | None] = {**self._file.read(), **self._unkept}
        return {whose: each for whose, each in standing.items() if each is not None}

    def _keep(self, whose: str, failures: Failures | None) -> None:
        self._unkept[whose] = failures
        if failures is None:
            self._since.pop(whose, None)
        else:
            self._since[whose] = (failures, self._clock.monotonic())
        if self._file.write(self._standing()):
            self._unkept.clear()
