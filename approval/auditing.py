"""Auditors read who did what at their agencies; that they read it is audited too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from approval import audit
from approval.clock import VIETNAM, Clock
from approval.identities import Person
from approval.naming import BY_REGISTRARS, full_names, name_of, registrars_at
from approval.storage import agencies, audit_lines, declarations, sign_in
from approval.storage.audit_lines import LineFilter, LineKey
from approval.storage.database import Database, Session
from approval.storage.sign_in_rows import AuditRow
from approval.storage.subjects import Subject
from approval.subjects import called, record_id
from declaration.wire.audit import AuditEntry, AuditPage, AuditQuery

READ = "audit_read"


@dataclass(frozen=True)
class Auditing:
    """Reading only."""

    database: Database
    clock: Clock

    def page(self, auditor: Person, query: AuditQuery) -> AuditPage:
        """One page of the lines of the auditor's agencies; of another agency there are none."""
        wanted = _filter(auditor, query)
        with self.database.writing() as session:
            found = audit_lines.page(session, wanted, LineKey.read(query.after or ""), query.limit + 1)
            note = f"{query.first_day}..{query.last_day} shown {min(len(found), query.limit)}"
            subject = query.subject or query.actor or query.agency or auditor.agency
            audit.record(session, self.clock(), auditor.name, READ, subject, note, agency=auditor.agency)
            shown, more = found[: query.limit], len(found) > query.limit
            names = _names(session, shown)
            asked = {row.subject for row in shown}
            dealt_with = {row.subject for row in shown if row.action != READ}  # a question proves nothing
            about = called(session, asked, auditor.agencies, dealt_with=dealt_with)
            known = agencies.named(session, auditor.agencies)
        return AuditPage(
            entries=tuple(
                _entry(row, name, about.get(row.subject)) for row, name in zip(shown, names, strict=True)
            ),
            agencies={row.code: row.name for row in known},
            next_after=str(LineKey(shown[-1].at, shown[-1].id or 0)) if more else None,
        )


def _filter(auditor: Person, query: AuditQuery) -> LineFilter:
    asked = auditor.agencies & {query.agency} if query.agency else auditor.agencies
    since, until = _midnight(query.first_day), _midnight(query.last_day + timedelta(days=1))
    return LineFilter(asked, since, until, query.actor, query.action, query.subject)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def _names(session: Session, rows: Sequence[AuditRow]) -> list[str]:
    """Who did each, by full name: a registrar as the station names them that took the declaration in, a
    station as it is called."""
    actors = {row.actor for row in rows}
    known = sign_in.station_names(session, actors) | full_names(session, actors)
    about = (record_id(row.subject) for row in rows if row.action in BY_REGISTRARS)
    stations = declarations.stations_of(session, {each for each in about if each is not None})
    registrars = registrars_at(session, stations.values())
    nobody: dict[str, str] = {}
    return [
        name_of(row.action, row.actor, known, registrars.get(_station(row, stations), nobody)) for row in rows
    ]


def _station(row: AuditRow, stations: Mapping[UUID, str]) -> str:
    declaration = record_id(row.subject)
    return stations.get(declaration, "") if declaration else ""


def _entry(row: AuditRow, name: str, about: Subject | None) -> AuditEntry:
    return AuditEntry(
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        agency=row.agency,
        note="" if record_id(row.subject) else row.note,
        name=name,
        about=about.called if about else "",
        about_kind=about.kind if about else "",
    )
