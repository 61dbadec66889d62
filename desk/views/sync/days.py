"""The days of the books as the sync screen has them: where each stands, and closing one, asked once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import flet as ft

from desk.ports.days import DayBooks, DayState
from desk.ports.service import SyncWatch
from desk.registration.closing import Closing

NEWEST: Final = 3


@ft.observable
@dataclass(eq=False)
class DaysModel:
    """``days`` is None until it was read once; ``asked`` is the day a person is asked about; ``is_whole``:
    the whole month is shown, not only the newest and what is still open."""

    closing: Closing
    sync: SyncWatch | None
    days: tuple[DayBooks, ...] | None = None
    asked: DayBooks | None = None
    is_whole: bool = False
    _reads: int = 0

    @property
    def is_online(self) -> bool:
        return self.sync is not None and self.sync.state.online

    @property
    def shown(self) -> tuple[DayBooks, ...]:
        """What is still open is never out of sight."""
        days = self.days or ()
        if self.is_whole:
            return days
        return tuple(each for n, each in enumerate(days) if n < NEWEST or each.state is not DayState.BALANCED)

    async def reload(self) -> None:
        self._reads += 1
        mine = self._reads
        days = await asyncio.to_thread(self.closing.days)
        if mine == self._reads:
            self.days = tuple(days)

    def ask(self, day: DayBooks) -> None:
        self.asked = day

    def dismiss(self) -> None:
        self.asked = None

    def show_whole(self) -> None:
        self.is_whole = True

    async def close_day(self) -> None:
        """Close the day asked about, with the network or without."""
        day, self.asked = self.asked, None
        if day is not None:
            await asyncio.to_thread(self.closing.close, day.day)
            await self.reload()

    async def compare(self, day: DayBooks) -> None:
        """Hold a day that does not balance against the agency's once more."""
        await asyncio.to_thread(self.closing.compare_soon, day.day)
        await self.reload()
