"""Rows of codes that confirm an e-mail address: one for each declaration and address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import col, delete, func, select

from approval.storage.database import Session
from approval.storage.prepared import ForSome
from approval.storage.rows import ContactCodeRow

PENDING, SENT, FAILED = "pending", "sent", "failed"
_OF_SOME = ForSome(
    lambda some: sql_select(col(ContactCodeRow.record_id)).where(
        col(ContactCodeRow.record_id).in_(some(col(ContactCodeRow.record_id)))
    )
)


def having_any(session: Session, declarations: Sequence[UUID]) -> set[UUID]:
    """Those of them for which a code was ever asked for, for any address."""
    return {found for (found,) in _OF_SOME.all(session, record_id=declarations)}


def for_update(session: Session, record_id: UUID, email: str) -> ContactCodeRow | None:
    """That row, locked until the transaction ends where the engine locks rows."""
    return session.exec(
        select(ContactCodeRow)
        .where(col(ContactCodeRow.record_id) == record_id, col(ContactCodeRow.email) == email)
        .with_for_update()
    ).first()


def next_due(session: Session, now: datetime) -> ContactCodeRow | None:
    """The code that has waited longest; on engines with row locks, one that nobody else is taking."""
    return session.exec(
        select(ContactCodeRow)
        .where(col(ContactCodeRow.state) == PENDING, col(ContactCodeRow.due_at) <= now)
        .order_by(col(ContactCodeRow.due_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def asked_by(session: Session, station: str, since: datetime) -> int:
    """For how many addresses that station has asked since then."""
    asked = (col(ContactCodeRow.station) == station, col(ContactCodeRow.asked_at) >= since)
    return session.exec(select(func.count()).select_from(ContactCodeRow).where(*asked)).one()


def forget_unconfirmed(session: Session, before: datetime) -> None:
    """Addresses asked about before then and never confirmed."""
    old = (col(ContactCodeRow.asked_at) < before, col(ContactCodeRow.confirmed_at).is_(None))
    session.exec(delete(ContactCodeRow).where(*old))
