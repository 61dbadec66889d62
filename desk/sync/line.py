"""The line to the service as the last rounds found it: in trouble or not, and when it may be tried again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desk.ports.service import NoAnswer, Reason
from desk.sync.backoff import Backoff

LONGEST_REST = 60.0
"""Seconds: how long an outage may go unlooked at, however long it has lasted."""

LINK_TROUBLE = frozenset(Reason) - {Reason.SHAPE, Reason.OWN_FAULT}
"""Reasons that concern every entry alike; the others are about one of them."""


@dataclass(frozen=True)
class Line:
    """``failures`` counts the rounds in a row that ended in ``trouble``; ``away`` means that the last one
    did not even get as far as a token."""

    trouble: NoAnswer | None = None
    away: bool = False
    failures: int = 0

    def after(self, trouble: NoAnswer | None, *, away: bool = False) -> Line:
        """The line as one more round found it."""
        return Line(trouble, away, self.failures + 1) if trouble else Line()

    def pause(self, backoff: Backoff) -> float:
        """Seconds to leave the line in peace: jitter up to a minute, however long the outage; a service
        that asked for more (Retry-After) gets it."""
        assert self.trouble is not None, "a line without trouble needs no pause"
        drawn = replace(backoff, longest=LONGEST_REST).wait(self.failures - 1).total_seconds()
        if not self.trouble.retry_after:
            return drawn
        return max(drawn, backoff.at_least(0, self.trouble.retry_after).total_seconds())
