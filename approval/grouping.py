"""Group commit: whatever arrives while one transaction runs is settled together in the next.

Whoever has the turn settles all that wait; the others find their outcome made. When something goes wrong in
a group, each is settled alone, so that none spoils its neighbours.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from approval.storage.database import AlreadyThereError, StorageUnavailableError

T = TypeVar("T")
R = TypeVar("R")
_TROUBLES = 2
"""So often alone, and the rest need not try: each may wait for seconds."""


@dataclass
class _Item(Generic[T, R]):
    given: T
    outcome: R | Exception | None = None


class Group(Generic[T, R]):
    """``together`` settles several in one transaction: all of them, or it raises and none."""

    def __init__(self, together: Callable[[Sequence[T]], Sequence[R]], at_most: int) -> None:
        self._together = together
        self._at_most = at_most
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: list[_Item[T, R]] = []

    def settle(self, given: T) -> R:
        """The outcome of this one, once the transaction it was in is committed; raises what went wrong."""
        mine: _Item[T, R] = _Item(given)
        with self._lock:
            self._waiting.append(mine)
        with self._turn:
            while mine.outcome is None:
                self._settle_next()
        if isinstance(mine.outcome, Exception):
            raise mine.outcome
        return mine.outcome

    def _settle_next(self) -> None:
        with self._lock:
            taken, self._waiting = self._waiting[: self._at_most], self._waiting[self._at_most :]
        try:
            outcomes = self._together([each.given for each in taken])
        except Exception as error:  # noqa: BLE001 - told to each, below
            self._settle_each(taken, error)
        else:
            for each, outcome in zip(taken, outcomes, strict=True):
                each.outcome = outcome

    def _settle_each(self, taken: Sequence[_Item[T, R]], error: Exception) -> None:
        if len(taken) == 1 and not isinstance(error, AlreadyThereError):
            taken[0].outcome = error
            return
        troubles: list[StorageUnavailableError] = []
        for each in taken:
            each.outcome = troubles[-1] if len(troubles) == _TROUBLES else self._alone(each.given)
            if isinstance(each.outcome, StorageUnavailableError) and len(troubles) < _TROUBLES:
                troubles.append(each.outcome)

    def _alone(self, given: T) -> R | Exception:
        try:
            try:
                return self._together([given])[0]
            except AlreadyThereError:  # another instance took it at the same moment
                return self._together([given])[0]
        except Exception as error:  # noqa: BLE001 - raised by whoever asked
            return error
