"""How many photos go at once: four, eight where that was measured to be faster, fewer on a line that breaks.

Four connections fill a sound link. Where packets are lost, or where a far link is fast, each connection waits
more than it sends and eight carry more; nothing but the rate itself tells that on every system alike
(docs/decisions/0030).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FEW, MANY = 4, 8
WINDOW = 12
"""Photos over which a rate is measured, each time after as many have passed as there are lanes."""
WORTH_IT = 1.12
"""So many times the rate of four makes up for the four connections more."""
LONGEST_PATIENCE = 64


@dataclass
class _Window:
    """Photos counted since ``since``; the first ones of a changed number of lanes only settle it."""

    settling: int
    since: float | None = None
    photos: int = 0
    size: int = 0


class Lanes:
    """``count`` photos may be on their way. ``monotonic`` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._most = FEW
        self.count = FEW
        self._rates: dict[int, float] = {}
        self._patience = 1
        self._windows = 0
        self._window = _Window(FEW)

    def broke(self) -> None:
        """The line broke: every connection more would break with it, and greet again."""
        self.count = 1
        self._window = _Window(self._most)

    def stored(self, size: int, *, more_waits: bool) -> None:
        """A photo of that many bytes arrived; without more waiting the lanes run empty and tell nothing."""
        if self.count < self._most:
            self.count += 1
        elif not more_waits:
            self._window = _Window(self._most)
        elif self._window.settling:
            self._window.settling -= 1
            self._window.since = self._monotonic()
        else:
            self._measure(size)

    def _measure(self, size: int) -> None:
        window = self._window
        window.photos, window.size = window.photos + 1, window.size + size
        elapsed = self._monotonic() - (window.since or 0.0)
        if window.photos >= WINDOW and elapsed > 0:
            self._judge(window.size / elapsed)

    def _judge(self, rate: float) -> None:
        """One window more at this number; now and then the other number is tried for a window."""
        self._rates[self._most] = rate
        self._windows += 1
        is_trial = self._windows > self._patience
        if is_trial:
            self._windows = 0
            if not self._is_better():
                self._patience = min(LONGEST_PATIENCE, self._patience * 4)
                self._change()
            else:
                self._patience = max(8, self._patience)
        elif self._windows == self._patience:
            self._change()
        self._window = _Window(0, self._monotonic()) if not self._window.settling else self._window

    def _is_better(self) -> bool:
        """The number being tried against the other one."""
        few, many = self._rates.get(FEW, 0.0), self._rates.get(MANY, 0.0)
        return (many > few * WORTH_IT) == (self._most == MANY)

    def _change(self) -> None:
        self._most = self.count = MANY if self._most == FEW else FEW
        self._window = _Window(self._most)
