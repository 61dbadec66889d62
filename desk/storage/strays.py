"""Answers about declarations this file does not have, as after a restore from a copy older than they are.

They would reach nobody: what they are about is kept apart, by dossier number, until a person has seen to it.
Whoever was erased here is not told of again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from declaration.wire.changes import Change
from desk.ports.store import StrayAnswer
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.rows import ErasureRow


def keep_stray(session: Session, change: Change) -> None:
    """The newest answer about each; its dossier number is in the first one."""
    record_id, kept = str(change.record_id), _read(session)
    if session.get(ErasureRow, record_id) is not None:
        return
    dossier = str(change.data.get("dossier_number") or kept.get(record_id, ["", "", ""])[2])
    kept[record_id] = [change.kind, change.at.isoformat(), dossier]
    write_fact(session, Fact.STRAYS, json.dumps(kept))


def strays(session: Session) -> Sequence[StrayAnswer]:
    """Newest first."""
    kept = _read(session)
    named = col(ErasureRow.subject).in_(kept)
    erased = set(session.exec(select(ErasureRow.subject).where(named)).all()) if kept else set()
    found = [
        StrayAnswer(UUID(record_id), kind, datetime.fromisoformat(at), dossier)
        for record_id, (kind, at, dossier) in kept.items()
        if record_id not in erased
    ]
    return sorted(found, key=lambda stray: stray.at, reverse=True)


def put_strays_away(session: Session) -> None:
    """A person has seen to them; what comes later is told again."""
    write_fact(session, Fact.STRAYS, "{}")


def _read(session: Session) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = json.loads(read_fact(session, Fact.STRAYS) or "{}")
    return kept
