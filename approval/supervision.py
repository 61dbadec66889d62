"""What one sees of all stations of one's agencies: what arrived, and what they say has not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from approval import day_books
from approval.clock import Clock
from approval.identities import Person
from approval.orders import orders_for
from approval.storage import notices, sign_in, tally
from approval.storage.database import Database, Session
from approval.storage.rows import ServiceRow
from approval.storage.sign_in_rows import StationRow
from approval.trails import BROKEN, RESTORED
from declaration.lifecycle import Status
from declaration.wire.sign_in import ServiceState
from declaration.wire.supervision import (
    DaysOverview,
    PracticeMessage,
    PracticeMessages,
    StationDays,
    StationOverview,
    StationReport,
    StationsPage,
)

LOOKED_INTO = timedelta(days=7)
"""How long a supervisor is told of a trail that broke or was restored; the service's own audit keeps it."""


@dataclass(frozen=True)
class Supervision:
    """Reading for supervisors."""

    database: Database
    clock: Clock

    def stations(self, person: Person) -> StationsPage:
        """One row per station; counts are of declarations."""
        with self.database.reading() as session:
            rows = sign_in.stations(session, person.agencies)
            ids = [row.id for row in rows]
            standing = tally.by_station(session, ids)
            since = self.clock() - LOOKED_INTO
            orders = orders_for(session, rows)
            trails = {act: sign_in.last_done(session, act, since, ids) for act in (BROKEN, RESTORED)}
            books = day_books.overviews(session, ids, self.clock(), _epoch(session))
        # A declaration has a row from its first receipt on, whatever became of it.
        received: Counter[str] = Counter()
        for (station, _), count in standing.items():
            received[station] += count
        return StationsPage(
            stations=tuple(
                _overview(row, received, standing, trails, orders[row.id], books.get(row.id, DaysOverview()))
                for row in rows
            ),
            as_of=self.clock(),
        )

    def days(self, person: Person, station: str) -> StationDays | None:
        """The days of a station of the person's agencies; None when there is no such station."""
        with self.database.reading() as session:
            row = session.get(StationRow, station)
            if row is None or row.agency not in person.agencies:
                return None
            return day_books.days_of(session, station, self.clock(), _epoch(session))

    def practice_messages(self) -> PracticeMessages:
        """What the practice carrier was given, newest first."""
        with self.database.reading() as session:
            rows = notices.practice_messages(session)
        return PracticeMessages(
            messages=tuple(
                PracticeMessage(at=row.at, channel=row.channel, to=row.recipient, text=row.text)
                for row in rows
            )
        )


def _epoch(session: Session) -> str:
    service = session.get(ServiceRow, 1)
    assert service is not None, "made when the service was opened"
    return service.epoch


def _overview(
    row: StationRow,
    received: Counter[str],
    standing: dict[tuple[str, str], int],
    trails: dict[str, dict[str, datetime]],
    order: ServiceState,
    books: DaysOverview,
) -> StationOverview:
    return StationOverview(
        station=row.id,
        station_name=row.name,
        unit_name=row.unit_name,
        agency=row.agency,
        enrolled_at=row.enrolled_at,
        last_contact=row.last_contact,
        received=received[row.id],
        returned=standing.get((row.id, Status.RETURNED), 0),
        activated=standing.get((row.id, Status.ACTIVATED), 0),
        report=StationReport.model_validate_json(row.report) if row.report else None,
        trail_broken_at=trails[BROKEN].get(row.id),
        trail_restored_at=trails[RESTORED].get(row.id),
        state=order,
        days=books,
    )
