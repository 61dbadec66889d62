"""Closed days held against the service's word: which are due, what it answered, and when it is doubted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from declaration.lifecycle import Delivery
from declaration.wire.days import DayAnswer, RevisionRef
from declaration.wire.signed import Signed
from desk.ports.days import HeldDay, doubted_after
from desk.ports.outbox import FARTHEST_TRY
from desk.storage.audit import note
from desk.storage.closing import is_as_sealed
from desk.storage.day_books import counted, is_at_rest, newest_closings, own_records, with_receipt
from desk.storage.facts import Fact, read_fact
from desk.storage.marks import day_of, of_day
from desk.storage.rows import ClosingRow, ErasedRevisionRow, RevisionRow

NOT_AT_SERVICE = "not_at_service"
"""Why a revision with a receipt waits again."""


def due_days(session: Session, now: datetime) -> list[HeldDay]:
    """Those at rest whose next question is due, the balanced ones after a good while only."""
    newest = newest_closings(session).values()
    rows = [row for row in newest if not row.balanced or _is_doubted(row, now)]
    if not rows:
        return []
    counts = counted(session)
    return [_held(session, row) for row in rows if _is_due(session, row, counts[row.day], now)]


def note_asked(session: Session, day: date, next_due: datetime) -> None:
    """The next question's time; and whether the day still is what was sealed."""
    row = newest_closings(session)[day.isoformat()]
    row.attempts, row.next_due = row.attempts + 1, next_due
    row.broken = not is_as_sealed(session, row)
    session.add(row)


def keep_answer(session: Session, held: HeldDay, answer: DayAnswer, signed: Signed, now: datetime) -> int:
    """What the service signed for that day; what it lacks waits again. How many those are."""
    row = newest_closings(session)[held.day.isoformat()]
    present = _held(session, row)
    is_of_now = (present.held, present.erased) == (held.held, held.erased)
    if not is_of_now or read_fact(session, Fact.EPOCH) not in (None, answer.epoch):
        return 0  # the day, or the service, is another one since: it is asked again
    unknown = [] if answer.balanced else [str(ref.id) for ref in answer.unknown]
    row.balanced, row.compared = answer.balanced and not row.broken, held.count
    row.lacking, row.unknown = len(answer.lacking), json.dumps(unknown)
    if row.balanced:
        row.attempts, row.next_due = 0, now + doubted_after(held.day, now)
    row.answer = signed.model_dump_json()
    session.add(row)
    offered = _offer_again(session, answer.lacking, now)
    told = f"{row.day} lacking {len(answer.lacking)} unknown {len(unknown)}"
    note(session, now, "", "day_balanced" if row.balanced else "day_unbalanced", "", told)
    return offered


def doubtful_days(session: Session) -> tuple[str, ...]:
    """Closed, and not compared since, or found lacking at the service: what belongs to them may be asked
    for."""
    rows = newest_closings(session).values()
    return tuple(row.day for row in rows if not row.balanced and (row.compared < 0 or row.lacking > 0))


def doubt_day(session: Session, revision: RevisionRow) -> None:
    """That revision may change sides: its day is held against the service's once more."""
    of_it = select(ClosingRow).where(ClosingRow.day == day_of(revision), col(ClosingRow.balanced))
    for closing in session.exec(of_it).all():
        closing.balanced = False
        session.add(closing)


def doubt_all_days(session: Session, now: datetime) -> None:
    """The service may have forgotten: no day is balanced until it was asked again."""
    session.exec(update(ClosingRow).values(balanced=False, compared=-1, attempts=0, next_due=now))


def _is_doubted(closing: ClosingRow, now: datetime) -> bool:
    """Also when its time is farther away than any: then the clock was wrong."""
    farthest = now + doubted_after(date.fromisoformat(closing.day), now)
    return closing.next_due <= now or closing.next_due > farthest


def _is_due(session: Session, closing: ClosingRow, count: Counter[str], now: datetime) -> bool:
    if not is_at_rest(session, closing, count):
        return False
    if closing.balanced:
        return True
    is_time = closing.next_due <= now or closing.next_due > now + FARTHEST_TRY
    return (
        is_time or closing.lacking > 0 or closing.compared not in (-1, with_receipt(session, closing, count))
    )


def _held(session: Session, closing: ClosingRow) -> HeldDay:
    day = date.fromisoformat(closing.day)
    delivered = RevisionRow.delivery == Delivery.DELIVERED.value
    of_it = session.exec(select(RevisionRow).where(*of_day(day), delivered)).all()
    refs = [
        RevisionRef(id=UUID(row.record_id), revision=row.revision, digest=row.digest)
        for row in (*of_it, *own_records(session, closing.day))
        if row.receipt
    ]
    erased = select(func.count()).where(
        ErasedRevisionRow.day == closing.day, ErasedRevisionRow.delivery == Delivery.DELIVERED.value
    )
    in_order = tuple(sorted(refs, key=lambda ref: ref.text))
    return HeldDay(day, in_order, session.exec(erased).one(), closing.attempts)


def _offer_again(session: Session, lacking: Sequence[RevisionRef], now: datetime) -> int:
    """With its bytes and its old receipts, which stay valid evidence."""
    offered = 0
    for ref in lacking:
        row = session.get(RevisionRow, (str(ref.id), ref.revision))
        if row is not None and row.digest == ref.digest:
            row.delivery, row.next_due, row.last_reason = Delivery.PENDING.value, now, NOT_AT_SERVICE
            session.add(row)
            offered += 1
    return offered
