"""Pays the notices owed: claims one row at a time, sends outside any transaction, then settles.

A claim says that an attempt began (notice_claims.py). Where a crash or a lost answer leaves it open how the
attempt ended, the carrier is asked; one that cannot say leaves it to a person, so that nobody is told twice.
Only the newest password sent is valid, because its hash is stored before it leaves.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from approval import accounts, audit, notices
from approval.carriers import Handed, Handover, Later, Mailer, Never, SmsCarrier, Unknown
from approval.clock import Clock
from approval.feed import Feed
from approval.notice_claims import LEASE, Claim, claim_next, claimed_row
from approval.notice_texts import letter, reason_words
from approval.passwords import Passwords, first_password
from approval.storage import declarations
from approval.storage import notices as rows
from approval.storage.database import Database, Session, SharedClock
from approval.storage.rows import DeclarationRow, NoticeRow
from declaration.wire.changes import ChangeKind

_log = logging.getLogger(__name__)
_FIRST_DELAY = timedelta(seconds=30)
_LONGEST_DELAY = timedelta(hours=2)
_MOST_ATTEMPTS = 12  # about nine hours of trying
_ASKED_FOR = timedelta(hours=2)
"""So long a gateway that does not answer is asked how an attempt ended; then it is a person's to decide."""


@dataclass(frozen=True)
class NoticeWorker:
    """Run by the background task; blocking, one notice after the other."""

    database: Database
    feed: Feed
    passwords: Passwords
    sms: SmsCarrier
    mail: Mailer
    clock: Clock
    shared_clock: SharedClock

    def run_due(self) -> int:
        """Send everything that is due; returns how many were tried."""
        tried = 0
        while (claim := self._claim()) is not None:
            outcome = self._ended(claim) if claim.is_open else self._send(claim)
            if outcome is not None:
                self._settle(claim, outcome)
            tried += 1
        return tried

    def _claim(self) -> Claim | None:
        with self.database.writing() as session:
            return claim_next(session, self.shared_clock(session))

    def _ended(self, claim: Claim) -> Handover:
        """How the attempt ended that a crash or a lost answer left open."""
        taken = self.sms.was_taken(claim.key) if claim.channel == notices.SMS else None
        if taken is None:
            return Unknown("outcome_unknown")
        return Handed() if taken else Later("not_taken")

    def _send(self, claim: Claim) -> Handover | None:
        """None when the claim ran out before anything left."""
        values = self._values(claim)
        if values is None:
            _log.warning("notice_overtaken")
            return None
        words = letter(claim.channel, claim.purpose, values)
        if claim.channel == notices.SMS:
            return self.sms.send(claim.recipient, words.text, claim.key)
        return self.mail.send(claim.recipient, words, claim.key)

    def _values(self, claim: Claim) -> dict[str, str] | None:
        """What its text names; for the SMS of a password a fresh one, whose hash is stored before it leaves.
        None when somebody else has the notice by now: the password they sent stays the good one."""
        values = {
            "dossier_number": claim.dossier_number,
            "reasons": reason_words(tuple(claim.data.get("reasons", ()))),
            "note": str(claim.data.get("note", "")),
        }
        password = first_password() if claim.carries_password else ""
        hashed = self.passwords.hash(password) if password else ""
        with self.database.writing() as session:
            if claimed_row(session, claim) is None:
                return None
            if hashed:
                accounts.set_password(session, claim.declaration, hashed)
            account = declarations.account_of(session, claim.declaration)
        user_name = account.user_name if account else ""
        return values | {"user_name": user_name, "password": password}

    def _settle(self, claim: Claim, outcome: Handover) -> None:
        with self.database.writing() as session:
            notice = claimed_row(session, claim)
            if notice is None:
                _log.warning("notice_settled_late")
                return  # whoever took it meanwhile knows how it stands
            notice.begun_at = None
            now = self.shared_clock(session)
            match outcome:
                case Handed():
                    notice.state = rows.SENT
                    self._tell(session, notice, ChangeKind.NOTICE_SENT)
                    if claim.carries_password:
                        accounts.activate(session, self.feed, claim.declaration, self.clock())
                case Unknown(code) if _can_still_ask(claim, now):
                    notice.begun_at, notice.due_at, notice.last_code = claim.begun_at, now + LEASE, code
                case Unknown():
                    self._give_up(session, notice, "outcome_unknown")
                case Later(code) if notice.attempts < _MOST_ATTEMPTS:
                    notice.due_at, notice.last_code = now + delay(notice.attempts), code
                case Later(code) | Never(code):
                    self._give_up(session, notice, code)
            session.add(notice)

    def _give_up(self, session: Session, notice: NoticeRow, code: str) -> None:
        notice.state, notice.last_code = rows.FAILED, code
        self._tell(session, notice, ChangeKind.NOTICE_FAILED)

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


def _can_still_ask(claim: Claim, now: datetime) -> bool:
    """A gateway that says nothing now may say it later; nobody can ask a mail server."""
    return claim.channel == notices.SMS and now - claim.begun_at < _ASKED_FOR
