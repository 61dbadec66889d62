"""The audit trail: one line an act, written in the act's own transaction, chained to the line before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from declaration.audit_chain import Link, Salted, checked, linked, salted
from desk.ports.audit import NO_LINE, AuditCheck, AuditHead, AuditLine
from desk.ports.clock import VIETNAM
from desk.storage.database import Database
from desk.storage.putting import add_values
from desk.storage.rows import AuditRow

PAGE = 1000
_LAST = "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1"


def note(session: Session, at: datetime, who: str, action: str, subject: str = "", detail: str = "") -> None:
    """``subject``: the declaration's id or the registrar it is about. ``detail`` takes codes and numbers,
    never a person's data: it stays for ever."""
    link = linked(audit_head(session), at.astimezone(UTC), salted(who), action, salted(subject), detail)
    add_values(session, AuditRow, _values(link))


def forget_subject(session: Session, subject: str) -> None:
    """A person's data is erased: no line says any more which declaration it was about; the chain holds."""
    for row in session.exec(select(AuditRow).where(AuditRow.subject == subject)).all():
        row.subject = row.subject_salt = ""
        session.add(row)


class AuditTrailTable:
    """Implements ports.audit.AuditTrail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def head(self) -> AuditHead:
        return self._database.read(audit_head)

    def lines(self, day: date | None = None) -> Iterator[AuditLine]:
        begin, end = _bounds(day)
        return (_line(row) for row in self._rows() if begin <= row.at < end)

    def check(self, known: tuple[AuditHead, ...] = ()) -> AuditCheck:
        return checked((_link(row) for row in self._rows()), known)

    def _rows(self) -> Iterator[AuditRow]:
        """In their order, a page at a time: a busy year has a hundred thousand."""
        last = -1
        while page := self._database.read(_page_after(last)):
            yield from page
            last = page[-1].id or 0


def _page_after(last: int) -> Any:
    query = select(AuditRow).where(col(AuditRow.id) > last).order_by(col(AuditRow.id)).limit(PAGE)

    def look(session: Session) -> Sequence[AuditRow]:
        return session.exec(query).all()

    return look


def audit_head(session: Session) -> AuditHead:
    """The trail as this transaction sees it."""
    last = session.connection().exec_driver_sql(_LAST).first()
    return AuditHead(last.id, last.hash) if last else NO_LINE


def _bounds(day: date | None) -> tuple[datetime, datetime]:
    if day is None:
        return datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    begin = datetime.combine(day, time(), VIETNAM)
    return begin, begin + timedelta(days=1)


def _values(link: Link) -> dict[str, Any]:
    return {
        "id": link.number,
        "at": link.at,
        "who": link.who.text,
        "who_salt": link.who.salt,
        "who_digest": link.who.digest,
        "action": link.action,
        "subject": link.subject.text,
        "subject_salt": link.subject.salt,
        "subject_digest": link.subject.digest,
        "detail": link.detail,
        "previous": link.previous,
        "hash": link.hash,
    }


def _link(row: AuditRow) -> Link:
    return Link(
        number=row.id or 0,
        at=row.at,
        who=Salted(row.who, row.who_salt, row.who_digest),
        action=row.action,
        subject=Salted(row.subject, row.subject_salt, row.subject_digest),
        detail=row.detail,
        previous=row.previous,
        hash=row.hash,
    )


def _line(row: AuditRow) -> AuditLine:
    number, at = row.id or 0, row.at.isoformat(timespec="microseconds")
    export = row.model_dump(exclude={"id"}) | {"number": number, "at": at}
    return AuditLine(number, row.at, row.who, row.action, row.subject, row.detail, export)
