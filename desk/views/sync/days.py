"""The days of the books as the sync screen has them: where each stands, and closing one, asked once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import flet as ft

from desk.ports.days import DayBooks, DayState
from desk.ports.service import SyncWatch
from desk.registration.closing import Closing

NEWEST: Final = 4
_SETTLED: Final = frozenset({DayState.OPEN, DayState.BALANCED})


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
        """The newest, and whatever is neither untouched nor done with, however old."""
        days = self.days or ()
        return tuple(
            each for n, each in enumerate(days) if self.is_whole or n < NEWEST or each.state not in _SETTLED
        )

    @property
    def open_out_of_sight(self) -> int:
        """How many days are not closed and not shown."""
        hidden = set(self.days or ()) - set(self.shown)
        return sum(each.state is DayState.OPEN for each in hidden)

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
