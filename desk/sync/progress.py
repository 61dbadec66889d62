"""How far the sending is, by bytes of photos, and how fast: what screens show while it lasts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

OFTEN = 0.5
"""Seconds between two tellings: a screen is not drawn anew for every write."""
LOOKED_BACK = 20.0
"""Seconds over which the rate is averaged."""


@dataclass(frozen=True)
class Going:
    """Bytes of photos: gone, to go in all, and a second; the rate is 0 while it is not known."""

    sent: int = 0
    total: int = 0
    rate: float = 0.0


class Progress:
    """``show`` is told how it goes, ``tell`` that the books have changed."""

    def __init__(
        self, show: Callable[[Going], None], tell: Callable[[], None], monotonic: Callable[[], float]
    ) -> None:
        self._show = show
        self.tell = tell
        self._monotonic = monotonic
        self._sent = self._total = 0
        self.start()

    def start(self) -> None:
        """A new run. What the last one left counts on: a line in trouble does not begin anew at nothing. The
        rate is measured anew."""
        if self._sent >= self._total:
            self._sent = self._total = 0
        self._marks: deque[tuple[float, int]] = deque()

    def begin(self) -> None:
        """Something is being sent."""
        self._tell()

    def expect(self, owed: int) -> None:
        """So many bytes are still to go."""
        self._total = self._sent + owed
        self._tell()

    def add(self, sent: int) -> None:
        """So many bytes more are on their way, or, below zero, must go again."""
        self._sent += sent
        now = self._monotonic()
        if not self._marks or now - self._marks[-1][0] >= OFTEN or self._sent == self._total:
            self._marks.append((now, self._sent))
            while now - self._marks[0][0] > LOOKED_BACK:
                self._marks.popleft()
            self._tell()

    def _tell(self) -> None:
        self._show(Going(self._sent, self._total, self._rate()))

    def _rate(self) -> float:
        if not self._marks:
            return 0.0
        (first, before), (last, after) = self._marks[0], self._marks[-1]
        return max(0.0, (after - before) / (last - first)) if last > first else 0.0
