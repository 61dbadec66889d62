"""When a photo takes itself: after a while in which all was green. Pure logic, time given."""

from __future__ import annotations

from dataclasses import dataclass, replace

_LONGEST_GAP = 1.5  # seconds between two looks; beyond it nobody knows what was between
_FEWEST_LOOKS = 3  # a slow machine looks seldom: then its looks count, not the time alone


@dataclass(frozen=True)
class Steady:
    """How long all has been green, of the ``seconds`` it must be. Times of one steady clock."""

    seconds: float
    since: float | None = None
    last: float | None = None
    looks: int = 0
    is_green: bool = False
    taken: bool = False

    def after(self, green: bool, now: float, *, trembles: bool = False) -> Steady:
        """What is known after one more look; a red one, or none for long, begins anew.

        ``trembles``: a red look that may be the finder's trembling at a limit. A single one among green looks
        counts nothing and is forgiven.
        """
        watched = self.last is not None and 0 <= now - self.last <= _LONGEST_GAP
        goes_on = watched and self.since is not None and (green or (trembles and self.is_green))
        if not goes_on:
            return replace(self, since=now if green else None, looks=int(green), last=now, is_green=green)
        return replace(self, looks=self.looks + int(green), last=now, is_green=green)

    @property
    def share(self) -> float:
        """0 to 1: how much of the wait is over."""
        if self.since is None or self.last is None:
            return 0.0
        return min(1.0, (self.last - self.since) / self.seconds)

    @property
    def is_due(self) -> bool:
        """Whether the photo should be taken now; once for each thing waited for."""
        return not self.taken and self.is_green and self.share >= 1.0 and self.looks >= _FEWEST_LOOKS

    def once_taken(self) -> Steady:
        return replace(self, taken=True)
