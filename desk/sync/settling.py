"""What became of each entry, written down; and when what was said of one is about the line itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from desk.ports.clock import Clock
from desk.ports.outbox import Outbox, OutboxEntry
from desk.ports.service import NoAnswer, Reason
from desk.sync.backoff import Backoff
from desk.sync.doubting import Doubts
from desk.sync.line import LINK_TROUBLE
from desk.sync.outcome import (
    PHOTO_STOPPED,
    PHOTOS_MISSING,
    Conflict,
    Deferred,
    Delivered,
    Missing,
    Outcome,
    Refused,
)

Key = tuple[UUID, int]
_ON_THE_WAY = (Reason.NO_NETWORK, Reason.FOREIGN)


class Settling:
    """``settled`` counts revisions that left the queue, ``trouble`` is what ends a dispatch early."""

    def __init__(self, outbox: Outbox, clock: Clock, backoff: Backoff, doubts: Doubts) -> None:
        self._outbox = outbox
        self._clock = clock
        self._backoff = backoff
        self._doubts = doubts
        self.begin()

    def begin(self) -> None:
        """A new dispatch: nothing settled, nothing known against the line."""
        self.settled = 0
        self._stopped: list[Key] = []
        self._doubts.begin()

    @property
    def trouble(self) -> NoAnswer | None:
        return self._doubts.trouble

    def break_off(self, trouble: NoAnswer) -> None:
        self._doubts.trouble = trouble

    async def count(self, entries: Sequence[OutboxEntry]) -> None:
        """Before anything is sent: what crashes the program still backs off."""
        now = self._clock.now()
        dues = [now + self._backoff.wait(entry.attempts) for entry in entries]
        await asyncio.to_thread(self._outbox.count_attempt, [entry.key for entry in entries], dues)

    async def settle(self, entry: OutboxEntry, outcome: Outcome, photo: str = "") -> bool:
        """Write it down; False while what the service lacks of this entry may still be believed. ``photo``:
        the one that decided it, whose failure is noted already."""
        match outcome:
            case Delivered(receipt, signed):
                await asyncio.to_thread(self._outbox.deliver, entry, receipt, signed)
            case Refused(code):
                await asyncio.to_thread(self._outbox.refuse, entry, code)
            case Conflict(code):
                await asyncio.to_thread(self._outbox.set_aside, entry, code)
            case Deferred():
                return await self._defer(entry, outcome, photo)
            case Missing():
                return await self._defer(entry, Deferred(PHOTOS_MISSING), photo)
        self.settled += 1
        self._doubts.passed()
        return True

    async def end(self) -> None:
        """What stopped one photo only was no trouble of the line: its entry says so."""
        if self.trouble is None:
            await asyncio.to_thread(self._outbox.defer_all, self._stopped, PHOTO_STOPPED)

    async def _defer(self, entry: OutboxEntry, outcome: Deferred, photo: str) -> bool:
        reason, retry_after = outcome.reason, outcome.retry_after
        if not photo:
            self._doubts.failed(outcome)
        elif reason in _ON_THE_WAY:
            self._stopped.append(entry.key)
        due = self._clock.now() + self._backoff.at_least(entry.attempts, retry_after) if retry_after else None
        await asyncio.to_thread(self._outbox.defer, entry, reason, due)
        return reason not in LINK_TROUBLE  # something about itself: what the service lacks is asked anew
