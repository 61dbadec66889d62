"""What the agency hands out to its stations: lists of units, receiving agencies, settings.

The bytes lie among the blobs, named by their content, before any event names them. A row for each station
that is named says who may fetch them: to anybody else they are not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from approval import audit
from approval.clock import Clock
from approval.feed import Feed
from approval.identities import Station
from approval.storage import handouts, sign_in
from approval.storage.blobs import Blobs
from approval.storage.database import Database, Session
from approval.storage.rows import HandoutRow
from approval.storage.sign_in_rows import AgencyRow, StationRow
from declaration.problems import Problem, blocking
from declaration.wire.changes import ChangeKind
from declaration.wire.complaint import Subject
from declaration.wire.handouts import (
    AGENCIES,
    LARGEST,
    ROSTER,
    SETTINGS,
    AgencyList,
    Handout,
    RosterLine,
    StationSettings,
    pack_roster,
)

_OWNER: Final = "office"
"""Whose uploads these are, in a store that keeps each owner's apart."""


@dataclass(frozen=True)
class Whom:
    """Stations by their ids; none of them means all of the agency."""

    agency: str
    stations: tuple[str, ...] = ()


class Handouts:
    """Every method tells how many stations were told, or the Problem: station_unknown, also for one of
    another agency."""

    def __init__(self, database: Database, blobs: Blobs, feed: Feed, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._feed = feed
        self._clock = clock

    def send_roster(self, people: Sequence[RosterLine], whom: Whom, by: str) -> int | Problem:
        """A list joins those the stations have; nobody leaves a list by it. Problem roster_empty,
        roster_too_large."""
        if not people:
            return blocking("roster", "roster_empty")
        return self._send(ChangeKind.ROSTER_UPDATED, ROSTER, pack_roster(people), whom, by)

    def send_settings(self, settings: StationSettings, whom: Whom, by: str) -> int | Problem:
        """They take the place of those sent before. Problem agency_unknown for an agency that is
        none, subject_unknown for a subject of complaints that is none."""
        if set(settings.complaints or ()) - set(Subject):
            return blocking("complaints", "subject_unknown")
        named = [*([settings.agency] if settings.agency else []), *(settings.complaints or {}).values()]
        with self._database.reading() as session:
            if any(session.get(AgencyRow, each) is None for each in named):
                return blocking("agency", "agency_unknown")
        data = settings.model_dump_json(exclude_none=True).encode()
        return self._send(ChangeKind.SETTINGS_CHANGED, SETTINGS, data, whom, by)

    def send_agencies(self, by: str) -> int:
        """The receiving agencies as they are now, to every station there is."""
        with self._database.reading() as session:
            named = AgencyList(agencies=sign_in.named_agencies(session))
            stations = [row.id for row in sign_in.stations(session)]
        if not stations:
            return 0
        handout = self._store(named.model_dump_json().encode(), AGENCIES)
        with self._database.writing() as session:
            for station in stations:
                self._tell(session, ChangeKind.AGENCIES_UPDATED, handout, station, for_all=True)
            audit.record(session, self._clock(), by, ChangeKind.AGENCIES_UPDATED, handout.sha256)
        return len(stations)

    def greet(self, session: Session, station: StationRow) -> None:
        """A station just enrolled gets the settings that all of its agency were sent."""
        kind = ChangeKind.SETTINGS_CHANGED
        row = handouts.newest_for_all(session, kind, station.agency)
        if row is not None:
            handout = Handout(sha256=row.sha256, size=row.size, media_type=SETTINGS)
            self._tell(session, kind, handout, station.id, for_all=True)

    def read(self, station: Station, name: str, start: int, length: int) -> tuple[bytes, int] | None:
        """So many bytes from there on, and the whole size; None unless an event names it to that station.
        Audited: a list names people."""
        with self._database.writing() as session:
            row = session.get(HandoutRow, (station.id, name))
            if row is None or self._blobs.size(name) is None:
                return None
            part = f"{row.kind} from {start}"
            now, at = self._clock(), station.agency
            audit.record(session, now, station.id, "handout_read", name, part, agency=at)
        return _cut(self._blobs, name, start, length), row.size

    def _send(self, kind: ChangeKind, media_type: str, data: bytes, whom: Whom, by: str) -> int | Problem:
        if len(data) > LARGEST:
            return blocking("roster", "roster_too_large")
        with self._database.reading() as session:
            chosen = [row.id for row in sign_in.stations(session, (whom.agency,))]
        if not set(whom.stations) <= set(chosen):
            return blocking("station", "station_unknown")
        chosen = [station for station in chosen if station in whom.stations or not whom.stations]
        handout = self._store(data, media_type)
        with self._database.writing() as session:
            for station in chosen:
                self._tell(session, kind, handout, station, for_all=not whom.stations)
            audit.record(
                session,
                self._clock(),
                by,
                kind,
                handout.sha256,
                f"stations {len(chosen)}",
                agency=whom.agency,
            )
        return len(chosen)

    def _store(self, data: bytes, media_type: str) -> Handout:
        """Durable before anybody hears of it."""
        name = sha256(data).hexdigest()
        if self._blobs.size(name) is None:
            self._blobs.write(_OWNER, name, 0, data)
            if not self._blobs.finish(_OWNER, name, len(data)):
                raise OSError("a handout could not be kept")
        return Handout(sha256=name, size=len(data), media_type=media_type)

    def _tell(
        self, session: Session, kind: ChangeKind, handout: Handout, station: str, *, for_all: bool
    ) -> None:
        handouts.grant(session, station, handout, kind, self._clock(), for_all)
        self._feed.append(session, station, kind, data=handout.model_dump())


def _cut(blobs: Blobs, name: str, start: int, length: int) -> bytes:
    """A range out of pieces; the pieces before it are passed over."""
    taken, at, wanted = bytearray(), 0, start + length
    for piece in blobs.chunks(name):
        if at + len(piece) > start:
            taken += piece[max(0, start - at) : wanted - at]
        at += len(piece)
        if at >= wanted:
            break
    return bytes(taken)
