"""One process owns a station: a lock beside the file, released by the system when the process dies."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

LOCK = "station.lock"


class StationFolderError(Exception):
    """The station's folder cannot be made or written: no rights, a file in its place, no such drive."""


class Ownership:
    """Take it before opening the station; held until :meth:`release` or the end of the process.

    StationFolderError when the folder cannot be used at all.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StationFolderError(str(folder)) from error
        self._folder = folder
        self._lock = FileLock(folder / LOCK, timeout=0)

    def take(self) -> bool:
        """False when another process owns the station."""
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except OSError as error:
            raise StationFolderError(str(self._folder)) from error
        return True

    def release(self) -> None:
        self._lock.release()
