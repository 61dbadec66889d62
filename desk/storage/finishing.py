"""The one transaction that finishes a declaration: all of it is there afterwards, or nothing."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex

from sqlmodel import Session

from declaration.deadlines import hand_in_by
from declaration.identity import InsuranceCode
from declaration.lifecycle import Delivery, Event, Status, after
from declaration.wire.records import RecordKind
from desk.ports.store import SealedDeclaration
from desk.storage.audit import note
from desk.storage.putting import put_values
from desk.storage.rows import (
    DeclarationRow,
    RevisionRow,
)
from desk.storage.searching import found_by
from desk.storage.tying import tied_unit

_BEFORE = """SELECT EXISTS (SELECT 1 FROM declaration WHERE id = ?1) AS is_there,
    coalesce((SELECT max(place) FROM declaration), 0) + 1 AS place,
    coalesce((SELECT unit FROM roster WHERE document_number = ?2 AND taken_off_at IS NULL LIMIT 1),
        (SELECT unit FROM roster WHERE insurance_code = ?3 AND ?3 <> '' AND document_number = ''
            AND taken_off_at IS NULL LIMIT 1),
        '') AS unit"""
"""Its place is after the last that was finished, its unit (đơn vị) that in whose list this very number is, or
this code beside no number."""

_HELD = "SELECT role, sha256 FROM photo_use WHERE declaration_id = ?"


class NotAllowedError(Exception):
    """The lifecycle table does not allow this act now."""


def finish(session: Session, sealed: SealedDeclaration) -> None:
    """Declaration, sealed revision, the pictures it names, audit line; the draft goes.

    NotAllowedError when it is finished already, the revision does not follow the last one, or the pictures
    are no longer those that were sealed.
    """
    declaration = sealed.declaration
    run = session.connection().exec_driver_sql
    number = declaration.document.value
    values = _declaration_values(sealed)
    found = run(_BEFORE, (str(declaration.id), number, values["insurance_code"])).one()
    row = session.get(DeclarationRow, str(declaration.id)) if found.is_there else None
    finished = after(Status(row.status) if row else Status.DRAFT, Event.FINISH, declaration.kind)
    expected = row.revision + 1 if row else 1
    if finished is None or declaration.revision != expected:
        raise NotAllowedError("finish")
    of_old = row.unit if row and row.document_number == number else ""
    unit = tied_unit(session, sealed) or of_old or found.unit
    values |= {"status": finished, "place": found.place, "unit": unit} | _answered(row)
    put_values(session, DeclarationRow, values | found_by(values))
    revision = waiting_revision(
        record_id=str(declaration.id),
        revision=declaration.revision,
        kind=RecordKind.DECLARATION,
        digest=sealed.digest,
        sealed=sealed.sealed,
        deadline=hand_in_by(declaration.declared_on).isoformat(),
        at=sealed.finished_at,
    )
    put_values(session, RevisionRow, revision)
    _name_blobs(session, sealed)
    run("DELETE FROM draft WHERE id = ?", (str(declaration.id),))
    detail = f"revision {declaration.revision}"
    note(session, sealed.finished_at, sealed.registrar, "finish", str(declaration.id), detail)


def _answered(old: DeclarationRow | None) -> dict[str, object]:
    """What the agency said of the revision before, as far as it holds of the next one too."""
    return {
        "answered_at": old.answered_at if old else None,
        "dossier_number": old.dossier_number if old else "",
    }


def _declaration_values(sealed: SealedDeclaration) -> dict[str, object]:
    declaration = sealed.declaration
    code = declaration.insurance_code
    return {
        "id": str(declaration.id),
        "revision": declaration.revision,
        "kind": declaration.kind,
        "form_version": sealed.form_version,
        "full_name": declaration.full_name,
        "document_number": declaration.document.value,
        "phone": declaration.phone.e164,
        "email": declaration.email.value if declaration.email else "",
        "insurance_code": code.value if isinstance(code, InsuranceCode) else "",
        "agency": declaration.agency,
        "declared_on": declaration.declared_on.isoformat(),
        "finished_at": sealed.finished_at,
        "changed_at": sealed.finished_at,
        "registrar": sealed.registrar,
        "content": sealed.content_json,
        "user_name": "",
        "returned_fields": "[]",
        "reasons": "[]",
        "note": "",
    }


def waiting_revision(
    *,
    record_id: str,
    revision: int,
    kind: str,
    digest: str,
    sealed: bytes,
    deadline: str,
    at: datetime,
    about: str = "",
) -> dict[str, object]:
    """A RevisionRow's values as it enters the outbox; ``deadline`` an ISO date."""
    return {
        "record_id": record_id,
        "revision": revision,
        "kind": kind,
        "digest": digest,
        "sealed": sealed,
        "deadline": deadline,
        "created_at": at,
        "delivery": Delivery.PENDING,
        "urgent": False,
        "attempts": 0,
        "next_due": at,
        "last_reason": "",
        "receipt": "",
        "settled_at": None,
        "salt": token_hex(16),
        "about": about,
    }


def _name_blobs(session: Session, sealed: SealedDeclaration) -> None:
    """Exactly the pictures the sealed bytes name; roles left over from an earlier revision end here."""
    name, revision = str(sealed.declaration.id), sealed.declaration.revision
    run = session.connection().exec_driver_sql
    held: dict[str, str] = dict(map(tuple, run(_HELD, (name,))))
    if any(held.get(blob.role) != blob.sha256 for blob in sealed.blobs):
        raise NotAllowedError("finish with other pictures than were sealed")
    for role in held.keys() - {blob.role for blob in sealed.blobs}:
        run("DELETE FROM photo_use WHERE declaration_id = ? AND role = ?", (name, role))
    if sealed.blobs:
        blobs = [(name, revision, b.role, b.sha256, b.size, b.media_type) for b in sealed.blobs]
        run("INSERT INTO revision_blob VALUES (?, ?, ?, ?, ?, ?)", blobs)
