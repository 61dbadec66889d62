"""Rows of the change feed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from approval.storage.database import Session
from approval.storage.rows import EventRow
from approval.storage.sign_in_rows import StationRow


def next_sequence(session: Session, station: str) -> int:
    """The next place in that station's feed; holds the station's row until the transaction ends.

    Raises LookupError for a station that is not enrolled.
    """
    row = session.exec(
        select(StationRow)
        .where(col(StationRow.id) == station)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise LookupError("no such station")
    row.feed_end += 1
    session.add(row)
    session.flush()
    return row.feed_end


def after(session: Session, station: str, cursor: int, limit: int) -> Sequence[EventRow]:
    """Events of that station behind the cursor, oldest first."""
    return session.exec(
        select(EventRow)
        .where(col(EventRow.station) == station, col(EventRow.sequence) > cursor)
        .order_by(col(EventRow.sequence))
        .limit(limit)
    ).all()
