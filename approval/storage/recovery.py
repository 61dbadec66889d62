"""The row of each station's recovery code."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, col, select

from approval.storage.columns import Row, UtcDateTime
from approval.storage.database import Session


class RecoveryCodeRow(Row, table=True):
    """The newest recovery code of a station, sealed as it came; the one before is gone."""

    __tablename__: ClassVar[Any] = "recovery_code"
    station: str = Field(primary_key=True, foreign_key="station.id")
    number: int
    digest: str
    deposit: str
    receipt: str
    received_at: datetime = Field(sa_type=UtcDateTime)


def for_update(session: Session, station: str) -> RecoveryCodeRow | None:
    """The station's row, locked until the transaction ends."""
    return session.exec(
        select(RecoveryCodeRow).where(col(RecoveryCodeRow.station) == station).with_for_update()
    ).first()
