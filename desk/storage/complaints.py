"""Complaints on the encrypted file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, select

from declaration.lifecycle import Delivery
from declaration.wire.complaint import ComplaintContent, Passed, office_of
from desk.ports.complaints import DROPPED, Complaint, Hearing
from desk.ports.store import SealedAbout
from desk.storage.audit import note
from desk.storage.database import Transactions
from desk.storage.rows import ComplaintRow, RevisionRow
from desk.storage.sealed_about import queue

TAKE_DOWN: Final = "take_complaint"
CLOSE: Final = "close_complaint"
_PASSED: Final = TypeAdapter(tuple[Passed, ...])
_IS_CLOSED = col(ComplaintRow.closed_at).is_not(None)
_IS_ANSWERED = col(ComplaintRow.answered_at).is_not(None)
_STANDING: Final[Mapping[Hearing, ColumnElement[bool]]] = {
    Hearing.ANSWERED: and_(_IS_ANSWERED, ~_IS_CLOSED),
    Hearing.WAITING: and_(~_IS_ANSWERED, ~_IS_CLOSED),
    Hearing.CLOSED: _IS_CLOSED,
}


class StationComplaints:
    """Implements ports.complaints.ComplaintStore."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def keep(self, sealed: SealedAbout, content: ComplaintContent) -> bool:
        def act(session: Session) -> bool:
            row = session.get(ComplaintRow, str(sealed.id))
            if row is None:
                row = _taken(sealed, content)
            elif row.answered_at is None or row.closed_at is not None:
                return False
            else:
                row.revision, row.closed_at, row.closed_how = sealed.revision, sealed.at, content.told
            session.add(row)
            queue(session, sealed)
            done = CLOSE if content.told else TAKE_DOWN
            note(session, sealed.at, sealed.registrar, done, row.id, content.told or content.subject)
            return True

        return self._database.write(act)

    def complaints(self, hearing: Hearing, limit: int) -> Sequence[Complaint]:
        is_closed = hearing is Hearing.CLOSED
        of_it = col(RevisionRow.record_id) == col(ComplaintRow.id)
        sealed = select(func.max(RevisionRow.revision)).where(of_it).correlate(ComplaintRow)
        turn = col(ComplaintRow.closed_at).desc() if is_closed else col(ComplaintRow.taken_at)
        query = (
            select(ComplaintRow, RevisionRow.delivery, sealed.scalar_subquery())
            .join(
                RevisionRow,
                and_(of_it, col(RevisionRow.revision) == col(ComplaintRow.revision)),
            )
            .where(_STANDING[hearing])
            .order_by(turn)
            .limit(limit)
        )
        return self._database.read(
            lambda session: [_complaint(row, hearing, *sent) for row, *sent in session.exec(query).all()]
        )

    def counts(self) -> Mapping[Hearing, int]:
        def look(session: Session) -> Mapping[Hearing, int]:
            asked = select(func.count()).select_from(ComplaintRow)
            return {each: session.exec(asked.where(is_so)).one() for each, is_so in _STANDING.items()}

        return self._database.read(look)


def apply_answer(session: Session, complaint: str, at: datetime, answer: str, by: str) -> None:
    """What the agency says; heard once. One that was dropped is heard all the same."""
    row = session.get(ComplaintRow, complaint)
    if row is not None and row.answered_at is None:
        if row.closed_how == DROPPED:
            row.closed_at, row.closed_how = None, ""
        row.answer, row.answered_by, row.answered_at = answer, by, at
        session.add(row)


def apply_passed(session: Session, complaint: str, passed: Passed) -> None:
    """Somebody else answers it from now on; heard once."""
    row = session.get(ComplaintRow, complaint)
    known = _PASSED.validate_json(row.passed) if row else ()
    if row is not None and passed not in known:
        row.agency, row.unit = passed.agency, passed.office
        row.passed = _PASSED.dump_json((*known, passed)).decode()
        session.add(row)


def _taken(sealed: SealedAbout, content: ComplaintContent) -> ComplaintRow:
    return ComplaintRow(
        id=str(sealed.id),
        revision=sealed.revision,
        subject=content.subject,
        words=content.words,
        full_name=content.full_name,
        phone=content.phone,
        document_number=content.document_number,
        taken_at=sealed.at,
        registrar=sealed.registrar,
        unit=office_of(content.subject),
        agency=content.agency,
    )


def _complaint(row: ComplaintRow, hearing: Hearing, delivery: str, last_revision: int) -> Complaint:
    content = ComplaintContent(
        subject=row.subject,
        words=row.words,
        full_name=row.full_name,
        phone=row.phone,
        document_number=row.document_number,
        told=row.closed_how,
        agency=row.agency,
    )
    return Complaint(
        id=UUID(row.id),
        content=content,
        taken_at=row.taken_at,
        registrar=row.registrar,
        office=row.unit,
        hearing=hearing,
        is_delivered=delivery == Delivery.DELIVERED,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        last_revision=last_revision,
        passed=_PASSED.validate_json(row.passed),
    )
