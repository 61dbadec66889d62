"""Pays the notices owed: claims one row at a time, sends outside any transaction, then settles.

A claim says that an attempt began and moves the row's due time forward. Where a crash leaves it open how the
attempt ended, the carrier is asked; one that cannot say leaves it to a person, so that nobody is told twice.
Only the newest password sent is valid, because its hash is stored before it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from approval import accounts, audit, notices
from approval.carriers import Handed, Handover, Later, Mailer, Never, SmsCarrier
from approval.clock import Clock
from approval.feed import Feed
from approval.notice_texts import letter, reason_words
from approval.passwords import Passwords, first_password
from approval.storage import declarations
from approval.storage import notices as rows
from approval.storage.database import Database, Session
from approval.storage.rows import DeclarationRow, NoticeRow
from declaration.privacy import Private
from declaration.wire.changes import ChangeKind

_CLAIM = timedelta(minutes=2)
_FIRST_DELAY = timedelta(seconds=30)
_LONGEST_DELAY = timedelta(hours=2)
_MOST_ATTEMPTS = 12  # about nine hours of trying


@dataclass(frozen=True, repr=False)
class _Claim(Private):
    notice: int
    declaration: UUID
    channel: str
    purpose: str
    data: dict[str, Any]
    dossier_number: str
    recipient: str
    key: str
    is_open: bool


@dataclass(frozen=True)
class NoticeWorker:
    """Run by the background task; blocking, one notice after the other."""

    database: Database
    feed: Feed
    passwords: Passwords
    sms: SmsCarrier
    mail: Mailer
    clock: Clock

    def run_due(self) -> int:
        """Send everything that is due; returns how many were tried."""
        tried = 0
        while (claim := self._claim()) is not None:
            self._settle(claim, self._ended(claim) if claim.is_open else self._send(claim))
            tried += 1
        return tried

    def _claim(self) -> _Claim | None:
        now = self.clock()
        with self.database.writing() as session:
            notice = rows.next_due(session, now)
            if notice is None:
                return None
            is_open = notice.begun_at is not None
            notice.attempts += 0 if is_open else 1
            notice.begun_at, notice.due_at = now, now + _CLAIM
            session.add(notice)
            return _claimed(session, notice, is_open=is_open)

    def _ended(self, claim: _Claim) -> Handover:
        """How the attempt ended that a crash left open."""
        taken = self.sms.was_taken(claim.key) if claim.channel == notices.SMS else None
        if taken is None:
            return Never("outcome_unknown")
        return Handed() if taken else Later("not_taken")

    def _send(self, claim: _Claim) -> Handover:
        values = {
            "dossier_number": claim.dossier_number,
            "reasons": reason_words(tuple(claim.data.get("reasons", ()))),
            "note": str(claim.data.get("note", "")),
        }
        if claim.purpose == notices.ACCOUNT_ISSUED or claim.purpose in notices.OF_THE_ACCOUNT:
            values |= self._account_values(claim)
        words = letter(claim.channel, claim.purpose, values)
        if claim.channel == notices.SMS:
            return self.sms.send(claim.recipient, words.text, claim.key)
        return self.mail.send(claim.recipient, words, claim.key)

    def _account_values(self, claim: _Claim) -> dict[str, str]:
        """User name, and for the SMS of a password a fresh one, whose hash is stored before it leaves."""
        with self.database.reading() as session:
            account = declarations.account_of(session, claim.declaration)
        assert account is not None, "a notice of an account has one"
        if not _carries_password(claim):
            return {"user_name": account.user_name}
        password = first_password()
        hashed = self.passwords.hash(password)
        with self.database.writing() as session:
            accounts.set_password(session, claim.declaration, hashed)
        return {"user_name": account.user_name, "password": password}

    def _settle(self, claim: _Claim, outcome: Handover) -> None:
        now = self.clock()
        with self.database.writing() as session:
            notice = session.get(NoticeRow, claim.notice)
            assert notice is not None, "notices are not removed while pending"
            notice.begun_at = None
            match outcome:
                case Handed():
                    notice.state = rows.SENT
                    self._tell(session, notice, ChangeKind.NOTICE_SENT)
                    if _carries_password(claim):
                        accounts.activate(session, self.feed, claim.declaration, now)
                case Later(code) if notice.attempts < _MOST_ATTEMPTS:
                    notice.last_code = code
                    notice.due_at = now + delay(notice.attempts)
                case Later(code) | Never(code):
                    notice.state, notice.last_code = rows.FAILED, code
                    self._tell(session, notice, ChangeKind.NOTICE_FAILED)
            session.add(notice)

    def _tell(self, session: Session, notice: NoticeRow, kind: ChangeKind) -> None:
        row = session.get(DeclarationRow, notice.declaration_id)
        assert row is not None, "the foreign key holds"
        data = {"channel": notice.channel, "purpose": notice.purpose}
        self.feed.append(session, row.station, kind, (row.id, notice.revision), data)
        audit.record(
            session, self.clock(), "service", str(kind), str(row.id), notice.channel, agency=row.agency
        )


def delay(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts: 30 s, doubled each time, at most two hours."""
    return min(_FIRST_DELAY * (1 << min(attempts - 1, 20)), _LONGEST_DELAY)


def _carries_password(claim: _Claim) -> bool:
    return claim.channel == notices.SMS and claim.purpose in (notices.ACCOUNT_ISSUED, notices.NEW_PASSWORD)


def _claimed(session: Session, notice: NoticeRow, *, is_open: bool) -> _Claim:
    assert notice.id is not None, "read from the database"
    declaration = session.get_one(DeclarationRow, notice.declaration_id)
    phone, email = _reached(session, declaration, notice.purpose)
    recipient = phone if notice.channel == notices.SMS else email
    return _Claim(
        notice=notice.id,
        declaration=declaration.id,
        channel=notice.channel,
        purpose=notice.purpose,
        data=notice.data,
        dossier_number=declaration.dossier_number,
        recipient=recipient or "",
        key=f"{notice.key}-{notice.attempts}" if notice.channel == notices.SMS else notice.key,
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
