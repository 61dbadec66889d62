"""Rows of sealed records and of the photos they need."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, delete, func, select

from approval.storage.database import Session
from approval.storage.rows import RecordBlobRow, RecordRow


def find(session: Session, record_id: UUID, revision: int) -> RecordRow | None:
    """That revision, locked until the transaction ends where the engine locks rows."""
    return session.exec(
        select(RecordRow)
        .where(col(RecordRow.id) == record_id, col(RecordRow.revision) == revision)
        .with_for_update()
    ).first()


def newest(session: Session, station: str, record_id: UUID) -> RecordRow | None:
    """The highest revision of that id which this station brought."""
    return session.exec(
        select(RecordRow)
        .where(col(RecordRow.id) == record_id, col(RecordRow.station) == station)
        .order_by(col(RecordRow.revision).desc())
        .limit(1)
    ).first()


def forget_photos(session: Session, record_id: UUID, revision: int) -> None:
    """Whatever that revision was said to need."""
    of_it = col(RecordBlobRow.record_id) == record_id, col(RecordBlobRow.revision) == revision
    session.exec(delete(RecordBlobRow).where(*of_it))


def station_of(session: Session, record_id: UUID) -> str | None:
    """The station that brought any revision of this id, None when it is new."""
    return session.exec(select(col(RecordRow.station)).where(col(RecordRow.id) == record_id).limit(1)).first()


def waiting_for(session: Session, sha256: str) -> Sequence[RecordRow]:
    """Records without a receipt that need this photo."""
    return session.exec(
        select(RecordRow)
        .join(
            RecordBlobRow,
            (col(RecordBlobRow.record_id) == col(RecordRow.id))
            & (col(RecordBlobRow.revision) == col(RecordRow.revision)),
        )
        .where(col(RecordBlobRow.sha256) == sha256, col(RecordRow.receipt).is_(None))
    ).all()


def received_by_station(session: Session) -> dict[str, int]:
    """How many declarations have a receipt, per station."""
    counted = session.exec(
        select(col(RecordRow.station), func.count(func.distinct(col(RecordRow.id))))
        .where(col(RecordRow.receipt).is_not(None), col(RecordRow.kind) == "declaration")
        .group_by(col(RecordRow.station))
    ).all()
    return dict(counted)
