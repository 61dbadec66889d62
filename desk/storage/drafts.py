"""Drafts and their pictures, and the one transaction that finishes a declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from declaration.deadlines import hand_in_by
from declaration.declaration import Declaration
from declaration.draft import Draft, PhotoRole
from declaration.identity import InsuranceCode
from declaration.lifecycle import Delivery, Event, Status, after
from declaration.person import search_key
from declaration.wire.declaration_content import FORM_VERSION
from declaration.wire.records import RecordKind
from desk.ports.store import Photo, SealedDeclaration
from desk.storage.audit import note
from desk.storage.database import Database
from desk.storage.draft_json import draft_from_json, draft_to_json
from desk.storage.rows import (
    DeclarationRow,
    DraftRow,
    PhotoRow,
    PhotoUseRow,
    RevisionBlobRow,
    RevisionRow,
)


class NotAllowedError(Exception):
    """The lifecycle table does not allow this act now."""


class Drafts:
    """Implements ports.store.DraftStore on the encrypted file."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def save(self, draft: Draft, registrar: str) -> None:
        self._database.write(lambda session: self._save(session, draft, registrar))

    def draft(self, draft_id: UUID) -> Draft | None:
        row = self._database.read(lambda session: session.get(DraftRow, str(draft_id)))
        return draft_from_json(row.document) if row else None

    def open_drafts(self, registrar: str) -> Sequence[Draft]:
        query = (
            select(DraftRow.document)
            .where(DraftRow.registrar == registrar)
            .order_by(col(DraftRow.saved_at).desc())
            .limit(50)
        )
        return [draft_from_json(text) for text in self._database.read(lambda s: s.exec(query).all())]

    def discard(self, draft_id: UUID, registrar: str) -> None:
        def act(session: Session) -> None:
            row = session.get(DraftRow, str(draft_id))
            if row is None:
                return
            session.delete(row)
            if session.get(DeclarationRow, str(draft_id)) is None:
                session.exec(delete(PhotoUseRow).where(col(PhotoUseRow.declaration_id) == str(draft_id)))
                session.flush()
                forget_unused_photos(session)
            note(session, self._now(), registrar, "discard", str(draft_id))

        self._database.write(act)

    def keep_photo(self, draft: Draft, photo: Photo, registrar: str) -> Draft:
        changed = draft.with_photo(photo.role)

        def act(session: Session) -> None:
            if session.get(PhotoRow, photo.sha256) is None:
                session.add(_photo_row(photo))
                session.flush()
            session.merge(PhotoUseRow(declaration_id=str(draft.id), role=photo.role, sha256=photo.sha256))
            self._save(session, changed, registrar)
            session.flush()
            forget_unused_photos(session)

        self._database.write(act)
        return changed

    def drop_photo(self, draft: Draft, role: PhotoRole, registrar: str) -> Draft:
        changed = draft.without_photo(role)

        def act(session: Session) -> None:
            use = session.get(PhotoUseRow, (str(draft.id), role.value))
            if use is not None:
                session.delete(use)
            self._save(session, changed, registrar)
            session.flush()
            forget_unused_photos(session)

        self._database.write(act)
        return changed

    def photo(self, declaration_id: UUID, role: PhotoRole) -> Photo | None:
        return next((p for p in self.photos(declaration_id) if p.role is role), None)

    def photos(self, declaration_id: UUID) -> Sequence[Photo]:
        query = (
            select(PhotoUseRow.role, PhotoRow)
            .join(PhotoRow, col(PhotoRow.sha256) == col(PhotoUseRow.sha256))
            .where(PhotoUseRow.declaration_id == str(declaration_id))
        )
        found = self._database.read(lambda session: session.exec(query).all())
        return [
            Photo(PhotoRole(role), row.data, row.media_type, row.width, row.height, row.sha256)
            for role, row in found
        ]

    def finish(self, sealed: SealedDeclaration) -> None:
        self._database.write(lambda session: _finish(session, sealed))

    def _save(self, session: Session, draft: Draft, registrar: str) -> None:
        session.merge(
            DraftRow(
                id=str(draft.id), registrar=registrar, saved_at=self._now(), document=draft_to_json(draft)
            )
        )


def forget_unused_photos(session: Session) -> None:
    """Pictures no draft, declaration or sealed revision names any more leave the file."""
    used = select(PhotoUseRow.sha256).union(select(RevisionBlobRow.sha256))
    session.exec(delete(PhotoRow).where(col(PhotoRow.sha256).not_in(used)))


def _finish(session: Session, sealed: SealedDeclaration) -> None:
    declaration = sealed.declaration
    row = session.get(DeclarationRow, str(declaration.id))
    finished = after(Status(row.status) if row else Status.DRAFT, Event.FINISH, declaration.kind)
    if finished is None or (row and row.revision >= declaration.revision):
        raise NotAllowedError("finish")
    session.merge(_declaration_row(sealed, row, finished))
    session.add(_revision_row(sealed))
    session.flush()
    _name_blobs(session, declaration)
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
        search_name=search_key(declaration.full_name),
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


def _name_blobs(session: Session, declaration: Declaration) -> None:
    query = (
        select(PhotoUseRow, PhotoRow)
        .join(PhotoRow, col(PhotoRow.sha256) == col(PhotoUseRow.sha256))
        .where(PhotoUseRow.declaration_id == str(declaration.id))
    )
    for use, photo in session.exec(query).all():
        session.add(
            RevisionBlobRow(
                record_id=str(declaration.id),
                revision=declaration.revision,
                role=use.role,
                sha256=use.sha256,
                size=len(photo.data),
                media_type=photo.media_type,
            )
        )


def _photo_row(photo: Photo) -> PhotoRow:
    return PhotoRow(
        sha256=photo.sha256,
        media_type=photo.media_type,
        width=photo.width,
        height=photo.height,
        data=photo.data,
    )
