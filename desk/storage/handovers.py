"""Hand-over batches on the encrypted file."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, delete, func, select

from declaration.deadlines import hand_in_by
from declaration.dealing import HandIn
from declaration.draft import PhotoRole
from desk.ports.handovers import (
    CAN_BE_HANDED_OVER,
    CAN_LAPSE,
    Batch,
    Due,
    Forecast,
    ToHandOver,
    forecast_of,
)
from desk.ports.store import DeclarationLine, SealedAbout
from desk.storage.audit import note
from desk.storage.database import Transactions
from desk.storage.lines import lines_of
from desk.storage.putting import put
from desk.storage.rows import DeclarationRow, HandoverLineRow, HandoverRow
from desk.storage.sealed_about import queue

HAND_OVER: Final = "hand_over"
_STATUSES: Final = ", ".join(f"'{status}'" for status in CAN_BE_HANDED_OVER)
_LAPSING: Final = ", ".join(f"'{status}'" for status in CAN_LAPSE)
_BY_HAND: Final = f"p.declaration_id = d.id AND p.role = '{PhotoRole.SIGNED_FORM}'"
_SIGNED: Final = f"EXISTS (SELECT 1 FROM photo_use p WHERE {_BY_HAND})"  # noqa: S608  # nosec B608
_IN_NONE: Final = "NOT EXISTS (SELECT 1 FROM handover_line h WHERE h.declaration_id = d.id)"
_BY_DESK: Final = f"coalesce(json_extract(d.content, '$.hand_in'), '{HandIn.DESK}') = '{HandIn.DESK}'"
"""Its paper comes with the desk's own; any other is handed in or posted by somebody else."""
_LEFT: Final = f"FROM declaration d WHERE d.status IN ({_STATUSES}) AND {_BY_DESK} AND {_IN_NONE}"
_COUNTS: Final = text(f"SELECT d.agency, sum({_SIGNED}), count(*) {_LEFT} GROUP BY 1 ORDER BY 1")  # nosec B608
_PAPERS: Final = text(
    f"""SELECT d.id {_LEFT} AND d.agency = :agency AND ({_SIGNED} OR NOT :signed_only)
    ORDER BY d.declared_on, d.place LIMIT :limit"""  # nosec B608  # our own names
)
_FORECAST: Final = text(
    f"SELECT unit, declared_on, count(*) FROM declaration WHERE status IN ({_LAPSING}) GROUP BY 1, 2"  # noqa: S608  # nosec B608
)


class StationHandovers:
    """Implements ports.handovers.HandoverStore."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def to_hand_over(self) -> Sequence[ToHandOver]:
        def look(session: Session) -> list[ToHandOver]:
            return [ToHandOver(*row) for row in session.connection().execute(_COUNTS).all()]

        return self._database.read(look)

    def papers(self, agency: str, *, signed_only: bool, limit: int) -> Sequence[DeclarationLine]:
        asked = {"agency": agency, "signed_only": signed_only, "limit": limit}

        def look(session: Session) -> Sequence[DeclarationLine]:
            return _in_order(session, session.connection().execute(_PAPERS, asked).scalars().all())

        return self._database.read(look)

    def batches(self, limit: int) -> Sequence[Batch]:
        def look(session: Session) -> list[Batch]:
            newest = select(HandoverRow).order_by(col(HandoverRow.number).desc()).limit(limit)
            return [_batch(row, _count(session, row.id)) for row in session.exec(newest).all()]

        return self._database.read(look)

    def in_batch(self, batch: UUID) -> Sequence[DeclarationLine]:
        return self._database.read(lambda session: _in_order(session, _listed(session, batch)))

    def make(self, batch: UUID, agency: str, declarations: Sequence[UUID], by: str, at: datetime) -> int:
        def act(session: Session) -> int:
            ids = [str(each) for each in declarations]
            taken = select(HandoverLineRow.declaration_id).where(col(HandoverLineRow.declaration_id).in_(ids))
            free = [each for each in ids if each not in set(session.exec(taken).all())]
            if not free:
                return 0
            number = (session.exec(select(func.max(HandoverRow.number))).one() or 0) + 1
            put(session, HandoverRow(id=str(batch), number=number, agency=agency, made_at=at, registrar=by))
            for each in free:
                put(session, HandoverLineRow(declaration_id=each, handover_id=str(batch)), only_new=True)
            return len(free)

        return self._database.write(act)

    def take_out(self, batch: UUID, declaration: UUID) -> None:
        def act(session: Session) -> None:
            row = session.get(HandoverRow, str(batch))
            line = session.get(HandoverLineRow, str(declaration))
            if row is None or row.handed_at is not None or line is None or line.handover_id != row.id:
                return
            session.delete(line)
            session.flush()
            if not _count(session, row.id):
                session.delete(row)

        self._database.write(act)

    def hand(self, batch: UUID, sealed: SealedAbout) -> bool:
        def act(session: Session) -> bool:
            row = session.get(HandoverRow, str(batch))
            if row is None or row.handed_at is not None:
                return False
            row.handed_at, row.registrar = sealed.at, sealed.registrar
            session.add(row)
            queue(session, sealed)
            for declaration in _listed(session, batch):
                note(session, sealed.at, sealed.registrar, HAND_OVER, declaration, f"batch {row.number}")
            return True

        return self._database.write(act)

    def forecast(self, today: date) -> Sequence[Forecast]:
        def look(session: Session) -> list[Forecast]:
            units: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
            for unit, declared_on, many in session.connection().execute(_FORECAST):
                units[unit][hand_in_by(date.fromisoformat(declared_on))] += many
            found = [forecast_of(unit, days, today) for unit, days in units.items()]
            return sorted(found, key=lambda each: ([-each.due[due] for due in Due], each.unit))

        return self._database.read(look)


def apply_received(session: Session, batch: str, at: datetime, missing: Sequence[str], said: str) -> None:
    """The agency has the papers; what was missing may go into another batch."""
    row = session.get(HandoverRow, batch)
    if row is None or row.received_at is not None:
        return
    row.received_at, row.missing, row.note = at, json.dumps(list(missing)), said
    session.add(row)
    lacking = delete(HandoverLineRow).where(
        col(HandoverLineRow.handover_id) == batch, col(HandoverLineRow.declaration_id).in_(missing)
    )
    session.exec(lacking)


def _listed(session: Session, batch: UUID) -> Sequence[str]:
    """Ids in the order of the list: the soonest deadline first."""
    in_it = select(DeclarationRow.id).join(
        HandoverLineRow, col(HandoverLineRow.declaration_id) == col(DeclarationRow.id)
    )
    ordered = in_it.order_by(col(DeclarationRow.declared_on), col(DeclarationRow.place))
    return session.exec(ordered.where(HandoverLineRow.handover_id == str(batch))).all()


def _in_order(session: Session, ids: Sequence[str]) -> list[DeclarationLine]:
    rows = session.exec(select(DeclarationRow).where(col(DeclarationRow.id).in_(ids))).all()
    lines = {str(line.id): line for line in lines_of(session, rows)}
    return [lines[each] for each in ids]


def _count(session: Session, batch: str) -> int:
    return session.exec(select(func.count()).where(HandoverLineRow.handover_id == batch)).one()


def _batch(row: HandoverRow, papers: int) -> Batch:
    missing = tuple(UUID(each) for each in json.loads(row.missing))
    return Batch(
        id=UUID(row.id),
        number=row.number,
        agency=row.agency,
        papers=papers + len(missing),
        made_at=row.made_at,
        registrar=row.registrar,
        handed_at=row.handed_at,
        received_at=row.received_at,
        missing=missing,
        note=row.note,
    )
