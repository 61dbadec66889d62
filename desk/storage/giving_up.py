"""What it means, for each kind of record, that a person gives a revision up (docs/decisions/0079)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select, update
from uuid_utils.compat import uuid7

from declaration.lifecycle import Delivery, Status
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Signed
from desk.ports.complaints import DROPPED
from desk.ports.outbox import PHOTOS_PURGED
from desk.storage.changes import stand_again, stand_as_answered
from desk.storage.consents import let_stand
from desk.storage.rows import (
    ComplaintRow,
    DeclarationRow,
    HandoverLineRow,
    HandoverRow,
    PhotoRow,
    PhotoUseRow,
    RevisionBlobRow,
    RevisionRow,
)


def _correction(session: Session, row: RevisionRow, now: datetime) -> bool:
    """The declaration is again what the service signed for, with its own pictures and what was answered.
    One that was withdrawn stays so."""
    declaration = session.get(DeclarationRow, row.record_id)
    signed_for = select(RevisionRow).where(
        RevisionRow.record_id == row.record_id,
        col(RevisionRow.revision) < row.revision,
        RevisionRow.delivery == Delivery.DELIVERED.value,
    )
    kept = session.exec(signed_for.order_by(col(RevisionRow.revision).desc())).first()
    if row.last_reason == PHOTOS_PURGED and row.receipt and declaration is not None:
        return _old_receipt(session, declaration, row, now)
    is_withdrawn = declaration is not None and declaration.status == Status.WITHDRAWN
    if kept is None or declaration is None:
        return is_withdrawn  # its person took it back: nobody wants it to arrive
    if declaration.revision > row.revision:
        return True  # a later correction is the declaration now, and is decided about for itself
    is_finished = declaration.status == Status.FINISHED
    if not (is_finished or is_withdrawn) or not _declare_again(declaration, kept):
        return False
    declaration.changed_at = now
    if is_finished:
        stand_again(session, declaration)
    _use_pictures_of(session, kept)
    session.add(declaration)
    return True


def _old_receipt(session: Session, declaration: DeclarationRow, row: RevisionRow, now: datetime) -> bool:
    """What the service signed for before it was restored stays as it was answered then (0036)."""
    if declaration.revision == row.revision and declaration.status == Status.FINISHED:
        stand_as_answered(session, declaration)
        declaration.changed_at = now
        session.add(declaration)
    return True


def _use_pictures_of(session: Session, kept: RevisionRow) -> None:
    """Those that are still here."""
    for use in session.exec(select(PhotoUseRow).where(PhotoUseRow.declaration_id == kept.record_id)).all():
        session.delete(use)
    session.flush()
    still_here = col(RevisionBlobRow.sha256).in_(select(PhotoRow.sha256))
    blobs = select(RevisionBlobRow).where(
        RevisionBlobRow.record_id == kept.record_id, RevisionBlobRow.revision == kept.revision, still_here
    )
    for blob in session.exec(blobs).all():
        session.add(PhotoUseRow(declaration_id=kept.record_id, role=blob.role, sha256=blob.sha256))


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


def _handover(session: Session, row: RevisionRow, _now: datetime) -> bool:
    """The batch is open again with its number and its papers, to be handed in as another record; what the
    agency has received meanwhile stays as it is, and one whose papers are all gone leaves."""
    batch = session.get(HandoverRow, row.record_id)
    if batch is None or batch.received_at is not None:
        return True
    of_it = col(HandoverLineRow.handover_id) == batch.id
    if session.exec(select(HandoverLineRow.declaration_id).where(of_it).limit(1)).first() is None:
        session.delete(batch)
        return True
    anew = str(uuid7())
    session.exec(update(HandoverLineRow).where(of_it).values(handover_id=anew))
    session.exec(update(HandoverRow).where(col(HandoverRow.id) == batch.id).values(id=anew, handed_at=None))
    return True


def _complaint(session: Session, row: RevisionRow, now: datetime) -> bool:
    """Taken down, it ends here with its words; closed, its person is to be told once more."""
    complaint = session.get(ComplaintRow, row.record_id)
    if complaint is None or complaint.revision != row.revision:
        return True
    if row.revision == 1:
        complaint.closed_at, complaint.closed_how = now, DROPPED
    else:
        complaint.revision, complaint.closed_at, complaint.closed_how = 1, None, ""
    session.add(complaint)
    return True


def _contact_outcome(_session: Session, _row: RevisionRow, _now: datetime) -> bool:
    """The call list keeps what was said: the person was told, whoever hears of it."""
    return True


def _consent(session: Session, row: RevisionRow, _now: datetime) -> bool:
    """The consent stands again, and can be taken back once more."""
    let_stand(session, row.record_id)
    return True


ACTS: dict[str, Callable[[Session, RevisionRow, datetime], bool]] = {
    RecordKind.DECLARATION: _correction,
    RecordKind.WITHDRAWAL: _withdrawal,
    RecordKind.HANDOVER: _handover,
    RecordKind.COMPLAINT: _complaint,
    RecordKind.CONTACT_OUTCOME: _contact_outcome,
    RecordKind.CONSENT_WITHDRAWN: _consent,
}
"""A day is not among them: it is closed once more, and the closing before gives way with the new one's
receipt."""
