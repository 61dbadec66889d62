"""Records at a service in memory: each receipted when its photos are there; a day is held against them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from declaration.wire.days import DayAnswer, DayClosing, DayQuestion, RevisionRef, held_digest
from declaration.wire.records import (
    ConflictAnswer,
    MissingAnswer,
    Receipt,
    ReceiptAnswer,
    Record,
    RecordAnswer,
    RecordKind,
    RefusalAnswer,
)
from declaration.wire.signed import Purpose, Signed, digest
from desk.ports.clock import VIETNAM
from desk.storage.vault.service_keys import is_signed_by
from tests.fakes.program import SetClock
from tests.fakes.service_sign_in import Enrolled

LARGEST_RECORD = 256_000
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass
class Kept:
    """One revision at the service."""

    record: Record
    digest: str
    receipt: Signed | None = None


@dataclass
class MemoryRecords:
    """``sign`` signs as the service does; ``received`` is told of every receipt, with its dossier number."""

    clock: SetClock
    station: Enrolled
    sign: Callable[[Purpose, str], Signed]
    received: Callable[[tuple[UUID, int], str], None]
    blobs: dict[str, bytes] = field(default_factory=dict)
    kept: dict[tuple[UUID, int], Kept] = field(default_factory=dict)

    @property
    def receipts(self) -> int:
        return sum(kept.receipt is not None for kept in self.kept.values())

    def opened(self, sealed: bytes) -> Record | RefusalAnswer:
        if len(sealed) > LARGEST_RECORD:
            return RefusalAnswer(code="record_too_large")
        message = Signed.from_bytes(sealed)
        if message is None:
            return RefusalAnswer(code="record_unreadable")
        if message.kid != self.station.name:
            return RefusalAnswer(code="station_mismatch")
        if not is_signed_by(self.station.public_key, Purpose.RECORD, message):
            return RefusalAnswer(code="signature_invalid")
        return message.read(Record) or RefusalAnswer(code="record_unreadable")

    def take(self, sealed: bytes) -> RecordAnswer:
        record = self.opened(sealed)
        if isinstance(record, RefusalAnswer):
            return record
        kept = self.kept.setdefault((record.id, record.revision), Kept(record, digest(sealed)))
        if kept.digest != digest(sealed):
            return ConflictAnswer(code="same_revision_other_bytes")
        if kept.receipt is not None:
            return ReceiptAnswer(receipt=kept.receipt)
        for ref in record.blobs:
            if not self.blobs.get(ref.sha256, PICTURES[0]).startswith(PICTURES):
                return RefusalAnswer(code="blob_not_a_picture")
        return self._sign_if_whole(kept)

    def take_blob(self, sha256: str, data: bytes) -> None:
        self.blobs[sha256] = data
        for kept in self.kept.values():
            if kept.receipt is None:
                self._sign_if_whole(kept)

    def newest(self, record_id: UUID) -> Record | None:
        held = [kept.record for (of, _), kept in self.kept.items() if of == record_id]
        return max(held, key=lambda record: record.revision, default=None)

    def compare_day(self, question: DayQuestion) -> Signed:
        """Held against the receipts given for that day."""
        ours = {
            RevisionRef(id=key[0], revision=key[1], digest=kept.digest)
            for key, kept in self.kept.items()
            if kept.receipt is not None and _day_of(kept.record) == question.day
        }
        theirs = set(question.held or ())
        is_named = question.held is not None
        unknown = ours - theirs if is_named else set()
        is_same = (question.count, question.digest) == (len(ours), held_digest(ours))
        answer = DayAnswer(
            **question.model_dump(exclude={"held"}),
            station=self.station.name,
            balanced=is_same or (is_named and not theirs - ours and len(unknown) <= question.erased),
            lacking=tuple(theirs - ours),
            unknown=tuple(unknown),
            answered_at=self.clock.now(),
            epoch="1",
        )
        return self.sign(Purpose.BALANCE, answer.model_dump_json())

    def _sign_if_whole(self, kept: Kept) -> RecordAnswer:
        names = dict.fromkeys(ref.sha256 for ref in kept.record.blobs)
        missing = tuple(name for name in names if name not in self.blobs)
        if missing:
            return MissingAnswer(blobs=missing)
        record = kept.record
        dossier = f"TK-{len({each.record.id for each in self.kept.values() if each.receipt}) + 1:06d}"
        receipt = Receipt(
            id=record.id,
            revision=record.revision,
            digest=kept.digest,
            station=record.station,
            received_at=self.clock.now(),
            sequence=1 + self.receipts,
            epoch="1",
            dossier_number=dossier,
        )
        kept.receipt = self.sign(Purpose.RECEIPT, receipt.model_dump_json())
        self.received((record.id, record.revision), dossier)
        return ReceiptAnswer(receipt=kept.receipt)


def _day_of(record: Record) -> date:
    if record.kind == RecordKind.DAY:
        return DayClosing.model_validate(record.content).day
    return record.sealed_at.astimezone(VIETNAM).date()
