"""Keyed connections to a SQLCipher file: the only place that says the key aloud."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from desk.storage.trouble import StationFileDamagedError, StationFileError, WrongKeyError, trouble_with_file

PATIENCE = 10.0
"""Seconds to wait for another program's lock."""


def keyed(path: Path, key: bytes) -> Any:
    """A connection that reads and writes; transactions are begun by whoever uses it."""
    return _with_key(_connect(str(path)), key)


def keyed_to_look(path: Path, key: bytes) -> Any:
    """A connection that changes not a byte of the file, and makes no side file where none is needed."""
    how = "immutable=1" if is_settled(path) else "mode=ro"
    return _with_key(_connect(f"{path.absolute().as_uri()}?{how}", uri=True), key)


def is_settled(path: Path) -> bool:
    """Whether all there is to know is in the file itself, and nothing in its write-ahead log."""
    log = path.with_name(path.name + "-wal")
    return not log.exists() or log.stat().st_size == 0


def _connect(name: str, *, uri: bool = False) -> Any:
    try:
        return dbapi2.connect(name, isolation_level=None, check_same_thread=False, timeout=PATIENCE, uri=uri)
    except dbapi2.Error as error:
        raise trouble_with_file(error) or StationFileError("the station's file does not open") from None


def _with_key(connection: Any, key: bytes) -> Any:
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr on a wrong key
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def need_verified(connection: Any) -> None:
    """StationFileDamagedError when a page that this connection read did not verify.

    To be asked before anything read is believed or committed: the last page of a long value that does not
    verify is handed out by SQLite as zeros, without an error (docs/decisions/0022).
    """
    if connection.execute("PRAGMA cipher_status").fetchone() != ("1",):
        raise StationFileDamagedError("a page of the station's file does not verify")


def translated_opening(error: BaseException) -> StationFileError:
    """What the first look at a file stumbled over: a file that is no database has another key, or none."""
    trouble = trouble_with_file(error)
    if trouble is None or getattr(error, "sqlite_errorcode", 0) == dbapi2.SQLITE_NOTADB:
        return WrongKeyError("the station's file does not open")
    return trouble
