"""The row of a unit's list that a declaration is of gets the number it lacked, and gives its unit."""

from __future__ import annotations

from sqlmodel import Session

from declaration.identity import may_be_of_one
from declaration.person import search_key
from desk.ports.store import SealedDeclaration
from desk.storage.rows import RosterRow


def tied_unit(session: Session, sealed: SealedDeclaration) -> str:
    """The unit of the row the draft named, whose number is this declaration's from now on; "" for none, and
    where the row is nobody's or somebody else's by now (taken off, the list dropped, the form changed after
    the word)."""
    row = session.get(RosterRow, sealed.listed_as) if sealed.listed_as else None
    if row is None or row.taken_off_at is not None:
        return ""
    declaration, number = sealed.declaration, sealed.declaration.document.value
    is_named = row.search_name == search_key(declaration.full_name)
    if row.document_number != number and not (is_named and may_be_of_one(row.document_number, number)):
        return ""
    row.document_number = number
    session.add(row)
    return row.unit
