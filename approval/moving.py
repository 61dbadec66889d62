"""One station, one machine: it moves by a code of the office, and a second copy of it is noticed.

With every token a station hands on its turn, a random value only the last holder knows. A copy of the station
(a cloned disk, a restored backup) has an older turn, and is refused with ``station_forked``. Moving it by a
code gives the new machine its own key and a fresh turn; the old machine's key is refused with
``station_moved``, but records it sealed stay good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import col, delete, update

from approval import audit
from approval.storage.database import Session
from approval.storage.prepared import Prepared
from approval.storage.sign_in_rows import FormerKeyRow, StationRow, TokenRow

FORKED, MOVED = "station_forked", "station_moved"
LONGEST_TURN = 64
_FORMER_KEYS = Prepared(
    select(col(FormerKeyRow.public_key)).where(col(FormerKeyRow.station) == bindparam("station"))
)


@dataclass(frozen=True)
class Turn:
    """What a station hands on: ``after`` the turn it holds comes ``next``."""

    next: str
    after: str


def take_turn(session: Session, station: StationRow, turn: Turn | None, now: datetime) -> bool:
    """Whether it was this copy's turn. The answer may have been lost: the same turn again is welcome."""
    if turn is None:
        return station.turn is None
    if station.turn not in (None, turn.after, turn.next):
        audit.record(session, now, station.id, FORKED, station.id, agency=station.agency)
        return False
    session.exec(update(StationRow).where(col(StationRow.id) == station.id).values(turn=turn.next))
    return True


def move(session: Session, station: StationRow, public_key: str, certificate: str, now: datetime) -> None:
    """From now on the station speaks with this key; who held the one before is out."""
    if station.public_key != public_key:
        session.merge(FormerKeyRow(station=station.id, public_key=station.public_key, until=now))
    is_back = col(FormerKeyRow.station) == station.id, col(FormerKeyRow.public_key) == public_key
    session.exec(delete(FormerKeyRow).where(*is_back))
    session.exec(delete(TokenRow).where(col(TokenRow.station) == station.id))
    station.public_key, station.certificate, station.turn = public_key, certificate, None
    session.add(station)
    audit.record(session, now, station.id, MOVED, station.id, agency=station.agency)


def former_keys(session: Session, station: str) -> Sequence[str]:
    return [key for (key,) in _FORMER_KEYS.all(session, station=station)]


def begin_turns_anew(session: Session) -> None:
    """After the service's own database was restored: the turns it remembers are older than the stations'."""
    session.exec(update(StationRow).values(turn=None))
