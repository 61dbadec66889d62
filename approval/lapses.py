"""The ten-day lapse: what has run out of time ends by itself, and the desk is told.

Source: declaration.deadlines; days are counted in Vietnam's calendar.
"""

from __future__ import annotations

from dataclasses import dataclass

from approval import audit
from approval.accounts import move
from approval.clock import Clock, vietnam_date
from approval.dossiers import awaits_decision
from approval.feed import Feed
from approval.storage import declarations
from approval.storage.database import Database
from declaration.lifecycle import Event, Status, allowed
from declaration.wire.changes import ChangeKind

_CAN_LAPSE = tuple(status for status in Status if Event.LAPSE in allowed(status))


@dataclass(frozen=True)
class Lapses:
    """A background pass."""

    database: Database
    feed: Feed
    clock: Clock

    def run(self) -> int:
        """Let everything past its last day lapse; returns how many did."""
        today = vietnam_date(self.clock())
        with self.database.reading() as session:
            overdue = [row.id for row in declarations.with_status(session, _CAN_LAPSE, deadline_before=today)]
        for record_id in overdue:
            with self.database.writing() as session:
                row = declarations.for_update(session, record_id)
                if row is None or not awaits_decision(row) or row.hand_in_by >= today:
                    continue  # decided or corrected meanwhile
                move(session, row, Event.LAPSE)
                self.feed.append(session, row.station, ChangeKind.LAPSED, (row.id, row.revision))
                audit.record(session, self.clock(), "service", "lapsed", str(row.id))
        return len(overdue)
