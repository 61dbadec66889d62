"""Rows of withdrawals, asked for by the declaration they are about."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import col

from approval.storage.database import Session
from approval.storage.rows import WithdrawalRow

_OF_REVISION = (
    select(WithdrawalRow)
    .where(
        col(WithdrawalRow.declaration_id) == bindparam("declaration"),
        col(WithdrawalRow.station) == bindparam("of_station"),
        col(WithdrawalRow.revision) >= bindparam("from_revision"),
    )
    .order_by(col(WithdrawalRow.arrived_at).desc())
    .limit(1)
)


def of_revision(session: Session, declaration: UUID, station: str, revision: int) -> WithdrawalRow | None:
    """The newest by which that station took back this revision or a later one."""
    key = {"declaration": declaration, "of_station": station, "from_revision": revision}
    return session.scalars(_OF_REVISION, key).first()
