"""What the agency asks of a station: go on, take nothing new and send what it holds, stop.

A station is told by hello, signed, what holds for it: the strictest of what was said to all and to it alone.
The feed only rings, so that nobody waits for the next hello.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from approval import audit
from approval.clock import Clock
from approval.feed import Feed
from approval.storage.database import Database, Session
from approval.storage.rows import ServiceRow
from approval.storage.sign_in_rows import StationRow
from declaration.problems import Problem, blocking
from declaration.wire.changes import ChangeKind
from declaration.wire.sign_in import ServiceState


def order_for(session: Session, station: StationRow | None) -> ServiceState:
    """What holds for that station; for one nobody knows, what was said to all."""
    to_all = _said_to_all(session)
    return to_all if station is None else _strictest(to_all, station)


def orders_for(session: Session, stations: Iterable[StationRow]) -> dict[str, ServiceState]:
    """The same for each of them, by its id; what was said to all is asked for once."""
    to_all = _said_to_all(session)
    return {station.id: _strictest(to_all, station) for station in stations}


def ring(session: Session, feed: Feed, stations: Iterable[StationRow]) -> None:
    """Have these stations look at what is asked of them now."""
    for station, order in orders_for(session, stations).items():
        feed.append(session, station, ChangeKind.STATE_CHANGED, data={"state": str(order)})


@dataclass(frozen=True)
class Orders:
    """Asking something of one station."""

    database: Database
    feed: Feed
    clock: Clock

    def drain(
        self, station: str, draining: bool, by: str, agencies: Collection[str] | None = None
    ) -> Problem | None:
        """Let it send what it holds and take nothing new, or let it work again. Problem station_unknown, also
        for one of none of ``agencies``. Asked twice it changes nothing."""
        with self.database.writing() as session:
            row = session.get(StationRow, station)
            if row is None or (agencies is not None and row.agency not in agencies):
                return blocking("station", "station_unknown")
            if row.draining == draining:
                return None
            row.draining = draining
            session.add(row)
            session.flush()
            ring(session, self.feed, [row])
            act = "station_drained" if draining else "station_undrained"
            audit.record(session, self.clock(), by, act, station, agency=row.agency)
        return None


def _said_to_all(session: Session) -> ServiceState:
    return ServiceState(session.get_one(ServiceRow, 1).state)


def _strictest(to_all: ServiceState, station: StationRow) -> ServiceState:
    if not station.active or to_all is ServiceState.LOCKED:
        return ServiceState.LOCKED
    return ServiceState.DRAIN if station.draining else to_all
