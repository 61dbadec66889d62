"""Marks: what a day's digest is made of, so that it holds although a person was erased.

A mark is a hash over a salt and one sealed revision. While the revision is here, its mark can be made again
and compared; when it is erased, the salt goes too, and the mark that stays says nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from declaration.wire.records import RecordKind
from desk.ports.clock import VIETNAM
from desk.storage.rows import ErasedRevisionRow, RevisionRow


def mark_of(row: RevisionRow) -> str:
    return sha256(f"{row.salt}|{row.record_id}|{row.revision}|{row.digest}".encode()).hexdigest()


def day_of(row: RevisionRow) -> str:
    """The day it was finished on, in Vietnam, ISO."""
    return row.created_at.astimezone(VIETNAM).date().isoformat()


def of_day(day: date) -> tuple[ColumnElement[bool], ...]:
    """Of revisions: finished on that day; the days' own records are of none."""
    begin = datetime.combine(day, time(), VIETNAM)
    created = col(RevisionRow.created_at)
    return (
        created >= begin,
        created < begin + timedelta(days=1),
        col(RevisionRow.kind) != RecordKind.DAY.value,
    )


def is_of_days(days: Collection[str]) -> ColumnElement[bool]:
    """Of revisions: finished on one of these days, ISO."""
    return func.date(RevisionRow.created_at, "+7 hours").in_(days)


def day_digest(session: Session, day: date) -> tuple[int, str]:
    """How many revisions were finished on that day, and one digest over all their marks."""
    marks = [mark_of(row) for row in session.exec(select(RevisionRow).where(*of_day(day))).all()]
    marks += session.exec(
        select(ErasedRevisionRow.mark).where(ErasedRevisionRow.day == day.isoformat())
    ).all()
    return len(marks), sha256("\n".join(sorted(marks)).encode()).hexdigest()
