"""Complaints and proposals (phản ánh, kiến nghị): kept, answered by the agency, closed by the desk that told
the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import col, func, select

from approval import audit
from approval.clock import Clock
from approval.feed import Feed
from approval.identities import Person
from approval.storage.database import Database, Session
from approval.storage.rows import ComplaintRow
from approval.storage.sign_in_rows import StationRow
from declaration.wire.changes import ChangeKind
from declaration.wire.complaint import (
    COMPLAINT_VERSION,
    ComplaintContent,
    ComplaintPage,
    ComplaintQuery,
    ComplaintSummary,
)
from declaration.wire.records import Record, RefusalAnswer

SHOWN: Final = 100


LISTED = "complaints_listed"


@dataclass(frozen=True)
class NotAnswered:
    """Nothing was changed; ``code``: not_found · already_answered."""

    code: str


def read_complaint(record: Record) -> ComplaintContent | RefusalAnswer:
    """What it says, or why it is refused for good."""
    if record.form_version != COMPLAINT_VERSION:
        return RefusalAnswer(code="form_version_unknown")
    try:
        return ComplaintContent.model_validate(record.content)
    except ValidationError:
        return RefusalAnswer(code="content_invalid", detail="content_shape")


def keep(session: Session, record: Record, content: ComplaintContent) -> None:
    """The first revision takes it down, a later one says how it was closed; in whichever order they come."""
    row = session.get(ComplaintRow, record.id)
    if row is None:
        row = ComplaintRow(
            id=record.id,
            station=record.station,
            registrar=record.registrar,
            taken_at=record.sealed_at,
            **content.model_dump(),
        )
    row.told = content.told or row.told
    session.add(row)


@dataclass(frozen=True)
class Complaints:
    """For the people of the agencies whose stations took them down; to others they do not exist."""

    database: Database
    feed: Feed
    clock: Clock

    def page(self, person: Person, query: ComplaintQuery) -> ComplaintPage:
        """Those that wait, the oldest first; or those that were answered."""
        has_answer = col(ComplaintRow.answered_at).is_not(None)
        order = col(ComplaintRow.answered_at).desc() if query.answered else col(ComplaintRow.taken_at)
        wanted = select(ComplaintRow, StationRow).where(
            col(StationRow.agency).in_(person.agencies), has_answer if query.answered else ~has_answer
        )
        if query.subject:
            wanted = wanted.where(col(ComplaintRow.subject) == query.subject)
        joined = col(StationRow.id) == col(ComplaintRow.station)
        waiting = select(func.count()).select_from(ComplaintRow).join(StationRow, joined)
        waiting = waiting.where(col(StationRow.agency).in_(person.agencies), ~has_answer)
        with self.database.writing() as session:
            rows = session.exec(wanted.where(joined).order_by(order).limit(SHOWN)).all()
            items = tuple(_summary(row, station) for row, station in rows)
            now, at = self.clock(), person.agency
            audit.record(session, now, person.name, LISTED, at, f"shown {len(items)}", agency=at)
            return ComplaintPage(items=items, waiting=session.exec(waiting).one())

    def answer(self, person: Person, complaint: UUID, words: str) -> ComplaintSummary | NotAnswered:
        """Once; the desk that took it down is told."""
        with self.database.writing() as session:
            wanted = select(ComplaintRow).where(col(ComplaintRow.id) == complaint)
            row = session.exec(wanted.with_for_update()).first()
            station = session.get(StationRow, row.station) if row else None
            if row is None or station is None or station.agency not in person.agencies:
                return NotAnswered("not_found")
            if row.answered_at is not None:
                return NotAnswered("already_answered")
            row.answer, row.answered_by, row.answered_at = words.strip(), person.name, self.clock()
            session.add(row)
            data = {"answer": row.answer, "by": person.name}
            self.feed.append(session, row.station, ChangeKind.COMPLAINT_ANSWERED, (row.id, 1), data)
            answered, at = ChangeKind.COMPLAINT_ANSWERED, station.agency
            audit.record(session, row.answered_at, person.name, answered, str(row.id), agency=at)
            return _summary(row, station)


def _summary(row: ComplaintRow, station: StationRow) -> ComplaintSummary:
    kept = row.model_dump(exclude={"station"})
    return ComplaintSummary(station=station.name, unit_name=station.unit_name, **kept)
