"""Rows of sealed records and of the photos they need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from approval.storage.database import Session
from approval.storage.prepared import ForSome, Prepared, put
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
_STANDINGS = ForSome(
    lambda some: (
        select(
            col(RecordRow.id),
            col(RecordRow.revision),
            col(RecordRow.station),
            col(RecordRow.digest),
            col(RecordRow.receipt),
        )
        .where(col(RecordRow.id).in_(some(col(RecordRow.id))))
        .order_by(col(RecordRow.id))
        .with_for_update()
    )
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
    of another of the same id; ``is_only``: there is no other."""

    station: str
    digest: str
    receipt: bytes | None
    is_it: bool
    is_only: bool

    @property
    def is_new(self) -> bool:
        """Whether this revision waits for its receipt, and no other ever came."""
        return self.is_it and self.is_only and self.receipt is None


def standings(session: Session, asked: Mapping[UUID, int]) -> dict[UUID, Standing]:
    """Of each id that revision, or else another, locked until the transaction ends where the engine locks
    rows; in one order, so that two who ask for the same do not wait for each other."""
    found: dict[UUID, Standing] = {}
    for record_id, revision, station, digest, receipt in _STANDINGS.all(session, id=list(asked)):
        is_it, before = revision == asked[record_id], found.get(record_id)
        known = Standing(station, digest, receipt, is_it, True) if is_it or before is None else before
        found[record_id] = known._replace(is_only=before is None)
    return found


def set_receipts(session: Session, given: Mapping[tuple[UUID, int], bytes]) -> bool:
    """Give each revision its one receipt; False when one of them has one."""
    rows = [
        {"record_id": record_id, "of_revision": revision, "given": receipt}
        for (record_id, revision), receipt in given.items()
    ]
    return _RECEIPT.run_for(session, rows) == len(rows)


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


def keep(
    session: Session, rows: Sequence[dict[str, Any]], photos: Sequence[dict[str, Any]], *, anew: bool
) -> None:
    """Put down new revisions and the photos they need; ``anew``: what a row that was lost once needed is
    forgotten, which is in the way otherwise."""
    if not rows:
        return
    put(session, RecordRow, *rows)
    if anew:
        _FORGET.run_for(session, [{"of_record": row["id"], "of_revision": row["revision"]} for row in rows])
    put(session, RecordBlobRow, *photos)


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
