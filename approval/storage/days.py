"""Rows of stations' days: what was closed, how it compared, and what was signed for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, col, func, select

from approval.storage.columns import Row, UtcDateTime
from approval.storage.database import Session
from approval.storage.rows import RecordRow
from approval.storage.sign_in_rows import AuditRow
from declaration.wire.days import RevisionRef
from declaration.wire.records import RecordKind


class ClosingRow(Row, table=True):
    """One closing of a day by its station; ``digest`` and ``previous`` chain them in the order of
    ``number``."""

    __tablename__: ClassVar[Any] = "closing"
    __table_args__ = (Index("ix_closing_day", "station", "day"),)
    record_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    station: str = Field(foreign_key="station.id")
    number: int
    day: str
    digest: str
    previous: str
    finished: int
    closed_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)


class DayBalanceRow(Row, table=True):
    """What the last comparison of a day came to, in which life of the service."""

    __tablename__: ClassVar[Any] = "day_balance"
    station: str = Field(primary_key=True, foreign_key="station.id")
    day: str = Field(primary_key=True)
    epoch: str
    balanced: bool
    lacking: int
    unknown: int
    at: datetime = Field(sa_type=UtcDateTime)


def signed_for(session: Session, station: str, day: str) -> tuple[RevisionRef, ...]:
    """Every revision of that day with a receipt, the day's own records among them."""
    found = session.exec(
        select(RecordRow.id, RecordRow.revision, RecordRow.digest).where(
            RecordRow.station == station, RecordRow.day == day, col(RecordRow.receipt).is_not(None)
        )
    ).all()
    return tuple(RevisionRef(id=key, revision=number, digest=digest) for key, number, digest in found)


def received_by_day(session: Session, stations: Sequence[str], since: str) -> dict[tuple[str, str], int]:
    """How many revisions have a receipt, for each of those stations and each day, without the days' own
    records."""
    counted = session.exec(
        select(RecordRow.station, RecordRow.day, func.count())
        .where(
            col(RecordRow.station).in_(stations),
            col(RecordRow.day) >= since,
            RecordRow.kind != RecordKind.DAY.value,
            col(RecordRow.receipt).is_not(None),
        )
        .group_by(col(RecordRow.station), col(RecordRow.day))
    ).all()
    return {(station, day): count for station, day, count in counted}


def closings(session: Session, stations: Sequence[str], since: str) -> Sequence[ClosingRow]:
    """In the order of their numbers."""
    query = select(ClosingRow).where(col(ClosingRow.station).in_(stations), col(ClosingRow.day) >= since)
    return session.exec(query.order_by(col(ClosingRow.number), col(ClosingRow.received_at))).all()


def balances(session: Session, stations: Sequence[str], since: str) -> Sequence[DayBalanceRow]:
    theirs = (col(DayBalanceRow.station).in_(stations), col(DayBalanceRow.day) >= since)
    return session.exec(select(DayBalanceRow).where(*theirs)).all()


def done(session: Session, action: str, subjects: Sequence[str]) -> Sequence[tuple[str, datetime]]:
    """To which of these, and when, that act was done."""
    found = (col(AuditRow.subject).in_(subjects), AuditRow.action == action)
    return session.exec(select(AuditRow.subject, AuditRow.at).where(*found)).all()
