"""Time as the desk asks for it: an argument, never a global."""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

VIETNAM = timezone(timedelta(hours=7), "ICT")
"""Vietnam keeps one offset all the year; dates on forms are in it."""


class Clock(Protocol):
    """``now`` aware, in UTC; ``monotonic`` seconds that never jump; ``today`` the date in Vietnam."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def today(self) -> date: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Sleep counts too: Windows counts it anyway, Linux on another clock."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()

    def today(self) -> date:
        return datetime.now(VIETNAM).date()
