"""The day's audit trail into a signed file for the supervisor: which day, where to, what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import flet as ft

from desk.ports.care import DayTrouble, DayWritten
from desk.ports.clock import VIETNAM
from desk.ports.standing import TableCare
from desk.ports.store import LockedError
from desk.views.care.where import Where, asked

DAYS: Final = 31
"""So many days back can be chosen on the screen; `desk audit --export` knows every day."""


def days_before(now: datetime) -> Sequence[date]:
    """Today and the days before it, the newest first."""
    today = now.astimezone(VIETNAM).date()
    return tuple(today - timedelta(days=back) for back in range(DAYS))


@ft.observable
@dataclass(eq=False)
class TrailModel:
    """``where`` stands while it is asked; ``outcome`` is what came of the last one written here."""

    care: TableCare
    where: Where | None = None
    day: date = date.min
    is_writing: bool = False
    outcome: DayWritten | DayTrouble | None = None
    last: Path | None = None

    async def ask(self, today: date) -> None:
        where = asked(await asyncio.to_thread(self.care.places), self.last)
        self.day, self.where = today, where

    def choose_day(self, day: str) -> None:
        self.day = date.fromisoformat(day)

    def choose(self, folder: str) -> None:
        if self.where is not None:
            self.where = self.where.choosing(folder)

    def type_folder(self, typed: str) -> None:
        if self.where is not None:
            self.where = self.where.typing(typed)

    def dismiss(self) -> None:
        self.where = None

    async def write(self) -> None:
        """Into the place chosen; the dialog stays while none is."""
        if self.where is None or self.is_writing:
            return
        if not self.where.is_whole:
            self.where = self.where.missed()
            return
        self.last = folder = Path(self.where.folder)
        self.where, self.outcome = None, None
        self.is_writing = True
        try:
            with suppress(LockedError):
                self.outcome = await asyncio.to_thread(self.care.write_day, self.day, folder)
        finally:
            self.is_writing = False
