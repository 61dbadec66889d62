"""The audit as an auditor reads it: a span of days, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from declaration.wire.audit import AuditPage, AuditQuery
from desk.ports.service import Denied, NoAnswer
from desk.ports.staff import AuditService

PAGE = 50


class Span(IntEnum):
    """How many days back, today included."""

    TODAY = 1
    WEEK = 7
    MONTH = 30
    QUARTER = 92


@dataclass(frozen=True)
class Wanted:
    """What is looked for; "" means any."""

    span: Span = Span.TODAY
    actor: str = ""
    agency: str = ""
    action: str = ""


class Auditing:
    """One signed-in auditor."""

    def __init__(self, service: AuditService) -> None:
        self._service = service

    async def page(self, wanted: Wanted, today: date, after: str | None) -> AuditPage | Denied | NoAnswer:
        """``after``: the last page's ``next_after``; None begins with the newest."""
        query = AuditQuery(
            first_day=today - timedelta(days=wanted.span - 1),
            last_day=today,
            actor=wanted.actor.strip(),
            agency=wanted.agency.strip(),
            action=wanted.action,
            after=after,
            limit=PAGE,
        )
        return await self._service.lines(query)
