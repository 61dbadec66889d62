"""Rows of sealed records and of the photos they need."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from approval.storage.database import Session
from approval.storage.rows import RecordBlobRow, RecordRow, ServiceRow

# Made once: to make a statement costs more than to send it, and these are sent for every photo and record.
_wanted, _all = aliased(RecordBlobRow), aliased(RecordBlobRow)
_WAITING = (
    select(col(_wanted.record_id), col(_wanted.revision), col(_all.sha256))
    .join(
        RecordRow,
        and_(
            col(RecordRow.id) == col(_wanted.record_id),
            col(RecordRow.revision) == col(_wanted.revision),
            col(RecordRow.receipt).is_(None),
        ),
    )
    .join(
        _all,
        and_(col(_all.record_id) == col(_wanted.record_id), col(_all.revision) == col(_wanted.revision)),
    )
    .where(col(_wanted.sha256) == bindparam("sha256"))
)
_STANDING = (
    select(col(RecordRow.station), col(RecordRow.digest), col(RecordRow.receipt))
    .where(col(RecordRow.id) == bindparam("record_id"), col(RecordRow.revision) == bindparam("revision"))
    .with_for_update()
)
_RECEIPT = (
    update(RecordRow)
    .where(
        col(RecordRow.id) == bindparam("record_id"),
        col(RecordRow.revision) == bindparam("of_revision"),
        col(RecordRow.receipt).is_(None),
    )
    .values(receipt=bindparam("given"))
)
_EPOCH = select(col(ServiceRow.epoch))
_OWNER = select(col(RecordRow.station)).where(col(RecordRow.id) == bindparam("record_id")).limit(1)


class Standing(NamedTuple):
    """What is known of one revision before anything is decided about it."""

    station: str
    digest: str
    receipt: bytes | None


def standing(session: Session, record_id: UUID, revision: int) -> Standing | None:
    """That revision, locked until the transaction ends where the engine locks rows."""
    found = session.connection().execute(_STANDING, {"record_id": record_id, "revision": revision}).first()
    return None if found is None else Standing(*found)


def set_receipt(session: Session, record_id: UUID, revision: int, receipt: bytes) -> bool:
    """Give that revision its one receipt; False when it has one."""
    key = {"record_id": record_id, "of_revision": revision, "given": receipt}
    return session.connection().execute(_RECEIPT, key).rowcount == 1


def epoch(session: Session) -> str:
    """Which life of the database this is."""
    return str(session.connection().execute(_EPOCH).scalar_one())


def newest(session: Session, station: str, record_id: UUID) -> RecordRow | None:
    """The highest revision of that id which this station brought."""
    theirs = select(RecordRow).where(col(RecordRow.id) == record_id, col(RecordRow.station) == station)
    return session.scalars(theirs.order_by(col(RecordRow.revision).desc()).limit(1)).first()


def forget_photos(session: Session, record_id: UUID, revision: int) -> None:
    """Whatever that revision was said to need."""
    of_it = col(RecordBlobRow.record_id) == record_id, col(RecordBlobRow.revision) == revision
    session.exec(delete(RecordBlobRow).where(*of_it))


def station_of(session: Session, record_id: UUID) -> str | None:
    """The station that brought any revision of this id, None when it is new."""
    return session.connection().execute(_OWNER, {"record_id": record_id}).scalar()


@dataclass(frozen=True)
class Waiting:
    """A record without a receipt, and every photo it needs."""

    record_id: UUID
    revision: int
    photos: tuple[str, ...]


def waiting_for(session: Session, sha256: str) -> list[Waiting]:
    """Records without a receipt that need this photo."""
    photos: dict[tuple[UUID, int], set[str]] = defaultdict(set)
    for record_id, revision, photo in session.connection().execute(_WAITING, {"sha256": sha256}):
        photos[record_id, revision].add(photo)
    return [Waiting(*key, tuple(found)) for key, found in photos.items()]
