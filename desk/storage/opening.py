"""Opening a station's file: looked at first, copied before an upgrade, untouched by an older program."""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

from sqlcipher3 import dbapi2

from desk.storage.connecting import is_settled, keyed, keyed_to_look, need_verified, translated_opening
from desk.storage.copying import copy_whole
from desk.storage.database import Database
from desk.storage.migrations import known_schemas, newest_schema, upgrade
from desk.storage.pages import has_sound_ends
from desk.storage.reserve import Reserve
from desk.storage.trouble import StationFileDamagedError, StationFileNewerError

BEFORE_UPGRADE = ".before-"
_A_MOMENT = 0.05
_LEAST_BYTES = 512  # SQLite takes anything smaller for a new, empty file


def is_there(path: Path) -> bool:
    """Whether there is a file that could be a station's, and not one that SQLite would begin anew."""
    return path.exists() and path.stat().st_size >= _LEAST_BYTES


def open_database(path: Path, key: bytes, reserve: Reserve | None = None) -> Database:
    """The file with its schema up to date; a copy of what it was before lies beside it when that changed.

    WrongKeyError when it does not open, StationFileNewerError when a newer program has been here: then not
    a byte was changed. StationFileFullError when there is no room for the copy.
    """
    if is_there(path):
        schema = schema_of(path, key)
        if schema is not None and schema not in known_schemas():
            raise StationFileNewerError("the station's file belongs to a newer version")
        _need_sound_ends(path, key)
        if schema is not None and schema != newest_schema():
            copy_whole(path, key, path.with_name(f"{path.name}{BEFORE_UPGRADE}{newest_schema()}"))
    database = Database(path, key, reserve)
    try:
        upgrade(database.engine)
    except BaseException:
        database.close()
        raise
    return database


def schema_of(path: Path, key: bytes) -> str | None:
    """The schema the file was written with, None before its first; WrongKeyError when it does not open."""
    link = keyed_to_look(path, key)
    try:
        tables = {name for (name,) in link.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in tables:
            return None
        row = link.execute("SELECT version_num FROM alembic_version").fetchone()
        need_verified(link)
        return str(row[0]) if row else None
    except dbapi2.Error as error:
        raise translated_opening(error) from None
    finally:
        link.close()


def _need_sound_ends(path: Path, key: bytes) -> None:
    """What a power cut left half written in the file is whole in its log, and is brought over first."""
    if not is_settled(path):
        _settle(path, key)
    for _ in range(2):  # another program may have been writing to it just then
        if not is_settled(path) or has_sound_ends(path, key):
            return
        time.sleep(_A_MOMENT)
    raise StationFileDamagedError("the ends of the station's file are not whole")


def _settle(path: Path, key: bytes) -> None:
    """Closing the last connection empties the log; while another program has the file open, it stays."""
    link = keyed(path, key)
    try:
        link.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.Error as error:
        raise translated_opening(error) from None
    finally:
        link.close()


def copies_before_upgrades(path: Path) -> tuple[Path, ...]:
    """The copies that upgrades left beside the file."""
    return tuple(sorted(path.parent.glob(f"{path.name}{BEFORE_UPGRADE}*")))


def copies_put_aside(path: Path) -> tuple[Path, ...]:
    """Older files that were kept when another took their place; a person decides about them."""
    return tuple(sorted(path.parent.glob(f"{path.name}.[0-9]*")))


def put_aside(database: Path) -> None:
    """A file without slots is of a making that was interrupted, or its slots were lost: no key of ours opens
    it. It is kept under another name, never overwritten and never deleted."""
    if not database.exists():
        return
    number = next(n for n in count(1) if not database.with_name(f"{database.name}.{n}").exists())
    for part in ("", "-wal", "-shm"):
        beside = database.with_name(database.name + part)
        if beside.exists():
            beside.replace(database.with_name(f"{database.name}.{number}{part}"))
