"""One process owns a station: a lock beside the file, released by the system when the process dies."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

LOCK = "station.lock"


class Ownership:
    """Take it before opening the station; held until :meth:`release` or the end of the process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder / LOCK, timeout=0)

    def take(self) -> bool:
        """False when another process owns the station."""
        try:
            self._lock.acquire()
        except Timeout:
            return False
        return True

    def release(self) -> None:
        self._lock.release()
