"""The audit trail as it is read: its lines, its head, and what a check of it found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from declaration.privacy import Private


@dataclass(frozen=True)
class AuditHead:
    """How many lines there are, and the last one's hash: who keeps this knows later whether they stand."""

    lines: int
    hash: str


NO_LINE = AuditHead(0, "")


@dataclass(frozen=True)
class AuditCheck:
    """``broken``: the first line that is missing, changed or not where it was; None when all of them hold.
    ``erased``: lines whose names went with a person's data."""

    head: AuditHead
    erased: int
    broken: int | None


@dataclass(frozen=True, repr=False)
class AuditLine(Private):
    """One act. ``export`` is all that somebody else needs to verify it, in JSON values."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: str
    export: dict[str, Any]


class AuditTrail(Protocol):
    """The trail of one station."""

    def head(self) -> AuditHead: ...

    def lines(self, day: date | None = None) -> Iterator[AuditLine]:
        """From the first line on; of one day in Vietnam when one is given."""

    def check(self, known: tuple[AuditHead, ...] = ()) -> AuditCheck:
        """Every line from the first on, and the heads somebody else kept."""
