"""Declarations made online (khai trực tuyến), until a desk hands them in or their ten days are over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, or_, select

from approval import audit
from approval.clock import Clock, vietnam_date
from approval.identities import Station
from approval.storage.database import Database, Session
from approval.storage.prepared import put
from approval.storage.rows import OnlineRow
from declaration.deadlines import DAYS_TO_HAND_IN
from declaration.wire.online import OnlineDeclaration, OnlinePage

PAGE: Final = 200
LOOKED_UP, LISTED, TAKEN = "online_looked_up", "online_listed", "online_taken"


@dataclass(frozen=True)
class NotFound:
    """``code``: not_found (also when its ten days are over) · already_handed_in."""

    code: str


@dataclass(frozen=True)
class OnlineDeclarations:
    """For stations of the agency that receives them; to others they do not exist."""

    database: Database
    clock: Clock

    def take(self, declarations: Sequence[OnlineDeclaration]) -> int:
        """Put in what the portal has; the same number again is brought up to date. What is over goes.
        Returns how many there are now."""
        with self.database.writing() as session:
            over = delete(OnlineRow).where(~self._is_open())
            session.exec(over)
            for each in declarations:
                row = session.get(OnlineRow, each.number)
                kept = {
                    "number": each.number,
                    "insurance_code": each.insurance_code,
                    "agency": each.agency,
                    "made_on": each.made_on,
                    "content": each.model_dump(mode="json"),
                }
                put(session, OnlineRow, kept) if row is None else session.add(_changed(row, kept))
            session.flush()
            now, counted = self.clock(), Counter(each.agency for each in declarations)
            for agency, count in sorted(counted.items()):
                audit.record(session, now, "office", TAKEN, agency, f"people {count}", agency=agency)
            return len(session.exec(select(OnlineRow.number)).all())

    def look_up(self, station: Station, number: str) -> OnlineDeclaration | NotFound:
        """By dossier number or insurance code, the newest of a person; every look leaves an audit line, also
        one that finds nothing: somebody may be trying numbers."""
        asked = number.strip()
        wanted = or_(col(OnlineRow.number) == asked, col(OnlineRow.insurance_code) == asked)
        mine = (col(OnlineRow.agency) == station.agency, self._is_open(), wanted)
        with self.database.writing() as session:
            rows = session.exec(select(OnlineRow).where(*mine).order_by(col(OnlineRow.made_on).desc())).all()
            row = next((each for each in rows if each.taken_by is None), None)
            found = row.number if row else ""
            audit.record(session, self.clock(), station.id, LOOKED_UP, found, agency=station.agency)
            if row is None:
                return NotFound("already_handed_in" if rows else "not_found")
            return OnlineDeclaration.model_validate(row.content)

    def page(self, station: Station, after: str) -> OnlinePage:
        """What is still to be handed in at that station's agency; giving it away is audited."""
        mine = (col(OnlineRow.agency) == station.agency, self._is_open(), col(OnlineRow.taken_by).is_(None))
        query = select(OnlineRow).where(*mine, col(OnlineRow.number) > after)
        with self.database.writing() as session:
            rows = session.exec(query.order_by(col(OnlineRow.number)).limit(PAGE + 1)).all()
            items = tuple(OnlineDeclaration.model_validate(row.content) for row in rows[:PAGE])
            told = f"people {len(items)}"
            audit.record(session, self.clock(), station.id, LISTED, "", told, agency=station.agency)
        return OnlinePage(items=items, next_after=items[-1].number if len(rows) > PAGE else None)

    def _is_open(self) -> ColumnElement[bool]:
        first = vietnam_date(self.clock()) - timedelta(days=DAYS_TO_HAND_IN)
        return col(OnlineRow.made_on) >= first


def handed_in(session: Session, number: str, record: UUID) -> None:
    """A desk has handed it in: nobody else is offered it. One this service never heard of is no trouble."""
    row = session.get(OnlineRow, number)
    if row is not None and row.taken_by is None:
        row.taken_by = record
        session.add(row)
        session.flush()


def _changed(row: OnlineRow, kept: dict[str, object]) -> OnlineRow:
    row.sqlmodel_update(kept)
    return row
