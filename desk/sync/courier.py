"""Carries sealed revisions to the service: records first in one batch, then the photos it asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from declaration.wire.records import BlobRef
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import Outbox, OutboxEntry
from desk.ports.service import Denied, NoAnswer, Reason, StationService, Stored
from desk.sync.outcome import (
    PHOTO_LOST,
    PHOTOS_MISSING,
    Deferred,
    Missing,
    Outcome,
    Refused,
    outcome_of,
)

T = TypeVar("T")
PHOTOS_AT_ONCE = 4


class Courier:
    """One trip: every entry offered gets an outcome; one bad item never holds the others up."""

    def __init__(
        self,
        service: StationService,
        outbox: Outbox,
        keys: ServiceKeys,
        on_bytes: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._service = service
        self._outbox = outbox
        self._keys = keys
        self._on_bytes = on_bytes

    async def offer(self, entries: Sequence[OutboxEntry]) -> dict[tuple[object, int], Outcome]:
        """Records in one batch: also the question what the service already has."""
        answer = await self._service.put_batch([entry.sealed for entry in entries])
        if isinstance(answer, NoAnswer):
            return {entry.key: Deferred(answer.reason, answer.retry_after) for entry in entries}
        answers = {item.digest: item.answer for item in answer.items}
        return {
            entry.key: outcome_of(entry, answers.get(entry.digest, NoAnswer(Reason.SHAPE)), self._keys)
            for entry in entries
        }

    async def complete(self, entry: OutboxEntry, missing: Missing) -> Outcome:
        """Send the photos the service lacks, then ask for the receipt."""
        wanted = {blob.sha256: blob for blob in entry.blobs if blob.sha256 in missing.blobs}
        gate = asyncio.Semaphore(PHOTOS_AT_ONCE)
        sending = (self._send(blob, gate) for blob in wanted.values())
        troubles = [t for t in await _all_ended(sending) if t]
        refusals = [t for t in troubles if isinstance(t, Refused)]
        if troubles:
            return (refusals or troubles)[0]
        answer = await self._service.put_record(entry.record_id, entry.revision, entry.sealed)
        outcome = outcome_of(entry, answer, self._keys)
        return Deferred(PHOTOS_MISSING) if isinstance(outcome, Missing) else outcome

    async def _send(self, blob: BlobRef, gate: asyncio.Semaphore) -> Refused | Deferred | None:
        async with gate:
            data = await asyncio.to_thread(self._outbox.blob, blob.sha256)
            if data is None:
                return Deferred(PHOTO_LOST)
            answer = await self._service.put_blob(blob.sha256, data, blob.media_type)
        match answer:
            case Stored():
                self._on_bytes(len(data))
                return None
            case NoAnswer(reason, retry_after):
                return Deferred(reason, retry_after)
            case Denied(code="blob_not_a_picture" as code):
                return Refused(code)
            case Denied(code="blob_digest_differs"):
                return Deferred(PHOTOS_MISSING)  # damaged on the way: it goes again
            case Denied():
                return Deferred(Reason.SHAPE)


async def _all_ended(sending: Iterable[Awaitable[T]]) -> list[T]:
    """Every result once all have come to their end: nothing goes on behind the next entry's back."""
    ended = await asyncio.gather(*sending, return_exceptions=True)
    for each in ended:
        if isinstance(each, BaseException):
            raise each
    return [each for each in ended if not isinstance(each, BaseException)]
