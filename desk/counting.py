"""The station's books, counted anew whenever the engine changed something."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from desk.ports.outbox import Books
from desk.station_work import StationWork
from desk.storage.trouble import StationFileError

log = logging.getLogger(__name__)


class Counting:
    """``books`` as last counted, None where that failed: what is not known is not claimed. ``tell`` is called
    after every counting. All on the event loop."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self.books: Books | None = None
        self._tell = tell
        self._station: StationWork | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_behind = False

    async def follow(self, station: StationWork) -> None:
        """Count this station now, and whenever its engine has news."""
        self._station = station
        station.engine.listen(self._again)
        await self._count()

    async def end(self) -> None:
        """Nobody asks its file any more once this returns: it may be closed."""
        self._station = None
        if self._task is not None:
            await self._task
        self.books = None

    def _again(self) -> None:
        """Once for however many changes came meanwhile."""
        self._is_behind = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._count())

    async def _count(self) -> None:
        self._is_behind = True
        while self._is_behind and (station := self._station) is not None:
            self._is_behind = False
            try:
                self.books = await asyncio.to_thread(station.file.outbox.books, station.clock.today())
            except StationFileError as error:
                log.error("books not counted: %s", type(error).__name__)
                self.books = None
        self._tell()
