"""Is the whole file still what was written? Looked through row by row, a little at a time, and gone on with.

SQLCipher verifies every page a row lies on; beyond that each picture must be what its name says, and each
sealed revision what its digest says. How far it has come is kept in the file: a restart goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel import Session

from desk.ports.care import CheckResult, Soundness
from desk.storage.database import Database
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.trouble import StationFileDamagedError

_ROWS = {
    "revision": ("rowid, digest, sealed", 100),
    "photo": ("rowid, sha256, data", 8),
    "declaration": ("rowid, *", 100),
    "draft": ("rowid, *", 100),
    "photo_use": ("rowid, *", 500),
    "revision_blob": ("rowid, *", 500),
    "roster": ("rowid, *", 500),
    "roster_unit": ("rowid, *", 500),
    "change": ("rowid, *", 500),
    "handout": ("rowid, *", 500),
    "handout_piece": ("rowid, *", 4),
    "audit": ("rowid, *", 500),
    "search_data": ("rowid, *", 200),
    "closing": ("rowid, *", 100),
}
"""What is read of each table, and how many rows at once: what must not be lost comes first."""
_NAMED_BY_CONTENT = ("revision", "photo")
_TABLES = tuple(_ROWS)
_LOOKED_AT = 100
_NEXT_TO_SEND = """SELECT digest, sealed FROM revision WHERE delivery = 'pending'
    ORDER BY urgent DESC, deadline, created_at LIMIT ?"""
_PICTURE_LOST = """SELECT 1 FROM (SELECT record_id, revision FROM revision WHERE delivery = 'pending'
    LIMIT 100) NATURAL JOIN revision_blob WHERE sha256 NOT IN (SELECT sha256 FROM photo) LIMIT 1"""


@dataclass(frozen=True)
class _Place:
    """Where the look through the file has come to, and what the last whole one found."""

    table: int = 0
    after: int = 0
    unreadable: int = 0
    last_unreadable: int = 0
    finished_at: str = ""


def need_sound_outbox(session: Session) -> None:
    """What is to be sent next can be read and is what was sealed, and its pictures are there; a hundred of
    it, however many wait. StationFileDamagedError says that it is time for ``desk salvage``."""
    for name, sealed in session.connection().exec_driver_sql(_NEXT_TO_SEND, (_LOOKED_AT,)).all():
        if sha256(sealed).hexdigest() != name:
            raise StationFileDamagedError("a sealed revision is not what it was")
    if session.connection().exec_driver_sql(_PICTURE_LOST).first() is not None:
        raise StationFileDamagedError("a picture that is to be sent is not there")


class WholeCheck:
    """The look through one file. ``step`` is one short read; call it when nobody else needs the file."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def step(self) -> None:
        """Read on from where the last step came to; after the last row begins the next look."""
        place = self._place()
        table = _TABLES[place.table]
        last, unreadable = self._read_on(table, place.after)
        if last is not None:
            place = replace(place, after=last, unreadable=place.unreadable + unreadable)
        elif place.table + 1 < len(_TABLES):
            place = replace(place, table=place.table + 1, after=0)
        else:
            place = _Place(last_unreadable=place.unreadable, finished_at=self._now().isoformat())
        self._database.write(lambda session: write_fact(session, Fact.CHECK, json.dumps(asdict(place))))

    def result(self) -> CheckResult:
        place = self._place()
        unreadable = max(place.unreadable, place.last_unreadable)
        found = Soundness.SOUND if place.finished_at else Soundness.UNKNOWN
        return CheckResult(
            found=Soundness.DAMAGED if unreadable else found,
            finished_at=datetime.fromisoformat(place.finished_at) if place.finished_at else None,
            unreadable=unreadable,
            progress=self._progress(place),
        )

    def _place(self) -> _Place:
        text_kept = self._database.read(lambda session: read_fact(session, Fact.CHECK))
        return _Place(**json.loads(text_kept)) if text_kept else _Place()

    def _read_on(self, table: str, after: int) -> tuple[int | None, int]:
        """The last row read, None at the end, and how many of these rows cannot be read."""
        columns, most = _ROWS[table]
        query = text(f"SELECT {columns} FROM {table} WHERE rowid > :after ORDER BY rowid LIMIT :most")  # noqa: S608  # nosec B608
        try:
            rows = self._database.read(partial(_rows_of, query, {"after": after, "most": most}))
        except StationFileDamagedError:
            return self._read_singly(table, after)
        return (rows[-1][0] if rows else None), sum(not _is_as_named(table, row) for row in rows)

    def _read_singly(self, table: str, after: int) -> tuple[int | None, int]:
        """Row by row past the damage: numbers that nobody has are no loss, but nobody can tell them apart."""
        columns, most = _ROWS[table]
        query = text(f"SELECT {columns} FROM {table} WHERE rowid = :number")  # noqa: S608  # nosec B608
        unreadable, end = 0, self._end(table)
        if after >= end:
            return None, 1
        for number in range(after + 1, after + most + 1):
            try:
                self._database.read(partial(_rows_of, query, {"number": number}))
            except StationFileDamagedError:
                unreadable += 1
        return after + most, unreadable

    def _end(self, table: str) -> int:
        """The last row's number; 0 when not even that can be read."""
        query = text(f"SELECT max(rowid) FROM {table}")  # noqa: S608  # nosec B608  # one of ours
        try:
            return self._database.read(lambda session: session.execute(query).scalar()) or 0
        except StationFileDamagedError:
            return 0

    def _progress(self, place: _Place) -> float:
        of_this = place.after / (self._end(_TABLES[place.table]) or 1)
        return (place.table + min(1.0, of_this)) / len(_TABLES)


def _rows_of(query: TextClause, values: dict[str, int], session: Session) -> Sequence[Any]:
    rows: Sequence[Any] = session.execute(query, values).all()
    return rows


def _is_as_named(table: str, row: Any) -> bool:
    return table not in _NAMED_BY_CONTENT or sha256(row[2]).hexdigest() == row[1]
