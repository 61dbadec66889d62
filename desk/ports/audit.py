"""The audit trail as it is read: its lines, its head, and what a check of it found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from declaration.audit_chain import NO_LINE as NO_LINE
from declaration.audit_chain import AuditCheck as AuditCheck
from declaration.audit_chain import AuditHead as AuditHead
from declaration.privacy import Private


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
