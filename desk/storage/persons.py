"""What the file holds of one person: declarations and drafts with the same document number, and list rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from declaration.draft import Field
from declaration.person import search_key
from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent
from desk.ports.care import Holdings
from desk.storage.draft_json import draft_from_json
from desk.storage.rows import ComplaintRow, DeclarationRow, DraftRow, OnlineRow, PhotoUseRow, RosterRow


@dataclass(frozen=True, repr=False)
class Held(Private):
    """``records`` are ids of declarations, drafts and complaints, ``listed`` ids of list rows."""

    number: str
    records: tuple[str, ...]
    listed: tuple[int, ...]

    def counted(self, session: Session) -> Holdings:
        photos = select(func.count(func.distinct(PhotoUseRow.sha256))).where(
            col(PhotoUseRow.declaration_id).in_(self.records)
        )
        declared = select(func.count()).where(col(DeclarationRow.id).in_(self.records))
        drafts = select(func.count()).where(col(DraftRow.id).in_(self.records))
        return Holdings(
            declarations=session.exec(declared).one(),
            drafts=session.exec(drafts).one(),
            photos=session.exec(photos).one(),
            listed=len(self.listed),
        )


def held_of(session: Session, record_id: UUID) -> Held | None:
    """All of the person whose declaration or draft that is; None when there is no such thing."""
    row, draft = session.get(DeclarationRow, str(record_id)), session.get(DraftRow, str(record_id))
    if row is None and draft is None:
        return None
    number = row.document_number if row else _number_in(draft)
    records = {str(record_id)}
    if number:
        declared = select(DeclarationRow.id).where(DeclarationRow.document_number == number)
        records |= {*session.exec(declared).all()}
        records |= {record for record, theirs in _drafted(session) if theirs == number}
        records |= {*_complained(session, number)}
    return Held(number, tuple(sorted(records)), tuple(_listed(session, number, row)))


def numbers_held(session: Session) -> list[tuple[str, str]]:
    """Every declaration, draft and complaint with its document number, "" for none yet."""
    declared = session.exec(select(DeclarationRow.id, DeclarationRow.document_number)).all()
    complained = session.exec(select(ComplaintRow.id, ComplaintRow.document_number)).all()
    return [*declared, *_drafted(session), *complained]


def numbers_listed(session: Session) -> list[tuple[int, str]]:
    """Every list row that has a document number."""
    listed = select(RosterRow.id, RosterRow.document_number).where(RosterRow.document_number != "")
    return [(row or 0, number) for row, number in session.exec(listed).all()]


def numbers_online(session: Session) -> Sequence[str]:
    """Every document number of the list of declarations made online."""
    return session.exec(select(OnlineRow.document_number)).all()


def _complained(session: Session, number: str) -> Sequence[str]:
    return session.exec(select(ComplaintRow.id).where(ComplaintRow.document_number == number)).all()


def _drafted(session: Session) -> Iterator[tuple[str, str]]:
    for draft in session.exec(select(DraftRow)).all():
        yield draft.id, _number_in(draft)


def _number_in(draft: DraftRow | None) -> str:
    return draft_from_json(draft.document).value(Field.DOCUMENT_NUMBER) if draft else ""


def _listed(session: Session, number: str, row: DeclarationRow | None) -> Sequence[int]:
    """List rows with this number or insurance code, or, where they have none, this name and birth date."""
    same = [and_(col(RosterRow.document_number) == number, col(RosterRow.document_number) != "")]
    if row is not None:
        birth = DeclarationContent.model_validate_json(row.content).birth  # both as BirthDate.iso() has it
        no_number = and_(col(RosterRow.document_number) == "", col(RosterRow.birth) == birth)
        same.append(
            and_(col(RosterRow.insurance_code) == row.insurance_code, col(RosterRow.insurance_code) != "")
        )
        same.append(and_(no_number, col(RosterRow.search_name) == search_key(row.full_name)))
    return [found or 0 for found in session.exec(select(RosterRow.id).where(or_(*same))).all()]
