"""How many records go in one request: what gets through, and never more than the service takes."""

from __future__ import annotations

from collections.abc import Sequence

from desk.ports.service import Reason
from desk.sync.outcome import Deferred, Outcome

MOST = 100
AT_ONCE = 8
"""Batches, while they pass whole; a far line would otherwise wait a round trip for each."""
_MAY_BE_TOO_MUCH = frozenset({Reason.NO_NETWORK, Reason.SERVICE_DOWN, Reason.SHAPE})


class Batches:
    """Halved when one fails as a whole, doubled when it does not, so that neither a record the service
    stumbles over nor a weak link holds up the rest for long."""

    def __init__(self) -> None:
        self._most = self.size = MOST

    @property
    def to_read(self) -> int:
        """How many entries are sent at once."""
        return self.size * (AT_ONCE if self.size == self._most else 1)

    def heed(self, limit: int) -> None:
        """The service takes so many; nonsense is not heeded."""
        self._most = min(MOST, limit) if limit > 0 else MOST
        self.size = min(self.size, self._most)

    def fit(self, outcomes: Sequence[Outcome]) -> None:
        """By what became of one batch."""
        failed = all(isinstance(o, Deferred) and o.reason in _MAY_BE_TOO_MUCH for o in outcomes)
        self.size = max(1, self.size // 2) if failed else min(self._most, self.size * 2)
