"""Numbers given out one after the other: receipts and dossiers."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from approval.storage import records
from approval.storage.database import Session
from approval.storage.prepared import Prepared
from approval.storage.rows import CounterRow, ServiceRow

_NEXT = Prepared(
    update(CounterRow)
    .where(col(CounterRow.name) == bindparam("counter"))
    .values(value=CounterRow.value + 1)
    .returning(col(CounterRow.value))
)

_NEXT_IN_EPOCH = Prepared(
    update(CounterRow)
    .where(col(CounterRow.name) == bindparam("counter"))
    .values(value=CounterRow.value + 1)
    .returning(col(CounterRow.value), select(col(ServiceRow.epoch)).scalar_subquery())
)


def next_in_epoch(session: Session, name: str) -> tuple[int, str]:
    """The same as ``next_number``, and which life of the database it is in."""
    counted = _NEXT_IN_EPOCH.first(session, counter=name)
    if counted is None:
        return next_number(session, name), records.epoch(session)
    return int(counted[0]), str(counted[1])


def next_number(session: Session, name: str) -> int:
    """The next number of that counter, from 1; whoever asks meanwhile waits for this transaction."""
    counted = _NEXT.first(session, counter=name)
    if counted is None:
        session.add(CounterRow(name=name, value=1))
        session.flush()
    return 1 if counted is None else int(counted[0])


def newest(session: Session, name: str) -> int:
    """The last number given out, 0 before the first."""
    row = session.get(CounterRow, name)
    return 0 if row is None else row.value
