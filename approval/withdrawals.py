"""Withdrawals (rút tờ khai): a declaration taken back by the desk that took it in.

A withdrawal is always received; whether it came in time is an answer of its own. One that overtakes its
declaration waits for it. What was decided before stays as decided, and the desk is told.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from approval import audit
from approval.accounts import move
from approval.feed import Feed
from approval.storage import declarations, withdrawals
from approval.storage.database import Session
from approval.storage.rows import DeclarationRow, WithdrawalRow
from declaration.lifecycle import Event, Kind, Status, allowed
from declaration.wire.changes import ChangeKind
from declaration.wire.records import Record, RefusalAnswer
from declaration.wire.withdrawal import WITHDRAWAL_VERSION, WithdrawalContent


def read_withdrawal(record: Record) -> WithdrawalContent | RefusalAnswer:
    """What it says, or why it is refused for good."""
    if record.form_version != WITHDRAWAL_VERSION:
        return RefusalAnswer(code="form_version_unknown")
    try:
        return WithdrawalContent.model_validate(record.content)
    except ValidationError:
        return RefusalAnswer(code="content_invalid", detail="content_shape")


def receive(session: Session, feed: Feed, record: Record, content: WithdrawalContent, now: datetime) -> None:
    """Keep it, and answer it as soon as its declaration is there."""
    waiting = WithdrawalRow(
        record_id=record.id,
        declaration_id=content.declaration,
        revision=content.revision,
        station=record.station,
        registrar=record.registrar,
        reason=content.reason,
        arrived_at=now,
    )
    session.add(waiting)
    session.flush()
    row = declarations.for_update(session, content.declaration)
    if row is not None:
        _answer(session, feed, row, waiting, now)


def follow(session: Session, feed: Feed, record: Record, now: datetime) -> bool:
    """A revision was received: it is taken back at once when its desk has withdrawn it before it came.
    Returns whether anything was answered."""
    withdrawal = withdrawals.of_revision(session, record.id, record.station, record.revision)
    if withdrawal is None or withdrawal.answer == ChangeKind.WITHDRAWAL_TOO_LATE:
        return False
    row = declarations.for_update(session, record.id)
    if row is not None:
        _answer(session, feed, row, withdrawal, now)
    return row is not None


def is_taken_back(session: Session, record: Record) -> bool:
    """Whether this revision is of a declaration that its own desk has withdrawn with it."""
    withdrawal = withdrawals.of_revision(session, record.id, record.station, record.revision)
    return withdrawal is not None and withdrawal.answer == ChangeKind.WITHDRAWN


def _answer(
    session: Session, feed: Feed, row: DeclarationRow, withdrawal: WithdrawalRow, now: datetime
) -> None:
    """Told with the revision the desk withdrew, which may be on its way still."""
    status = Status(row.status)
    if Event.WITHDRAW in allowed(status, Kind(row.kind)) and row.revision <= withdrawal.revision:
        move(session, row, Event.WITHDRAW)
        status = Status.WITHDRAWN
    is_done = status is Status.WITHDRAWN
    withdrawal.answer = ChangeKind.WITHDRAWN if is_done else ChangeKind.WITHDRAWAL_TOO_LATE
    session.add(withdrawal)
    session.flush()
    feed.append(session, row.station, ChangeKind(withdrawal.answer), (row.id, withdrawal.revision))
    audit.record(
        session,
        now,
        withdrawal.registrar,
        withdrawal.answer,
        str(row.id),
        withdrawal.reason,
        agency=row.agency,
    )
