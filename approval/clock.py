"""The service's clock: UTC inside, Vietnam's calendar where a rule counts days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC."""

# A fixed offset: Vietnam has no summer time, and Windows carries no time-zone database.
VIETNAM = timezone(timedelta(hours=7), "ICT")


def system_clock() -> datetime:
    """The machine's time in UTC."""
    return datetime.now(UTC)


def vietnam_date(moment: datetime) -> date:
    """The calendar day in Vietnam at that moment."""
    return moment.astimezone(VIETNAM).date()
