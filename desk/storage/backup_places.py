"""Where a backup can go: sticks and other disks that are there now and can be written to."""

from __future__ import annotations

import os
import shutil
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from desk.ports.standing import BackupPlace

_MOUNTED_BELOW = ("/media", "/run/media", "/mnt")
_DEPTH = 2
"""A stick is mounted at /media/STICK or at /media/USER/STICK."""


def backup_places(station: Path) -> tuple[BackupPlace, ...]:
    """Those of this machine on another disk than the station's, by name."""
    drives = _drives() if sys.platform == "win32" else _mounted()
    return tuple(place for drive in drives if (place := place_at(drive, station)) and place.is_apart)


def place_at(folder: Path, station: Path) -> BackupPlace | None:
    """This folder as a place for a backup of that station; None where nothing can be written."""
    try:
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            return None
        is_apart = folder.stat().st_dev != station.stat().st_dev
        return BackupPlace(folder, shutil.disk_usage(folder).free, is_apart)
    except OSError:  # taken out at this very moment
        return None


def _drives() -> Iterator[Path]:
    """Letters from C on: A and B were floppy drives, and asking them takes seconds."""
    for letter in string.ascii_uppercase[2:]:
        yield Path(f"{letter}:\\")


def _mounted(below: tuple[str, ...] = _MOUNTED_BELOW) -> Iterator[Path]:
    for root in map(Path, below):
        for depth in range(1, _DEPTH + 1):
            yield from (path for path in sorted(root.glob("/".join("*" * depth))) if path.is_mount())
