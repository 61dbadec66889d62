"""Counting declarations by the day they were first finished on; whoever was erased is counted no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import bindparam, text
from sqlmodel import Session

from declaration.wire.records import RecordKind
from desk.ports.clock import VIETNAM
from desk.ports.figures import STAGES, Count, Stage
from desk.storage.database import Transactions
from desk.storage.rows import Instant

_CASES: Final = " ".join(f"WHEN '{status}' THEN '{stage}'" for status, stage in STAGES.items())
_COUNTS: Final = text(
    f"""SELECT date(r.created_at, '+7 hours'), cast(strftime('%H', r.created_at, '+7 hours') AS integer),
        d.unit, d.agency, d.registrar, CASE d.status {_CASES} END, count(*)
    FROM revision r CROSS JOIN declaration d ON d.id = r.record_id
    WHERE r.kind = '{RecordKind.DECLARATION}' AND r.revision = 1
        AND r.created_at >= :first AND r.created_at < :until
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6"""  # noqa: S608  # nosec B608  # our own name
).bindparams(bindparam("first", type_=Instant()), bindparam("until", type_=Instant()))


class StationFigures:
    """Implements ports.figures.FigureStore."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def counts(self, first: date, last: date) -> Sequence[Count]:
        span = {"first": _morning(first), "until": _morning(last + timedelta(days=1))}

        def look(session: Session) -> list[Count]:
            found = session.connection().execute(_COUNTS, span).all()
            return [_count(*row) for row in found]

        return self._database.read(look)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def _count(day: str, hour: int, unit: str, agency: str, registrar: str, stage: str, many: int) -> Count:
    return Count(date.fromisoformat(day), hour, unit, agency, registrar, Stage(stage), many)
