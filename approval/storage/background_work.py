"""Declarations that wait for a background pass, taken so that instances add up: what one has taken, the
others pass over (locked rows for the length of a transaction, a moment in the row for longer work)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column
from sqlmodel import col, or_, select

from approval.storage.database import Session
from approval.storage.rows import DeclarationRow

# Spelt out, as the index of what is to be asked holds received ones only.
_RECEIVED: ColumnElement[bool] = col(DeclarationRow.status) == literal_column("'received'")


def take_to_ask_about(
    session: Session, answers: Sequence[str], now: datetime, until: datetime, limit: int
) -> Sequence[DeclarationRow]:
    """Received declarations whose registry answer is not there yet, then those with one of the answers given;
    of each the soonest deadline first. Nobody else takes them before ``until``."""
    answered, after = col(DeclarationRow.registry_answer), col(DeclarationRow.ask_after)
    taken: list[DeclarationRow] = []
    for answer in (None, *answers):
        found = session.exec(
            select(DeclarationRow)
            .where(_RECEIVED, answered == answer, or_(after.is_(None), after <= now))
            .order_by(col(DeclarationRow.hand_in_by), col(DeclarationRow.id))
            .limit(limit - len(taken))
            .with_for_update(skip_locked=True)
        )
        taken += found.all()
    for row in taken:
        row.ask_after = until
    session.flush()
    return taken


def take_with_photos_due(
    session: Session, state: str, now: datetime, until: datetime, limit: int
) -> Sequence[tuple[UUID, int]]:
    """Some of those in that state, id and revision. Nobody else takes them before ``until``."""
    after = col(DeclarationRow.look_after)
    taken = session.exec(
        select(DeclarationRow)
        .where(col(DeclarationRow.photo_state) == state, or_(after.is_(None), after <= now))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in taken:
        row.look_after = until
    session.flush()
    return [(row.id, row.revision) for row in taken]


def next_overdue(session: Session, statuses: Sequence[str], today: date) -> DeclarationRow | None:
    """A declaration in one of those statuses whose last day is past, of one status the longest past."""
    return _next(session, statuses, col(DeclarationRow.hand_in_by) < today)


def next_to_warn(
    session: Session, statuses: Sequence[str], today: date, days_left: int
) -> DeclarationRow | None:
    """The next declaration with at most that many days left whose desk has not been told of so few."""
    warned, last_day = col(DeclarationRow.warned_at_days), col(DeclarationRow.hand_in_by)
    near = (last_day >= today, last_day <= today + timedelta(days=days_left))
    unwarned = or_(warned.is_(None), warned > days_left)
    return _next(session, statuses, *near, unwarned)


def _next(session: Session, statuses: Sequence[str], *conditions: Any) -> DeclarationRow | None:
    """One status after the other: of all at once an engine goes by the days and meets all that is decided."""
    query = select(DeclarationRow).where(*conditions)
    query = query.order_by(col(DeclarationRow.hand_in_by), col(DeclarationRow.id))
    for status in statuses:
        next_one = query.where(col(DeclarationRow.status) == status).limit(1)
        found = session.exec(next_one.with_for_update(skip_locked=True)).first()
        if found is not None:
            return found
    return None
