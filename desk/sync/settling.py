"""What became of each entry, written down; and when what was said of one is about the line itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from desk.ports.clock import Clock
from desk.ports.outbox import Outbox, OutboxEntry
from desk.ports.service import NoAnswer, Reason
from desk.sync.backoff import Backoff
from desk.sync.line import LINK_TROUBLE
from desk.sync.outcome import PHOTOS_MISSING, Conflict, Deferred, Delivered, Missing, Outcome, Refused

Key = tuple[UUID, int]


class Settling:
    """``settled`` counts revisions that left the queue, ``trouble`` is what ends a dispatch early."""

    def __init__(self, outbox: Outbox, clock: Clock, backoff: Backoff) -> None:
        self._outbox = outbox
        self._clock = clock
        self._backoff = backoff
        self.begin()

    def begin(self) -> None:
        """A new dispatch: nothing settled, nothing known against the line."""
        self.settled = 0
        self.trouble: NoAnswer | None = None
        self._doubtful = False

    async def count(self, entries: Sequence[OutboxEntry]) -> None:
        """Before anything is sent: what crashes the program still backs off."""
        now = self._clock.now()
        dues = [now + self._backoff.wait(entry.attempts) for entry in entries]
        await asyncio.to_thread(self._outbox.count_attempt, [entry.key for entry in entries], dues)

    async def settle(self, entry: OutboxEntry, outcome: Outcome) -> bool:
        """Write it down; False while what the service lacks of this entry may still be believed."""
        match outcome:
            case Delivered(receipt, signed):
                await asyncio.to_thread(self._outbox.deliver, entry, receipt, signed)
            case Refused(code):
                await asyncio.to_thread(self._outbox.refuse, entry, code)
            case Conflict(code):
                await asyncio.to_thread(self._outbox.set_aside, entry, code)
            case Deferred(reason, retry_after):
                return await self._defer(entry, reason, retry_after)
            case Missing():
                return await self._defer(entry, PHOTOS_MISSING, None)
        self.settled += 1
        self._doubtful = False
        return True

    async def _defer(self, entry: OutboxEntry, reason: str, retry_after: float | None) -> bool:
        is_of_the_line = reason in LINK_TROUBLE
        if is_of_the_line:
            self._note_trouble(NoAnswer(Reason(reason), retry_after))
        due = self._clock.now() + self._backoff.at_least(entry.attempts, retry_after) if retry_after else None
        await asyncio.to_thread(self._outbox.defer, entry, reason, due)
        return not is_of_the_line  # something about itself: what the service lacks is asked anew

    def _note_trouble(self, trouble: NoAnswer) -> None:
        """One 5xx may be about one record; the second in a row, or a request for peace, is the service."""
        is_plain = trouble.reason is Reason.SERVICE_DOWN and not trouble.retry_after
        if is_plain and not self._doubtful:
            self._doubtful = True
        else:
            self.trouble = self.trouble or trouble
