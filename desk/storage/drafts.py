"""Drafts and their pictures: work in hand, saved at every field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from declaration.draft import Draft, Field, PhotoRole
from declaration.lifecycle import Status
from declaration.wire.records import BlobRef
from declaration.wire.sign_in import ServiceState
from desk.ports.store import LeftDraft, Photo, SealedDeclaration
from desk.storage.audit import note
from desk.storage.correcting import take_back
from desk.storage.database import Transactions
from desk.storage.draft_json import draft_from_json, draft_to_json
from desk.storage.finishing import NotAllowedError, finish
from desk.storage.orders import order
from desk.storage.putting import put
from desk.storage.reserve import Reserve
from desk.storage.rows import DeclarationRow, DraftRow, PhotoRow, PhotoUseRow, RevisionBlobRow

__all__ = ["Drafts", "NotAllowedError", "forget_unused_photos", "pictures_of"]


TAKE_OVER: Final = "take_over"
"""Going on with another registrar's draft, as the audit trail names it."""
_IN_ITS_PLACE = "SELECT sha256 FROM photo_use WHERE declaration_id = ? AND role = ?"
_STANDS = "SELECT status, revision FROM declaration WHERE id = ?"
_ERASED = "SELECT 1 FROM erasure WHERE subject = ?"


class Drafts:
    """Implements ports.store.DraftStore on the encrypted file."""

    def __init__(self, database: Transactions, now: Callable[[], datetime], reserve: Reserve) -> None:
        self._database = database
        self._now = now
        self._reserve = reserve

    def save(self, draft: Draft, registrar: str) -> None:
        def act(session: Session) -> None:
            if _is_open(session, draft):  # a save that was under way must not bring a finished draft back
                self._save(session, draft, registrar)

        self._database.write(act)

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

    def left_drafts(self, limit: int) -> Sequence[LeftDraft]:
        query = select(DraftRow).order_by(col(DraftRow.saved_at)).limit(limit)
        rows = self._database.read(lambda session: session.exec(query).all())
        return [_left(row) for row in rows]

    def take_over(self, draft_id: UUID, registrar: str, at: datetime) -> Draft | None:
        def act(session: Session) -> Draft | None:
            row = session.get(DraftRow, str(draft_id))
            if row is None:
                return None
            if row.registrar != registrar:
                row.registrar = registrar
                session.add(row)
                note(session, at, registrar, TAKE_OVER, row.id)
            return draft_from_json(row.document)

        return self._database.write(act)

    def discard(self, draft_id: UUID, registrar: str) -> None:
        def act(session: Session) -> None:
            row = session.get(DraftRow, str(draft_id))
            if row is None:
                return
            session.delete(row)
            left = pictures_of(session, draft_id)
            session.exec(delete(PhotoUseRow).where(col(PhotoUseRow.declaration_id) == str(draft_id)))
            declaration = session.get(DeclarationRow, str(draft_id))
            if declaration is not None:
                take_back(session, declaration, self._now())
            session.flush()
            forget_unused_photos(session, left)
            note(session, self._now(), registrar, "discard", str(draft_id))

        self._database.write(act)

    def keep_photo(self, draft: Draft, photo: Photo, registrar: str) -> Draft:
        changed = draft.with_photo(photo.role)

        def act(session: Session) -> None:
            _need_open(session, draft)
            put(session, _photo_row(photo), only_new=True)
            before = session.connection().exec_driver_sql(_IN_ITS_PLACE, (str(draft.id), photo.role.value))
            left = [name for (name,) in before if name != photo.sha256]
            put(session, PhotoUseRow(declaration_id=str(draft.id), role=photo.role, sha256=photo.sha256))
            self._save(session, changed, registrar)
            forget_unused_photos(session, left)

        self._database.write(act)
        return changed

    def drop_photo(self, draft: Draft, role: PhotoRole, registrar: str) -> Draft:
        changed = draft.without_photo(role)

        def act(session: Session) -> None:
            _need_open(session, draft)
            use = session.get(PhotoUseRow, (str(draft.id), role.value))
            if use is not None:
                session.delete(use)
            self._save(session, changed, registrar)
            session.flush()
            forget_unused_photos(session, [use.sha256] if use is not None else [])

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

    def blobs(self, declaration_id: UUID) -> Sequence[BlobRef]:
        query = (
            select(PhotoUseRow.role, PhotoRow.sha256, PhotoRow.media_type, func.length(PhotoRow.data))
            .join(PhotoRow, col(PhotoRow.sha256) == col(PhotoUseRow.sha256))
            .where(PhotoUseRow.declaration_id == str(declaration_id))
        )
        found = self._database.read(lambda session: session.exec(query).all())
        return [
            BlobRef.model_validate({"sha256": name, "size": size, "media_type": kind, "role": role})
            for role, name, kind, size in found
        ]

    def has_room(self) -> bool:
        return self._reserve.has_room()

    def order(self) -> ServiceState:
        return self._database.read(order)

    def finish(self, sealed: SealedDeclaration) -> None:
        self._database.write(lambda session: finish(session, sealed))

    def _save(self, session: Session, draft: Draft, registrar: str) -> None:
        name, document = str(draft.id), draft_to_json(draft)
        put(session, DraftRow(id=name, registrar=registrar, saved_at=self._now(), document=document))


def _left(row: DraftRow) -> LeftDraft:
    draft = draft_from_json(row.document)
    return LeftDraft(draft.id, draft.value(Field.FULL_NAME), draft.revision, row.registrar, row.saved_at)


def _is_open(session: Session, draft: Draft) -> bool:
    """Not finished or erased meanwhile: no declaration yet, or one reopened for this very revision."""
    run, name = session.connection().exec_driver_sql, (str(draft.id),)
    found = run(_STANDS, name).first()
    if found is None:
        return run(_ERASED, name).first() is None
    return bool(found.status == Status.DRAFT and draft.revision == found.revision + 1)


def _need_open(session: Session, draft: Draft) -> None:
    if not _is_open(session, draft):
        raise NotAllowedError("change a picture")


def pictures_of(session: Session, declaration_id: UUID | str) -> Sequence[str]:
    """The pictures in use for a draft or declaration, by name."""
    uses = select(PhotoUseRow.sha256).where(PhotoUseRow.declaration_id == str(declaration_id))
    return session.exec(uses).all()


def forget_unused_photos(session: Session, left: Sequence[str]) -> int:
    """Of the pictures that were ``left``, those leave the file that no draft, declaration or sealed revision
    names any more; how many."""
    gone = 0
    for sha256 in set(left):
        named = (
            select(PhotoUseRow.sha256).where(PhotoUseRow.sha256 == sha256).limit(1),
            select(RevisionBlobRow.sha256).where(RevisionBlobRow.sha256 == sha256).limit(1),
        )
        if all(session.exec(query).first() is None for query in named):
            session.exec(delete(PhotoRow).where(col(PhotoRow.sha256) == sha256))
            gone += 1
    return gone


def _photo_row(photo: Photo) -> PhotoRow:
    return PhotoRow(
        sha256=photo.sha256,
        media_type=photo.media_type,
        width=photo.width,
        height=photo.height,
        data=photo.data,
    )
