"""The service's background work: notices, lapses, registry checks, photos looked at; never in a request."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from approval.bells import Bells
from approval.code_letters import CodeLetters
from approval.high_water import HighWater
from approval.keys import Keys
from approval.lapses import Lapses
from approval.notice_worker import NoticeWorker
from approval.notices import BELL
from approval.password_age import PasswordAge
from approval.photo_checks import PhotoChecks
from approval.registry_checks import RegistryChecks
from approval.storage.blobs import Blobs

_log = logging.getLogger(__name__)
_NOTICES_EVERY = 5.0
_CHECKS_EVERY = 5.0
_PHOTOS_EVERY = 5.0
_LAPSES_EVERY = 300.0
_KEYS_EVERY = 30.0
_MARK_EVERY = 1.0
_REMINDERS_EVERY = 900.0
_TALLY_EVERY = 30.0
_SWEEP_EVERY = 3600.0
_UPLOADS_KEPT = 7 * 86400.0
_LONGEST_END = 10.0


@dataclass(frozen=True)
class Background:
    """Ten passes, each at its own pace and on its own; one that fails is logged and tried again. A pass
    says how much it did, and goes on at once until that is nothing."""

    bells: Bells
    notice_worker: NoticeWorker
    code_letters: CodeLetters
    registry_checks: RegistryChecks
    lapses: Lapses
    password_age: PasswordAge
    blobs: Blobs
    keys: Keys
    high_water: HighWater
    photo_checks: PhotoChecks | None
    add_up: Callable[[], int]

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat("notices", self.notice_worker.run_due, _NOTICES_EVERY, BELL))
            group.create_task(self._repeat("codes", self.code_letters.run_due, _NOTICES_EVERY, BELL))
            group.create_task(self._repeat("registry", self.registry_checks.run, _CHECKS_EVERY))
            group.create_task(self._repeat("lapses", self.lapses.run, _LAPSES_EVERY))
            group.create_task(self._repeat("passwords", self.password_age.run, _REMINDERS_EVERY))
            group.create_task(self._repeat("keys", self.keys.look_again, _KEYS_EVERY))
            group.create_task(self._repeat("mark", self.high_water.keep, _MARK_EVERY))
            if self.photo_checks is not None:
                group.create_task(self._repeat("photos", self.photo_checks.run, _PHOTOS_EVERY))
            group.create_task(self._repeat("tally", self.add_up, _TALLY_EVERY))
            group.create_task(self._repeat("sweep", self._sweep, _SWEEP_EVERY))

    def _sweep(self) -> int:
        return self.blobs.forget_unfinished(_UPLOADS_KEPT)

    async def _repeat(self, name: str, work: Callable[[], int], pause: float, rung: str = "") -> None:
        with self.bells.listening(rung or f"{BELL}-{name}") as bell:
            while True:
                bell.clear()
                try:
                    if await _whole(work):
                        continue  # there may be more: no pause before all is done
                except Exception as error:  # noqa: BLE001 - the last wall: a pass that stops for ever is worse
                    _log.error("background_failed pass=%s error=%s", name, type(error).__name__)
                try:
                    async with asyncio.timeout(pause):
                        await bell.wait()
                except TimeoutError:
                    continue


async def _whole(work: Callable[[], int]) -> int:
    """How much it did. A pass once begun comes to its end although its loop is cancelled, for some seconds at
    most: the database is closed after it."""
    under_way = asyncio.create_task(asyncio.to_thread(work))
    try:
        return await asyncio.shield(under_way)
    except asyncio.CancelledError:
        await asyncio.wait([under_way], timeout=_LONGEST_END)
        raise
