"""Rows of notices owed, and of what the practice carrier was given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from approval.storage.database import Session
from approval.storage.rows import DeclarationRow, NoticeRow, PracticeMessageRow
from approval.storage.sign_in_rows import AuditRow

PENDING, SENT, FAILED, STOPPED = "pending", "sent", "failed", "stopped"
"""Stopped: its person takes no more messages, and it carries nothing that was asked for."""


def next_due(session: Session, now: datetime) -> NoticeRow | None:
    """The notice that has waited longest; on engines with row locks, one that nobody else is taking."""
    return session.exec(
        select(NoticeRow)
        .where(col(NoticeRow.state) == PENDING, col(NoticeRow.due_at) <= now)
        .order_by(col(NoticeRow.due_at), col(NoticeRow.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def of_declaration(session: Session, declaration: UUID) -> Sequence[NoticeRow]:
    """Everything owed about a declaration and its account, in the order it was owed."""
    mine = col(NoticeRow.declaration_id) == declaration
    return session.exec(select(NoticeRow).where(mine).order_by(col(NoticeRow.id))).all()


def failed(
    session: Session, agencies: frozenset[str], limit: int = 200
) -> Sequence[tuple[NoticeRow, DeclarationRow]]:
    """What was given up at those agencies, the newest first, with whose it is."""
    return session.exec(
        select(NoticeRow, DeclarationRow)
        .join(DeclarationRow, col(DeclarationRow.id) == col(NoticeRow.declaration_id))
        .where(col(NoticeRow.state) == FAILED, col(DeclarationRow.agency).in_(agencies))
        .order_by(col(NoticeRow.due_at).desc())
        .limit(limit)
    ).all()


def practice_messages(session: Session, limit: int = 200) -> Sequence[PracticeMessageRow]:
    """Newest first."""
    return session.exec(
        select(PracticeMessageRow).order_by(col(PracticeMessageRow.id).desc()).limit(limit)
    ).all()


def history(session: Session, declaration: UUID, *, without: Sequence[str]) -> Sequence[AuditRow]:
    """What was done with a declaration, oldest first, leaving out those actions."""
    return session.exec(
        select(AuditRow)
        .where(col(AuditRow.subject) == str(declaration), col(AuditRow.action).not_in(without))
        .order_by(col(AuditRow.id))
    ).all()
