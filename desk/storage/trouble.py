"""What can go wrong with the station's file itself: the driver's errors, translated once.

StationFileError                 the file cannot be used now; the message never holds a value
├── WrongKeyError                does not open with this key, or is no station's file at all
│   ├── StationFileDamagedError  opened once, but pages are missing or do not verify
│   └── StationFileNewerError    written by a newer version of this program
├── StationFileBusyError         another program holds the write lock for longer than we wait
└── StationFileFullError         no room left on the disk; nothing was written
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

_PRIMARY = 0xFF  # the low byte of SQLite's result code; the rest only refines it
_SHARED_MEMORY_SIZE = dbapi2.SQLITE_IOERR | 19 << 8  # no room for the index of the write-ahead log


class StationFileError(Exception):
    """The station's file cannot be used now."""


class WrongKeyError(StationFileError):
    """The file does not open with this key, or is not a station's file at all."""


class StationFileDamagedError(WrongKeyError):
    """The file is there but not whole."""


class StationFileNewerError(WrongKeyError):
    """A newer version of this program has brought the file to a schema this one does not know."""


class StationFileBusyError(StationFileError):
    """Another program holds the file's write lock for longer than we wait."""


class StationFileFullError(StationFileError):
    """No room left on the disk; nothing was written."""


@contextmanager
def translated() -> Iterator[None]:
    """Driver errors about the file become ours; a broken constraint stays what it is: a broken rule."""
    try:
        yield
    except DBAPIError as error:
        ours = trouble_with_file(error.orig)
        if ours is None:
            raise
        raise ours from None


def trouble_with_file(error: BaseException | None) -> StationFileError | None:
    """Decided by SQLite's result code, never by the message; None when it is not about the file."""
    if not isinstance(error, dbapi2.Error):
        return None
    match getattr(error, "sqlite_errorcode", 0) & _PRIMARY:
        case dbapi2.SQLITE_BUSY | dbapi2.SQLITE_LOCKED:
            return StationFileBusyError("the station's file is held by another program")
        case dbapi2.SQLITE_FULL:
            return StationFileFullError("no room left for the station's file")
        case dbapi2.SQLITE_IOERR if error.sqlite_errorcode == _SHARED_MEMORY_SIZE:
            return StationFileFullError("no room left for the station's file")
        case dbapi2.SQLITE_CORRUPT | dbapi2.SQLITE_NOTADB | dbapi2.SQLITE_IOERR:
            return StationFileDamagedError("the station's file is damaged")
        case dbapi2.SQLITE_CANTOPEN | dbapi2.SQLITE_PERM:
            return StationFileError("the station's file cannot be opened")
        case _:
            return None
