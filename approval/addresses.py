"""Which e-mail address a declaration asks about: the one an account is opened with, or changed to."""

from __future__ import annotations

from approval import dossiers
from approval.contents import new_contact
from approval.storage import declarations
from approval.storage.database import Session
from approval.storage.rows import DeclarationRow
from declaration.lifecycle import Kind


def asked(session: Session, row: DeclarationRow) -> str | None:
    """The address a code goes to; None where the declaration gives an account none."""
    match Kind(row.kind):
        case Kind.REGISTER:
            return row.email
        case Kind.ADJUST:
            return new_contact(dossiers.content(session, row))[1]
        case Kind.STOP:
            return None


def is_in_use_already(session: Session, row: DeclarationRow, email: str) -> bool:
    """The guardian's, or what the account to be adjusted has: asked about when that was approved."""
    own = None
    if row.kind == Kind.ADJUST:
        own = declarations.account_of_person(session, row.document_number, row.insurance_code or "")
    guardian = declarations.account_named(session, row.guardian) if row.guardian else None
    return any(account is not None and account.email == email for account in (own, guardian))
