"""Is this e-mail address the person's own? A code is sent there; whoever says it back has read the letter.

The code is made when its letter is sent and stored as an Argon2id hash only. A new one takes the place of the
one before. Its minutes are the database's: instances whose clocks are apart agree on what is still good.
Source: the field's rule that an e-mail address is confirmed by a one-time code.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from approval import addresses, audit
from approval.clock import Clock
from approval.contents import Declared
from approval.feed import Feed
from approval.identities import Station
from approval.notices import BELL
from approval.storage import contact_codes as rows
from approval.storage.database import AlreadyThereError, Database, Session, SharedClock, afterwards
from approval.storage.rows import ContactCodeRow, DeclarationRow
from declaration.contact import Email, read_email
from declaration.wire.contact_codes import CODE_DIGITS, CodeAsked

AT_THE_DESK = timedelta(minutes=15)
AFTER_RECEIPT = timedelta(days=3)
BETWEEN = timedelta(seconds=60)
MOST_ASKED, MOST_TRIES, MOST_AN_HOUR = 5, 5, 120
KEPT = timedelta(days=30)

ASKED, CONFIRMED, OVERRIDDEN = "asked", "confirmed", "overridden"
"""How a declaration's address stands; "" where there is none, or nobody asks."""


@dataclass(frozen=True)
class NotSent:
    """No code goes out: mail_not_connected, email_unreadable, email_confirmed, code_asked_too_soon,
    code_asked_too_often or not_found (the declaration is another station's). ``seconds``: when to ask again,
    0 never."""

    code: str
    seconds: int = 0


@dataclass(frozen=True)
class ContactCodes:
    """Asking for codes. ``can_send``: there is a mail server. ``on_receipt``: whether every address that was
    not confirmed at the desk is sent one when its declaration comes in."""

    database: Database
    feed: Feed
    clock: Clock
    shared_clock: SharedClock
    can_send: bool
    on_receipt: bool

    def ask(self, station: Station, record_id: UUID, address: str) -> CodeAsked | NotSent:
        """Send a code for a declaration of that station; it is good for a quarter of an hour."""
        if not self.can_send:
            return NotSent("mail_not_connected")
        email = read_email(address)
        if not isinstance(email, Email):
            return NotSent("email_unreadable")
        try:
            return self._ask(station, record_id, email.value.lower())
        except AlreadyThereError:  # asked twice at the same moment: the second is too soon
            return NotSent("code_asked_too_soon", int(BETWEEN.total_seconds()))

    def owed(self, session: Session, declared: Mapping[UUID, Declared]) -> set[UUID]:
        """Those of the declarations received now for which ``owe`` has anything to do."""
        asked = {key for key, one in declared.items() if one.asked_email is not None}
        return asked if self.on_receipt or not asked else rows.having_any(session, list(asked))

    def owe(self, session: Session, row: DeclarationRow) -> None:
        """When a declaration came in: take over what the desk confirmed, or owe its address a code."""
        row.email_state = ""
        email = addresses.asked(session, row)
        if email is None or addresses.is_in_use_already(session, row, email):
            return
        known = rows.for_update(session, row.id, email)
        if known is not None and known.confirmed_at is not None:
            row.email_state = CONFIRMED
        elif self.on_receipt:
            row.email_state = ASKED
            self._owe(session, known, (row.id, email, row.station))

    def _owe(self, session: Session, known: ContactCodeRow | None, about: tuple[UUID, str, str]) -> None:
        now = self.shared_clock(session)
        if known is None or known.expires_at <= now or known.tries >= MOST_TRIES:
            self._put(session, known, about, now, AFTER_RECEIPT)
        else:  # the one the desk asked for is in the letter box already: it stays good for longer
            known.expires_at = now + AFTER_RECEIPT
            session.add(known)

    def ask_again(self, session: Session, row: DeclarationRow) -> CodeAsked | NotSent:
        """The same at a reviewer's wish."""
        email = addresses.asked(session, row)
        if email is None or not self.can_send:
            return NotSent("mail_not_connected" if email else "email_unreadable")
        known, now = rows.for_update(session, row.id, email), self.shared_clock(session)
        about = (row.id, email, row.station)
        return _too_often(known, now) or self._put(session, known, about, now, AFTER_RECEIPT)

    def _ask(self, station: Station, record_id: UUID, email: str) -> CodeAsked | NotSent:
        with self.database.writing() as session:
            now = self.shared_clock(session)
            rows.forget_unconfirmed(session, now - KEPT)
            declaration = session.get(DeclarationRow, record_id)
            known = rows.for_update(session, record_id, email)
            owner = declaration.station if declaration else (known.station if known else station.id)
            if owner != station.id:
                return NotSent("not_found")
            if rows.asked_by(session, station.id, now - timedelta(hours=1)) >= MOST_AN_HOUR:
                return NotSent("code_asked_too_often", 3600)
            early = _too_often(known, now)
            if early is not None:
                return early
            subject = str(record_id)
            audit.record(
                session, self.clock(), station.id, "email_code_asked", subject, agency=station.agency
            )
            return self._put(session, known, (record_id, email, station.id), now, AT_THE_DESK)

    def _put(
        self,
        session: Session,
        known: ContactCodeRow | None,
        about: tuple[UUID, str, str],
        now: datetime,
        good_for: timedelta,
    ) -> CodeAsked:
        record_id, email, station = about
        row = known or ContactCodeRow(
            record_id=record_id, email=email, station=station, asked_at=now, due_at=now, expires_at=now
        )
        row.state, row.code_hash, row.tries, row.attempts = rows.PENDING, None, 0, 0
        row.asked += 1
        row.asked_at, row.due_at, row.expires_at = now, now, now + good_for
        session.add(row)
        session.flush()
        afterwards(session, lambda: self.feed.bells.ring(BELL))
        return CodeAsked(next_after=int(BETWEEN.total_seconds()), expires_at=row.expires_at)


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def _too_often(known: ContactCodeRow | None, now: datetime) -> NotSent | None:
    if known is None:
        return None
    if known.confirmed_at is not None:
        return NotSent("email_confirmed")
    if known.asked_at + BETWEEN > now:
        return NotSent("code_asked_too_soon", int((known.asked_at + BETWEEN - now).total_seconds()) + 1)
    return NotSent("code_asked_too_often") if known.asked >= MOST_ASKED else None
