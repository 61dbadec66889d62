"""Photos on their way, several at once whoever they belong to; after an entry's last one, its receipt.

The line is never left idle between two declarations. A photo that broke off goes on where the service stands,
for as long as that brings it further (docs/decisions/0030).
"""

from __future__ import annotations

import asyncio
import logging
from bisect import insort
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from declaration.wire.records import BlobRef
from desk.ports.outbox import OutboxEntry
from desk.ports.service import Reason
from desk.sync.backoff import Backoff
from desk.sync.courier import Courier
from desk.sync.doubting import Doubts
from desk.sync.lanes import Lanes, Leaving
from desk.sync.outcome import PHOTOS_MISSING, Deferred, Missing, Outcome, Refused
from desk.sync.owing import Owing
from desk.sync.positions import Positions

log = logging.getLogger(__name__)
T = TypeVar("T")
Rest = Callable[[float], Awaitable[None]]
VAIN_BREAKS = 3
"""Breaks in a row that brought a photo no byte further: then the line's own schedule decides."""
BREATH = 0.2
"""Seconds below which the first pause after a break is drawn."""


@dataclass(frozen=True)
class Ended:
    """What became of one entry; ``photo`` names the one that decided it, if it was one."""

    entry: OutboxEntry
    outcome: Outcome
    photo: str = ""


class Carrying:
    """Everything here runs on the loop. ``rest`` pauses for so many seconds between a break and going on."""

    def __init__(
        self,
        courier: Courier,
        lanes: Lanes,
        at: Positions,
        backoff: Backoff,
        doubts: Doubts,
        rest: Rest = asyncio.sleep,
    ) -> None:
        self._courier = courier
        self._lanes = lanes
        self._at = at
        self._pauses = replace(backoff, first=BREATH, least=0.0)
        self._doubts = doubts
        self._rest = rest
        self._owing: list[Owing] = []
        self._let_go: list[Owing] = []
        self._photos: dict[asyncio.Task[Refused | Deferred | None], tuple[BlobRef, Leaving]] = {}
        self._receipts: dict[asyncio.Task[Outcome], Owing] = {}

    @property
    def is_busy(self) -> bool:
        return bool(self._owing or self._photos)

    def take(self, owing: Owing) -> None:
        """Its photos go in its turn; taken anew, it takes the place of what was known of it."""
        self.drop(owing.key)
        owing.leave_out(self._flying())
        insort(self._owing, owing, key=lambda each: each.in_turn)

    def drop(self, key: tuple[UUID, int]) -> None:
        """Nothing more goes out for that entry; what is on its way may arrive."""
        self._owing = [each for each in self._owing if each.key != key]

    def drop_all(self, holds: Callable[[tuple[UUID, int]], bool]) -> list[tuple[UUID, int]]:
        """As :meth:`drop`, for every entry that is so and lacks photos; which they were."""
        dropped = [owing for owing in self._owing if owing.unsent and holds(owing.key)]
        for owing in dropped:
            self.drop(owing.key)
        self._let_go += dropped
        return [owing.key for owing in dropped]

    async def step(self, news: asyncio.Event) -> list[Ended]:
        """Until something has come to its end, or there is news; what came to its end."""
        self._start_receipts()
        self._start_photos()
        ringing = asyncio.create_task(news.wait())
        try:
            under_way = [ringing, *self._photos, *self._receipts]
            done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ringing.cancel()
        ended: list[Ended] = []
        for sent in [each for each in self._photos if each in done]:
            ended += self._photo_ended(*self._photos.pop(sent), _result(sent, Deferred(Reason.OWN_FAULT)))
        for asked in [each for each in self._receipts if each in done]:
            ended += self._receipt_ended(
                self._receipts.pop(asked), _result(asked, Deferred(Reason.OWN_FAULT))
            )
        return ended

    async def stop(self) -> list[Owing]:
        """Break everything off where it is; what is not done. The service keeps what arrived."""
        for task in (*self._photos, *self._receipts):
            task.cancel()
        await asyncio.gather(*self._photos, *self._receipts, return_exceptions=True)
        for blob, _ in self._photos.values():
            self._at.broke_off(blob)
        self._at.forget_breaks()
        self._photos.clear()
        self._receipts.clear()
        left, self._owing, self._let_go = self._owing, [], []
        return left

    def _start_photos(self) -> None:
        """With one lane for photos a receipt has it first: on a line that breaks each connection is one more
        to greet."""
        lanes = self._lanes.count
        if lanes == 1 and self._receipts:
            return
        for owing in self._owing:
            while owing.to_send and len(self._photos) < lanes:
                blob = owing.to_send.popleft()
                if blob.sha256 not in self._flying():
                    self._photos[asyncio.create_task(self._send(blob))] = blob, self._lanes.leaving()
            if len(self._photos) >= lanes:
                return

    def _flying(self) -> set[str]:
        return {blob.sha256 for blob, _ in self._photos.values()}

    async def _send(self, blob: BlobRef) -> Refused | Deferred | None:
        vain = self._at.vain(blob)
        if vain:
            await self._rest(self._pauses.wait(vain - 1).total_seconds())
        begun = self._at.is_begun(blob)
        return await self._courier.send(blob, begun=begun, at=self._at.watch(blob))

    def _start_receipts(self) -> None:
        asked = {owing.key for owing in self._receipts.values()}
        for owing in self._owing:
            if not owing.unsent and owing.key not in asked:
                self._receipts[asyncio.create_task(self._courier.ask_receipt(owing.entry))] = owing

    def _photo_ended(self, blob: BlobRef, left: Leaving, result: Refused | Deferred | None) -> list[Ended]:
        owners = [owing for owing in self._owing if blob.sha256 in owing.unsent]
        if result is None:
            self._at.stored(blob)
            self._doubts.passed()
            self._lanes.stored(blob.size, left, more_waits=any(owing.to_send for owing in self._owing))
            for owing in (*owners, *self._let_go):
                owing.arrived(blob.sha256)
            return []
        if result == Deferred(Reason.NO_NETWORK):
            self._lanes.broke(left)
            if not owners:
                return []
            if self._at.broke_off(blob) < VAIN_BREAKS:
                owners[0].put_back(blob)
                return []
            self._at.set_back(blob)
        if isinstance(result, Deferred):
            self._doubts.failed(result, blob.sha256)
        return [self._settled(owing, result, blob.sha256) for owing in owners]

    def _receipt_ended(self, owing: Owing, outcome: Outcome) -> list[Ended]:
        if owing not in self._owing:
            return []  # offered anew meanwhile, and answered by that
        return [self._settled(owing, Deferred(PHOTOS_MISSING) if isinstance(outcome, Missing) else outcome)]

    def _settled(self, owing: Owing, outcome: Outcome, photo: str = "") -> Ended:
        self.drop(owing.key)
        self._let_go.append(owing)
        return Ended(owing.entry, outcome, photo)


def _result(task: asyncio.Task[T], instead: T) -> T:
    """What the task came to. A damaged page of the file must not hold up the others."""
    error = task.exception()
    if error is None:
        return task.result()
    log.error("a photo or a receipt stumbled: %s", type(error).__name__)
    return instead
