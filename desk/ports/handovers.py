"""Declarations on paper: which still have to be handed over, in which batch they went, what lapses when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from declaration.lifecycle import Status
from declaration.privacy import Private
from desk.ports.store import DeclarationLine, SealedAbout

CAN_BE_HANDED_OVER: Final = (
    Status.FINISHED,
    Status.RECEIVED,
    Status.APPROVED,
    Status.ISSUED,
    Status.ACTIVATED,
    Status.APPLIED,
)
CAN_LAPSE: Final = (Status.DRAFT, Status.FINISHED, Status.RECEIVED, Status.RETURNED)
"""Of declarations: a draft here is a correction that was begun."""


class BatchState(StrEnum):
    """Keys of the locales under ``handover.state``."""

    OPEN = "open"
    HANDED = "handed"
    RECEIVED = "received"


class Due(StrEnum):
    """In how many days a declaration lapses; keys of the locales under ``handover.due``."""

    OVER = "over"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    LAST = "last"

    @staticmethod
    def of(days: int) -> Due:
        """One to three days is soon, four to six later, seven to ten last."""
        steps = ((0, Due.OVER), (1, Due.TODAY), (4, Due.SOON), (7, Due.LATER))
        return next((due for below, due in steps if days < below), Due.LAST)


@dataclass(frozen=True, repr=False)
class Batch(Private):
    """``number`` counts the station's batches. ``missing``: what the agency did not find in it."""

    id: UUID
    number: int
    agency: str
    papers: int
    made_at: datetime
    registrar: str
    handed_at: datetime | None = None
    received_at: datetime | None = None
    missing: tuple[UUID, ...] = ()
    note: str = ""

    @property
    def state(self) -> BatchState:
        if self.handed_at is None:
            return BatchState.OPEN
        return BatchState.HANDED if self.received_at is None else BatchState.RECEIVED


@dataclass(frozen=True)
class ToHandOver:
    """Papers that are in no batch, of one agency: ``signed`` by hand, and in ``all``."""

    agency: str
    signed: int
    all: int


@dataclass(frozen=True)
class Forecast:
    """What lapses when at one unit; ``unit`` "" is nobody's list. ``days``: how many on which last day."""

    unit: str
    due: Mapping[Due, int]
    days: Mapping[date, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.due.values())


def forecast_of(unit: str, days: Mapping[date, int], today: date) -> Forecast:
    """By the last day on which so many must have arrived."""
    due = dict.fromkeys(Due, 0)
    for day, many in days.items():
        due[Due.of((day - today).days)] += many
    return Forecast(unit, due, {day: days[day] for day in sorted(days)})


class HandoverStore(Protocol):
    """Every method is one transaction, or one look."""

    def to_hand_over(self) -> Sequence[ToHandOver]:
        """By agency, of what may be handed over and is in no batch."""

    def papers(self, agency: str, *, signed_only: bool, limit: int) -> Sequence[DeclarationLine]:
        """The soonest deadline first."""

    def batches(self, limit: int) -> Sequence[Batch]:
        """Newest first."""

    def in_batch(self, batch: UUID) -> Sequence[DeclarationLine]:
        """In the order of its list."""

    def make(self, batch: UUID, agency: str, declarations: Sequence[UUID], by: str, at: datetime) -> int:
        """A batch of those of them that are in none yet; how many. None is made of nothing."""

    def take_out(self, batch: UUID, declaration: UUID) -> None:
        """Of a batch that was not handed over; the last one takes the batch with it."""

    def hand(self, batch: UUID, sealed: SealedAbout) -> bool:
        """Handed over: the sealed record and an audit line go with it. False when it was already."""

    def forecast(self, today: date) -> Sequence[Forecast]:
        """The unit with most at risk first."""
