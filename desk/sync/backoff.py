"""When to try again: full jitter over a doubling ceiling, from seconds to a quarter of an hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Backoff:
    """``chance`` gives a number in [0, 1). The n-th wait is drawn below ``first`` × 2ⁿ, at most ``longest``;
    all in seconds."""

    chance: Callable[[], float]
    first: float = 5.0
    longest: float = 900.0
    least: float = 1.0

    def wait(self, attempts: int) -> timedelta:
        ceiling = min(self.longest, self.first * 2 ** min(attempts, 20))
        return timedelta(seconds=max(self.least, ceiling * self.chance()))

    def at_least(self, attempts: int, asked: float | None) -> timedelta:
        """As :meth:`wait`, but never sooner than the service asked for (Retry-After, seconds).

        A little chance comes on top: every station was asked for the same, and they must not return as one.
        """
        drawn = self.wait(attempts)
        if not asked:
            return drawn
        return max(drawn, timedelta(seconds=min(asked, self.longest) + self.first * self.chance()))
