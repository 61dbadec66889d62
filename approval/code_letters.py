"""Sends the codes that confirm e-mail addresses: each is made as its letter leaves; only its hash stays.

The hash is stored before the letter leaves and taken back when it did not. A code that is found due with its
hash in place has an attempt behind it whose end nobody knows: no second letter follows, which would make the
first one's code false. It stays good, its desk is told, and a person may ask for another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from approval.carriers import Handed, Handover, Later, Mailer, Never, Unknown
from approval.clock import VIETNAM
from approval.contact_codes import new_code
from approval.feed import Feed
from approval.notice_claims import LEASE
from approval.notice_texts import letter
from approval.passwords import Passwords
from approval.storage import contact_codes as rows
from approval.storage.database import Database, Session, SharedClock
from approval.storage.rows import ContactCodeRow, DeclarationRow
from declaration.privacy import Private
from declaration.wire.changes import ChangeKind

PURPOSE = "code"
_MOST_ATTEMPTS = 5
_DELAY = timedelta(seconds=20)


@dataclass(frozen=True, repr=False)
class _Claim(Private):
    record_id: UUID
    email: str
    expires_at: datetime
    until: datetime
    code_hash: str | None


@dataclass(frozen=True)
class CodeLetters:
    """A background pass; blocking, one letter after the other."""

    database: Database
    feed: Feed
    passwords: Passwords
    mail: Mailer
    shared_clock: SharedClock

    def run_due(self) -> int:
        """Send everything that is due; returns how many were tried."""
        tried = 0
        while (claim := self._claim()) is not None:
            if claim.code_hash is not None:
                self._settle(claim, Unknown("outcome_unknown"))
            else:
                self._send_new(claim)
            tried += 1
        return tried

    def _claim(self) -> _Claim | None:
        with self.database.writing() as session:
            now = self.shared_clock(session)
            row = rows.next_due(session, now)
            if row is None:
                return None
            row.attempts += 1
            row.due_at = now + LEASE
            session.add(row)
            return _Claim(row.record_id, row.email, row.expires_at, row.due_at, row.code_hash)

    def _send_new(self, claim: _Claim) -> None:
        code = new_code()
        kept = self._keep(claim, self.passwords.hash(code))
        if kept is not None:
            self._settle(kept, self._send(kept, code))

    def _keep(self, claim: _Claim, code_hash: str) -> _Claim | None:
        """The hash is stored before its letter leaves; None when somebody else has it by now, or another was
        asked for."""
        with self.database.writing() as session:
            row = _claimed_row(session, claim)
            if row is None:
                return None
            row.code_hash = code_hash
            session.add(row)
        return replace(claim, code_hash=code_hash)

    def _send(self, claim: _Claim, code: str) -> Handover:
        until = f"{claim.expires_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        words = letter("email", PURPOSE, {"code": f"{code[:3]} {code[3:]}", "until": until})
        return self.mail.send(claim.email, words, uuid4().hex)

    def _settle(self, claim: _Claim, outcome: Handover) -> None:
        with self.database.writing() as session:
            row = _claimed_row(session, claim)
            if row is None:
                return  # confirmed, asked for anew, or somebody else's meanwhile
            now = self.shared_clock(session)
            match outcome:
                case Handed():
                    row.state = rows.SENT
                case Later() if row.attempts < _MOST_ATTEMPTS and row.expires_at > now:
                    row.due_at, row.code_hash = now + _DELAY * row.attempts, None
                case Later() | Never() | Unknown():
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


def _claimed_row(session: Session, claim: _Claim) -> ContactCodeRow | None:
    """Its row, locked, as long as the claim holds."""
    row = rows.for_update(session, claim.record_id, claim.email)
    if row is None:
        return None
    is_ours = (row.state, row.due_at, row.code_hash) == (rows.PENDING, claim.until, claim.code_hash)
    return row if is_ours else None
