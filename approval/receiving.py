"""Gives records their receipts: number, dossier, status, event and audit of several in one go.

Within the caller's transaction. A receipt is stored and never rebuilt; what a record sets off besides, by its
kind, is in approval.following.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from approval import audit, day_books, dossiers
from approval.admission import Content
from approval.clock import Clock
from approval.contents import Declared
from approval.feed import Feed, News
from approval.following import Following, Received
from approval.keys import Keys
from approval.sealed import Opened
from approval.storage import counters, declarations, records
from approval.storage.database import AlreadyThereError, Session
from approval.storage.declarations import Standing
from approval.storage.sign_in_rows import StationRow
from declaration.privacy import Private
from declaration.wire.changes import ChangeKind
from declaration.wire.records import Receipt, ReceiptAnswer, Record, RecordKind
from declaration.wire.signed import Purpose

RECEIPTS = "receipt"


@dataclass(frozen=True, repr=False)
class Entry(Private):
    """A record that may come in: whether its row is there already, which photos it waits for, and where its
    declaration stands."""

    opened: Opened
    content: Content
    is_kept: bool
    missing: tuple[str, ...]
    known: Standing | None

    @property
    def record(self) -> Record:
        return self.opened.record


@dataclass(frozen=True)
class Receiving:
    """For whoever has the transaction."""

    keys: Keys
    feed: Feed
    following: Following
    clock: Clock

    def receive(self, session: Session, entries: Sequence[Entry]) -> list[ReceiptAnswer]:
        """A receipt for each. Their rows are there; they have nothing to do with one another."""
        if not entries:
            return []
        now = self.clock()
        fresh = {each.record.id: each.content for each in entries if each.known is None}
        declared = {key: content for key, content in fresh.items() if isinstance(content, Declared)}
        numbers = dict(zip(declared, dossiers.new_numbers(session, len(declared), now), strict=True))
        sequences, epoch = counters.next_in_epoch(session, RECEIPTS, len(entries))
        # Behind the receipts' number, which all intakes queue for: of two at once, one sees the other.
        alone = frozenset(declared) if _have_nobody_alike(session, declared) else frozenset()
        numbers |= _dossiers(session, entries, numbers, now)
        receipts = [
            _receipt(each, numbers.get(each.record.id), sequence, epoch, now)
            for each, sequence in zip(entries, sequences, strict=True)
        ]
        answers = self._signed(session, receipts)
        self._tell(session, entries, receipts, now)
        received = [
            Received(each.record, each.content, each.known is None, each.record.id in alone)
            for each in entries
        ]
        self.following.follow(session, received, now)
        return answers

    def _signed(self, session: Session, receipts: Sequence[Receipt]) -> list[ReceiptAnswer]:
        signed = [self.keys.sign(Purpose.RECEIPT, each.model_dump_json()) for each in receipts]
        given = {(each.id, each.revision): one.to_bytes() for each, one in zip(receipts, signed, strict=True)}
        if not records.set_receipts(session, given):
            raise AlreadyThereError
        return [ReceiptAnswer(receipt=each) for each in signed]

    def _tell(
        self, session: Session, entries: Sequence[Entry], receipts: Sequence[Receipt], now: datetime
    ) -> None:
        news, lines = [], []
        for each, receipt in zip(entries, receipts, strict=True):
            record, number = each.record, receipt.dossier_number
            if record.kind == RecordKind.DAY:
                day_books.keep_closing(session, record, receipt.digest, now)
            data = {"dossier_number": number} if number else {}
            news.append(News(record.station, ChangeKind.RECEIVED, (record.id, record.revision), data))
            at = _agency_of(session, record, each.content)
            lines.append(audit.line(now, record.registrar, "received", str(record.id), agency=at))
        self.feed.append_all(session, news)
        audit.record_all(session, lines)


def _have_nobody_alike(session: Session, declared: dict[UUID, Declared]) -> bool:
    return bool(declared) and declarations.have_nobody_alike(session, list(declared.values()))


def _dossiers(
    session: Session, entries: Sequence[Entry], new: dict[UUID, str], now: datetime
) -> dict[UUID, str]:
    """Open or renew them; the numbers of all."""
    opened, renewed = [], {}
    for each in entries:
        if not isinstance(each.content, Declared):
            continue
        if each.known is None:
            opened.append((each.record, each.content, new[each.record.id]))
        else:
            renewed[each.record.id] = dossiers.renew(session, each.record, each.content, now)
    dossiers.open_new(session, opened, now)
    return renewed


def _receipt(entry: Entry, number: str | None, sequence: int, epoch: str, now: datetime) -> Receipt:
    return Receipt(
        id=entry.record.id,
        revision=entry.record.revision,
        digest=entry.opened.digest,
        station=entry.record.station,
        received_at=now,
        sequence=sequence,
        epoch=epoch,
        dossier_number=number,
    )


def _agency_of(session: Session, record: Record, content: Content) -> str:
    """The one it is for, where it says so, else its station's."""
    if isinstance(content, Declared):
        return content.agency
    return session.get_one(StationRow, record.station).agency
