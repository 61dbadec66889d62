"""Sends the codes that confirm e-mail addresses: each is made as its letter leaves; only its hash stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from approval.carriers import Handed, Handover, Later, Mailer, Never
from approval.clock import VIETNAM, Clock
from approval.contact_codes import new_code
from approval.feed import Feed
from approval.notice_texts import letter
from approval.passwords import Passwords
from approval.storage import contact_codes as rows
from approval.storage.database import Database, Session
from approval.storage.rows import ContactCodeRow, DeclarationRow
from declaration.privacy import Private
from declaration.wire.changes import ChangeKind

PURPOSE = "code"
_CLAIM = timedelta(minutes=2)
_MOST_ATTEMPTS = 5
_DELAY = timedelta(seconds=20)


@dataclass(frozen=True, repr=False)
class _Claim(Private):
    record_id: UUID
    email: str
    expires_at: datetime
    asked: int
    code_hash: str = ""


@dataclass(frozen=True)
class CodeLetters:
    """A background pass; blocking, one letter after the other."""

    database: Database
    feed: Feed
    passwords: Passwords
    mail: Mailer
    clock: Clock

    def run_due(self) -> int:
        """Send everything that is due; returns how many were tried."""
        tried = 0
        while (claim := self._claim()) is not None:
            code = new_code()
            kept = self._keep(claim, self.passwords.hash(code))
            if kept is not None:
                self._settle(kept, self._send(kept, code))
            tried += 1
        return tried

    def _claim(self) -> _Claim | None:
        now = self.clock()
        with self.database.writing() as session:
            row = rows.next_due(session, now)
            if row is None:
                return None
            row.attempts += 1
            row.due_at = now + _CLAIM
            session.add(row)
            return _Claim(row.record_id, row.email, row.expires_at, row.asked)

    def _keep(self, claim: _Claim, code_hash: str) -> _Claim | None:
        """The hash is stored before its letter leaves; None when another was asked for meanwhile."""
        with self.database.writing() as session:
            row = rows.for_update(session, claim.record_id, claim.email)
            if row is None or (row.state, row.asked) != (rows.PENDING, claim.asked):
                return None
            row.code_hash = code_hash
            session.add(row)
        return replace(claim, code_hash=code_hash)

    def _send(self, claim: _Claim, code: str) -> Handover:
        until = f"{claim.expires_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        words = letter("email", PURPOSE, {"code": f"{code[:3]} {code[3:]}", "until": until})
        return self.mail.send(claim.email, words, uuid4().hex)

    def _settle(self, claim: _Claim, outcome: Handover) -> None:
        now = self.clock()
        with self.database.writing() as session:
            row = rows.for_update(session, claim.record_id, claim.email)
            if row is None or row.code_hash != claim.code_hash:
                return  # confirmed, or asked for anew meanwhile
            match outcome:
                case Handed():
                    row.state = rows.SENT
                case Later() if row.attempts < _MOST_ATTEMPTS and row.expires_at > now:
                    row.due_at = now + _DELAY * row.attempts
                case Later() | Never():
                    row.state = rows.FAILED
                    self._tell(session, row)
            session.add(row)

    def _tell(self, session: Session, row: ContactCodeRow) -> None:
        declaration = session.get(DeclarationRow, row.record_id)
        if declaration is None:
            return  # not sent yet: nobody waits for news of it
        data = {"channel": "email", "purpose": PURPOSE}
        record = (declaration.id, declaration.revision)
        self.feed.append(session, declaration.station, ChangeKind.NOTICE_FAILED, record, data)
