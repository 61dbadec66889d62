"""Days of the books: counted, closed, and compared with the service; green only when both sides agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from declaration.wire.days import DayAnswer, DayClosing, RevisionRef
from declaration.wire.signed import Signed
from desk.ports.clock import VIETNAM


class DayState(StrEnum):
    """Where a day stands; keys of the locales under ``sync.day``.

    OPEN: not closed. MORE: finished more since it was closed. CLOSING: closed, and not yet compared with
    everything arrived. REFUSED: the service did not take its closing; it is closed anew. BALANCED: the
    service signed that it holds the same. UNBALANCED: it does not. BROKEN: the day is no longer what was
    sealed."""

    OPEN = "open"
    MORE = "more"
    CLOSING = "closing"
    REFUSED = "refused"
    BALANCED = "balanced"
    UNBALANCED = "unbalanced"
    BROKEN = "broken"


CLOSABLE: Final = frozenset({DayState.OPEN, DayState.MORE, DayState.REFUSED, DayState.BROKEN})


@dataclass(frozen=True)
class DayBooks:
    """One day's sealed revisions: ``finished`` = waiting + delivered + refused + set aside + superseded.

    ``lacking``: the service did not have them when last asked, and they were offered again; ``unknown``: ids
    of revisions it has and this station does not."""

    day: date
    finished: int
    waiting: int
    delivered: int
    refused: int
    set_aside: int
    state: DayState
    superseded: int = 0
    lacking: int = 0
    unknown: tuple[str, ...] = ()

    @property
    def may_close(self) -> bool:
        return self.state in CLOSABLE


@dataclass(frozen=True)
class HeldDay:
    """What this station holds receipts for of one closed day; ``erased`` of them it cannot name any more.
    ``attempts``: how often the service was asked since the day was closed."""

    day: date
    held: tuple[RevisionRef, ...]
    erased: int
    attempts: int

    @property
    def count(self) -> int:
        return len(self.held) + self.erased


@dataclass(frozen=True)
class ChainCheck:
    """``closings`` in the chain; ``broken``: the number of the first that does not hold, None for none."""

    closings: int
    broken: int | None


def doubted_after(day: date, now: datetime) -> timedelta:
    """How long a balanced day is believed before it is compared once more: as long as it is old, a day at
    least. A service that lost something later, and does not know it, is found out all the same."""
    return max(timedelta(days=1), now - datetime.combine(day, time(), VIETNAM))


Seal = Callable[[UUID, int, DayClosing], bytes]
"""The sealed record of that id and revision with that content."""


class DayStore(Protocol):
    """Every method is one transaction."""

    def days(self, limit: int) -> Sequence[DayBooks]:
        """Days on which something was finished, newest first."""

    def close(self, day: date, by: str, fresh: UUID, seal: Seal) -> bool:
        """Seal the day as it stands and put its record into the outbox; ``fresh`` is its id unless it was
        closed before. False when there is nothing to close."""

    def compare_soon(self, day: date) -> None:
        """A person asks: the service is asked in the next round."""

    def to_compare(self, now: datetime) -> Sequence[HeldDay]:
        """Closed days whose every revision has come to rest, as due: those that no answer has balanced, and
        those balanced so long ago that they are doubted."""

    def asked(self, day: date, next_due: datetime) -> None:
        """Committed *before* asking, so that a question that crashes the program still backs off."""

    def answered(self, held: HeldDay, answer: DayAnswer, signed: Signed) -> int:
        """Keep a verified answer; how many revisions the service lacks, which wait again from now on."""
