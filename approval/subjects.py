"""What lines of the audit are about, in words a person knows, instead of bare ids (decision 0094)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from approval.storage import subjects
from approval.storage.database import Session
from approval.storage.subjects import COMPLAINT, Subject


def called(
    session: Session, asked: Iterable[str], agencies: frozenset[str], *, dealt_with: Collection[str] = ()
) -> dict[str, Subject]:
    """What each is called that is of these agencies: a declaration by its dossier number, papers by their
    batch's number and desk, a complaint by its desk, a station by its name and unit, a person by full name
    and sign-in name. Asked for at once; of another agency, or unknown, there is nothing, but
    for a complaint they ``dealt_with`` before it was passed on: its desk is no news to them."""
    names = frozenset(asked)
    ids = {each for each in map(record_id, names) if each is not None}
    found = [*subjects.named(session, names - {str(each) for each in ids})]
    found += subjects.dossiers(session, ids)
    found += subjects.papers(
        session, ids - {record_id(each.subject) for each in found if each.agency in agencies}
    )
    left = {each.subject for each in found if each.kind == COMPLAINT}.intersection(dealt_with)
    return {each.subject: each for each in found if each.agency in agencies or each.subject in left}


def record_id(subject: str) -> UUID | None:
    """The id of the record it names, None where it names none."""
    try:
        return UUID(subject)
    except ValueError:
        return None
