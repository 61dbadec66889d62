"""What at the station needs a person, looked at now and then, so that every window can say it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from desk.ports.standing import Concern
from desk.station_work import StationWork
from desk.storage.trouble import StationFileDamagedError, StationFileError

log = logging.getLogger(__name__)
EVERY = 60.0
"""Seconds between two looks."""


class Minding:
    """``concerns`` as last looked at; ``tell`` is called when they are others. All on the event loop."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self.concerns: tuple[Concern, ...] = ()
        self._tell = tell
        self._station: StationWork | None = None
        self._task: asyncio.Task[None] | None = None

    async def follow(self, station: StationWork) -> None:
        """Look at this station now, and from now on."""
        self._station = station
        await self.look()
        self._task = asyncio.create_task(self._keep_on(), name="minding")

    async def look(self) -> None:
        """Look at once: something was done about it."""
        station, found = self._station, self.concerns
        if station is None:
            return
        try:
            standing = await asyncio.to_thread(station.file.care.standing, station.clock.state())
            found = standing.concerns
        except StationFileDamagedError:
            found = (Concern.DAMAGED,)
        except StationFileError as error:
            log.error("station not minded: %s", type(error).__name__)
        if self._station is station and found != self.concerns:
            self.concerns = found
            self._tell()

    async def end(self) -> None:
        """Nobody asks the file any more once this returns: it may be closed."""
        task, self._task, self._station = self._task, None, None
        self.concerns = ()
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _keep_on(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.look()
