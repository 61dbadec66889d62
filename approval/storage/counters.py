"""Numbers given out one after the other: receipts and dossiers."""

from __future__ import annotations

from sqlmodel import col, select

from approval.storage.database import Session
from approval.storage.rows import CounterRow


def next_number(session: Session, name: str) -> int:
    """The next number of that counter, from 1; whoever asks meanwhile waits for this transaction."""
    row = session.exec(select(CounterRow).where(col(CounterRow.name) == name).with_for_update()).first()
    row = row or CounterRow(name=name)
    row.value += 1
    session.add(row)
    session.flush()
    return row.value


def newest(session: Session, name: str) -> int:
    """The last number given out, 0 before the first."""
    row = session.get(CounterRow, name)
    return 0 if row is None else row.value
