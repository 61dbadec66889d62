"""The one door by which declarations, drafts and pictures leave the file, whoever asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_
from sqlmodel import Session, col, delete, select, update

from declaration.lifecycle import Delivery
from desk.storage.drafts import forget_unused_photos, pictures_of
from desk.storage.marks import day_of, mark_of
from desk.storage.rows import (
    ChangeRow,
    ComplaintRow,
    ConsentTakenBackRow,
    ContactRow,
    DeclarationRow,
    DraftRow,
    ErasedRevisionRow,
    HandoverLineRow,
    OnlineRow,
    PhotoUseRow,
    RevisionBlobRow,
    RevisionRow,
    RosterRow,
    UnitRow,
)
from desk.storage.scrubbing import owe_scrub


def remove_photos(session: Session, record_id: str) -> int:
    """The pictures of a declaration leave; what was declared, sent and signed for stays. How many went."""
    left = _pictures(session, record_id)
    session.exec(delete(PhotoUseRow).where(col(PhotoUseRow.declaration_id) == record_id))
    session.exec(delete(RevisionBlobRow).where(col(RevisionBlobRow.record_id) == record_id))
    return forget_unused_photos(session, left)


def remove_declaration(session: Session, record_id: str) -> int:
    """All of a declaration, draft or complaint leaves but its acts in the audit trail, and a mark for each
    revision in the books; returns how many pictures went."""
    photos = remove_photos(session, record_id)
    of_it = or_(col(RevisionRow.record_id) == record_id, col(RevisionRow.about) == record_id)
    for row in session.exec(select(RevisionRow).where(of_it)).all():
        session.merge(ErasedRevisionRow(mark=mark_of(row), day=day_of(row), delivery=_settled(row)))
        session.exec(delete(ChangeRow).where(col(ChangeRow.record_id) == row.record_id))
        session.delete(row)
    session.exec(delete(ChangeRow).where(col(ChangeRow.record_id) == record_id))
    session.exec(delete(DraftRow).where(col(DraftRow.id) == record_id))
    session.exec(delete(ContactRow).where(col(ContactRow.declaration_id) == record_id))
    session.exec(delete(HandoverLineRow).where(col(HandoverLineRow.declaration_id) == record_id))
    session.exec(delete(ComplaintRow).where(col(ComplaintRow.id) == record_id))
    session.exec(delete(ConsentTakenBackRow).where(col(ConsentTakenBackRow.declaration_id) == record_id))
    declaration = session.get(DeclarationRow, record_id)
    if declaration is not None:
        session.delete(declaration)
    session.flush()
    return photos


def remove_listed(session: Session, rows: Sequence[int]) -> None:
    """These rows leave the lists of units; their relatives' rows no longer say whose relatives they are."""
    names = select(RosterRow.unit, RosterRow.full_name).where(col(RosterRow.id).in_(rows))
    for unit, name in session.exec(names).all():
        of_them = update(RosterRow).where(col(RosterRow.unit) == unit, col(RosterRow.relative_of) == name)
        session.exec(of_them.values(relative_of=""))
    session.exec(delete(RosterRow).where(col(RosterRow.id).in_(rows)))


def remove_online(session: Session, numbers: Sequence[str]) -> None:
    """People with these document numbers leave the list of declarations made online."""
    session.exec(delete(OnlineRow).where(col(OnlineRow.document_number).in_(numbers)))


def remove_unit(session: Session, unit: str) -> int:
    """A unit's list leaves, with what is known of the unit; how many people were on it."""
    people = session.exec(select(func.count()).where(RosterRow.unit == unit)).one()
    session.exec(delete(RosterRow).where(col(RosterRow.unit) == unit))
    session.exec(delete(UnitRow).where(col(UnitRow.name) == unit))
    owe_scrub(session)
    return people


def _pictures(session: Session, record_id: str) -> Sequence[str]:
    sealed = select(RevisionBlobRow.sha256).where(RevisionBlobRow.record_id == record_id)
    return [*pictures_of(session, record_id), *session.exec(sealed).all()]


def _settled(row: RevisionRow) -> str:
    """Nothing leaves before it is settled; a restored file may only not have heard of it yet."""
    return Delivery.DELIVERED if row.delivery == Delivery.PENDING else row.delivery
