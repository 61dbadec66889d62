"""A claim of one notice: who is told what, in which attempt, and until when nobody else takes it.

The lease is counted by the database's time, the same for all instances. Its end stands in the row; whoever
finds another end there has been overtaken and neither sends nor settles.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from approval import notices
from approval.storage import consents, declarations
from approval.storage import notices as rows
from approval.storage.database import Session
from approval.storage.rows import DeclarationRow, NoticeRow
from declaration.draft import Purpose
from declaration.privacy import Private

LEASE = timedelta(minutes=5)
"""Longer than a carrier's slowest conversation."""


@dataclass(frozen=True, repr=False)
class Claim(Private):
    """``is_open``: an attempt before this one began and its end is not known."""

    notice: int
    declaration: UUID
    channel: str
    purpose: str
    data: dict[str, Any]
    dossier_number: str
    recipient: str
    key: str
    begun_at: datetime
    until: datetime
    is_open: bool

    @property
    def carries_password(self) -> bool:
        return notices.carries_password(self.channel, self.purpose)


def claim_next(session: Session, now: datetime) -> Claim | None:
    """The next notice that is due, for the length of a lease. What its person no longer wants is stopped."""
    while (notice := rows.next_due(session, now)) is not None and _is_unwanted(session, notice):
        notice.state = rows.STOPPED
        session.add(notice)
        session.flush()
    if notice is None:
        return None
    is_open = notice.begun_at is not None
    if not is_open:
        notice.attempts, notice.begun_at = notice.attempts + 1, now
    notice.due_at = now + LEASE
    session.add(notice)
    return _claimed(session, notice, is_open=is_open)


def claimed_row(session: Session, claim: Claim) -> NoticeRow | None:
    """Its row, locked; None when the claim ran out and somebody else took it, or began it anew."""
    notice = session.get(NoticeRow, claim.notice, with_for_update=True)
    assert notice is not None, "notices are not removed"
    is_ours = (notice.state, notice.begun_at, notice.due_at) == (rows.PENDING, claim.begun_at, claim.until)
    return notice if is_ours else None


def _is_unwanted(session: Session, notice: NoticeRow) -> bool:
    """One whose attempt began is seen to its end. The password of an account is what was asked for."""
    if notice.begun_at is not None or notices.carries_password(notice.channel, notice.purpose):
        return False
    declaration = session.get_one(DeclarationRow, notice.declaration_id)
    return consents.is_taken_back(session, declaration, Purpose.NEWS)


def _claimed(session: Session, notice: NoticeRow, *, is_open: bool) -> Claim:
    assert notice.id is not None, "read from the database"
    assert notice.begun_at is not None, "claimed"
    declaration = session.get_one(DeclarationRow, notice.declaration_id)
    phone, email = _reached(session, declaration, notice.purpose)
    recipient = phone if notice.channel == notices.SMS else email
    return Claim(
        notice=notice.id,
        declaration=declaration.id,
        channel=notice.channel,
        purpose=notice.purpose,
        data=notice.data,
        dossier_number=declaration.dossier_number,
        recipient=recipient or "",
        key=f"{notice.key}-{notice.attempts}" if notice.channel == notices.SMS else notice.key,
        begun_at=notice.begun_at,
        until=notice.due_at,
        is_open=is_open,
    )


def _reached(session: Session, declaration: DeclarationRow, purpose: str) -> tuple[str | None, str | None]:
    """Phone and e-mail: those declared, or those of the account where the message is about that."""
    if purpose not in notices.OF_THE_ACCOUNT:
        return declaration.phone, declaration.email
    account = declarations.account_of(session, declaration.id)
    assert account is not None, "a notice of an account has one"
    phone, email = declarations.contact_of(session, account)
    return phone or declaration.phone, email or declaration.email
