"""How many photos go at once: four, more where that was measured to be faster, one on a line that breaks.

Four connections fill a sound link. Where packets are lost, or where a far link is fast, each connection
waits more than it sends and eight or twelve carry more; nothing but the rate itself tells that on every
system alike (docs/decisions/0030). Only at the start, when no rate is known, more are opened at once where
photos take hardly longer than a few round trips.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LEVELS = (4, 8, 12)
WINDOW = 10
"""Photos over which a rate is measured, each time after as many have passed as there are lanes."""
WORTH_IT = 1.1
"""So many times the rate of fewer connections makes up for more of them."""
LONGEST_PATIENCE = 64
SOON = 8
"""Fewer photos than this between two breaks: the line goes on breaking, and lanes are added as slowly."""
FAR, ROUND_TRIPS = 0.05, 9
"""A photo that took fewer round trips, of so many seconds at least, waited for the line's length."""


@dataclass(frozen=True)
class Leaving:
    """When a photo left, and after how many breaks."""

    at: float
    breaks: int


@dataclass
class _Window:
    """Photos counted since ``since``; the first ones after a change only settle it."""

    settling: int
    since: float = 0.0
    photos: int = 0
    size: int = 0
    waited: bool = True


class Lanes:
    """``count`` photos may be on their way. ``monotonic`` gives seconds, as ``round_trip`` does once one
    was measured."""

    def __init__(self, monotonic: Callable[[], float], round_trip: Callable[[], float | None]) -> None:
        self._monotonic = monotonic
        self._round_trip = round_trip
        self._rates: dict[int, float] = {}
        self._at = 0
        self._before: int | None = None
        self._is_upward = True
        self._patience, self._windows = 1, 0
        self._breaks, self._whole, self._photos_a_lane = 0, SOON, 1
        self._settle()

    def leaving(self) -> Leaving:
        """A photo leaves now."""
        return Leaving(self._monotonic(), self._breaks)

    def broke(self, left: Leaving) -> None:
        """The line broke under a photo: every connection more would break with it, and greet again.

        All that were on their way then are one break."""
        if left.breaks != self._breaks:
            return
        self._breaks += 1
        self._photos_a_lane = 1 if self._whole >= SOON else SOON
        self._whole = 0
        self._settle()
        self.count = 1

    def stored(self, size: int, left: Leaving, *, more_waits: bool) -> None:
        """A photo of that many bytes arrived; without more waiting the lanes run empty and tell nothing."""
        self._whole += 1
        window = self._window
        if self.count < LEVELS[self._at]:
            self.count += self._whole % self._photos_a_lane == 0
        elif not more_waits:
            self._settle()
        elif window.settling:
            self._settled(window, left)
        else:
            window.photos, window.size = window.photos + 1, window.size + size
            elapsed = self._monotonic() - window.since
            if window.photos >= WINDOW and elapsed > 0:
                self._judge(window.size / elapsed)

    def _settled(self, window: _Window, left: Leaving) -> None:
        window.settling -= 1
        window.since = self._monotonic()
        window.waited &= self._waited(window.since - left.at)
        if not window.settling and window.waited and not self._rates and self._at < len(LEVELS) - 1:
            self._move(self._at + 1)

    def _waited(self, took: float) -> bool:
        round_trip = self._round_trip()
        return round_trip is not None and round_trip >= FAR and took < ROUND_TRIPS * round_trip

    def _settle(self) -> None:
        self.count = LEVELS[self._at]
        self._window = _Window(self.count)

    def _judge(self, rate: float) -> None:
        """After some windows at one number a neighbour is tried for a window, and kept if it is better."""
        self._rates[self._at] = rate
        self._window = _Window(0, self._monotonic())
        if self._before is not None:
            self._end_trial(self._before)
            return
        self._windows += 1
        if self._windows >= self._patience:
            self._windows, self._before = 0, self._at
            self._move(self._neighbour())

    def _end_trial(self, before: int) -> None:
        self._before = None
        if self._is_better(self._at, before):
            self._patience = 1 if self._is_upward else 8
            return
        self._patience = min(LONGEST_PATIENCE, self._patience * 4)
        self._is_upward = not self._is_upward
        self._move(before)

    def _neighbour(self) -> int:
        if self._at == 0 or self._at == len(LEVELS) - 1:
            self._is_upward = self._at == 0
        return self._at + (1 if self._is_upward else -1)

    def _is_better(self, one: int, other: int) -> bool:
        fewer, more = sorted((one, other))
        return (self._rates[more] > self._rates[fewer] * WORTH_IT) == (one == more)

    def _move(self, to: int) -> None:
        self._at = to
        self._settle()
