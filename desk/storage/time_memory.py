"""The latest moment the station knows to have been, in its file."""

from __future__ import annotations

from datetime import datetime

from desk.storage.database import Database
from desk.storage.facts import Fact, read_fact, write_fact


class FileTimeMemory:
    """Implements sync.timekeeping.TimeMemory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_seen(self) -> datetime | None:
        text = self._database.read(lambda session: read_fact(session, Fact.LAST_SEEN))
        return datetime.fromisoformat(text) if text else None

    def see(self, moment: datetime) -> None:
        self._database.write(lambda session: write_fact(session, Fact.LAST_SEEN, moment.isoformat()))
