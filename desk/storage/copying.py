"""A whole copy of a station's file, taken while it is in use, as encrypted as the file, read over after."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from desk.storage.connecting import keyed, keyed_to_look, need_verified, translated_opening
from desk.storage.trouble import StationFileDamagedError, StationFileError, StationFileFullError

PAGES_A_STEP = 2048
SPARE = 8 << 20
"""Bytes a disk must have over when the copy is on it."""
Progress = Callable[[int, int], None]
"""Told after each step: pages copied, pages in all."""


def copy_whole(source: Path, key: bytes, to: Path, tell: Progress = lambda _done, _all: None) -> None:
    """``to`` is there whole and durable afterwards, or not at all; what was there before is replaced.

    Writers go on meanwhile: the copy is the file as it was at one moment. StationFileFullError where there is
    no room; StationFileDamagedError when the file, or what was written of it, does not read back whole.
    """
    part = to.with_name(to.name + ".part")
    try:
        if shutil.disk_usage(to.parent).free < _size(source) + SPARE:
            raise StationFileFullError("no room for a copy of the station's file")
        part.unlink(missing_ok=True)
        _copy(source, key, part, tell)
        need_whole(part, key)
        flush(part)
        part.replace(to)
        flush(to.parent)
    except OSError as error:
        raise StationFileError("the copy cannot be written there") from error
    finally:
        part.unlink(missing_ok=True)


def need_whole(path: Path, key: bytes) -> None:
    """Every page verifies and every table hangs together; else StationFileDamagedError."""
    link = keyed_to_look(path, key)
    try:
        is_whole = link.execute("PRAGMA cipher_integrity_check").fetchone() is None and link.execute(
            "PRAGMA quick_check(1)"
        ).fetchone() == ("ok",)
    except dbapi2.Error as error:
        raise translated_opening(error) from None
    finally:
        link.close()
    if not is_whole:
        raise StationFileDamagedError("the copy does not read back as it was written")


def flush(path: Path) -> None:
    """What was written there is on the disk itself. Windows flushes no folders; NTFS journals renames."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy(source: Path, key: bytes, part: Path, tell: Progress) -> None:
    reading, writing = keyed(source, key), keyed(part, key)
    try:
        reading.execute("PRAGMA query_only = ON")
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()  # one moment, and no beginning anew
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):  # made durable as a whole afterwards
            writing.execute(f"PRAGMA {pragma}")
        reading.backup(writing, pages=PAGES_A_STEP, progress=_told(tell))
        need_verified(reading)
    except dbapi2.Error as error:
        raise translated_opening(error) from None
    finally:
        writing.close()
        reading.close()


def _told(tell: Progress) -> Callable[[int, int, int], Any]:
    return lambda _status, left, total: tell(total - left, total)


def _size(path: Path) -> int:
    beside = (path, path.with_name(path.name + "-wal"))
    return sum(each.stat().st_size for each in beside if each.exists())
