"""Consent taken back, on the encrypted file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, delete, select

from declaration.lifecycle import Status
from declaration.wire.consent_withdrawn import ConsentWithdrawnContent
from desk.ports.clock import VIETNAM
from desk.ports.consents import TakenBack
from desk.ports.store import SealedAbout
from desk.storage.audit import note
from desk.storage.database import Transactions
from desk.storage.rows import ConsentTakenBackRow, DeclarationRow, RevisionRow
from desk.storage.sealed_about import queue

TAKE_BACK: Final = "take_consent_back"


class StationConsents:
    """Implements ports.consents.ConsentStore."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def take_back(self, sealed: SealedAbout, content: ConsentWithdrawnContent) -> bool:
        def act(session: Session) -> bool:
            row = session.get(DeclarationRow, str(content.declaration))
            if row is None or row.revision != content.revision or row.status == Status.DRAFT:
                return False
            if taken_back_of(session, row.id, row.revision) & set(content.purposes):
                return False
            for purpose in content.purposes:
                session.add(_row(sealed, content, purpose))
            declared = session.get_one(RevisionRow, (row.id, row.revision))
            today = sealed.at.astimezone(VIETNAM).date()
            queue(session, sealed, max(date.fromisoformat(declared.deadline), today))
            note(session, sealed.at, sealed.registrar, TAKE_BACK, row.id, " ".join(content.purposes))
            return True

        return self._database.write(act)

    def taken_back(self, declaration_id: UUID) -> Sequence[TakenBack]:
        query = (
            select(ConsentTakenBackRow)
            .where(col(ConsentTakenBackRow.declaration_id) == str(declaration_id))
            .order_by(col(ConsentTakenBackRow.at), col(ConsentTakenBackRow.purpose))
        )
        return self._database.read(lambda session: [_taken(row) for row in session.exec(query).all()])


def taken_back_of(session: Session, declaration: str, revision: int) -> set[str]:
    """The purposes for which the consent given with that revision holds no more."""
    query = select(ConsentTakenBackRow.purpose).where(
        col(ConsentTakenBackRow.declaration_id) == declaration,
        col(ConsentTakenBackRow.revision) == revision,
    )
    return set(session.exec(query).all())


def let_stand(session: Session, record: str) -> None:
    """What was taken back by that record stands again: the agency never took it."""
    session.exec(delete(ConsentTakenBackRow).where(col(ConsentTakenBackRow.record_id) == record))


def _row(sealed: SealedAbout, content: ConsentWithdrawnContent, purpose: str) -> ConsentTakenBackRow:
    return ConsentTakenBackRow(
        declaration_id=str(content.declaration),
        revision=content.revision,
        purpose=purpose,
        record_id=str(sealed.id),
        at=sealed.at,
        registrar=sealed.registrar,
        text_version=content.text_version,
        language=content.language,
    )


def _taken(row: ConsentTakenBackRow) -> TakenBack:
    return TakenBack(row.purpose, row.revision, row.at, row.registrar, row.text_version, row.language)
