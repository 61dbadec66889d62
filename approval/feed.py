"""The change feed: what the agency answers, in one order per station, and a bell for those who wait.

Source of the order: the station's row is locked while its next sequence is taken and stays locked until the
commit, so sequence is commit order on every engine and a cursor never passes an uncommitted event. The bell
only wakes; the query is the truth.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from approval import audit
from approval.clock import Clock
from approval.identities import Station
from approval.storage import events
from approval.storage.database import Database, Session, afterwards
from approval.storage.prepared import put
from approval.storage.rows import EventRow
from declaration.wire.changes import ChangeKind, Changes


class Bells:
    """Wakes the tasks that wait for one station's news; may be rung from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)
        self._lock = threading.Lock()
        self._elsewhere: Callable[[str], None] | None = None
        self._actions: dict[str, Callable[[], None]] = {}
        self.closing = False

    @property
    def heard_everywhere(self) -> bool:
        """Whether a bell rung by another instance is heard here."""
        return self._elsewhere is not None

    def pass_on(self, elsewhere: Callable[[str], None]) -> None:
        """From now on have other instances told too."""
        self._elsewhere = elsewhere

    @contextmanager
    def listening(self, name: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever that name is rung while the block runs."""
        entry = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._waiting[name].add(entry)
        try:
            yield entry[1]
        finally:
            with self._lock:
                self._waiting[name].discard(entry)
                if not self._waiting[name]:
                    del self._waiting[name]

    def whenever(self, name: str, action: Callable[[], None]) -> None:
        """Have ``action``, which must be quick, called each time that name is rung here or elsewhere."""
        self._actions[name] = action

    def ring(self, name: str) -> None:
        """Wake whoever waits for that name, here and in every other instance."""
        self.ring_here(name)
        if self._elsewhere is not None:
            self._elsewhere(name)

    def ring_here(self, name: str | None) -> None:
        """The same in this process only; None wakes everybody."""
        if name is None:
            self._ring_all()
            return
        if name in self._actions:
            self._actions[name]()
        with self._lock:
            entries = tuple(self._waiting.get(name, ()))
        for loop, event in entries:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def waiting(self) -> int:
        """How many wait now, whoever for."""
        with self._lock:
            return sum(len(each) for each in self._waiting.values())

    def close(self) -> None:
        """The service is stopping: everybody stops waiting."""
        self.closing = True
        self._ring_all()

    def _ring_all(self) -> None:
        with self._lock:
            names = (*self._waiting, *self._actions)
        for name in names:
            self.ring_here(name)


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


class Feed:
    """Appends answers and reads them back."""

    def __init__(self, database: Database, bells: Bells, clock: Clock) -> None:
        self._database = database
        self.bells = bells
        self._clock = clock

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

    def page(self, station: str, after: int, limit: int = 200) -> Changes:
        """The answers after that cursor, at most ``limit``, oldest first."""
        with self._database.reading() as session:
            found = events.after(session, station, after, limit)
        cursor = found[-1].sequence if found else after
        return Changes.model_validate({"events": [each._asdict() for each in found], "cursor": cursor})

    def note_given(self, station: Station, page: Changes) -> None:
        """A line in the audit when a station is told something about people's declarations."""
        told = [change.sequence for change in page.events if change.record_id is not None]
        if not told:
            return
        with self._database.writing() as session:
            note, at = f"{told[0]}-{told[-1]}", station.agency
            audit.record(session, self._clock(), station.id, "answers_given", station.id, note, agency=at)
