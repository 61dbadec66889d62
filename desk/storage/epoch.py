"""A service restored from a backup: what it may have forgotten is offered again, its feed is read anew.

Its feed counts on from the backup, so a number may come twice for two different events. What was read before
is moved aside (below zero, in order), and what comes again word for word takes its own place back, so that no
old answer is news. The receipts of before stay beside the new ones (docs/decisions/0032).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from declaration.lifecycle import Delivery, Status
from declaration.wire.records import Receipt
from desk.storage.audit import note
from desk.storage.comparing import doubt_all_days
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.rows import ChangeRow, DeclarationRow, RevisionRow

_BY_THE_AGENCY = (
    Status.RECEIVED,
    Status.RETURNED,
    Status.REJECTED,
    Status.LAPSED,
    Status.APPROVED,
    Status.APPLIED,
    Status.ISSUED,
    Status.ACTIVATED,
)


def meet_epoch(session: Session, epoch: str, newest: int, now: datetime) -> bool:
    """Whether the service was restored since it was last met; then everything delivered waits again."""
    known = read_fact(session, Fact.EPOCH) or ""
    is_restored = bool(known) and (epoch != known or newest < _highest(session))
    if epoch != known or is_restored:
        write_fact(session, Fact.EPOCH, epoch)
        write_fact(session, Fact.HIGHEST_RECEIPT, "0")
    if is_restored:
        write_fact(session, Fact.RECOVERY_AGAIN, "yes")
        _offer_again(session, now)
        doubt_all_days(session, now)
        _read_anew(session)
        note(session, now, "", "service_restored", "", epoch)
    return is_restored


def note_receipt(session: Session, receipt: Receipt) -> None:
    """Remember the highest receipt of the service's present epoch."""
    known = read_fact(session, Fact.EPOCH)
    if known in (None, receipt.epoch) and receipt.sequence > _highest(session):
        write_fact(session, Fact.HIGHEST_RECEIPT, str(receipt.sequence))


def take_its_place(session: Session, change: ChangeRow) -> bool:
    """Whether this very event was read before the service was restored; its old row is gone then."""
    same = select(ChangeRow).where(
        col(ChangeRow.sequence) < 0,
        ChangeRow.kind == change.kind,
        ChangeRow.record_id == change.record_id,
        ChangeRow.revision == change.revision,
        ChangeRow.at == change.at,
        ChangeRow.data == change.data,
    )
    found = session.exec(same).first()
    if found is not None:
        session.delete(found)
    return found is not None


def _highest(session: Session) -> int:
    return int(read_fact(session, Fact.HIGHEST_RECEIPT) or "0")


def _offer_again(session: Session, now: datetime) -> None:
    again = update(RevisionRow).where(col(RevisionRow.delivery) == Delivery.DELIVERED.value)
    session.exec(
        again.values(delivery=Delivery.PENDING.value, next_due=now, attempts=0, last_reason="restored")
    )
    decided = update(DeclarationRow).where(col(DeclarationRow.status).in_(_BY_THE_AGENCY))
    session.exec(decided.values(status=Status.FINISHED.value))


def _read_anew(session: Session) -> None:
    last = session.exec(select(func.max(ChangeRow.sequence))).one() or 0
    if last > 0:
        session.exec(update(ChangeRow).values(sequence=col(ChangeRow.sequence) - (last + 1)))
    write_fact(session, Fact.CURSOR, "0")
