"""Sends what is due: all records first, then photos of whatever is owed, and settles each outcome.

The agency sees everybody who registered within seconds of the network's return, while photos take their
time; and whatever is finished, or asked for by a person, meanwhile does not wait for those photos.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from desk.ports.clock import Clock
from desk.ports.outbox import Outbox, OutboxEntry
from desk.ports.service import NoAnswer
from desk.sync.backoff import Backoff
from desk.sync.batches import Batches
from desk.sync.carrying import Carrying
from desk.sync.courier import Courier
from desk.sync.doubting import Doubts
from desk.sync.holding import Holding
from desk.sync.lanes import Lanes
from desk.sync.outcome import (
    PHOTO_TOO_LARGE,
    PHOTOS_HELD,
    PHOTOS_MISSING,
    Deferred,
    Missing,
    Outcome,
    Refused,
)
from desk.sync.owing import Owing
from desk.sync.positions import Positions
from desk.sync.progress import Progress
from desk.sync.settling import Key, Settling

HELD_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Sent:
    """What one dispatch came to: revisions that left the queue, and the trouble that ended it early."""

    settled: int
    trouble: NoAnswer | None


class Dispatch:
    """Sends one round's entries. ``news`` is set when something new became due meanwhile.

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
        self._news = news
        self._progress = progress
        self._positions = Positions(progress)
        lanes, doubts = Lanes(clock.monotonic, round_trip), Doubts()
        self._carrying = Carrying(courier, lanes, self._positions, backoff, doubts)
        self._known: dict[Key, Owing] = {}
        self._batches, self._settling = Batches(), Settling(outbox, clock, backoff, doubts)
        self._largest_photo = sys.maxsize
        self._holding = Holding()
        self._have_offered = offered
        self._begin()

    def _begin(self) -> None:
        self._progress.start()
        self._offered: set[Key] = set()
        self._settling.begin()

    def ask_photos(self) -> None:
        """A person wants all photos sent now, whatever the network costs."""
        self._holding.want_all()

    def hold(self, yes: bool) -> None:
        """Photos wait from now on, in a run under way as well; what is on its way may arrive."""
        if self._holding.turn(yes):
            self._news.set()

    def break_off(self, trouble: NoAnswer) -> None:
        """A run under way ends in that trouble, wherever it is."""
        self._settling.break_off(trouble)
        self._news.set()

    def heed(self, batch_limit: int, blob_limit: int) -> None:
        """What the service takes: records in a request, bytes of a photo; nonsense is not heeded."""
        self._batches.heed(batch_limit)
        self._largest_photo = blob_limit if blob_limit > 0 else sys.maxsize

    def forget(self) -> None:
        """The service may hold less than it said: everything is offered anew."""
        self._known.clear()

    def to_go(self, key: Key) -> int | None:
        """Bytes of that revision's photos that still have to leave; None when that is not known."""
        owing = self._known.get(key)
        if owing is None:
            return None
        return sum(size - self._positions.sent(name) for name, size in owing.sizes.items())

    @property
    def _owed(self) -> int:
        """Bytes of photos that still have to leave, each photo counted once, also of those that wait for
        their next try; not those held back."""
        going = [owing for owing in self._known.values() if not self._holding.holds(owing.key)]
        sizes = {name: size for owing in going for name, size in owing.sizes.items()}
        return sum(size - self._positions.sent(name) for name, size in sizes.items())

    async def run(self) -> Sent:
        """Until nothing is due, or the line is in trouble."""
        self._begin()
        self._news.set()
        try:
            while self._settling.trouble is None:
                if self._news.is_set():
                    self._news.clear()
                    await self._hold_back()
                    self._progress.expect(self._owed)
                    await self._offer_all()
                    self._have_offered()
                elif self._carrying.is_busy:
                    for ended in await self._carrying.step(self._news):
                        await self._settle(ended.entry, ended.outcome, ended.photo)
                else:
                    break
        finally:
            left = await self._carrying.stop()
        if self._settling.trouble is None:
            self._holding.went_well()
        keys = [owing.key for owing in left]
        await asyncio.to_thread(self._outbox.defer_all, keys, PHOTOS_MISSING)
        await self._settling.end()
        return Sent(self._settling.settled, self._settling.trouble)

    async def _offer_all(self) -> None:
        """Records in batches until none is due that this dispatch has not offered."""
        while self._settling.trouble is None:
            most = self._batches.to_read
            due = await asyncio.to_thread(self._outbox.due, self._clock.now(), most, self._offered)
            if not due:
                return
            self._progress.begin()
            await self._settling.count(due)
            self._offered.update(entry.key for entry in due)
            for entry in due:
                if entry.key in self._known:
                    self._carry(self._known[entry.key].with_entry(entry))
            fresh = [entry for entry in due if entry.key not in self._known]
            size = self._batches.size
            batches = [fresh[start : start + size] for start in range(0, len(fresh), size)]
            await asyncio.gather(*map(self._offer, batches))
            await self._hold_back()
            self._progress.expect(self._owed)

    async def _offer(self, entries: Sequence[OutboxEntry]) -> None:
        await self._answered(entries, await self._courier.offer(entries))

    async def _answered(self, entries: Sequence[OutboxEntry], outcomes: dict[Key, Outcome]) -> None:
        self._batches.fit(list(outcomes.values()))
        for entry in entries:
            outcome = outcomes[entry.key]
            if isinstance(outcome, Missing) and self._is_too_large(entry, outcome):
                await self._settle(entry, Refused(PHOTO_TOO_LARGE))
            elif isinstance(outcome, Missing):
                self._positions.begun(outcome.begun)
                self._carry(Owing(entry, outcome))
            else:
                await self._settle(entry, outcome)

    def _carry(self, owing: Owing) -> None:
        self._known[owing.key] = owing
        if owing.entry.urgent:
            self._holding.want(owing.key)
        self._carrying.take(owing)

    async def _hold_back(self) -> None:
        """Their records are there; their photos wait for another network, or for a person."""
        held = self._carrying.drop_all(self._holding.holds)
        if held:
            due = self._clock.now() + HELD_FOR
            await asyncio.to_thread(self._outbox.defer_all, held, PHOTOS_HELD, due)

    def _is_too_large(self, entry: OutboxEntry, missing: Missing) -> bool:
        """A photo the service would never take: a person has to make it anew."""
        return any(blob.size > self._largest_photo for blob in entry.blobs if blob.sha256 in missing.blobs)

    async def _settle(self, entry: OutboxEntry, outcome: Outcome, photo: str = "") -> None:
        """Write down what became of one entry."""
        if await self._settling.settle(entry, outcome, photo):
            self._known.pop(entry.key, None)
            if not isinstance(outcome, Deferred | Missing):
                self._holding.settled(entry.key)
        self._progress.tell()
