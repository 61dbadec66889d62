"""Revisions that gave way: to a later one with its receipt, or, by a person's word, to what the agency has.

What gave way is settled: it stays in the books with its bytes, and is neither offered nor shown as needing
a person (docs/decisions/0079).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from declaration.lifecycle import Delivery, Status
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Signed
from desk.storage.audit import note
from desk.storage.changes import stand_again
from desk.storage.rows import DeclarationRow, PhotoRow, PhotoUseRow, RevisionBlobRow, RevisionRow

_UNSETTLED = (Delivery.REFUSED.value, Delivery.SET_ASIDE.value)


def supersede_before(session: Session, row: RevisionRow, now: datetime) -> None:
    """``row`` has its receipt: what was refused or set aside of it before is put right by it."""
    earlier = select(RevisionRow).where(
        RevisionRow.record_id == row.record_id,
        col(RevisionRow.revision) < row.revision,
        col(RevisionRow.delivery).in_(_UNSETTLED),
    )
    for each in session.exec(earlier).all():
        _give_way(session, each, "", now)


def has_successor(session: Session, row: RevisionRow) -> bool:
    """Whether a later revision of it has its receipt already."""
    later = select(RevisionRow.revision).where(
        RevisionRow.record_id == row.record_id,
        col(RevisionRow.revision) > row.revision,
        RevisionRow.delivery == Delivery.DELIVERED.value,
    )
    return session.exec(later.limit(1)).first() is not None


def give_way(session: Session, record_id: UUID, revision: int, who: str, now: datetime) -> bool:
    """A person gives this revision up. A correction makes room for the newest revision the service signed
    for, a withdrawal for its declaration as it stood; False, and nothing changed, when there is none."""
    row = session.get(RevisionRow, (str(record_id), revision))
    if row is None or row.delivery not in _UNSETTLED:
        return False
    act = _ACTS.get(row.kind)
    if act is None or not act(session, row, now):
        return False
    _give_way(session, row, who, now)
    return True


def _give_way(session: Session, row: RevisionRow, who: str, now: datetime) -> None:
    row.delivery, row.settled_at = Delivery.SUPERSEDED.value, now
    session.add(row)
    note(session, now, who, Delivery.SUPERSEDED, row.about or row.record_id, f"revision {row.revision}")


def _correction(session: Session, row: RevisionRow, now: datetime) -> bool:
    """The declaration is again what the service signed for, with its own pictures and what was answered."""
    declaration = session.get(DeclarationRow, row.record_id)
    signed_for = select(RevisionRow).where(
        RevisionRow.record_id == row.record_id,
        col(RevisionRow.revision) < row.revision,
        RevisionRow.delivery == Delivery.DELIVERED.value,
    )
    kept = session.exec(signed_for.order_by(col(RevisionRow.revision).desc())).first()
    if kept is None or declaration is None:
        return False
    if declaration.revision > row.revision:
        return True  # a later correction is the declaration now, and is decided about for itself
    if declaration.status != Status.FINISHED or not _declare_again(declaration, kept):
        return False
    declaration.changed_at = now
    stand_again(session, declaration)
    for use in session.exec(select(PhotoUseRow).where(PhotoUseRow.declaration_id == row.record_id)).all():
        session.delete(use)
    session.flush()
    still_here = col(RevisionBlobRow.sha256).in_(select(PhotoRow.sha256))
    blobs = select(RevisionBlobRow).where(
        RevisionBlobRow.record_id == row.record_id, RevisionBlobRow.revision == kept.revision, still_here
    )
    for blob in session.exec(blobs).all():
        session.add(PhotoUseRow(declaration_id=row.record_id, role=blob.role, sha256=blob.sha256))
    session.add(declaration)
    return True


def _declare_again(declaration: DeclarationRow, kept: RevisionRow) -> bool:
    signed = Signed.from_bytes(kept.sealed)
    record = signed.read(Record) if signed else None
    if record is None:
        return False
    content = DeclarationContent.model_validate(record.content)
    declaration.revision, declaration.kind = kept.revision, content.kind
    declaration.form_version, declaration.registrar = record.form_version, record.registrar
    declaration.full_name, declaration.document_number = content.full_name, content.document.value
    declaration.phone, declaration.email = content.phone, content.email or ""
    declaration.insurance_code, declaration.agency = content.insurance_code or "", content.agency
    declaration.declared_on = content.declared_on.isoformat()
    declaration.content, declaration.finished_at = content.model_dump_json(), kept.created_at
    return True


def _withdrawal(session: Session, row: RevisionRow, now: datetime) -> bool:
    """The declaration stands again where it stood."""
    declaration = session.get(DeclarationRow, row.about)
    if declaration is not None and declaration.status == Status.WITHDRAWN:
        stand_again(session, declaration)
        declaration.changed_at = now
        session.add(declaration)
    return True


_ACTS: dict[str, Callable[[Session, RevisionRow, datetime], bool]] = {
    RecordKind.DECLARATION: _correction,
    RecordKind.WITHDRAWAL: _withdrawal,
}
