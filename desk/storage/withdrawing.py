"""The one transaction that takes a declaration back: its status, the sealed withdrawal, an audit line."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from declaration.lifecycle import Event, Kind, Status, after
from desk.ports.store import SealedAbout
from desk.storage.audit import note
from desk.storage.rows import DeclarationRow, RevisionRow
from desk.storage.sealed_about import queue

WITHDRAW = "withdraw"


def withdraw(session: Session, sealed: SealedAbout, reason: str) -> bool:
    """False, and nothing changed, when that revision may not be withdrawn now."""
    row = session.get(DeclarationRow, str(sealed.about))
    if row is None or row.revision != sealed.about_revision:
        return False
    status = after(Status(row.status), Event.WITHDRAW, Kind(row.kind))
    if status is None:
        return False
    row.status, row.changed_at = status, sealed.at
    session.add(row)
    session.flush()
    declared = session.get_one(RevisionRow, (row.id, row.revision))
    queue(session, sealed, date.fromisoformat(declared.deadline))
    note(session, sealed.at, sealed.registrar, WITHDRAW, row.id, reason)
    return True
