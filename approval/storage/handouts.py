"""Which handout is for which station."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from approval.storage.database import Session
from approval.storage.rows import HandoutRow
from approval.storage.sign_in_rows import StationRow
from declaration.wire.handouts import Handout


def grant(session: Session, station: str, handout: Handout, kind: str, at: datetime, for_all: bool) -> None:
    """That station may fetch it; twice is the same as once, but the moment is the last."""
    row = session.get(HandoutRow, (station, handout.sha256))
    if row is None:
        row = HandoutRow(
            station=station, sha256=handout.sha256, size=handout.size, kind=kind, for_all=for_all, at=at
        )
    row.at, row.for_all = at, for_all
    session.add(row)
    session.flush()


def newest_for_all(session: Session, kind: str, agency: str) -> HandoutRow | None:
    """What was handed out last to all stations of that agency."""
    of_agency = select(StationRow.id).where(StationRow.agency == agency)
    query = select(HandoutRow).where(
        HandoutRow.kind == kind, col(HandoutRow.for_all), col(HandoutRow.station).in_(of_agency)
    )
    return session.exec(query.order_by(col(HandoutRow.at).desc()).limit(1)).first()
