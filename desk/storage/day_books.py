"""The books of each day, counted from one index, and what the newest closing of a day makes of them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from declaration.lifecycle import Delivery
from desk.ports.days import DayBooks, DayState
from desk.storage.rows import ClosingRow, ErasedRevisionRow, RevisionRow

Counts = defaultdict[str, Counter[str]]
_FINISHED = text(
    "SELECT date(created_at, '+7 hours') AS day, delivery, count(*) FROM revision"
    " WHERE kind <> 'day' GROUP BY 1, 2"
)
"""From the index alone; Vietnam keeps one offset all the year."""


def counted(session: Session) -> Counts:
    """Revisions per day and delivery; the erased still count, or no day would balance after an erasure."""
    found: Counts = defaultdict(Counter)
    for day, delivery, count in session.connection().execute(_FINISHED):
        found[day][delivery] += count
    by_day = col(ErasedRevisionRow.day), col(ErasedRevisionRow.delivery)
    for day, delivery, count in session.exec(select(*by_day, func.count()).group_by(*by_day)):
        found[day][delivery] += count
    return found


def newest_closings(session: Session) -> dict[str, ClosingRow]:
    """The closing that counts of each day: its last."""
    rows = session.exec(select(ClosingRow).order_by(col(ClosingRow.number))).all()
    return {row.day: row for row in rows}


def books_of(session: Session, day: str, count: Counter[str], closing: ClosingRow | None) -> DayBooks:
    """One day with its state."""
    state = _state(session, count, closing)
    compared = closing if state is not DayState.MORE else None
    return DayBooks(
        day=date.fromisoformat(day),
        finished=count.total(),
        waiting=count[Delivery.PENDING],
        delivered=count[Delivery.DELIVERED],
        refused=count[Delivery.REFUSED],
        set_aside=count[Delivery.SET_ASIDE],
        superseded=count[Delivery.SUPERSEDED],
        state=state,
        lacking=compared.lacking if compared else 0,
        unknown=tuple(json.loads(compared.unknown)) if compared else (),
    )


def is_at_rest(session: Session, closing: ClosingRow, count: Counter[str]) -> bool:
    """Nothing of that day waits, an older closing's record neither, nothing was finished since, and the day's
    own record has its receipt."""
    record = session.get(RevisionRow, (closing.record_id, closing.revision))
    is_signed_for = record is not None and record.delivery == Delivery.DELIVERED
    waits = count[Delivery.PENDING] or _own(session, closing.day, Delivery.PENDING)
    return is_signed_for and not waits and count.total() == closing.finished


def with_receipt(session: Session, closing: ClosingRow, count: Counter[str]) -> int:
    """How many revisions of that day the service signed for, its own records and the erased included."""
    return count[Delivery.DELIVERED] + len(own_records(session, closing.day))


def own_records(session: Session, day: str) -> Sequence[RevisionRow]:
    """The records of that day's closings that are delivered."""
    return _own(session, day, Delivery.DELIVERED)


def _own(session: Session, day: str, delivery: Delivery) -> Sequence[RevisionRow]:
    of_it = col(RevisionRow.record_id).in_(select(ClosingRow.record_id).where(ClosingRow.day == day))
    return session.exec(select(RevisionRow).where(of_it, RevisionRow.delivery == delivery.value)).all()


def _state(session: Session, count: Counter[str], closing: ClosingRow | None) -> DayState:
    if closing is None:
        return DayState.OPEN
    if count.total() > closing.finished:
        return DayState.MORE
    if count.total() < closing.finished or closing.broken:
        return DayState.BROKEN
    record = session.get(RevisionRow, (closing.record_id, closing.revision))
    if record is not None and record.delivery in (Delivery.REFUSED, Delivery.SET_ASIDE):
        return DayState.REFUSED
    is_compared = closing.compared == with_receipt(session, closing, count)
    if not (is_compared and is_at_rest(session, closing, count)):
        return DayState.CLOSING
    return DayState.BALANCED if closing.balanced else DayState.UNBALANCED
