"""Rows of sealed records and of the photos they need."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, case, delete, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from approval.storage.database import Session
from approval.storage.prepared import Prepared
from approval.storage.rows import RecordBlobRow, RecordRow, ServiceRow

_wanted, _all = aliased(RecordBlobRow), aliased(RecordBlobRow)
_WAITING = Prepared(
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
_STANDING = Prepared(
    select(
        col(RecordRow.station),
        col(RecordRow.digest),
        col(RecordRow.receipt),
        col(RecordRow.revision) == bindparam("revision"),
    )
    .where(col(RecordRow.id) == bindparam("record_id"))
    .order_by(case((col(RecordRow.revision) == bindparam("revision"), 0), else_=1))
    .limit(1)
    .with_for_update()
)
_RECEIPT = Prepared(
    update(RecordRow)
    .where(
        col(RecordRow.id) == bindparam("record_id"),
        col(RecordRow.revision) == bindparam("of_revision"),
        col(RecordRow.receipt).is_(None),
    )
    .values(receipt=bindparam("given"))
)
_EPOCH = Prepared(select(col(ServiceRow.epoch)))
_OWNER = Prepared(select(col(RecordRow.station)).where(col(RecordRow.id) == bindparam("record_id")).limit(1))
_SEALED = Prepared(
    select(col(RecordRow.sealed), col(RecordRow.digest)).where(
        col(RecordRow.id) == bindparam("record_id"), col(RecordRow.revision) == bindparam("revision")
    )
)
_FORGET = Prepared(
    delete(RecordBlobRow).where(
        col(RecordBlobRow.record_id) == bindparam("of_record"),
        col(RecordBlobRow.revision) == bindparam("of_revision"),
    )
)


class Standing(NamedTuple):
    """What is known of one revision before anything is decided about it; ``is_it``: of this very one, else
    of another of the same id."""

    station: str
    digest: str
    receipt: bytes | None
    is_it: bool


def standing(session: Session, record_id: UUID, revision: int) -> Standing | None:
    """That revision, or another of its id, locked until the transaction ends where the engine locks rows."""
    found = _STANDING.first(session, record_id=record_id, revision=revision)
    return None if found is None else Standing(*found)


def set_receipt(session: Session, record_id: UUID, revision: int, receipt: bytes) -> bool:
    """Give that revision its one receipt; False when it has one."""
    return _RECEIPT.run(session, record_id=record_id, of_revision=revision, given=receipt) == 1


def sealed(session: Session, record_id: UUID, revision: int) -> tuple[bytes, str]:
    """That revision as it came, and its digest. Raises LookupError when it is not there."""
    found = _SEALED.first(session, record_id=record_id, revision=revision)
    if found is None:
        raise LookupError("no such record")
    return bytes(found[0]), found[1]


def epoch(session: Session) -> str:
    """Which life of the database this is."""
    found = _EPOCH.first(session)
    assert found is not None, "made at the first start"
    return str(found[0])


def newest(session: Session, station: str, record_id: UUID) -> RecordRow | None:
    """The highest revision of that id which this station brought."""
    theirs = select(RecordRow).where(col(RecordRow.id) == record_id, col(RecordRow.station) == station)
    return session.scalars(theirs.order_by(col(RecordRow.revision).desc()).limit(1)).first()


def forget_photos(session: Session, record_id: UUID, revision: int) -> None:
    """Whatever that revision was said to need."""
    _FORGET.run(session, of_record=record_id, of_revision=revision)


def station_of(session: Session, record_id: UUID) -> str | None:
    """The station that brought any revision of this id, None when it is new."""
    found = _OWNER.first(session, record_id=record_id)
    return None if found is None else str(found[0])


@dataclass(frozen=True)
class Waiting:
    """A record without a receipt, and every photo it needs."""

    record_id: UUID
    revision: int
    photos: tuple[str, ...]


def waiting_for(session: Session, sha256: str) -> list[Waiting]:
    """Records without a receipt that need this photo."""
    photos: dict[tuple[UUID, int], set[str]] = defaultdict(set)
    for record_id, revision, photo in _WAITING.all(session, sha256=sha256):
        photos[record_id, revision].add(photo)
    return [Waiting(*key, tuple(found)) for key, found in photos.items()]
