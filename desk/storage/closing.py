"""A day sealed into the chain of closings, in one transaction with its outbox entry; the chain checked."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from declaration.deadlines import hand_in_by
from declaration.lifecycle import Delivery
from declaration.wire.days import DayClosing
from declaration.wire.records import RecordKind
from declaration.wire.sign_in import EnrolAnswer
from declaration.wire.signed import digest
from desk.ports.days import ChainCheck, Seal
from desk.storage.audit import audit_head, note
from desk.storage.day_books import newest_closings
from desk.storage.facts import Fact, read_fact
from desk.storage.marks import day_digest
from desk.storage.rows import ClosingRow, RevisionRow

CLOSE_DAY = "close_day"


def close_day(session: Session, day: date, by: str, fresh: UUID, seal: Seal, now: datetime) -> None:
    """The next link: audit line, sealed record, outbox entry. Only for an enrolled station."""
    enrolment = EnrolAnswer.model_validate_json(read_fact(session, Fact.ENROLMENT) or "")
    before = newest_closings(session).get(day.isoformat())
    record_id, revision = (UUID(before.record_id), before.revision + 1) if before else (fresh, 1)
    said = _said(session, day, by, enrolment, now)
    sealed = seal(record_id, revision, said)
    session.add(
        ClosingRow(
            number=said.number,
            day=day.isoformat(),
            record_id=str(record_id),
            revision=revision,
            digest=digest(sealed),
            previous=said.previous,
            finished=said.finished,
            marks=said.digest,
            trail_lines=said.trail_lines,
            next_due=now,
        )
    )
    session.add(
        RevisionRow(
            record_id=str(record_id),
            revision=revision,
            kind=RecordKind.DAY.value,
            digest=digest(sealed),
            sealed=sealed,
            deadline=hand_in_by(day).isoformat(),
            created_at=now,
            delivery=Delivery.PENDING.value,
            next_due=now,
        )
    )


def is_as_sealed(session: Session, closing: ClosingRow) -> bool:
    """Whether the day is what was sealed; of one with more finished since, only that can be said."""
    finished, marks = day_digest(session, date.fromisoformat(closing.day))
    return finished > closing.finished or (finished, marks) == (closing.finished, closing.marks)


def check_chain(session: Session) -> ChainCheck:
    """Every closing from the first on: its bytes, its place, and for the newest of each day the marks of what
    is here now, whoever was erased since."""
    previous, newest = "", {row.number for row in newest_closings(session).values()}
    rows = session.exec(select(ClosingRow).order_by(col(ClosingRow.number))).all()
    for number, row in enumerate(rows, 1):
        sealed = session.get(RevisionRow, (row.record_id, row.revision))
        is_whole = sealed is not None and digest(sealed.sealed) == sealed.digest == row.digest
        follows = (row.number, row.previous) == (number, previous)
        if not (is_whole and follows and (number not in newest or is_as_sealed(session, row))):
            return ChainCheck(len(rows), row.number)
        previous = row.digest
    return ChainCheck(len(rows), None)


def _said(session: Session, day: date, by: str, enrolment: EnrolAnswer, now: datetime) -> DayClosing:
    """The day as it stands, its own audit line among those it stands for."""
    last = session.exec(select(ClosingRow).order_by(col(ClosingRow.number).desc()).limit(1)).first()
    number = last.number + 1 if last else 1
    note(session, now, by, CLOSE_DAY, "", f"{day.isoformat()} closing {number}")
    finished, marks = day_digest(session, day)
    head = audit_head(session)
    return DayClosing(
        station_name=enrolment.station_name,
        unit_name=enrolment.unit_name,
        day=day,
        number=number,
        previous=last.digest if last else "",
        finished=finished,
        digest=marks,
        first_line=last.trail_lines + 1 if last else 1,
        trail_lines=head.lines,
        trail_head=head.hash,
    )
