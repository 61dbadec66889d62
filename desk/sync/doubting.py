"""Whether what went wrong with one item is about that item, or about the line and everybody on it.

One failure may be about one record or one photo: a faulty answer, a proxy that takes no picture so large. The
second in a row about another one is the line's, or the service's; what got through between them clears it.
"""

from __future__ import annotations

from desk.ports.service import NoAnswer, Reason
from desk.sync.line import LINK_TROUBLE
from desk.sync.outcome import Deferred

_OF_A_RECORD = frozenset({Reason.SERVICE_DOWN})
_OF_A_PHOTO = frozenset({Reason.SERVICE_DOWN, Reason.FOREIGN, Reason.NO_NETWORK})


class Doubts:
    """``trouble`` is what ends a run early."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new run: nothing is known against the line."""
        self.trouble: NoAnswer | None = None
        self._suspect: str | None = None

    def passed(self) -> None:
        """Something got through."""
        self._suspect = None

    def failed(self, outcome: Deferred, photo: str = "") -> None:
        """``photo`` names the one that it was said of; without it, it was said of a record."""
        if outcome.reason not in LINK_TROUBLE:
            return
        alone = _OF_A_PHOTO if photo else _OF_A_RECORD
        is_first = self._suspect is None or (photo and photo == self._suspect)
        if outcome.reason in alone and not outcome.retry_after and is_first:
            self._suspect = photo
        else:
            self.trouble = self.trouble or NoAnswer(Reason(outcome.reason), outcome.retry_after)
