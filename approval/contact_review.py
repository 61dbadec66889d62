"""The e-mail address of a declaration as a reviewer confirms it: another code sent, or the one said back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from approval import addresses, audit
from approval.clock import Clock
from approval.codes_said import CodesSaid, NotConfirmed
from approval.contact_codes import ContactCodes, NotSent
from approval.identities import Person
from approval.storage import declarations
from approval.storage.database import Database
from approval.storage.rows import DeclarationRow
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed


@dataclass(frozen=True)
class ContactReview:
    """A declaration of another agency is as if it did not exist."""

    database: Database
    codes: ContactCodes
    said: CodesSaid
    clock: Clock

    def send_code(self, reviewer: Person, record_id: UUID) -> CodeAsked | NotSent:
        """Send the declared address another code."""
        with self.database.writing() as session:
            row = declarations.for_update(session, record_id)
            if row is None or row.agency not in reviewer.agencies:
                return NotSent("not_found")
            asked = self.codes.ask_again(session, row)
            if isinstance(asked, CodeAsked):
                now, name = self.clock(), reviewer.name
                audit.record(session, now, name, "email_code_sent", str(row.id), agency=row.agency)
            return asked

    def confirm(self, reviewer: Person, record_id: UUID, code: str) -> EmailConfirmed | NotConfirmed:
        """The code as the person read it out to the reviewer."""
        with self.database.reading() as session:
            row = session.get(DeclarationRow, record_id)
            if row is None or row.agency not in reviewer.agencies:
                return NotConfirmed("not_found")
            email = addresses.asked(session, row)
        return self.said.to_a_reviewer(reviewer, row, email, code) if email else NotConfirmed("not_found")
