"""Corrections: a finished declaration becomes a draft of its next revision, and may be left as it was."""

from __future__ import annotations

import json
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from declaration.draft import Draft, PhotoRole
from declaration.lifecycle import Event, Kind, Status, after
from declaration.wire.again import Again, Answer, draft_again, without_consent
from declaration.wire.declaration_content import DeclarationContent
from desk.storage.audit import note
from desk.storage.changes import stand_again
from desk.storage.consents import taken_back_of
from desk.storage.draft_json import draft_to_json
from desk.storage.rows import (
    DeclarationRow,
    DraftRow,
    PhotoUseRow,
    RevisionBlobRow,
)


def reopen(session: Session, declaration_id: UUID, registrar: str, at: datetime) -> Draft | None:
    """A draft of revision n + 1 with all that was declared, or None when its status forbids it."""
    row = session.get(DeclarationRow, str(declaration_id))
    if row is None or after(Status(row.status), Event.REOPEN, Kind(row.kind)) is None:
        return None
    draft = _draft_again(session, row)
    row.status, row.changed_at = Status.DRAFT, at
    session.add(row)
    session.merge(DraftRow(id=row.id, registrar=registrar, saved_at=at, document=draft_to_json(draft)))
    note(session, at, registrar, "reopen", row.id, f"revision {row.revision}")
    return draft


def take_back(session: Session, row: DeclarationRow, at: datetime) -> None:
    """A correction was discarded: the declaration stands again as it was sealed, with its own pictures, and
    where its receipt and the agency's answers put it, those included that came while it was open."""
    if row.status != Status.DRAFT:
        return
    stand_again(session, row)
    row.changed_at = at
    blobs = select(RevisionBlobRow).where(
        RevisionBlobRow.record_id == row.id, RevisionBlobRow.revision == row.revision
    )
    for blob in session.exec(blobs).all():
        session.merge(PhotoUseRow(declaration_id=row.id, role=blob.role, sha256=blob.sha256))
    session.add(row)


def _draft_again(session: Session, row: DeclarationRow) -> Draft:
    """All that was declared, ready to be corrected; verification, consent and signature are given anew."""
    content = DeclarationContent.model_validate_json(row.content)
    roles = session.exec(select(PhotoUseRow.role).where(PhotoUseRow.declaration_id == row.id)).all()
    again = Again(UUID(row.id), row.revision + 1, row.finished_at, date.fromisoformat(row.declared_on))
    answer = Answer(tuple(json.loads(row.returned_fields)), tuple(json.loads(row.reasons)), row.note)
    draft = draft_again(again, content, row.insurance_code, map(PhotoRole, roles), answer)
    return without_consent(draft, taken_back_of(session, row.id, row.revision))
