"""What a station reports of itself: makes visible what has *not* arrived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from declaration.wire.supervision import StationReport
from desk.ports.audit import AuditHead
from desk.ports.outbox import Books


def report_of(
    books: Books,
    now: datetime,
    clock_error: float | None,
    app_version: str,
    free_space: int,
    trail: AuditHead,
    registrars: Mapping[str, str],
) -> StationReport:
    """The report for these books; ages in seconds, ``free_space`` in bytes; ``registrars``: full names by
    sign-in names."""
    age = (now - books.oldest_waiting).total_seconds() if books.oldest_waiting else 0
    return StationReport(
        waiting=books.waiting,
        oldest_age=max(0, int(age)),
        at_risk=books.at_risk,
        refused=dict(books.refused_by_code),
        set_aside=books.set_aside,
        clock_error=clock_error,
        app_version=app_version,
        free_space=free_space,
        audit_lines=trail.lines,
        audit_head=trail.hash,
        registrars=dict(registrars),
    )
