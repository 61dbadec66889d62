"""Revisions that gave way: to a later one with its receipt, or, by a person's word, to what the agency has.

What gave way is settled: it stays in the books with its bytes, and is neither offered nor shown as needing
a person (docs/decisions/0079).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from declaration.lifecycle import Delivery
from desk.storage.audit import note
from desk.storage.giving_up import ACTS
from desk.storage.rows import RevisionRow

_UNSETTLED = (Delivery.REFUSED.value, Delivery.SET_ASIDE.value)


def supersede_before(session: Session, row: RevisionRow, now: datetime) -> None:
    """``row`` has its receipt: what was refused or set aside of it before is put right by it."""
    earlier = select(RevisionRow).where(
        RevisionRow.record_id == row.record_id,
        col(RevisionRow.revision) < row.revision,
        col(RevisionRow.delivery).in_(_UNSETTLED),
    )
    for each in session.exec(earlier).all():
        _give_way(session, each, "", now)


def has_successor(session: Session, row: RevisionRow) -> bool:
    """Whether a later revision of it has its receipt already."""
    later = select(RevisionRow.revision).where(
        RevisionRow.record_id == row.record_id,
        col(RevisionRow.revision) > row.revision,
        RevisionRow.delivery == Delivery.DELIVERED.value,
    )
    return session.exec(later.limit(1)).first() is not None


def give_way(session: Session, record_id: UUID, revision: int, who: str, now: datetime) -> bool:
    """A person gives this revision up, with what that means for its kind (``giving_up``); False, and nothing
    changed, when it is not theirs to give up."""
    row = session.get(RevisionRow, (str(record_id), revision))
    if row is None or row.delivery not in _UNSETTLED:
        return False
    act = ACTS.get(row.kind)
    if act is None or not act(session, row, now):
        return False
    _give_way(session, row, who, now)
    return True


def _give_way(session: Session, row: RevisionRow, who: str, now: datetime) -> None:
    row.delivery, row.settled_at = Delivery.SUPERSEDED.value, now
    session.add(row)
    note(session, now, who, Delivery.SUPERSEDED, row.about or row.record_id, f"revision {row.revision}")
