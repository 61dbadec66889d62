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
    .values(value=CounterRow.value + bindparam("more"))
    .returning(col(CounterRow.value))
)

_NEXT_IN_EPOCH = Prepared(
    update(CounterRow)
    .where(col(CounterRow.name) == bindparam("counter"))
    .values(value=CounterRow.value + bindparam("more"))
    .returning(col(CounterRow.value), select(col(ServiceRow.epoch)).scalar_subquery())
)


def next_in_epoch(session: Session, name: str, count: int) -> tuple[range, str]:
    """The same as ``next_numbers``, and which life of the database they are in."""
    counted = _NEXT_IN_EPOCH.first(session, counter=name, more=count)
    if counted is None:
        return next_numbers(session, name, count), records.epoch(session)
    return _up_to(int(counted[0]), count), str(counted[1])


def next_numbers(session: Session, name: str, count: int) -> range:
    """That counter's next ``count`` numbers, from 1; whoever asks meanwhile waits for this transaction."""
    counted = _NEXT.first(session, counter=name, more=count)
    if counted is None:
        session.add(CounterRow(name=name, value=count))
        session.flush()
    return _up_to(count if counted is None else int(counted[0]), count)


def _up_to(last: int, count: int) -> range:
    return range(last - count + 1, last + 1)


def newest(session: Session, name: str) -> int:
    """The last number given out, 0 before the first."""
    row = session.get(CounterRow, name)
    return 0 if row is None else row.value
