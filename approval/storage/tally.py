"""How many declarations of each station stand where, without counting them (docs/decisions/0077).

The database's own triggers write each change down as a row of its own, so that nobody waits for anybody's
count; now and then the rows are added to the totals. What is read is both together, at one moment.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Final

from sqlalchemy import bindparam, text, union_all
from sqlmodel import Field, col, delete, func, select

from approval.storage.columns import Row
from approval.storage.database import Database, Session

AT_ONCE: Final = 2_000


class TallyRow(Row, table=True):
    """So many of that station stood there when it was last added up."""

    __tablename__: ClassVar[Any] = "tally"
    station: str = Field(primary_key=True)
    status: str = Field(primary_key=True)
    many: int


class TallyChangeRow(Row, table=True):
    """One came to stand there since (1), or stands there no more (-1)."""

    __tablename__: ClassVar[Any] = "tally_change"
    id: int | None = Field(default=None, primary_key=True)
    station: str
    status: str
    change: int


# One way of adding up, whatever else is added up meanwhile; both engines read it alike.
_ADD = text(
    "INSERT INTO tally (station, status, many)"
    " SELECT station, status, sum(change) FROM tally_change WHERE id IN :taken"
    " GROUP BY station, status ORDER BY station, status"
    " ON CONFLICT (station, status) DO UPDATE SET many = tally.many + excluded.many"
).bindparams(bindparam("taken", expanding=True))


def by_station(session: Session, stations: Collection[str]) -> dict[tuple[str, str], int]:
    """How many declarations of those stations stand where: (station, status) -> count, none of 0."""
    totals = select(TallyRow.station, TallyRow.status, TallyRow.many)
    since = select(TallyChangeRow.station, TallyChangeRow.status, TallyChangeRow.change)
    both = union_all(
        totals.where(col(TallyRow.station).in_(stations)),
        since.where(col(TallyChangeRow.station).in_(stations)),
    ).subquery()
    many = func.sum(both.c.many)
    counted = select(both.c.station, both.c.status, many).group_by(both.c.station, both.c.status)
    found = session.connection().execute(counted.having(many != 0))
    return {(station, status): int(count) for station, status, count in found}


def add_up(database: Database) -> int:
    """Add what has changed to the totals; returns how many changes. Several instances may do it at once."""
    with database.writing() as session:
        waiting = select(TallyChangeRow.id).order_by(col(TallyChangeRow.id)).limit(AT_ONCE)
        taken = session.exec(waiting.with_for_update(skip_locked=True)).all()
        if taken:
            session.connection().execute(_ADD, {"taken": taken})
            session.exec(delete(TallyChangeRow).where(col(TallyChangeRow.id).in_(taken)))
        return len(taken)
