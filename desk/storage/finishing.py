"""The one transaction that finishes a declaration: all of it is there afterwards, or nothing."""

from __future__ import annotations

from sqlmodel import Session, col, delete, select

from declaration.deadlines import hand_in_by
from declaration.declaration import Declaration
from declaration.identity import InsuranceCode
from declaration.lifecycle import Delivery, Event, Status, after
from declaration.wire.declaration_content import FORM_VERSION
from declaration.wire.records import BlobRef, Record, RecordKind
from declaration.wire.signed import Signed
from desk.ports.store import SealedDeclaration
from desk.storage.audit import note
from desk.storage.rows import (
    DeclarationRow,
    DraftRow,
    PhotoUseRow,
    RevisionBlobRow,
    RevisionRow,
    RosterRow,
)
from desk.storage.searching import next_place


class NotAllowedError(Exception):
    """The lifecycle table does not allow this act now."""


def finish(session: Session, sealed: SealedDeclaration) -> None:
    """Declaration, sealed revision, the pictures it names, audit line; the draft goes.

    NotAllowedError when it is finished already, the revision does not follow the last one, or the pictures
    are no longer those that were sealed.
    """
    declaration = sealed.declaration
    row = session.get(DeclarationRow, str(declaration.id))
    finished = after(Status(row.status) if row else Status.DRAFT, Event.FINISH, declaration.kind)
    expected = row.revision + 1 if row else 1
    if finished is None or declaration.revision != expected:
        raise NotAllowedError("finish")
    made = _declaration_row(sealed, row, finished)
    made.place, made.unit = next_place(session), _unit_of(session, made)
    session.merge(made)
    session.add(_revision_row(sealed))
    session.flush()
    _name_blobs(session, sealed)
    draft = session.get(DraftRow, str(declaration.id))
    if draft is not None:
        session.delete(draft)
    detail = f"revision {declaration.revision}"
    note(session, sealed.finished_at, sealed.registrar, "finish", str(declaration.id), detail)


def _declaration_row(sealed: SealedDeclaration, old: DeclarationRow | None, status: Status) -> DeclarationRow:
    declaration = sealed.declaration
    code = declaration.insurance_code
    return DeclarationRow(
        id=str(declaration.id),
        revision=declaration.revision,
        kind=declaration.kind,
        status=status,
        form_version=FORM_VERSION,
        full_name=declaration.full_name,
        search_name="",
        document_number=declaration.document.value,
        phone=declaration.phone.e164,
        email=declaration.email.value if declaration.email else "",
        insurance_code=code.value if isinstance(code, InsuranceCode) else "",
        agency=declaration.agency,
        declared_on=declaration.declared_on.isoformat(),
        finished_at=sealed.finished_at,
        changed_at=sealed.finished_at,
        answered_at=old.answered_at if old else None,
        registrar=sealed.registrar,
        content=sealed.content_json,
        dossier_number=old.dossier_number if old else "",
    )


def _unit_of(session: Session, row: DeclarationRow) -> str:
    """The unit (đơn vị) in whose list this very number is; "" when it is in none."""
    listed = select(RosterRow.unit).where(RosterRow.document_number == row.document_number)
    return session.exec(listed.limit(1)).first() or ""


def _revision_row(sealed: SealedDeclaration) -> RevisionRow:
    declaration = sealed.declaration
    return RevisionRow(
        record_id=str(declaration.id),
        revision=declaration.revision,
        kind=RecordKind.DECLARATION,
        digest=sealed.digest,
        sealed=sealed.sealed,
        deadline=hand_in_by(declaration.declared_on).isoformat(),
        created_at=sealed.finished_at,
        delivery=Delivery.PENDING,
        next_due=sealed.finished_at,
    )


def _name_blobs(session: Session, sealed: SealedDeclaration) -> None:
    """Exactly the pictures the sealed bytes name; roles left over from an earlier revision end here."""
    declaration = sealed.declaration
    uses = select(PhotoUseRow).where(PhotoUseRow.declaration_id == str(declaration.id))
    held = {use.role: use.sha256 for use in session.exec(uses).all()}
    blobs = _sealed_blobs(sealed.sealed)
    if any(held.get(blob.role) != blob.sha256 for blob in blobs):
        raise NotAllowedError("finish with other pictures than were sealed")
    session.exec(
        delete(PhotoUseRow).where(
            col(PhotoUseRow.declaration_id) == str(declaration.id),
            col(PhotoUseRow.role).not_in([blob.role for blob in blobs]),
        )
    )
    session.add_all(_blob_row(declaration, blob) for blob in blobs)


def _sealed_blobs(sealed: bytes) -> tuple[BlobRef, ...]:
    signed = Signed.from_bytes(sealed)
    record = signed.read(Record) if signed else None
    if record is None:
        raise NotAllowedError("finish with bytes that are no record")
    return record.blobs


def _blob_row(declaration: Declaration, blob: BlobRef) -> RevisionBlobRow:
    return RevisionBlobRow(
        record_id=str(declaration.id),
        revision=declaration.revision,
        role=blob.role,
        sha256=blob.sha256,
        size=blob.size,
        media_type=blob.media_type,
    )
