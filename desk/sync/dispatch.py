"""Sends what is due: all records first, then photos of whatever is owed, and settles each outcome.

The agency sees everybody who registered within seconds of the network's return, while photos take their
time; and whatever is finished, or asked for by a person, meanwhile does not wait for those photos.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from desk.ports.clock import Clock
from desk.ports.outbox import Outbox, OutboxEntry
from desk.ports.service import NoAnswer, Reason
from desk.sync.backoff import Backoff
from desk.sync.carrying import Carrying
from desk.sync.courier import Courier
from desk.sync.lanes import Lanes
from desk.sync.line import LINK_TROUBLE
from desk.sync.outcome import (
    PHOTOS_HELD,
    PHOTOS_MISSING,
    Conflict,
    Deferred,
    Delivered,
    Missing,
    Outcome,
    Refused,
)
from desk.sync.owing import Owing
from desk.sync.positions import Positions
from desk.sync.progress import Progress

BATCH = 100
BATCHES_AT_ONCE = 8
"""While batches pass whole; a far line would otherwise wait a round trip for each."""
HELD_FOR = timedelta(minutes=15)
_MAY_BE_TOO_MUCH = frozenset({Reason.NO_NETWORK, Reason.SERVICE_DOWN, Reason.SHAPE})
Key = tuple[UUID, int]


@dataclass(frozen=True)
class Sent:
    """What one dispatch came to: revisions that left the queue, and the trouble that ended it early."""

    settled: int
    trouble: NoAnswer | None


class Dispatch:
    """Sends one round's entries. ``news`` is set when something new became due meanwhile.

    The size of a batch follows what gets through: halved when one fails as a whole, doubled when it does
    not, so that neither a record the service stumbles over nor a weak link holds up the rest for long.
    What the service said it lacks is remembered: a line that breaks every minute is not told everything
    again every minute. :meth:`forget` when the service may have forgotten. ``offered`` is called whenever
    all records are out, ``round_trip`` tells the line's length in seconds.
    """

    def __init__(
        self,
        courier: Courier,
        outbox: Outbox,
        clock: Clock,
        backoff: Backoff,
        news: asyncio.Event,
        progress: Progress,
        round_trip: Callable[[], float | None],
        offered: Callable[[], None],
    ) -> None:
        self._courier = courier
        self._outbox = outbox
        self._clock = clock
        self._backoff = backoff
        self._news = news
        self._progress = progress
        self._positions = Positions(progress)
        self._carrying = Carrying(courier, Lanes(clock.monotonic, round_trip), self._positions, backoff)
        self._known: dict[Key, Owing] = {}
        self._batch = BATCH
        self._asked: set[Key] = set()
        self._all_asked = self._records_only = False
        self._have_offered = offered
        self._begin()

    def _begin(self) -> None:
        self._progress.start()
        self._offered: set[Key] = set()
        self._held: list[Key] = []
        self._settled = 0
        self._trouble: NoAnswer | None = None
        self._doubtful = False

    def ask_photos(self) -> None:
        """A person wants all photos sent now, whatever the network costs."""
        self._all_asked = True

    def forget(self) -> None:
        """The service may hold less than it said: everything is offered anew."""
        self._known.clear()

    def to_go(self, key: Key) -> int | None:
        """Bytes of that revision's photos that still have to leave; None when that is not known."""
        owing = self._known.get(key)
        if owing is None:
            return None
        return sum(size - self._positions.sent(name) for name, size in owing.sizes.items())

    async def run(self) -> Sent:
        """Until nothing is due, or the line is in trouble."""
        self._begin()
        self._records_only = await asyncio.to_thread(self._outbox.records_only)
        self._news.set()
        try:
            while self._trouble is None:
                if self._news.is_set():
                    self._news.clear()
                    await self._offer_all()
                    self._have_offered()
                elif self._carrying.is_busy:
                    for ended in await self._carrying.step(self._news):
                        await self._settle(ended.entry, ended.outcome)
                else:
                    break
        finally:
            left = await self._carrying.stop()
            self._all_asked = False
        keys = [owing.key for owing in left]
        await asyncio.to_thread(self._outbox.defer_all, keys, PHOTOS_MISSING)
        return Sent(self._settled, self._trouble)

    async def _offer_all(self) -> None:
        """Records in batches until none is due that this dispatch has not offered."""
        while self._trouble is None:
            most = self._batch * (BATCHES_AT_ONCE if self._batch == BATCH else 1)
            due = await asyncio.to_thread(self._outbox.due, self._clock.now(), most, self._offered)
            if not due:
                return
            self._progress.begin()
            await self._count(due)
            for entry in due:
                if entry.key in self._known:
                    self._carry(self._known[entry.key].with_entry(entry))
            fresh = [entry for entry in due if entry.key not in self._known]
            batches = [fresh[start : start + self._batch] for start in range(0, len(fresh), self._batch)]
            await asyncio.gather(*map(self._offer, batches))
            await self._hold_back()
            self._progress.expect(self._carrying.owed)

    async def _offer(self, entries: Sequence[OutboxEntry]) -> None:
        await self._answered(entries, await self._courier.offer(entries))

    async def _count(self, entries: Sequence[OutboxEntry]) -> None:
        """Before anything is sent: what crashes the program still backs off."""
        now = self._clock.now()
        dues = [now + self._backoff.wait(entry.attempts) for entry in entries]
        keys = [entry.key for entry in entries]
        await asyncio.to_thread(self._outbox.count_attempt, keys, dues)
        self._offered.update(keys)

    async def _answered(self, entries: Sequence[OutboxEntry], outcomes: dict[Key, Outcome]) -> None:
        self._fit_batch(list(outcomes.values()))
        for entry in entries:
            outcome = outcomes[entry.key]
            if isinstance(outcome, Missing):
                self._positions.begun(outcome.begun)
                self._carry(Owing(entry, outcome))
            else:
                await self._settle(entry, outcome)

    def _carry(self, owing: Owing) -> None:
        self._known[owing.key] = owing
        if owing.entry.urgent:
            self._asked.add(owing.key)
        if self._records_only and not self._all_asked and owing.key not in self._asked:
            self._held.append(owing.key)
        else:
            self._carrying.take(owing)

    async def _hold_back(self) -> None:
        """Their records are there; their photos wait for another network, or for a person."""
        held, self._held = self._held, []
        due = self._clock.now() + HELD_FOR
        await asyncio.to_thread(self._outbox.defer_all, held, PHOTOS_HELD, due)

    def _fit_batch(self, outcomes: Sequence[Outcome]) -> None:
        failed = all(isinstance(o, Deferred) and o.reason in _MAY_BE_TOO_MUCH for o in outcomes)
        self._batch = max(1, self._batch // 2) if failed else min(BATCH, self._batch * 2)

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
            self._known.pop(entry.key, None)
            self._asked.discard(entry.key)
            self._settled += 1
            self._doubtful = False
        self._progress.tell()

    async def _defer(self, entry: OutboxEntry, reason: str, retry_after: float | None) -> None:
        if reason in LINK_TROUBLE:
            self._note_trouble(NoAnswer(Reason(reason), retry_after))
        else:
            self._known.pop(entry.key, None)  # something about itself: what the service lacks is asked anew
        due = self._clock.now() + self._backoff.at_least(entry.attempts, retry_after) if retry_after else None
        await asyncio.to_thread(self._outbox.defer, entry, reason, due)

    def _note_trouble(self, trouble: NoAnswer) -> None:
        """One 5xx may be about one record; the second in a row, or a request for peace, is the service."""
        is_plain = trouble.reason is Reason.SERVICE_DOWN and not trouble.retry_after
        if is_plain and not self._doubtful:
            self._doubtful = True
        else:
            self._trouble = self._trouble or trouble
