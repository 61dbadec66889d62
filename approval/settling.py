"""Judges records that were offered together, and keeps or receives them: all within one transaction.

What is known of them is asked for once for all, and what is new is put down in one go. Records that may have
to do with one another are taken one after the other, so that the second finds what the first has left.

A record that nothing is known of has no declaration either, unless its row was lost; nobody asks for that at
first. The unique keys tell, and then it is settled again with everything asked for (``asks_all``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from approval import day_books
from approval.admission import Arrived, Offered, conflict_with, content_for
from approval.cases import Case, unrelated
from approval.clock import Clock
from approval.contents import Declared
from approval.pictures import BYTES_NEEDED, is_picture
from approval.receiving import Entry, Receiving
from approval.sealed import Opened
from approval.storage import declarations, records
from approval.storage.blobs import Blobs
from approval.storage.database import Session
from declaration.wire.records import (
    ConflictAnswer,
    MissingAnswer,
    ReceiptAnswer,
    Record,
    RecordAnswer,
    RefusalAnswer,
)
from declaration.wire.signed import Signed


@dataclass(frozen=True)
class Taken:
    """The answer, and whether this very call made the receipt."""

    answer: RecordAnswer
    new: bool = False


@dataclass(frozen=True)
class Known:
    """What the database holds of some records before anything is decided about them."""

    revisions: Mapping[UUID, records.Standing]
    declarations: Mapping[UUID, declarations.Standing]


class Settling:
    """For whoever has the transaction."""

    def __init__(self, blobs: Blobs, receiving: Receiving, clock: Clock) -> None:
        self._blobs = blobs
        self._receiving = receiving
        self._clock = clock
        self._agencies: set[str] = set()

    def case(self, offered: Offered) -> Case:
        """That record with what is here of its photos; asks no database."""
        missing: dict[str, None] = {}
        for ref in offered.opened.record.blobs:
            seen = offered.here.get(ref.sha256) or self._seen(ref.sha256)
            if seen is None:
                missing[ref.sha256] = None
            elif not seen.is_picture:
                return Case(offered, (), RefusalAnswer(code="blob_not_a_picture", detail=ref.role))
            elif seen.size != ref.size:
                return Case(offered, (), RefusalAnswer(code="content_invalid", detail="blob_size"))
        return Case(offered, tuple(missing))

    def settle(self, session: Session, cases: Sequence[Case], *, asks_all: bool = False) -> list[Taken]:
        """One outcome for each, in order. Raises AlreadyThereError when another transaction was quicker, or a
        row of one of them was lost: then ``asks_all``."""
        return [taken for some in unrelated(cases) for taken in self._settle(session, some, asks_all)]

    def _settle(self, session: Session, cases: Sequence[Case], asks_all: bool) -> list[Taken]:
        known = _known(session, cases, asks_all)
        judged = [self._judged(session, each, known) for each in cases]
        entries = [each for each in judged if isinstance(each, Entry)]
        self._keep(session, [each.opened for each in entries if not each.is_kept], asks_all)
        complete = [each for each in entries if not each.missing]
        receipts = iter(self._receiving.receive(session, complete))
        return [
            each
            if isinstance(each, Taken)
            else (Taken(self._missing(each)) if each.missing else Taken(next(receipts), new=True))
            for each in judged
        ]

    def _judged(self, session: Session, case: Case, known: Known) -> Taken | Entry:
        opened, record = case.offered.opened, case.record
        any_revision = known.revisions.get(record.id)
        row = any_revision if any_revision and any_revision.is_it else None
        if row is not None and row.digest != opened.digest:
            return Taken(ConflictAnswer(code="same_revision_other_bytes"))
        if row is not None and row.receipt is not None:
            return Taken(_receipt_answer(row.receipt))
        if case.unfit is not None:
            return Taken(case.unfit)
        content = content_for(session, case.offered, self._agencies)
        if isinstance(content, RefusalAnswer):
            return Taken(content)
        stands = known.declarations.get(record.id)
        kept_for = any_revision.station if any_revision else None
        conflict = conflict_with(session, record, content, kept_for, stands)
        if conflict is not None:
            return Taken(conflict)
        return Entry(opened, content, row is not None, case.missing, stands)

    def _missing(self, entry: Entry) -> MissingAnswer:
        station, missing = entry.record.station, entry.missing
        begun = tuple(name for name in missing if self._blobs.offset(station, name))
        return MissingAnswer(blobs=missing, begun=begun)

    def _keep(self, session: Session, fresh: Sequence[Opened], anew: bool) -> None:
        now = self._clock()
        rows = [
            {
                "id": opened.record.id,
                "revision": opened.record.revision,
                "kind": opened.record.kind,
                "station": opened.record.station,
                "digest": opened.digest,
                "sealed": opened.sealed,
                "arrived_at": now,
                "day": day_books.day_of(opened.record),
            }
            for opened in fresh
        ]
        photos = [each for opened in fresh for each in _photos_of(opened.record)]
        records.keep(session, rows, photos, anew=anew)

    def _seen(self, sha256: str) -> Arrived | None:
        size = self._blobs.size(sha256)
        return None if size is None else Arrived(size, is_picture(self._blobs.start(sha256, BYTES_NEEDED)))


def _known(session: Session, cases: Sequence[Case], asks_all: bool) -> Known:
    revisions = records.standings(session, {each.record.id: each.record.revision for each in cases})
    declared = [each.record.id for each in cases if isinstance(each.offered.content, Declared)]
    asked = [one for one in declared if asks_all or (one in revisions and not revisions[one].is_new)]
    return Known(revisions, declarations.standings(session, asked) if asked else {})


def _photos_of(record: Record) -> list[dict[str, Any]]:
    needed = sorted({(ref.role, ref.sha256) for ref in record.blobs})
    return [
        {"record_id": record.id, "revision": record.revision, "role": role, "sha256": sha256}
        for role, sha256 in needed
    ]


def _receipt_answer(receipt: bytes) -> ReceiptAnswer:
    signed = Signed.from_bytes(receipt)
    if signed is None:
        raise ValueError("a stored receipt cannot be read")
    return ReceiptAnswer(receipt=signed)
