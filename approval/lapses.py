"""The ten-day clock: the desk is warned, what has run out ends by itself, a supervisor may give it new days.

Source: declaration.deadlines; days are counted in Vietnam's calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from approval import audit, contacts, notices
from approval.accounts import move
from approval.clock import Clock, vietnam_date
from approval.feed import Feed
from approval.identities import Person
from approval.storage import background_work, declarations
from approval.storage.database import AlreadyThereError, Database
from approval.storage.rows import DeclarationRow
from approval.storage.sign_in_rows import StationRow
from declaration.deadlines import WARNED_AT_DAYS_LEFT, hand_in_by
from declaration.lifecycle import Event, Kind, Status, allowed
from declaration.wire.changes import ChangeKind
from declaration.wire.supervision import LapsedDeclaration, LapsedPage

_CAN_LAPSE = tuple(status for status in Status if Event.LAPSE in allowed(status))


@dataclass(frozen=True)
class NotRestored:
    """Nothing was changed: not_found or not_possible_now."""

    code: str


@dataclass(frozen=True)
class Lapses:
    """A background pass, and the way back from it."""

    database: Database
    feed: Feed
    notices: notices.Notices
    clock: Clock

    def run(self) -> int:
        """Warn, and let everything past its last day lapse; returns how many lapsed."""
        today = vietnam_date(self.clock())
        lapsed = _times(partial(self._lapse_next, today))
        for days_left in WARNED_AT_DAYS_LEFT:
            _times(partial(self._warn_next, today, days_left))
        return lapsed

    def lapsed(self, supervisor: Person) -> LapsedPage:
        """What lapsed at the supervisor's agencies, the newest first."""
        with self.database.writing() as session:
            found = declarations.lapsed(session, supervisor.agencies)
            now, at = self.clock(), supervisor.agency
            audit.record(session, now, supervisor.name, "lapsed_listed", at, f"shown {len(found)}", agency=at)
            return LapsedPage(items=tuple(_line(row, station) for row, station in found))

    def restore(self, supervisor: Person, record_id: UUID, reason: str) -> date | NotRestored:
        """Take a lapse back, for ten more days from today; returns the new last day.

        Only declarations of the supervisor's agencies exist for them.
        """
        try:
            return self._restore(supervisor, record_id, reason)
        except AlreadyThereError:  # one that shares something with it came in at the same moment
            return self._restore(supervisor, record_id, reason)

    def _restore(self, supervisor: Person, record_id: UUID, reason: str) -> date | NotRestored:
        with self.database.writing() as session:
            row = declarations.for_update(session, record_id)
            if row is None or row.agency not in supervisor.agencies:
                return NotRestored("not_found")
            if Event.RESTORE not in allowed(Status(row.status), Kind(row.kind)):
                return NotRestored("not_possible_now")
            row.hand_in_by = hand_in_by(vietnam_date(self.clock()))
            row.warned_at_days = None
            move(session, row, Event.RESTORE)
            contacts.compare(session, row)  # while it was over, others were not held against it
            data = {"hand_in_by": row.hand_in_by.isoformat(), "note": reason}
            self.feed.append(session, row.station, ChangeKind.RESTORED, (row.id, row.revision), data)
            audit.record(
                session, self.clock(), supervisor.name, "restored", str(row.id), reason, agency=row.agency
            )
            return row.hand_in_by

    def _lapse_next(self, today: date) -> bool:
        """One in a transaction of its own; what another instance has in hand is passed over."""
        with self.database.writing() as session:
            row = background_work.next_overdue(session, _CAN_LAPSE, today)
            if row is None:
                return False
            move(session, row, Event.LAPSE)
            self.feed.append(session, row.station, ChangeKind.LAPSED, (row.id, row.revision))
            audit.record(session, self.clock(), "service", "lapsed", str(row.id), agency=row.agency)
            self.notices.announce(session, row, notices.LAPSED, {})
        return True

    def _warn_next(self, today: date, days_left: int) -> bool:
        with self.database.writing() as session:
            row = background_work.next_to_warn(session, _CAN_LAPSE, today, days_left)
            if row is None:
                return False
            row.warned_at_days = days_left
            session.add(row)
            data = {"days_left": (row.hand_in_by - today).days}
            self.feed.append(session, row.station, ChangeKind.DEADLINE_NEAR, (row.id, row.revision), data)
        return True


def _times(work: Callable[[], bool]) -> int:
    """How often it found something to do."""
    return sum(1 for _ in iter(work, False))


def _line(row: DeclarationRow, station: StationRow) -> LapsedDeclaration:
    return LapsedDeclaration(
        id=row.id,
        dossier_number=row.dossier_number,
        full_name=row.full_name,
        unit_name=station.unit_name,
        station=station.name,
        hand_in_by=row.hand_in_by,
    )
