"""Rows of withdrawals, asked for by the declaration they are about."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from approval.storage.database import Session
from approval.storage.prepared import ForSome, Prepared
from approval.storage.rows import WithdrawalRow

_ANY = Prepared(
    sql_select(col(WithdrawalRow.record_id))
    .where(col(WithdrawalRow.declaration_id) == bindparam("declaration"))
    .limit(1)
)
_OF_SOME = ForSome(
    lambda some: sql_select(col(WithdrawalRow.declaration_id)).where(
        col(WithdrawalRow.declaration_id).in_(some(col(WithdrawalRow.declaration_id)))
    )
)


def any_of(session: Session, declarations: Sequence[UUID]) -> set[UUID]:
    """Those of them that a withdrawal is about."""
    return {found for (found,) in _OF_SOME.all(session, declaration_id=declarations)}


def of_revision(session: Session, declaration: UUID, station: str, revision: int) -> WithdrawalRow | None:
    """The newest by which that station took back this revision or a later one."""
    if _ANY.first(session, declaration=declaration) is None:
        return None  # as for nearly every declaration
    return session.exec(
        select(WithdrawalRow)
        .where(
            col(WithdrawalRow.declaration_id) == declaration,
            col(WithdrawalRow.station) == station,
            col(WithdrawalRow.revision) >= revision,
        )
        .order_by(col(WithdrawalRow.arrived_at).desc())
        .limit(1)
    ).first()
