"""Rows of consent taken back, asked for by the declaration it was given with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, select

from approval.storage.database import Session
from approval.storage.rows import ConsentWithdrawalRow, DeclarationRow
from declaration.draft import Purpose


def of_declaration(session: Session, declaration: UUID) -> Sequence[ConsentWithdrawalRow]:
    """All of them, the oldest first."""
    mine = select(ConsentWithdrawalRow).where(col(ConsentWithdrawalRow.declaration_id) == declaration)
    by_time = (col(ConsentWithdrawalRow.taken_back_at), col(ConsentWithdrawalRow.purpose))
    return session.exec(mine.order_by(*by_time)).all()


def is_taken_back(session: Session, row: DeclarationRow, purpose: Purpose) -> bool:
    """Whether the consent of its newest revision no longer holds for that purpose."""
    found = select(ConsentWithdrawalRow.record_id).where(
        col(ConsentWithdrawalRow.declaration_id) == row.id,
        col(ConsentWithdrawalRow.purpose) == purpose.value,
        col(ConsentWithdrawalRow.revision) >= row.revision,
    )
    return session.exec(found.limit(1)).first() is not None


def without_consent(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Those of these declarations whose data may no longer be used for an account."""
    wanted = list(ids)
    if not wanted:
        return set()
    found = select(DeclarationRow.id).where(col(DeclarationRow.id).in_(wanted), lacks_consent())
    return set(session.exec(found).all())


def lacks_consent() -> ColumnElement[bool]:
    """The same as a condition of a query over declarations."""
    return exists().where(
        col(ConsentWithdrawalRow.declaration_id) == col(DeclarationRow.id),
        col(ConsentWithdrawalRow.purpose) == Purpose.ACCOUNT.value,
        col(ConsentWithdrawalRow.revision) >= col(DeclarationRow.revision),
    )
