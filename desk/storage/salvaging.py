"""A damaged file: what can be read of it is brought into a fresh one; the damaged one is kept as it is.

Row by row, by number, so that a page that cannot be read costs the rows on it and no others. A revision of
which a picture is lost cannot be sent as it was sealed: it is set aside for a person.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2
from sqlmodel import Session

from desk.ports.care import Salvaged, SalvageTrouble
from desk.storage.audit import note
from desk.storage.connecting import keyed_to_look, need_verified
from desk.storage.copying import need_whole
from desk.storage.database import Database
from desk.storage.facts import Fact, write_fact
from desk.storage.mendings import SALVAGE, told_of
from desk.storage.migrations import check_names, upgrade
from desk.storage.opening import put_aside, schema_of
from desk.storage.trouble import StationFileError, StationFileFullError, WrongKeyError

_MADE_ANEW = ("alembic_version", "tally", "search")
_AT_ONCE = 50
_IN_ONE_ACT = 200
_VAIN = 10
"""After so many times as many numbers without a row the search ends, where not even the last can be read."""
_NAMED_BY_CONTENT = {"photo": ("sha256", "data"), "revision": ("digest", "sealed")}
_NO_PICTURE = "sha256 NOT IN (SELECT sha256 FROM photo)"
_SET_ASIDE = f"""UPDATE revision SET delivery = 'set_aside', last_reason = 'photo_lost'
    WHERE delivery = 'pending' AND EXISTS (SELECT 1 FROM revision_blob WHERE {_NO_PICTURE}
    AND record_id = revision.record_id AND revision_blob.revision = revision.revision)"""  # noqa: S608  # nosec B608
Row = tuple[Any, ...]


def salvage(path: Path, key: bytes, now: Callable[[], datetime]) -> Salvaged:
    """A fresh, whole file in the place of the damaged one, which is kept under another name.

    WrongKeyError when not even its first pages can be read: then only a backup helps.
    """
    schema = schema_of(path, key)
    fresh = path.with_name(f"{path.name}.salvaging")
    _forget(fresh)
    try:
        salvaged = _saved_into(fresh, path, key, schema, now)
    except BaseException:
        _forget(fresh)  # a full disk is not left fuller
        raise
    put_aside(path)
    fresh.rename(path)
    return salvaged


def trouble_with(error: StationFileError | OSError) -> SalvageTrouble:
    """What kept anything from being saved."""
    if isinstance(error, WrongKeyError):
        return SalvageTrouble.UNREADABLE
    is_full = isinstance(error, StationFileFullError) or getattr(error, "errno", None) == errno.ENOSPC
    return SalvageTrouble.NO_ROOM if is_full else SalvageTrouble.NOT_SAVED


def _saved_into(
    fresh: Path, path: Path, key: bytes, schema: str | None, now: Callable[[], datetime]
) -> Salvaged:
    database = Database(fresh, key)
    try:
        upgrade(database.engine, schema or "head")
        check_names(database.engine, on=False)
        salvaged = _bring_over(database, _Damaged(path, key))
        upgrade(database.engine)
        database.write(lambda session: _tell_in(session, salvaged, now()))
    finally:
        database.close()
    need_whole(fresh, key)
    return salvaged


def _forget(fresh: Path) -> None:
    for part in ("", "-wal", "-shm"):
        fresh.with_name(fresh.name + part).unlink(missing_ok=True)


def _tell_in(session: Session, salvaged: Salvaged, now: datetime) -> None:
    """What was found out about the damaged file says nothing about this one."""
    write_fact(session, Fact.CHECK, "")
    note(session, now, "", SALVAGE, "", told_of(salvaged))


class _Damaged:
    """The damaged file, read through a fresh connection after every page that does not verify."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._link = keyed_to_look(path, key)

    def ask(self, query: str, *values: int) -> list[Row] | None:
        """The rows; None when a page of them cannot be read."""
        try:
            rows = self._link.execute(query, values).fetchall()
            need_verified(self._link)
        except (dbapi2.Error, StationFileError):
            self._link.close()
            self._link = keyed_to_look(self._path, self._key)
            return None
        return list(rows)

    def close(self) -> None:
        self._link.close()


def _bring_over(database: Database, damaged: _Damaged) -> Salvaged:
    """A few hundred rows in one transaction: the file may be much larger than what is free beside it."""
    kept = unreadable = 0
    for table, columns in _tables(database):
        insert = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        rows, of_this, tried = _rows(damaged, table), 0, 0
        while batch := list(islice(rows, _IN_ONE_ACT)):
            sound = [row for row in batch if row is not None and _is_as_named(table, columns, row)]
            tried, of_this = tried + len(batch), of_this + len(sound)
            if sound:
                database.write(partial(_insert, insert, sound))
        there_were = damaged.ask(f"SELECT count(*) FROM {table}")  # noqa: S608  # nosec B608  # by an index, where it has one
        unreadable += (there_were[0][0] if there_were else tried) - of_this
        kept += of_this
    damaged.close()
    return Salvaged(kept, unreadable, database.write(_let_go_of_lost_pictures))


def _tables(database: Database) -> list[tuple[str, list[str]]]:
    """The tables to fill, pictures before whatever names them, each with its columns."""

    def look(session: Session) -> list[tuple[str, list[str]]]:
        run = session.connection().exec_driver_sql
        names = [name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'").all()]
        ours = [name for name in names if not name.startswith(_MADE_ANEW)]
        return [(name, [row[1] for row in run(f"PRAGMA table_info({name})").all()]) for name in ours]

    return database.read(look)


def _insert(insert: str, rows: list[Row], session: Session) -> None:
    session.connection().exec_driver_sql(insert, rows)


def _let_go_of_lost_pictures(session: Session) -> int:
    """Nothing names a picture that is not there; how many revisions wait for a person because of it."""
    run = session.connection().exec_driver_sql
    set_aside: int = run(_SET_ASIDE).rowcount
    for table in ("photo_use", "revision_blob"):
        run(f"DELETE FROM {table} WHERE {_NO_PICTURE}")  # noqa: S608  # nosec B608
    return set_aside


def _rows(damaged: _Damaged, table: str) -> Iterator[Row | None]:
    """Every row in the order of its number; None for each number that cannot be read."""
    some = f"SELECT * FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"  # noqa: S608  # nosec B608
    last = damaged.ask(f"SELECT max(rowid) FROM {table}")  # noqa: S608  # nosec B608
    first, vain = 1, 0
    while first <= (last[0][0] or 0) if last is not None else vain < _VAIN:
        rows = damaged.ask(some, first, first + _AT_ONCE - 1)
        if rows is None:
            singly = [damaged.ask(some, number, number) for number in range(first, first + _AT_ONCE)]
            found = [row for one in singly for row in ((None,) if one is None else one)]
        else:
            found = list(rows)
        vain = vain + 1 if not any(found) else 0
        yield from found
        first += _AT_ONCE


def _is_as_named(table: str, columns: list[str], row: Row) -> bool:
    if table not in _NAMED_BY_CONTENT:
        return True
    name, content = (row[columns.index(column)] for column in _NAMED_BY_CONTENT[table])
    return bool(sha256(content).hexdigest() == name)
