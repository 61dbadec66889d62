"""One phone, one e-mail, one code and one document number belong to one person, across all stations.

Intake refuses nothing for it: a number may be mistyped, and the reviewer sees both sides. The desk that comes
second is told at once, while the person may still be there. An account is where the rule bites. Source: the
field's rule that one mobile number and one e-mail belong to one BHXH code.
"""

from __future__ import annotations

from approval import dossiers
from approval.contents import new_contact
from approval.feed import Feed
from approval.storage import declarations, greens
from approval.storage.database import Session
from approval.storage.rows import AccountRow, DeclarationRow
from declaration.lifecycle import Kind, Status
from declaration.wire.changes import ChangeKind
from declaration.wire.review import PossibleDuplicate

_COMPARED = ("document_number", "insurance_code", "phone", "email")
_NAME = "full_name"
SAME_KIND = "same_kind"
"""What a desk is told when the person has a declaration of this kind that is not settled yet."""
_SETTLED = (Status.ACTIVATED, Status.APPLIED)
_ENDED = (Status.REJECTED, Status.WITHDRAWN, Status.LAPSED)
Clash = tuple[DeclarationRow, str]
"""Another declaration, and the first thing it shares with the one that is looked at."""


def duplicates(session: Session, row: DeclarationRow) -> tuple[PossibleDuplicate, ...]:
    """Other declarations that clash with this one, each with the first thing they share."""
    return tuple(
        PossibleDuplicate(
            id=other.id,
            dossier_number=other.dossier_number,
            full_name=other.full_name,
            status=other.status,
            on=on,
            same_kind=_is_open_again(row, other),
        )
        for other, on in _clashing(session, row)
    )


def compare(session: Session, row: DeclarationRow) -> list[Clash]:
    """The declarations, open or with an account, that this one clashes with; from now on it and they are
    looked at singly."""
    found = [(other, on) for other, on in _clashing(session, row) if other.status not in _ENDED]
    if found:
        greens.mark_duplicates(session, [row.id, *(other.id for other, _ in found)])
    return found


def tell_the_second(session: Session, feed: Feed, row: DeclarationRow) -> None:
    """Say in the feed which dossier, open or with an account, this one clashes with: the nearest one."""
    standing = compare(session, row)
    if not standing:
        return
    order = (*_COMPARED, _NAME)
    again = [(other, on) for other, on in standing if _is_open_again(row, other)]
    nearest, on = min(again or standing, key=lambda clash: order.index(clash[1]))
    data = {"on": SAME_KIND if again else on, "dossier_number": nearest.dossier_number}
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


def _clashing(session: Session, row: DeclarationRow) -> list[Clash]:
    alike = [each for each in declarations.alike(session, row) if not _is_ones_own_past(row, each)]
    found = {other.id: (other, _shared(row, other)) for other in alike}
    if row.kind == Kind.ADJUST:
        found |= {other.id: (other, on) for other, on in _with_the_new_contact(session, row)}
    return list(found.values())


def _with_the_new_contact(session: Session, row: DeclarationRow) -> list[Clash]:
    """Whose accounts have the e-mail or the phone that this adjustment asks for, besides its own person's."""
    phone, email = new_contact(dossiers.content(session, row))
    own = declarations.account_of_person(session, row.document_number, row.insurance_code or "")
    besides = own.user_name if own is not None else ""
    theirs = (
        (declarations.account_with_contact(session, None, email, besides=besides), "email"),
        (declarations.account_with_contact(session, phone, None, besides=besides), "phone"),
    )
    return [(declarations.of_account(session, account), on) for account, on in theirs if account is not None]


def _is_ones_own_past(row: DeclarationRow, other: DeclarationRow) -> bool:
    """What the same person declared of another kind, as who adjusts or stops an account has registered; of
    changes, also those that are done with. A code under another document is no proof of the same person."""
    if row.document_number != other.document_number:
        return False
    if None not in (row.insurance_code, other.insurance_code) and row.insurance_code != other.insurance_code:
        return False
    is_done = row.kind != Kind.REGISTER and other.status in (*_ENDED, *_SETTLED)
    return row.kind != other.kind or is_done


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
