"""The audit read by those who audit: some agencies, a span of time, pages by key, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import col, func, select, tuple_

from approval.storage.database import Session
from approval.storage.sign_in_rows import AuditRow


@dataclass(frozen=True)
class LineKey:
    """Where a page ended."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).replace(tzinfo=None).isoformat()}_{self.id}"

    @classmethod
    def read(cls, text: str) -> LineKey | None:
        """The key in that text, or None."""
        moment, _, number = text.partition("_")
        try:
            return cls(datetime.fromisoformat(moment).replace(tzinfo=UTC), int(number))
        except ValueError:
            return None


@dataclass(frozen=True)
class LineFilter:
    """From ``since`` until before ``until``; "" means any."""

    agencies: frozenset[str]
    since: datetime
    until: datetime
    actor: str = ""
    action: str = ""
    subject: str = ""


def page(session: Session, wanted: LineFilter, after: LineKey | None, limit: int) -> Sequence[AuditRow]:
    """One page, newest first."""
    query = select(AuditRow).where(
        col(AuditRow.agency).in_(wanted.agencies),
        col(AuditRow.at) >= wanted.since,
        col(AuditRow.at) < wanted.until,
    )
    for column, value in (
        (AuditRow.actor, wanted.actor),
        (AuditRow.action, wanted.action),
        (AuditRow.subject, wanted.subject),
    ):
        if value:
            query = query.where(col(column) == value)
    if after is not None:
        key = tuple_(col(AuditRow.at), col(AuditRow.id))
        query = query.where(key < tuple_(after.at, after.id))
    ordered = query.order_by(col(AuditRow.at).desc(), col(AuditRow.id).desc())
    return session.exec(ordered.limit(limit)).all()


def newest(session: Session) -> int:
    """The number of the newest line, 0 before the first; lines are never taken away."""
    return session.exec(select(func.max(col(AuditRow.id)))).one() or 0
