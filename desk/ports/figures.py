"""How many people have come, and how far their declarations are: numbers only, nobody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
