"""What is done for a station while nobody is waiting: a little at a time, and nothing twice in a row."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import NoReturn

from desk.storage.care import FileCare
from desk.storage.trouble import StationFileError
from desk.sync.timekeeping import Timekeeper

log = logging.getLogger(__name__)
FIRST_REST = 60.0
"""Seconds after the unlocking: whoever has just sat down gets the machine to himself."""
REST, LONG_REST = 1.0, 300.0
CHECK_EVERY = timedelta(days=7)


class Housekeeping:
    """``is_busy`` tells that the engine or somebody else needs the file now."""

    def __init__(self, care: FileCare, time: Timekeeper, is_busy: Callable[[], bool]) -> None:
        self._care = care
        self._time = time
        self._is_busy = is_busy
        self._is_tidy = False

    async def keep_on(self) -> NoReturn:
        """Step after step, until cancelled. A file in trouble is left in peace for a while."""
        pause = FIRST_REST
        while True:
            await asyncio.sleep(pause)
            if self._is_busy():
                pause = REST
                continue
            try:
                pause = await asyncio.to_thread(self.step)
            except StationFileError as error:
                log.error("housekeeping put off: %s", type(error).__name__)
                pause = LONG_REST

    def step(self) -> float:
        """One short piece of work; seconds to rest after it."""
        self._time.remember()
        if not self._is_tidy:
            is_sure = self._time.service_time() is not None or self._time.state().trouble is None
            self._is_tidy = not self._care.tidy(self._time.today() if is_sure else None)
            return REST
        if not self._is_check_due():
            self._is_tidy = False
            return LONG_REST
        self._care.look_on()
        return REST

    def _is_check_due(self) -> bool:
        found = self._care.check_result()
        if found.progress > 0 or found.finished_at is None:
            return True
        return self._time.now() - found.finished_at > CHECK_EVERY
