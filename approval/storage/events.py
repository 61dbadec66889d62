"""Rows of the change feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from approval.storage.database import Session
from approval.storage.prepared import Prepared
from approval.storage.rows import EventRow
from approval.storage.sign_in_rows import StationRow

_NEXT = Prepared(
    update(StationRow)
    .where(col(StationRow.id) == bindparam("station"))
    .values(feed_end=StationRow.feed_end + bindparam("more"))
    .returning(col(StationRow.feed_end))
)
_AFTER = Prepared(
    select(
        col(EventRow.sequence),
        col(EventRow.kind),
        col(EventRow.record_id),
        col(EventRow.revision),
        col(EventRow.at),
        col(EventRow.data),
    )
    .where(col(EventRow.station) == bindparam("station"), col(EventRow.sequence) > bindparam("cursor"))
    .order_by(col(EventRow.sequence))
    .limit(bindparam("most"))
)


class Answer(NamedTuple):
    """One event as it is read: a plain row, because a station that comes back asks for thousands."""

    sequence: int
    kind: str
    record_id: UUID | None
    revision: int | None
    at: datetime
    data: dict[str, Any]


def next_sequences(session: Session, station: str, count: int) -> range:
    """The next places in that station's feed; holds the station's row until the transaction ends.

    Raises LookupError for a station that is not enrolled.
    """
    found = _NEXT.first(session, station=station, more=count)
    if found is None:
        raise LookupError("no such station")
    last = int(found[0])
    return range(last - count + 1, last + 1)


def after(session: Session, station: str, cursor: int, limit: int) -> list[Answer]:
    """Events of that station behind the cursor, oldest first."""
    return [Answer._make(row) for row in _AFTER.all(session, station=station, cursor=cursor, most=limit)]
