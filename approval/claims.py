"""Who is at a declaration: two reviewers never take one.

A claim ends by itself, so that nobody's closed lid keeps a declaration from being decided. It says nothing of
what may be decided: ``version`` remains the referee.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from approval.identities import Person
from approval.naming import full_names
from approval.storage import declarations
from approval.storage.database import Database, Session, SharedClock
from approval.storage.rows import DeclarationRow
from declaration.lifecycle import Status
from declaration.wire.review import Claim

CLAIM_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class NotClaimed:
    """Nothing was changed: not_found, not_possible_now or held_by_other."""

    code: str


@dataclass(frozen=True)
class Claims:
    """Taking and letting go, by the one clock all instances share. Looking at a declaration is audited; these
    leave no line of their own."""

    database: Database
    shared_clock: SharedClock

    def take(self, person: Person, record_id: UUID) -> Claim | NotClaimed:
        """Be at that declaration for ten more minutes, unless a colleague is."""
        with self.database.writing() as session:
            now = self.shared_clock(session)
            row = declarations.for_update(session, record_id)
            if row is None or row.agency not in person.agencies:
                return NotClaimed("not_found")
            if row.status != Status.RECEIVED:
                return NotClaimed("not_possible_now")
            if is_held_by_other(row, person.name, now):
                return NotClaimed("held_by_other")
            row.claimed_by, row.claimed_until = person.name, now + CLAIM_LASTS
            session.add(row)
            return Claim(by=person.name, name=person.display_name, until=row.claimed_until)

    def release(self, person: Person, record_id: UUID) -> NotClaimed | None:
        """Let one's own claim go; None when there is none of theirs any more."""
        with self.database.writing() as session:
            row = declarations.for_update(session, record_id)
            if row is None or row.agency not in person.agencies:
                return NotClaimed("not_found")
            if row.claimed_by == person.name:
                row.claimed_by = row.claimed_until = None
                session.add(row)
        return None


def is_held_by_other(row: DeclarationRow, name: str, now: datetime) -> bool:
    """Whether a colleague of that person is at it now."""
    return _lives(row, now) and row.claimed_by != name


def standing(session: Session, rows: Iterable[DeclarationRow], now: datetime) -> dict[UUID, Claim]:
    """The claims on these that have not ended, with the names to show."""
    held = {row.id: row for row in rows if _lives(row, now)}
    if not held:
        return {}
    names = full_names(session, (row.claimed_by for row in held.values() if row.claimed_by))
    return {key: _claim(row, names) for key, row in held.items()}


def _lives(row: DeclarationRow, now: datetime) -> bool:
    return row.claimed_until is not None and row.claimed_until > now


def _claim(row: DeclarationRow, names: dict[str, str]) -> Claim:
    assert row.claimed_by is not None, "a claim has its person"
    assert row.claimed_until is not None, "and its end"
    by = row.claimed_by
    return Claim(by=by, name=names.get(by, by), until=row.claimed_until)
