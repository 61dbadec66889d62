"""Carries sealed revisions to the service: records in batches, photos one by one, the receipt at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

from declaration.wire.records import BlobRef
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import Outbox, OutboxEntry
from desk.ports.service import Denied, NoAnswer, Reason, StationService, Stored
from desk.sync.outcome import (
    PHOTO_LOST,
    PHOTO_TOO_LARGE,
    PHOTOS_MISSING,
    Deferred,
    Outcome,
    Refused,
    outcome_of,
)


class Courier:
    """Every entry offered gets an outcome; one bad item never holds the others up."""

    def __init__(self, service: StationService, outbox: Outbox, keys: ServiceKeys) -> None:
        self._service = service
        self._outbox = outbox
        self._keys = keys

    async def offer(self, entries: Sequence[OutboxEntry]) -> dict[tuple[UUID, int], Outcome]:
        """Records in one batch: also the question what the service already has."""
        answer = await self._service.put_batch([entry.sealed for entry in entries])
        if isinstance(answer, NoAnswer):
            return {entry.key: Deferred(answer.reason, answer.retry_after) for entry in entries}
        answers = {item.digest: item.answer for item in answer.items}
        return {
            entry.key: outcome_of(entry, answers.get(entry.digest, NoAnswer(Reason.SHAPE)), self._keys)
            for entry in entries
        }

    async def send(
        self, blob: BlobRef, *, begun: bool, at: Callable[[int], None]
    ) -> Refused | Deferred | None:
        """One photo; ``begun`` when a part of it may be there, ``at`` hears how far it is.

        None means stored."""
        data = await asyncio.to_thread(self._outbox.blob, blob.sha256)
        if data is None:
            return Deferred(PHOTO_LOST)
        answer = await self._service.put_blob(blob.sha256, data, blob.media_type, begun, at)
        match answer:
            case Stored():
                return None
            case NoAnswer(reason, retry_after):
                return Deferred(reason, retry_after)
            case Denied(code="blob_not_a_picture" as code):
                return Refused(code)
            case Denied(code="too_large"):
                return Refused(PHOTO_TOO_LARGE)
            case Denied(code="blob_digest_differs"):
                return Deferred(PHOTOS_MISSING)  # damaged on the way: it goes again
            case Denied():
                return Deferred(Reason.SHAPE)

    async def ask_receipt(self, entry: OutboxEntry) -> Outcome:
        """Every photo is there: the service may sign."""
        answer = await self._service.put_record(entry.record_id, entry.revision, entry.sealed)
        return outcome_of(entry, answer, self._keys)
