"""The peers: the same bytes in plain SQLite and plain SQLCipher, as durable as ours, by the driver alone."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

Photos = list[tuple[str, bytes]]
_TABLES = (
    "CREATE TABLE declaration (id TEXT PRIMARY KEY, content TEXT)",
    "CREATE TABLE revision (id TEXT PRIMARY KEY, sealed BLOB)",
    "CREATE TABLE photo (sha256 TEXT PRIMARY KEY, data BLOB)",
)


class Plain:
    """WAL, synchronous FULL, and nothing else: no index, no audit, no draft, no list, no search."""

    def __init__(self, path: Path, *, encrypted: bool) -> None:
        if encrypted:
            self._link: Any = dbapi2.connect(str(path), isolation_level=None)
            self._link.execute(f"PRAGMA key = \"x'{secrets.token_bytes(32).hex()}'\"")
        else:
            self._link = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            self._link.execute(f"PRAGMA {pragma}")
        for table in _TABLES:
            self._link.execute(table)

    def finish(self, name: str, content: str, sealed: bytes, photos: Photos) -> None:
        """Declaration, sealed revision and pictures in one transaction."""
        self._link.execute("BEGIN IMMEDIATE")
        self._link.executemany("INSERT INTO photo VALUES (?, ?)", photos)
        self._link.execute("INSERT INTO declaration VALUES (?, ?)", (name, content))
        self._link.execute("INSERT INTO revision VALUES (?, ?)", (name, sealed))
        self._link.execute("COMMIT")

    def keep_photo(self, sha256: str, data: bytes) -> None:
        """One picture in a transaction of its own."""
        self._link.execute("BEGIN IMMEDIATE")
        self._link.execute("INSERT INTO photo VALUES (?, ?)", (sha256, data))
        self._link.execute("COMMIT")

    def close(self) -> None:
        self._link.close()
