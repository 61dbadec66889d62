"""Finished declarations: searching and looking closer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from declaration.draft import Draft, PhotoRole
from declaration.lifecycle import Status
from declaration.wire.sign_in import Agency
from desk.ports.store import (
    LOOK,
    Clash,
    ClashOn,
    DeclarationDetail,
    DeclarationLine,
    HistoryEvent,
    Page,
    SealedAbout,
    StrayAnswer,
    shared_with,
)
from desk.storage import searching
from desk.storage.agency_wishes import agencies
from desk.storage.audit import note
from desk.storage.correcting import reopen
from desk.storage.database import Transactions
from desk.storage.lines import lines_of
from desk.storage.rows import AuditRow, ChangeRow, DeclarationRow, PhotoUseRow
from desk.storage.strays import put_strays_away, strays
from desk.storage.withdrawing import withdraw

OPEN_STATUSES = tuple(s for s in Status if s not in (Status.REJECTED, Status.WITHDRAWN, Status.LAPSED))

_OPEN = ", ".join(f"'{status}'" for status in OPEN_STATUSES)
_CLASH = """SELECT * FROM (SELECT '{on}', id, full_name, status FROM declaration
    WHERE {on} = :{on} AND {on} <> '' AND id <> :exclude AND status IN ({open}) LIMIT 3)"""
_CLASHES = text(" UNION ALL ".join(_CLASH.format(on=on, open=_OPEN) for on in ClashOn))
"""Other open declarations with the very same value, the first three of each kind; columns are named alike."""


class Declarations:
    """Implements ports.store.DeclarationStore on the encrypted file."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def search(self, text: str, statuses: Sequence[Status], *, after: str | None, limit: int) -> Page:
        before = int(after) if after else None

        def look(session: Session) -> Page:
            found = searching.places(session, text, statuses, before, limit + 1)
            shown = col(DeclarationRow.place).in_(found[:limit])
            rows = session.exec(
                select(DeclarationRow).where(shown).order_by(col(DeclarationRow.place).desc())
            )
            more = str(found[limit - 1]) if len(found) > limit else None
            total = searching.count(session, text, statuses)
            return Page(tuple(lines_of(session, rows.all())), total, more)

        return self._database.read(look)

    def counts(self) -> dict[Status, int]:
        return self._database.read(searching.tally)

    def detail(self, declaration_id: UUID) -> DeclarationDetail | None:
        def look(session: Session) -> DeclarationDetail | None:
            row = session.get(DeclarationRow, str(declaration_id))
            if row is None:
                return None
            roles = session.exec(select(PhotoUseRow.role).where(PhotoUseRow.declaration_id == row.id)).all()
            return DeclarationDetail(
                line=lines_of(session, [row])[0],
                content_json=row.content,
                photos=tuple(PhotoRole(role) for role in roles),
                returned_fields=tuple(json.loads(row.returned_fields)),
                reasons=tuple(json.loads(row.reasons)),
                note=row.note,
                history=_history(session, row.id),
                insurance_code=row.insurance_code,
                form_version=row.form_version,
            )

        return self._database.read(look)

    def clashes(
        self, *, exclude: UUID, document_number: str, phone: str, email: str, insurance_code: str
    ) -> Sequence[Clash]:
        asked = {
            ClashOn.DOCUMENT: document_number,
            ClashOn.PHONE: phone,
            ClashOn.EMAIL: email,
            ClashOn.INSURANCE_CODE: insurance_code,
        }
        values = {"exclude": str(exclude)} | {on.value: value for on, value in asked.items()}

        def look(session: Session) -> list[Clash]:
            found = session.connection().execute(_CLASHES, values).all()
            return [
                Clash(ClashOn(on), UUID(name), full_name, Status(status))
                for on, name, full_name, status in found
            ]

        return self._database.read(look)

    def answered(self, limit: int) -> Sequence[DeclarationLine]:
        query = (
            select(DeclarationRow)
            .where(col(DeclarationRow.answered_at).is_not(None))
            .order_by(col(DeclarationRow.answered_at).desc())
            .limit(limit)
        )
        return self._database.read(lambda session: lines_of(session, session.exec(query).all()))

    def agencies(self) -> Sequence[Agency]:
        return self._database.read(agencies)

    def strays(self) -> Sequence[StrayAnswer]:
        return self._database.read(strays)

    def put_strays_away(self) -> None:
        self._database.write(put_strays_away)

    def note_look(self, declaration_id: UUID, registrar: str, at: datetime) -> None:
        self._database.write(lambda session: note(session, at, registrar, LOOK, str(declaration_id)))

    def reopen(self, declaration_id: UUID, registrar: str, at: datetime) -> Draft | None:
        return self._database.write(lambda session: reopen(session, declaration_id, registrar, at))

    def withdraw(self, sealed: SealedAbout, reason: str) -> bool:
        return self._database.write(lambda session: withdraw(session, sealed, reason))


def _history(session: Session, record_id: str) -> tuple[HistoryEvent, ...]:
    mine = select(AuditRow).where(AuditRow.subject == record_id, AuditRow.action != LOOK)
    acts = session.exec(mine).all()
    answers = session.exec(select(ChangeRow).where(ChangeRow.record_id == record_id)).all()
    events = [HistoryEvent(a.at, a.action, a.who, a.detail) for a in acts]
    events += [HistoryEvent(c.at, c.kind, "", shared_with(c.kind, json.loads(c.data))) for c in answers]
    return tuple(sorted(events, key=lambda event: event.at))
