"""What is in order in every way ("green"): asked of one row, and of the whole list in the same words.

Green: a registration that waits, whose desk left nothing in doubt, whose code is known, whose e-mail address
owes no answer, whose photos were all decoded and found readable, that the population registry bears out, that
shares nothing with another's declaration or account, and whose consent stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, exists, insert, literal
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from approval.storage.consents import lacks_consent, without_consent
from approval.storage.database import Session
from approval.storage.rows import DeclarationRow, PossibleDuplicateRow
from declaration.lifecycle import Kind, Status

_MATCHED, _ASKED = "matched", "asked"
_PHOTOS_FINE = ("", "sound")
"""Not while they are due: together is approved what nobody opens (docs/decisions/0073)."""


def is_green(session: Session, row: DeclarationRow) -> bool:
    """Whether all is in order with this one."""
    return row.id in greens_among(session, [row])


def greens_among(session: Session, rows: Iterable[DeclarationRow]) -> set[UUID]:
    """Those of them that are green, with two questions for all."""
    likely = [row.id for row in rows if _looks_green(row)]
    return set(likely) - duplicates_among(session, likely) - without_consent(session, likely)


def conditions() -> list[ColumnElement[bool]]:
    """The same as conditions of a query over declarations."""
    shared = exists().where(col(PossibleDuplicateRow.record_id) == col(DeclarationRow.id))
    return [
        col(DeclarationRow.status) == str(Status.RECEIVED),
        col(DeclarationRow.kind) == str(Kind.REGISTER),
        col(DeclarationRow.registry_answer) == _MATCHED,
        col(DeclarationRow.sound).is_(True),
        col(DeclarationRow.insurance_code).is_not(None),
        col(DeclarationRow.email_state) != _ASKED,
        col(DeclarationRow.photo_state).in_(_PHOTOS_FINE),
        ~shared,
        ~lacks_consent(),
    ]


def mark_duplicates(session: Session, ids: Iterable[UUID]) -> None:
    """From now on these are looked at singly; AlreadyThereError when another instance marks one now."""
    marked = PossibleDuplicateRow.__table__  # type: ignore[attr-defined]
    for record_id in ids:
        known = exists().where(col(PossibleDuplicateRow.record_id) == record_id)
        new = sql_select(literal(record_id, marked.c.record_id.type)).where(~known)
        session.connection().execute(insert(marked).from_select(["record_id"], new))


def duplicates_among(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Those of them that share something with another."""
    wanted = list(ids)
    if not wanted:
        return set()
    found = select(PossibleDuplicateRow.record_id).where(col(PossibleDuplicateRow.record_id).in_(wanted))
    return set(session.exec(found).all())


def _looks_green(row: DeclarationRow) -> bool:
    return (
        row.status == Status.RECEIVED
        and row.kind == Kind.REGISTER
        and row.registry_answer == _MATCHED
        and row.sound
        and row.insurance_code is not None
        and row.email_state != _ASKED
        and row.photo_state in _PHOTOS_FINE
    )
