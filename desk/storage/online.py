"""Declarations made online on the encrypted file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, delete, func, or_, select

from declaration.deadlines import DAYS_TO_HAND_IN
from declaration.wire.online import OnlineDeclaration
from desk.ports.online import OnlineList
from desk.storage.audit import note
from desk.storage.database import Transactions
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.putting import put
from desk.storage.rows import OnlineRow

FETCH_ONLINE: Final = "fetch_online"
_RECEIVED: Final = text(
    "SELECT EXISTS (SELECT 1 FROM declaration WHERE json_extract(content, '$.online_number') = :number)"
    " OR EXISTS (SELECT 1 FROM draft WHERE json_extract(document, '$.values.online_number') = :number)"
)
_IN_HAND: Final = text(
    "SELECT id FROM draft WHERE json_extract(document, '$.values.online_number') IS NOT NULL"
    " AND :number IN (json_extract(document, '$.values.online_number'),"
    " json_extract(document, '$.values.insurance_code')) LIMIT 1"
)


class StationOnline:
    """Implements ports.online.OnlineStore."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def keep(self, declarations: Sequence[OnlineDeclaration], by: str, at: datetime) -> None:
        def act(session: Session) -> None:
            session.exec(delete(OnlineRow))
            for each in declarations:
                put(session, _row(each))
            write_fact(session, Fact.ONLINE_FETCHED, at.isoformat())
            note(session, at, by, FETCH_ONLINE, "", f"people {len(declarations)}")

        self._database.write(act)

    def find(self, number: str, today: date) -> OnlineDeclaration | None:
        asked = or_(col(OnlineRow.number) == number, col(OnlineRow.insurance_code) == number)
        query = select(OnlineRow).where(asked, col(OnlineRow.made_on) >= _first(today))

        def look(session: Session) -> OnlineDeclaration | None:
            rows = session.exec(query.order_by(col(OnlineRow.made_on).desc())).all()
            left = (row for row in rows if not _is_received(session, row.number))
            row = next(left, None)
            return OnlineDeclaration.model_validate_json(row.content) if row else None

        return self._database.read(look)

    def kept(self, today: date) -> OnlineList:
        def look(session: Session) -> OnlineList:
            size = session.exec(select(func.count()).where(col(OnlineRow.made_on) >= _first(today))).one()
            at = read_fact(session, Fact.ONLINE_FETCHED)
            return OnlineList(size, datetime.fromisoformat(at) if at else None)

        return self._database.read(look)

    def received(self, number: str) -> bool:
        return self._database.read(lambda session: _is_received(session, number))

    def in_hand(self, number: str) -> UUID | None:
        def look(session: Session) -> UUID | None:
            found = session.connection().execute(_IN_HAND, {"number": number}).scalar()
            return UUID(found) if found else None

        return self._database.read(look)


def _first(today: date) -> str:
    return (today - timedelta(days=DAYS_TO_HAND_IN)).isoformat()


def _is_received(session: Session, number: str) -> bool:
    return bool(session.connection().execute(_RECEIVED, {"number": number}).scalar_one())


def _row(each: OnlineDeclaration) -> OnlineRow:
    return OnlineRow(
        number=each.number,
        insurance_code=each.insurance_code,
        document_number=each.document.value,
        made_on=each.made_on.isoformat(),
        content=each.model_dump_json(),
    )
