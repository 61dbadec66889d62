"""The outbox on the encrypted file: what waits, what became of it, and the books."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, text
from sqlalchemy import update as sql_update
from sqlmodel import Session, col, select, update

from declaration.deadlines import DAYS_AT_RISK
from declaration.lifecycle import Delivery, Event, Kind, Status, after
from declaration.wire.changes import Change
from declaration.wire.records import BlobRef, Receipt, RecordKind
from declaration.wire.sign_in import ServiceState
from declaration.wire.signed import Signed
from desk.ports.outbox import FARTHEST_TRY, Books, OutboxEntry, OutboxLine
from desk.storage.audit import note
from desk.storage.changes import apply_changes
from desk.storage.comparing import doubt_day
from desk.storage.database import Transactions
from desk.storage.epoch import meet_epoch, note_receipt
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.orders import heed, order
from desk.storage.rows import (
    UNSIGNED,
    ClosingRow,
    DeclarationRow,
    ErasedRevisionRow,
    PhotoRow,
    RevisionBlobRow,
    RevisionRow,
)
from desk.storage.superseding import give_way, has_successor, supersede_before

WAITING = Delivery.PENDING.value
Key = tuple[UUID, int]
_DECLARATION = func.coalesce(func.nullif(col(RevisionRow.about), ""), col(RevisionRow.record_id))
"""The declaration a revision is of, or is about."""


class OutboxTable:
    """Implements ports.outbox.Outbox."""

    def __init__(self, database: Transactions, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def due(self, now: datetime, limit: int, offered: Collection[Key] = ()) -> Sequence[OutboxEntry]:
        def look(session: Session) -> list[OutboxEntry]:
            keys = list(islice(_due_keys(session, now, frozenset(offered), limit), limit))
            return _entries(session, keys)

        return self._database.read(look)

    def entry(self, record_id: UUID, revision: int) -> OutboxEntry | None:
        def look(session: Session) -> OutboxEntry | None:
            row = session.get(RevisionRow, (str(record_id), revision))
            return _entry(row, _blobs(session, row)) if row else None

        return self._database.read(look)

    def next_due(self) -> datetime | None:
        query = (
            select(RevisionRow.next_due)
            .where(RevisionRow.delivery == WAITING)
            .order_by(col(RevisionRow.next_due))
            .limit(1)
        )
        return self._database.read(lambda session: session.exec(query).first())

    def count_attempt(self, keys: Sequence[Key], next_due: Sequence[datetime]) -> None:
        """One statement for all: five hundred rows fetched and written one by one would hold a batch up."""
        counted = (
            sql_update(RevisionRow)
            .where(
                col(RevisionRow.record_id) == bindparam("of_id"),
                col(RevisionRow.revision) == bindparam("of_revision"),
                col(RevisionRow.delivery) == WAITING,
            )
            .values(attempts=col(RevisionRow.attempts) + 1, next_due=bindparam("due"), urgent=False)
        )
        told = [
            {"of_id": str(record_id), "of_revision": revision, "due": due}
            for (record_id, revision), due in zip(keys, next_due, strict=True)
        ]
        if told:
            self._database.write(lambda session: session.connection().execute(counted, told))

    def deliver(self, entry: OutboxEntry, receipt: Receipt, signed: Signed) -> None:
        def act(session: Session) -> None:
            row = self._settle(session, entry, Delivery.DELIVERED, "")
            row.receipt = _with_receipt(row.receipt, signed)
            note_receipt(session, receipt)
            supersede_before(session, row, self._now())
            declaration = session.get(DeclarationRow, row.record_id)
            if declaration is None or declaration.revision != row.revision:
                return  # reopened meanwhile: the receipt is kept, the correction goes its own way
            declaration.dossier_number = receipt.dossier_number or declaration.dossier_number
            status = after(Status(declaration.status), Event.RECEIVE, Kind(declaration.kind))
            if status is not None:
                declaration.status, declaration.changed_at = status, self._now()
            session.add(declaration)

        self._database.write(act)

    def refuse(self, entry: OutboxEntry, code: str) -> None:
        self._database.write(lambda s: self._settle(s, entry, Delivery.REFUSED, code))

    def set_aside(self, entry: OutboxEntry, code: str) -> None:
        self._database.write(lambda s: self._settle(s, entry, Delivery.SET_ASIDE, code))

    def give_way(self, record_id: UUID, revision: int, who: str) -> bool:
        return self._database.write(lambda s: give_way(s, record_id, revision, who, self._now()))

    def defer(self, entry: OutboxEntry, reason: str, next_due: datetime | None) -> None:
        def act(session: Session) -> None:
            row = session.get_one(RevisionRow, (str(entry.record_id), entry.revision))
            row.last_reason = reason
            row.next_due = next_due or row.next_due
            session.add(row)

        self._database.write(act)

    def defer_all(self, keys: Sequence[Key], reason: str, next_due: datetime | None = None) -> None:
        def act(session: Session) -> None:
            for record_id, revision in keys:
                row = session.get_one(RevisionRow, (str(record_id), revision))
                row.last_reason, row.next_due = reason, next_due or row.next_due
                session.add(row)

        if keys:
            self._database.write(act)

    def send_now(self, record_id: UUID | None = None) -> None:
        change = update(RevisionRow).where(col(RevisionRow.delivery) == WAITING)
        if record_id is not None:
            change = change.where(col(RevisionRow.record_id) == str(record_id)).values(urgent=True)
        self._database.write(lambda session: session.exec(change.values(next_due=self._now())))

    def offer_again(self, record_id: UUID, revision: int) -> None:
        def act(session: Session) -> None:
            row = session.get_one(RevisionRow, (str(record_id), revision))
            if row.delivery in (Delivery.REFUSED, Delivery.SET_ASIDE):
                row.delivery, row.next_due, row.settled_at = Delivery.PENDING, self._now(), None
                session.add(row)
                doubt_day(session, row)

        self._database.write(act)

    def books(self, today: date) -> Books:
        def look(session: Session) -> Books:
            by_state, finished = _counted(session)
            oldest = select(func.min(RevisionRow.created_at)).where(RevisionRow.delivery == WAITING)
            edge = (today + timedelta(days=DAYS_AT_RISK)).isoformat()
            risk = select(func.count()).where(
                RevisionRow.delivery == WAITING,
                col(RevisionRow.deadline) < edge,
                RevisionRow.kind != RecordKind.DAY.value,
            )
            refused = (
                select(RevisionRow.last_reason, func.count())
                .where(RevisionRow.delivery == Delivery.REFUSED.value)
                .group_by(col(RevisionRow.last_reason))
            )
            dropped = select(func.count()).where(
                col(RevisionRow.record_id) == col(DeclarationRow.id),
                col(RevisionRow.revision) == col(DeclarationRow.revision),
                RevisionRow.delivery == Delivery.SUPERSEDED.value,
                RevisionRow.receipt == "",
            )
            return Books(
                finished=finished,
                waiting=by_state[Delivery.PENDING],
                delivered=by_state[Delivery.DELIVERED],
                refused=by_state[Delivery.REFUSED],
                set_aside=by_state[Delivery.SET_ASIDE],
                superseded=by_state[Delivery.SUPERSEDED],
                oldest_waiting=session.exec(oldest).one(),
                at_risk=session.exec(risk).one(),
                refused_by_code=tuple(session.exec(refused).all()),
                dropped=session.exec(dropped).one(),
            )

        return self._database.read(look)

    def lines(self, deliveries: Sequence[Delivery], limit: int, offset: int = 0) -> Sequence[OutboxLine]:
        query = (
            select(RevisionRow, func.coalesce(DeclarationRow.full_name, ClosingRow.day))
            .join(DeclarationRow, col(DeclarationRow.id) == _DECLARATION, isouter=True)
            .join(ClosingRow, _is_closing(), isouter=True)
            .where(col(RevisionRow.delivery).in_(deliveries))
            .order_by(col(RevisionRow.urgent).desc(), col(RevisionRow.deadline), col(RevisionRow.created_at))
            .limit(limit)
            .offset(offset)
        )
        return self._database.read(
            lambda s: [_outbox_line(s, row, name or "") for row, name in s.exec(query).all()]
        )

    def blob(self, sha256: str) -> bytes | None:
        row = self._database.read(lambda session: session.get(PhotoRow, sha256))
        return row.data if row else None

    def cursor(self) -> int:
        return int(self._database.read(lambda session: read_fact(session, Fact.CURSOR)) or "0")

    def records_only(self) -> bool:
        return self._database.read(lambda session: read_fact(session, Fact.RECORDS_ONLY)) == "yes"

    def send_records_only(self, yes: bool) -> None:
        self._database.write(lambda session: write_fact(session, Fact.RECORDS_ONLY, "yes" if yes else "no"))

    def order(self) -> ServiceState:
        return self._database.read(order)

    def heed(self, order: ServiceState) -> None:
        self._database.write(lambda session: heed(session, order))

    def meet_epoch(self, epoch: str, newest: int) -> bool:
        return self._database.write(lambda session: meet_epoch(session, epoch, newest, self._now()))

    def apply(self, changes: Sequence[Change], cursor: int, asked_from: int | None = None) -> int:
        return self._database.write(lambda s: apply_changes(s, changes, cursor, self._now(), asked_from))

    def _settle(self, session: Session, entry: OutboxEntry, delivery: Delivery, code: str) -> RevisionRow:
        row = session.get_one(RevisionRow, (str(entry.record_id), entry.revision))
        if row.delivery == Delivery.DELIVERED:
            return row  # a receipt is for ever; a later answer by another road changes nothing
        if delivery is not Delivery.DELIVERED and has_successor(session, row):
            delivery = Delivery.SUPERSEDED
        row.delivery, row.last_reason, row.settled_at = delivery, code, self._now()
        session.add(row)
        note(session, self._now(), "", delivery.value, row.record_id, code or f"revision {row.revision}")
        return row


def _counted(session: Session) -> tuple[Counter[str], int]:
    """Revisions by delivery, and all of them; the erased still count, or no day would ever balance again.

    What is marked delivered without a receipt counts as finished only; an erased one left its receipt behind.
    """
    by_state, finished = Counter[str](), 0
    for table in (RevisionRow, ErasedRevisionRow):
        by_state.update(
            dict(session.exec(select(table.delivery, func.count()).group_by(table.delivery)).all())
        )
        finished += session.exec(select(func.count()).select_from(table)).one()
    bare = select(func.count()).where(RevisionRow.delivery == Delivery.DELIVERED.value, text(UNSIGNED))
    by_state[Delivery.DELIVERED] -= session.exec(bare).one()
    return by_state, finished


def _blobs(session: Session, row: RevisionRow) -> tuple[BlobRef, ...]:
    query = select(RevisionBlobRow).where(
        RevisionBlobRow.record_id == row.record_id, RevisionBlobRow.revision == row.revision
    )
    return tuple(_blob(blob) for blob in session.exec(query).all())


def _blob(row: RevisionBlobRow) -> BlobRef:
    return BlobRef.model_validate(
        {"sha256": row.sha256, "size": row.size, "media_type": row.media_type, "role": row.role}
    )


def _is_closing() -> ColumnElement[bool]:
    """The revision is this closing's record."""
    return and_(
        col(ClosingRow.record_id) == col(RevisionRow.record_id),
        col(ClosingRow.revision) == col(RevisionRow.revision),
    )


