"""Group commit: whatever arrives while one transaction runs is settled together in the next.

One thread of the group's own settles all that wait; whoever asked waits for its future, not for a lock. When
something goes wrong in a group, each is settled alone, so that none spoils its neighbours.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from approval.storage.database import AlreadyThereError, StorageUnavailableError

T = TypeVar("T")
R = TypeVar("R")
_TROUBLES = 2
"""So often alone, and the rest need not try: each may wait for seconds."""


@dataclass(frozen=True)
class _Asked(Generic[T, R]):
    """``within``: the context of whoever asked, which what is done for them belongs to."""

    given: T
    outcome: Future[R] = field(default_factory=Future)
    within: Context = field(default_factory=copy_context)


class Group(Generic[T, R]):
    """``together`` settles several in one transaction: all of them, or it raises and none. ``alone`` settles
    one that could not be settled so."""

    def __init__(
        self, together: Callable[[Sequence[T]], Sequence[R]], alone: Callable[[T], R], at_most: int
    ) -> None:
        self._together = together
        self._one = alone
        self._at_most = at_most
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "group")
        self._is_busy = False
        self._waiting: list[_Asked[T, R]] = []

    def submit(self, given: T) -> Future[R]:
        """The outcome of this one, once the transaction it was in is committed, or what went wrong."""
        mine = _Asked[T, R](given)
        mine.outcome.set_running_or_notify_cancel()  # whoever stops waiting for it does not stop it
        with self._lock:
            self._waiting.append(mine)
            is_first, self._is_busy = not self._is_busy, True
        if is_first:
            self._thread.submit(self._settle_all)
        return mine.outcome

    def settle(self, given: T) -> R:
        """The same for whoever may wait; raises what went wrong."""
        return self.submit(given).result()

    def close(self) -> None:
        """Settle what waits; nothing new is taken."""
        self._thread.shutdown()

    def _settle_all(self) -> None:
        while taken := self._next():
            taken[0].within.run(self._settle_some, taken)

    def _next(self) -> list[_Asked[T, R]]:
        with self._lock:
            taken, self._waiting = self._waiting[: self._at_most], self._waiting[self._at_most :]
            self._is_busy = bool(taken)
        return taken

    def _settle_some(self, taken: Sequence[_Asked[T, R]]) -> None:
        try:
            outcomes = self._together([each.given for each in taken])
        except Exception as error:  # noqa: BLE001 - told to each, below
            self._settle_each(taken, error)
        else:
            for each, outcome in zip(taken, outcomes, strict=True):
                each.outcome.set_result(outcome)

    def _settle_each(self, taken: Sequence[_Asked[T, R]], error: Exception) -> None:
        if len(taken) == 1 and not isinstance(error, AlreadyThereError):
            taken[0].outcome.set_exception(error)
            return
        troubles: list[StorageUnavailableError] = []
        for each in taken:
            if len(troubles) == _TROUBLES:
                each.outcome.set_exception(troubles[-1])
                continue
            try:
                each.outcome.set_result(self._alone(each.given))
            except Exception as trouble:  # noqa: BLE001 - raised by whoever asked
                each.outcome.set_exception(trouble)
                if isinstance(trouble, StorageUnavailableError):
                    troubles.append(trouble)

    def _alone(self, given: T) -> R:
        try:
            return self._one(given)
        except AlreadyThereError:  # another instance took it at the same moment
            return self._one(given)
