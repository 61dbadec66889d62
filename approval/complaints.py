"""Complaints and proposals (phản ánh, kiến nghị): kept, answered by the agency they go to, passed on where
another one has to answer, closed by the desk that told the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import col, func, select

from approval import audit
from approval.clock import Clock
from approval.feed import Feed
from approval.identities import Person
from approval.naming import full_names, registrars_of
from approval.storage import agencies, sign_in
from approval.storage.database import Database, Session
from approval.storage.rows import ComplaintRow
from approval.storage.sign_in_rows import AgencyRow, StationRow
from declaration.wire.changes import ChangeKind
from declaration.wire.complaint import (
    COMPLAINT_VERSION,
    ComplaintContent,
    ComplaintPage,
    ComplaintPassing,
    ComplaintQuery,
    ComplaintSummary,
    Passed,
    office_of,
)
from declaration.wire.records import Record, RefusalAnswer

SHOWN: Final = 100


LISTED = "complaints_listed"


@dataclass(frozen=True)
class NotAnswered:
    """Nothing was changed; ``code``: not_found · already_answered · no_such_agency · passed_nowhere."""

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
            office=office_of(content.subject),
            **content.model_dump() | {"agency": _goes_to(session, record, content)},
        )
    row.told = content.told or row.told
    session.add(row)


def _goes_to(session: Session, record: Record, content: ComplaintContent) -> str:
    """The agency the desk was told to send it to; the station's own where that is none."""
    if content.agency and sign_in.is_agency(session, content.agency):
        return content.agency
    return session.get_one(StationRow, record.station).agency


@dataclass(frozen=True)
class Complaints:
    """For the people of the agencies they go to; to others they do not exist."""

    database: Database
    feed: Feed
    clock: Clock

    def page(self, person: Person, query: ComplaintQuery) -> ComplaintPage:
        """Those that wait, the oldest first; or those that were answered."""
        has_answer, is_ours = (
            col(ComplaintRow.answered_at).is_not(None),
            col(ComplaintRow.agency).in_(person.agencies),
        )
        order = col(ComplaintRow.answered_at).desc() if query.answered else col(ComplaintRow.taken_at)
        wanted = select(ComplaintRow).where(is_ours, has_answer if query.answered else ~has_answer)
        if query.subject:
            wanted = wanted.where(col(ComplaintRow.subject) == query.subject)
        if query.office:
            wanted = wanted.where(col(ComplaintRow.office) == query.office)
        waiting = select(ComplaintRow.office, func.count()).where(is_ours, ~has_answer)
        with self.database.writing() as session:
            rows = session.exec(wanted.order_by(order).limit(SHOWN)).all()
            items = _summaries(session, rows)
            by_office = dict(session.exec(waiting.group_by(col(ComplaintRow.office))).all())
            now, at = self.clock(), person.agency
            audit.record(session, now, person.name, LISTED, at, f"shown {len(items)}", agency=at)
            return ComplaintPage(
                items=items,
                waiting=sum(by_office.values()),
                by_office=by_office,
                agencies=sign_in.named_agencies(session),
            )

    def answer(self, person: Person, complaint: UUID, words: str) -> ComplaintSummary | NotAnswered:
        """Once; the desk that took it down is told."""
        with self.database.writing() as session:
            row = _open(session, person, complaint)
            if isinstance(row, NotAnswered):
                return row
            row.answer, row.answered_by, row.answered_at = words.strip(), person.name, self.clock()
            session.add(row)
            data = {"answer": row.answer, "by": person.name, "name": person.display_name}
            self.feed.append(session, row.station, ChangeKind.COMPLAINT_ANSWERED, (row.id, 1), data)
            answered, at = ChangeKind.COMPLAINT_ANSWERED, row.agency
            audit.record(session, row.answered_at, person.name, answered, str(row.id), agency=at)
            return _summaries(session, [row])[0]

    def pass_on(
        self, person: Person, complaint: UUID, passing: ComplaintPassing
    ) -> ComplaintSummary | NotAnswered:
        """Another answers it from now on; the desk that took it down is told where it went and why."""
        with self.database.writing() as session:
            row = _open(session, person, complaint)
            if isinstance(row, NotAnswered):
                return row
            agency = session.get(AgencyRow, passing.agency)
            if agency is None:
                return NotAnswered("no_such_agency")
            if (row.agency, row.office) == (passing.agency, passing.office):
                return NotAnswered("passed_nowhere")
            left, now = row.agency, self.clock()
            told = Passed(
                at=now,
                by=person.name,
                name=person.display_name,
                agency=agency.code,
                agency_name=agency.name,
                office=passing.office,
                reason=passing.reason.strip(),
            )
            row.agency, row.office = agency.code, passing.office
            row.passed = [*row.passed, told.model_dump(mode="json")]
            session.add(row)
            data = told.model_dump(mode="json", exclude={"at"})
            self.feed.append(session, row.station, ChangeKind.COMPLAINT_PASSED, (row.id, 1), data)
            kind, where = ChangeKind.COMPLAINT_PASSED, f"{agency.code} {passing.office}"
            audit.record(session, now, person.name, kind, str(row.id), where, agency=left)
            return _summaries(session, [row])[0]


def _open(session: Session, person: Person, complaint: UUID) -> ComplaintRow | NotAnswered:
    """One of the person's that waits, locked."""
    wanted = select(ComplaintRow).where(col(ComplaintRow.id) == complaint)
    row = session.exec(wanted.with_for_update()).first()
    if row is None or row.agency not in person.agencies:
        return NotAnswered("not_found")
    return NotAnswered("already_answered") if row.answered_at is not None else row


def _summaries(session: Session, rows: Sequence[ComplaintRow]) -> tuple[ComplaintSummary, ...]:
    stations = sign_in.stations_with(session, {row.station for row in rows})
    named = {row.code: row.name for row in agencies.named(session, frozenset(row.agency for row in rows))}
    people = full_names(session, (row.answered_by for row in rows if row.answered_by))
    return tuple(
        ComplaintSummary(
            **row.model_dump(exclude={"station"}),
            station=stations[row.station].name,
            unit_name=stations[row.station].unit_name,
            agency_name=named.get(row.agency, row.agency),
            registrar_name=registrars_of(stations[row.station]).get(row.registrar, ""),
            answered_name=people.get(row.answered_by or "", ""),
        )
        for row in rows
    )
