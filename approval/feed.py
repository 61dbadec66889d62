"""The change feed: what the agency answers, in one order per station.

Source of the order: the station's row is locked while its next sequence is taken and stays locked until the
commit, so sequence is commit order on every engine and a cursor never passes an uncommitted event.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json

from approval import audit
from approval.bells import TRUST_THE_BELL, Bells
from approval.clock import Clock
from approval.identities import Station
from approval.storage import events
from approval.storage.database import Database, Session, afterwards
from approval.storage.prepared import put
from approval.storage.rows import EventRow
from declaration.wire.changes import ChangeKind


class News(NamedTuple):
    """One answer to be added; ``record`` is the id and revision it is about."""

    station: str
    kind: ChangeKind
    record: tuple[UUID, int] | None = None
    data: dict[str, Any] | None = None

    def row(self, sequence: int, at: datetime) -> dict[str, Any]:
        """As EventRow has it."""
        record_id, revision = self.record or (None, None)
        return {
            "station": self.station,
            "sequence": sequence,
            "kind": str(self.kind),
            "record_id": record_id,
            "revision": revision,
            "at": at,
            "data": self.data or {},
        }


class Page(NamedTuple):
    """Answers in the feed's order, and the cursor to ask with next."""

    events: Sequence[events.Answer]
    cursor: int

    def json(self) -> bytes:
        """As wire.changes.Changes is written; not checked again, as ten thousand may be asked for at once."""
        made = [
            {
                "sequence": each.sequence,
                "kind": each.kind,
                "record_id": each.record_id,
                "revision": each.revision,
                "at": each.at,
                "data": each.data,
            }
            for each in self.events
        ]
        return to_json({"events": made, "cursor": self.cursor})


class _Quiet(NamedTuple):
    """A feed as it was looked through to its end, at that second of the monotonic clock."""

    cursor: int
    at: float
    rung: tuple[int, int]


class Feed:
    """Appends answers and reads them back."""

    def __init__(self, database: Database, bells: Bells, clock: Clock) -> None:
        self._database = database
        self.bells = bells
        self._clock = clock
        self._quiet: dict[str, _Quiet] = {}

    def append(
        self,
        session: Session,
        station: str,
        kind: ChangeKind,
        record: tuple[UUID, int] | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        """Add one answer within the caller's transaction; ``record`` is the id and revision it is about."""
        self.append_all(session, [News(station, kind, record, data)])

    def append_all(self, session: Session, news: Sequence[News]) -> None:
        """Add several in that order; each station's row is taken once."""
        at = self._clock()
        counted = sorted(Counter(each.station for each in news).items())
        places = {station: iter(events.next_sequences(session, station, n)) for station, n in counted}
        put(session, EventRow, *(each.row(next(places[each.station]), at) for each in news))
        for station in places:
            afterwards(session, partial(self.bells.ring, station))

    def page(self, station: str, after: int, limit: int = 200) -> Page:
        """The answers after that cursor, at most ``limit``, oldest first."""
        at, rung = time.monotonic(), self.bells.rung(station)
        with self._database.reading() as session:
            found = events.after(session, station, after, limit)
        cursor = found[-1].sequence if found else after
        if len(found) < limit:
            self._quiet[station] = _Quiet(cursor, at, rung)
        return Page(found, cursor)

    def is_quiet(self, station: str, after: int) -> bool:
        """Whether nothing can be behind that cursor: it was the end a moment ago, and no bell rang since.
        Never where a bell may be missed."""
        known = self._quiet.get(station)
        if known is None or not self.bells.heard_everywhere or known.cursor != after:
            return False
        return known.rung == self.bells.rung(station) and time.monotonic() - known.at < TRUST_THE_BELL

    def note_given(self, station: Station, page: Page) -> None:
        """A line in the audit when a station is told something about people's declarations."""
        told = [change.sequence for change in page.events if change.record_id is not None]
        if not told:
            return
        with self._database.writing() as session:
            note, at = f"{told[0]}-{told[-1]}", station.agency
            audit.record(session, self._clock(), station.id, "answers_given", station.id, note, agency=at)
