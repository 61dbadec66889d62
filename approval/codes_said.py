"""A code said back confirms its e-mail address, at the desk or to a reviewer, within five tries."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from approval import addresses, audit
from approval.clock import Clock
from approval.contact_codes import CONFIRMED, MOST_TRIES
from approval.feed import Feed
from approval.identities import Person, Station
from approval.passwords import Passwords
from approval.storage import contact_codes as rows
from approval.storage import declarations
from approval.storage.database import Database, Session, SharedClock
from approval.storage.rows import DeclarationRow
from declaration.wire.changes import ChangeKind
from declaration.wire.contact_codes import EmailConfirmed


@dataclass(frozen=True)
class NotConfirmed:
    """The address is not confirmed by this: code_none, code_expired, code_tried_too_often, code_wrong."""

    code: str


@dataclass(frozen=True)
class CodesSaid:
    """Compared slowly (Argon2id) and outside any transaction."""

    database: Database
    feed: Feed
    passwords: Passwords
    clock: Clock
    shared_clock: SharedClock

    def at_the_desk(
        self, station: Station, record_id: UUID, address: str, code: str
    ) -> EmailConfirmed | NotConfirmed:
        """Said back at a station, about a declaration of its own."""
        about = (record_id, address.strip().lower())
        return self._confirm(about, code, station.id, (station.id, station.agency))

    def to_a_reviewer(
        self, reviewer: Person, row: DeclarationRow, email: str, code: str
    ) -> EmailConfirmed | NotConfirmed:
        """Read out to a reviewer, who may see that declaration, about the address it asks for."""
        return self._confirm((row.id, email), code, "", (reviewer.name, row.agency))

    def _confirm(
        self, about: tuple[UUID, str], code: str, station: str, by: tuple[str, str]
    ) -> EmailConfirmed | NotConfirmed:
        """``station``: whose declaration it must be, "" for any; ``by``: who says it, and at which agency."""
        digits = "".join(each for each in code if each.isdigit())
        record_id, email = about
        stored = self._count_try(record_id, email, station)
        if not isinstance(stored, str):
            return stored
        if not self.passwords.fits(stored, digits):  # outside any transaction: it takes its time
            return NotConfirmed("code_wrong")
        with self.database.writing() as session:
            declaration = declarations.for_update(session, record_id)
            row = rows.for_update(session, record_id, email)
            if row is None or row.code_hash != stored:  # another one was asked for meanwhile
                return NotConfirmed("code_wrong")
            row.confirmed_at, row.code_hash, row.state = self.shared_clock(session), None, rows.SENT
            session.add(row)
            name, agency = by
            audit.record(session, self.clock(), name, "email_confirmed", str(record_id), agency=agency)
            if declaration is not None and addresses.asked(session, declaration) == email:
                self._tell(session, declaration)
            return EmailConfirmed(at=row.confirmed_at)

    def _count_try(self, record_id: UUID, email: str, station: str) -> str | EmailConfirmed | NotConfirmed:
        """The hash to compare with. Counted before it is compared, so that guesses cannot share one count."""
        with self.database.writing() as session:
            row = rows.for_update(session, record_id, email)
            if row is None or station not in ("", row.station):
                return NotConfirmed("code_none")
            if row.confirmed_at is not None:
                return EmailConfirmed(at=row.confirmed_at)
            if row.code_hash is None:
                return NotConfirmed("code_none")
            if row.expires_at <= self.shared_clock(session):
                return NotConfirmed("code_expired")
            if row.tries >= MOST_TRIES:
                return NotConfirmed("code_tried_too_often")
            row.tries += 1
            session.add(row)
            return row.code_hash

    def _tell(self, session: Session, declaration: DeclarationRow) -> None:
        declaration.email_state = CONFIRMED
        session.add(declaration)
        record = (declaration.id, declaration.revision)
        self.feed.append(session, declaration.station, ChangeKind.CONTACT_CONFIRMED, record)
