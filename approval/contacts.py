"""One phone, one e-mail, one code and one document number belong to one person, across all stations.

Intake refuses nothing for it: a number may be mistyped, and the reviewer sees both sides. An account is where
the rule bites. Source: the field's rule that one mobile number and one e-mail belong to one BHXH code.
"""

from __future__ import annotations

from approval.storage import declarations
from approval.storage.database import Session
from approval.storage.rows import DeclarationRow
from declaration.wire.review import PossibleDuplicate

_COMPARED = ("document_number", "insurance_code", "phone", "email")


def duplicates(session: Session, row: DeclarationRow) -> tuple[PossibleDuplicate, ...]:
    """Other declarations that clash with this one, each with the first thing they share."""
    return tuple(
        PossibleDuplicate(
            id=other.id,
            dossier_number=other.dossier_number,
            full_name=other.full_name,
            status=other.status,
            on=_shared(row, other),
        )
        for other in declarations.alike(session, row)
    )


def clash(session: Session, row: DeclarationRow, code: str) -> str | None:
    """Why no account may be issued to this declaration under that code, or None."""
    if declarations.account_of_person(session, row.document_number, code) is not None:
        return "already_has_account"
    if declarations.account_with_contact(session, row.phone, row.email) is not None:
        return "contact_in_use"
    return None


def _shared(one: DeclarationRow, other: DeclarationRow) -> str:
    return next(
        name
        for name in _COMPARED
        if getattr(one, name) is not None and getattr(one, name) == getattr(other, name)
    )
