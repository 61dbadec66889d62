"""Sends what is due: all records first, then photos entry by entry, and settles each outcome.

The agency sees everybody who registered within seconds of the network's return, while photos take their
time; and whatever is finished, or asked for by a person, meanwhile does not wait for those photos.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desk.ports.clock import Clock
from desk.ports.outbox import Outbox, OutboxEntry
from desk.ports.service import NoAnswer, Reason
from desk.sync.backoff import Backoff
from desk.sync.courier import Courier
from desk.sync.line import LINK_TROUBLE
from desk.sync.outcome import PHOTOS_MISSING, Conflict, Deferred, Delivered, Missing, Outcome, Refused
from desk.sync.progress import Progress

log = logging.getLogger(__name__)
BATCH = 100
_MAY_BE_TOO_MUCH = frozenset({Reason.NO_NETWORK, Reason.SERVICE_DOWN, Reason.SHAPE})


@dataclass(frozen=True)
class Owing:
    """The service has the record and lacks these photos."""

    entry: OutboxEntry
    missing: Missing

    @property
    def in_turn(self) -> tuple[bool, date, datetime]:
        return not self.entry.urgent, self.entry.deadline, self.entry.created_at


@dataclass(frozen=True)
class Sent:
    """What one dispatch came to: revisions that left the queue, and the trouble that ended it early."""

    settled: int
    trouble: NoAnswer | None


class Dispatch:
    """Sends one round's entries. ``news`` is set when something new became due meanwhile.

    The size of a batch follows what gets through: halved when one fails as a whole, doubled when it does
    not, so that neither a record the service stumbles over nor a weak link holds up the rest for long.
    """

    def __init__(
        self,
        courier: Courier,
        outbox: Outbox,
        clock: Clock,
        backoff: Backoff,
        news: asyncio.Event,
        progress: Progress,
    ) -> None:
        self._courier = courier
        self._outbox = outbox
        self._clock = clock
        self._backoff = backoff
        self._news = news
        self._progress = progress
        self._batch = BATCH
        self._begin()

    def _begin(self) -> None:
        self._progress.start()
        self._owing: list[Owing] = []
        self._offered: set[tuple[UUID, int]] = set()
        self._settled = 0
        self._trouble: NoAnswer | None = None
        self._doubtful = False

    async def run(self) -> Sent:
        """Until nothing is due, or the line is in trouble."""
        self._begin()
        self._news.set()
        while self._trouble is None:
            if self._news.is_set():
                self._news.clear()
                await self._offer_all()
            elif self._owing:
                await self._complete(self._owing.pop())
            else:
                break
        for owing in self._owing:
            await self._settle(owing.entry, Deferred(PHOTOS_MISSING))
        return Sent(self._settled, self._trouble)

    async def _offer_all(self) -> None:
        """Records in batches until none is due that this dispatch has not offered."""
        while self._trouble is None:
            limit = len(self._offered) + self._batch
            due = await asyncio.to_thread(self._outbox.due, self._clock.now(), limit)
            fresh = [entry for entry in due if entry.urgent or entry.key not in self._offered]
            if not fresh:
                break
            await self._offer(fresh[: self._batch])
        self._owing.sort(key=lambda owing: owing.in_turn, reverse=True)

    async def _offer(self, entries: Sequence[OutboxEntry]) -> None:
        self._progress.begin()
        now = self._clock.now()
        dues = [now + self._backoff.wait(entry.attempts) for entry in entries]
        keys = [entry.key for entry in entries]
        await asyncio.to_thread(self._outbox.count_attempt, keys, dues)
        self._offered.update(keys)
        self._owing = [owing for owing in self._owing if owing.entry.key not in keys]
        outcomes = await self._courier.offer(entries)
        self._fit_batch(list(outcomes.values()))
        for entry in entries:
            outcome = outcomes[entry.key]
            if isinstance(outcome, Missing):
                self._owing.append(Owing(entry, outcome))
            else:
                await self._settle(entry, outcome)
        self._progress.expect(sum(_size(owing) for owing in self._owing))

    def _fit_batch(self, outcomes: Sequence[Outcome]) -> None:
        failed = all(isinstance(o, Deferred) and o.reason in _MAY_BE_TOO_MUCH for o in outcomes)
        self._batch = max(1, self._batch // 2) if failed else min(BATCH, self._batch * 2)

    async def _complete(self, owing: Owing) -> None:
        outcome: Outcome
        try:
            outcome = await self._courier.complete(owing.entry, owing.missing)
        except Exception as error:  # noqa: BLE001 - a damaged page of the file must not hold up the others
            log.error("photos of %s not sent: %s", owing.entry.record_id, type(error).__name__)
            outcome = Deferred(Reason.OWN_FAULT)
        await self._settle(owing.entry, outcome)

    async def _settle(self, entry: OutboxEntry, outcome: Outcome) -> None:
        """Write down what became of one entry."""
        match outcome:
            case Delivered(receipt, signed):
                await asyncio.to_thread(self._outbox.deliver, entry, receipt, signed)
            case Refused(code):
                await asyncio.to_thread(self._outbox.refuse, entry, code)
            case Conflict(code):
                await asyncio.to_thread(self._outbox.set_aside, entry, code)
            case Deferred(reason, retry_after):
                await self._defer(entry, reason, retry_after)
            case Missing():
                await self._defer(entry, PHOTOS_MISSING, None)
        if isinstance(outcome, Delivered | Refused | Conflict):
            self._settled += 1
            self._doubtful = False
        self._progress.tell()

    async def _defer(self, entry: OutboxEntry, reason: str, retry_after: float | None) -> None:
        if reason in LINK_TROUBLE:
            self._note_trouble(NoAnswer(Reason(reason), retry_after))
        due = self._clock.now() + self._backoff.at_least(entry.attempts, retry_after) if retry_after else None
        await asyncio.to_thread(self._outbox.defer, entry, reason, due)

    def _note_trouble(self, trouble: NoAnswer) -> None:
        """One 5xx may be about one record; the second in a row, or a request for peace, is the service."""
        is_plain = trouble.reason is Reason.SERVICE_DOWN and not trouble.retry_after
        if is_plain and not self._doubtful:
            self._doubtful = True
        else:
            self._trouble = self._trouble or trouble


def _size(owing: Owing) -> int:
    """Bytes of the photos it lacks, each counted once."""
    wanted = {blob.sha256: blob.size for blob in owing.entry.blobs if blob.sha256 in owing.missing.blobs}
    return sum(wanted.values())
