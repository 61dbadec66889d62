"""The latest moment the station knows to have been, and the last its service signed for, in its file."""

from __future__ import annotations

from datetime import datetime

from desk.storage.database import Database
from desk.storage.facts import Fact, read_fact, write_fact


class FileTimeMemory:
    """Implements sync.timekeeping.TimeMemory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_seen(self) -> datetime | None:
        return self._read(Fact.LAST_SEEN)

    def see(self, moment: datetime) -> None:
        self._write(Fact.LAST_SEEN, moment)

    def last_told(self) -> datetime | None:
        return self._read(Fact.SERVICE_TIME)

    def was_told(self, moment: datetime) -> None:
        self._write(Fact.SERVICE_TIME, moment)

    def _read(self, name: Fact) -> datetime | None:
        text = self._database.read(lambda session: read_fact(session, name))
        return datetime.fromisoformat(text) if text else None

    def _write(self, name: Fact, moment: datetime) -> None:
        self._database.write(lambda session: write_fact(session, name, moment.isoformat()))
