"""How many people have come, and how far their declarations are: numbers only, nobody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Protocol

from declaration.lifecycle import Status


class Stage(StrEnum):
    """How far a declaration is, as it is reported; keys of the locales under ``figures.stage``."""

    WAITING = "waiting"
    RECEIVED = "received"
    RETURNED = "returned"
    DONE = "done"
    CLOSED = "closed"


STAGES: Final[Mapping[Status, Stage]] = {
    Status.DRAFT: Stage.RETURNED,  # only a correction: a new draft is no declaration yet
    Status.FINISHED: Stage.WAITING,
    Status.RECEIVED: Stage.RECEIVED,
    Status.RETURNED: Stage.RETURNED,
    Status.APPROVED: Stage.DONE,
    Status.ISSUED: Stage.DONE,
    Status.ACTIVATED: Stage.DONE,
    Status.APPLIED: Stage.DONE,
    Status.REJECTED: Stage.CLOSED,
    Status.LAPSED: Stage.CLOSED,
    Status.WITHDRAWN: Stage.CLOSED,
}


class Span(StrEnum):
    """Which days; keys of the locales under ``figures.span``."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    LAST_WEEK = "last_week"
    MONTH = "month"
    LAST_MONTH = "last_month"

    def days(self, today: date) -> tuple[date, date]:
        """Its first and last day, none after today: a week begins on Monday, a month on its first."""
        day, monday, first = timedelta(days=1), today - timedelta(days=today.weekday()), today.replace(day=1)
        match self:
            case Span.TODAY:
                return today, today
            case Span.YESTERDAY:
                return today - day, today - day
            case Span.WEEK:
                return monday, today
            case Span.LAST_WEEK:
                return monday - 7 * day, monday - day
            case Span.MONTH:
                return first, today
            case Span.LAST_MONTH:
                return (first - day).replace(day=1), first - day


@dataclass(frozen=True)
class Count:
    """So many declarations that are alike in all this. ``day`` and ``hour``, in Vietnam, are those of their
    first finishing: a correction moves nobody to another day. ``unit`` "" is nobody's list."""

    day: date
    hour: int
    unit: str
    agency: str
    registrar: str
    stage: Stage
    many: int


class FigureStore(Protocol):
    """What is held on this station, counted. One look."""

    def counts(self, first: date, last: date) -> Sequence[Count]:
        """Of both days and all between."""
