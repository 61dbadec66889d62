"""Numbers given out one after the other: receipts and dossiers."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col

from approval.storage.database import Session
from approval.storage.rows import CounterRow


def next_number(session: Session, name: str) -> int:
    """The next number of that counter, from 1; whoever asks meanwhile waits for this transaction."""
    mine = col(CounterRow.name) == name
    counted = (
        update(CounterRow).where(mine).values(value=CounterRow.value + 1).returning(col(CounterRow.value))
    )
    value = session.connection().execute(counted).scalar()
    if value is None:
        session.add(CounterRow(name=name, value=1))
        session.flush()
    return 1 if value is None else int(value)


def newest(session: Session, name: str) -> int:
    """The last number given out, 0 before the first."""
    row = session.get(CounterRow, name)
    return 0 if row is None else row.value
