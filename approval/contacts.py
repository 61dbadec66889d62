"""One phone, one e-mail, one code and one document number belong to one person, across all stations.

Intake refuses nothing for it: a number may be mistyped, and the reviewer sees both sides. The desk that comes
second is told at once, while the person may still be there. An account is where the rule bites. Source: the
field's rule that one mobile number and one e-mail belong to one BHXH code.
"""

from __future__ import annotations

from approval.feed import Feed
from approval.storage import declarations, greens
from approval.storage.database import Session
from approval.storage.rows import AccountRow, DeclarationRow
from declaration.lifecycle import Status
from declaration.wire.changes import ChangeKind
from declaration.wire.review import PossibleDuplicate

_COMPARED = ("document_number", "insurance_code", "phone", "email")
_NAME = "full_name"
SAME_KIND = "same_kind"
"""What a desk is told when the person has a declaration of this kind that is not settled yet."""
_SETTLED = (Status.ACTIVATED, Status.APPLIED)
_ENDED = (Status.REJECTED, Status.WITHDRAWN, Status.LAPSED)


def duplicates(session: Session, row: DeclarationRow) -> tuple[PossibleDuplicate, ...]:
    """Other declarations that clash with this one, each with the first thing they share."""
    return tuple(
        PossibleDuplicate(
            id=other.id,
            dossier_number=other.dossier_number,
            full_name=other.full_name,
            status=other.status,
            on=_shared(row, other),
            same_kind=_is_open_again(row, other),
        )
        for other in declarations.alike(session, row)
    )


def compare(session: Session, row: DeclarationRow) -> list[DeclarationRow]:
    """The declarations, open or with an account, that this one clashes with; from now on it and they are
    looked at singly."""
    found = [each for each in declarations.alike(session, row) if each.status not in _ENDED]
    if found:
        greens.mark_duplicates(session, [row.id, *(each.id for each in found)])
    return found


def tell_the_second(session: Session, feed: Feed, row: DeclarationRow) -> None:
    """Say in the feed which dossier, open or with an account, this one clashes with: the nearest one."""
    standing = compare(session, row)
    if not standing:
        return
    order = (*_COMPARED, _NAME)
    again = [other for other in standing if _is_open_again(row, other)]
    nearest = min(again or standing, key=lambda other: order.index(_shared(row, other)))
    on = SAME_KIND if again else _shared(row, nearest)
    data = {"on": on, "dossier_number": nearest.dossier_number}
    feed.append(session, row.station, ChangeKind.POSSIBLE_DUPLICATE, (row.id, row.revision), data)


def clash(session: Session, row: DeclarationRow, code: str) -> str | None:
    """Why no account may be issued to this declaration under that code, or None."""
    if declarations.account_of_person(session, row.document_number, code) is not None:
        return "already_has_account"
    if row.guardian is not None and account_of_own(session, row.guardian) is None:
        return "guardian_account_missing"
    besides = row.guardian or ""
    if declarations.account_with_contact(session, row.phone, row.email, besides=besides) is not None:
        return "contact_in_use"
    return None


def account_of_own(session: Session, code: str) -> AccountRow | None:
    """That of somebody who may answer for a child: not itself a child's."""
    account = declarations.account_named(session, code)
    return account if account is not None and account.guardian is None else None


def _is_open_again(row: DeclarationRow, other: DeclarationRow) -> bool:
    """One person has one open declaration of a kind: whether these two are two."""
    same_code = row.insurance_code is not None and row.insurance_code == other.insurance_code
    same_person = same_code or row.document_number == other.document_number
    return same_person and row.kind == other.kind and other.status not in (*_ENDED, *_SETTLED)


def _shared(one: DeclarationRow, other: DeclarationRow) -> str:
    equal = (
        name
        for name in _COMPARED
        if getattr(one, name) is not None and getattr(one, name) == getattr(other, name)
    )
    return next(equal, _NAME)
