"""The outcome of one delivery, believed only when the agency itself wrote it.

A hotel's sign-in page with status 200 is no answer at all; a receipt for something else defers; only
listed refusal codes refuse; everything else, known or not, means later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from declaration.wire.records import (
    REFUSALS,
    ConflictAnswer,
    MissingAnswer,
    Receipt,
    ReceiptAnswer,
    Record,
    RecordAnswer,
    RefusalAnswer,
)
from declaration.wire.signed import Purpose, Signed
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import PHOTOS_PURGED, OutboxEntry
from desk.ports.service import NoAnswer, Reason


@dataclass(frozen=True)
class Delivered:
    """The service has signed for exactly these bytes."""

    receipt: Receipt
    signed: Signed


@dataclass(frozen=True)
class Missing:
    """The record is there; its receipt waits for these photos. Of those in ``begun`` a part is there."""

    blobs: tuple[str, ...]
    begun: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Refused:
    """This revision will never be taken; a person must see why."""

    code: str


@dataclass(frozen=True)
class Conflict:
    """Two truths about one revision; a person must choose."""

    code: str


@dataclass(frozen=True)
class Deferred:
    """Later. ``reason`` is a key of the locales; ``retry_after`` seconds when the service asked for it."""

    reason: str
    retry_after: float | None = None


PHOTOS_MISSING = "photos_missing"
PHOTOS_HELD = "photos_held"
PHOTO_STOPPED = "photo_stopped"
PHOTO_LOST = "photo_lost"
PHOTO_TOO_LARGE = "blob_too_large"
RECEIPT_NOT_GENUINE = "receipt_not_genuine"
RECEIPT_FOR_ANOTHER = "receipt_for_another"
"""Reasons that come from here, to set aside for the purged and to defer for the rest; the others are a
:class:`desk.ports.service.Reason`."""

Outcome = Delivered | Missing | Refused | Conflict | Deferred


def outcome_of(entry: OutboxEntry, answer: RecordAnswer | NoAnswer, keys: ServiceKeys) -> Outcome:
    """What an answer means for one entry."""
    match answer:
        case NoAnswer(reason, retry_after):
            return Deferred(reason, retry_after)
        case ReceiptAnswer(receipt=signed):
            return _receipt(entry, signed, keys)
        case MissingAnswer(blobs=blobs, begun=begun):
            ours = {blob.sha256 for blob in entry.blobs}
            wanted = tuple(name for name in blobs if name in ours)
            if wanted:
                return Missing(wanted, frozenset(begun))
            return Conflict(PHOTOS_PURGED) if _were_purged(entry, blobs) else Deferred(Reason.SHAPE)
        case ConflictAnswer(code=code):
            return Conflict(code)
        case RefusalAnswer(code=code):
            return Refused(code) if code in REFUSALS else Deferred(Reason.SHAPE)


def _were_purged(entry: OutboxEntry, blobs: Sequence[str]) -> bool:
    """The sealed bytes name these photos, and the file names none any more: their time was over after a
    receipt, and a service restored since has lost them. No trip will bring them (docs/decisions/0036)."""
    signed = Signed.from_bytes(entry.sealed)
    record = signed.read(Record) if signed and not entry.blobs else None
    return record is not None and not {blob.sha256 for blob in record.blobs}.isdisjoint(blobs)


def _receipt(entry: OutboxEntry, signed: Signed, keys: ServiceKeys) -> Outcome:
    if not keys.is_genuine(Purpose.RECEIPT, signed):
        return Deferred(RECEIPT_NOT_GENUINE)
    receipt = signed.read(Receipt)
    if receipt is None:
        return Deferred(RECEIPT_NOT_GENUINE)
    named = (receipt.id, receipt.revision, receipt.digest)
    if named != (entry.record_id, entry.revision, entry.digest):
        return Deferred(RECEIPT_FOR_ANOTHER)
    return Delivered(receipt, signed)