def _with_receipt(kept: str, signed: Signed) -> str:
    """One line a receipt, the newest first: those of before a service was restored stay evidence."""
    return "\n".join(dict.fromkeys([signed.model_dump_json(), *kept.splitlines()]))


def _due_keys(session: Session, now: datetime, offered: frozenset[Key], limit: int) -> Iterator[Key]:
    """In sending order, read from the index alone: a hundred thousand that wait cost no row."""
    is_due = or_(col(RevisionRow.next_due) <= now, col(RevisionRow.next_due) > now + FARTHEST_TRY)
    for urgent in (True, False):
        query = (
            select(RevisionRow.record_id, RevisionRow.revision)
            .where(RevisionRow.delivery == WAITING, RevisionRow.urgent == urgent, is_due)
            .order_by(col(RevisionRow.deadline), col(RevisionRow.created_at))
            .limit(limit + len(offered))  # else all that wait are fetched, though few are taken
        )
        for record_id, revision in session.exec(query):
            key = UUID(record_id), revision
            if urgent or key not in offered:
                yield key


def _entries(session: Session, keys: Sequence[Key]) -> list[OutboxEntry]:
    """In that order, with their pictures, read all at once."""
    ids = [str(record_id) for record_id, _ in keys]
    blobs: dict[tuple[str, int], list[BlobRef]] = defaultdict(list)
    for blob in session.exec(select(RevisionBlobRow).where(col(RevisionBlobRow.record_id).in_(ids))):
        blobs[blob.record_id, blob.revision].append(_blob(blob))
    rows = {
        (row.record_id, row.revision): row
        for row in session.exec(select(RevisionRow).where(col(RevisionRow.record_id).in_(ids)))
    }
    named = [(str(record_id), revision) for record_id, revision in keys]
    return [_entry(rows[key], tuple(blobs[key])) for key in named]


def _entry(row: RevisionRow, blobs: tuple[BlobRef, ...]) -> OutboxEntry:
    return OutboxEntry(
        record_id=UUID(row.record_id),
        revision=row.revision,
        kind=row.kind,
        digest=row.digest,
        sealed=row.sealed,
        blobs=blobs,
        deadline=date.fromisoformat(row.deadline),
        created_at=row.created_at,
        attempts=row.attempts,
        next_due=row.next_due,
        urgent=row.urgent,
        last_reason=row.last_reason,
    )


def _outbox_line(session: Session, row: RevisionRow, full_name: str) -> OutboxLine:
    return OutboxLine(
        record_id=UUID(row.record_id),
        revision=row.revision,
        kind=row.kind,
        declaration_id=UUID(row.about or row.record_id),
        full_name=full_name,
        delivery=Delivery(row.delivery),
        created_at=row.created_at,
        deadline=date.fromisoformat(row.deadline),
        attempts=row.attempts,
        next_due=row.next_due,
        last_reason=row.last_reason,
        blob_bytes=sum(b.size for b in _blobs(session, row)),
    )
