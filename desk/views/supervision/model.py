"""What a supervisor watches: all stations, read anew every half minute, and the practice unit's messages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import flet as ft

from declaration.privacy import Private
from declaration.wire.sign_in import ServiceState
from declaration.wire.supervision import PracticeMessage, PracticeMessages, StationOverview, StationsPage
from desk.ports.service import NoAnswer
from desk.supervising.supervising import Attention, Supervising, attention
from desk.views.review.trouble import Trouble

REFRESH_SECONDS: Final = 30.0
_WORST_FIRST: Final = tuple(Attention)


@dataclass(frozen=True, repr=False)
class NotDrained(Private):
    """A station as it stood when it was asked about, and why it is not the other way round, or not known to
    be."""

    station: StationOverview
    trouble: Trouble


@ft.observable
@dataclass(eq=False, repr=False)
class SupervisionModel(Private):
    """``page`` is the last one that came, also while ``trouble`` says why there is no newer one.
    ``messages`` stays None outside practice. ``asked``: the station somebody is asked about whether it is to
    take nothing new, or to take new ones again; ``failed`` stands until that is asked about again.
    """

    supervising: Supervising
    is_practice: bool
    sign_out: Callable[[], Awaitable[None]]
    page: StationsPage | None = None
    messages: tuple[PracticeMessage, ...] | None = None
    trouble: Trouble | None = None
    refreshing: bool = False
    asked: StationOverview | None = None
    failed: NotDrained | None = None
    _asked: int = field(default=0, init=False)
    _watch: asyncio.Task[None] | None = field(default=None, init=False)

    async def refresh(self) -> None:
        """Read everything once; one reading at a time."""
        if self.refreshing:
            return
        self.refreshing = True
        try:
            await self._read()
        finally:
            self.refreshing = False

    async def watch(self) -> None:
        """Refresh now and every half minute until :meth:`leave`."""
        while True:
            await self.refresh()
            await asyncio.sleep(REFRESH_SECONDS)

    def begin(self) -> None:
        """Start watching; does nothing while watching already."""
        if self._watch is None:
            self._watch = asyncio.create_task(self.watch())

    def leave(self) -> None:
        """Stop watching: nobody looks any more."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def ask_drain(self, station: StationOverview) -> None:
        self.asked = station

    def dismiss(self) -> None:
        self.asked = None

    async def drain(self) -> None:
        """The other way round for the station asked about; what stands is read anew."""
        station, self.asked = self.asked, None
        if station is None:
            return
        trouble = await self.supervising.drain(station, station.state != ServiceState.DRAIN)
        self.failed = None if trouble is None else NotDrained(station, trouble)
        await self._read()  # also while an older reading is on its way

    async def again(self) -> None:
        """After what failed: without an answer it is asked about once more, after a no all is read anew."""
        failed, self.failed = self.failed, None
        if failed is not None and isinstance(failed.trouble, NoAnswer):
            self.asked = failed.station
        else:
            await self.refresh()

    async def _read(self) -> None:
        """What comes back for an older question is dropped."""
        self._asked += 1
        mine = self._asked
        answer = await self.supervising.stations()
        if mine != self._asked:
            return
        if not isinstance(answer, StationsPage):
            self.trouble = answer
            return
        self.page, self.trouble = answer, None
        if self.is_practice:
            messages = await self.supervising.practice_messages()
            if isinstance(messages, PracticeMessages):
                self.messages = messages.messages
            else:
                self.trouble = messages


def worst_first(page: StationsPage) -> tuple[tuple[StationOverview, tuple[Attention, ...]], ...]:
    """Stations with why they need someone: the worst reason first, then the longest silent, then by name."""

    def rank(row: tuple[StationOverview, tuple[Attention, ...]]) -> tuple[int, int, float, str]:
        station, reasons = row
        worst = min((_WORST_FIRST.index(each) for each in reasons), default=len(_WORST_FIRST))
        silent = (page.as_of - station.last_contact).total_seconds() if station.last_contact else 0.0
        return worst, -len(reasons), -silent if reasons else 0.0, station.station_name

    return tuple(sorted(((each, attention(each, page)) for each in page.stations), key=rank))
