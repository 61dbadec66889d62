"""When somebody is reminded of changing the password. Source: the field's rule of every six months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

_MONTHS, _BEFORE = 6, timedelta(days=7)


def next_reminder(since: date) -> date:
    """A week before the password of that day is half a year old."""
    return months_after(since, _MONTHS) - _BEFORE


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
