"""A backup: a folder with the file, its key slots, the list of erasures, and a note of what it is.

Everything in it is encrypted as it is on the station; the same passphrases open it. It may be restored until
it expires, because it knows nothing of what was erased or removed after it was made.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import file_digest
from pathlib import Path

from desk.ports.care import BackupMade, BackupTrouble
from desk.ports.clock import VIETNAM
from desk.storage.atomic_file import write_atomically
from desk.storage.copying import copy_whole, flush
from desk.storage.erasure_list import NAME as ERASURES
from desk.storage.trouble import StationFileDamagedError, StationFileError, StationFileFullError

DATABASE, SLOTS, MANIFEST = "station.db", "station.slots.json", "backup.json"
FORMAT = 1
_PREFIX = "desk-backup-"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Manifest:
    """What a backup is: of which station, from when, until when, and the digest of its file."""

    station: str
    made_at: str
    expires_on: str
    size: int
    sha256: str
    format: int = FORMAT

    def is_expired(self, today: date) -> bool:
        return date.fromisoformat(self.expires_on) < today


def back_up(
    folder: Path, key: bytes, to: Path, station: str, now: datetime, days: int, tell: Progress
) -> BackupMade | BackupTrouble:
    """A new backup inside ``to``, good for so many days; expired ones of this station there are removed."""
    made_at = now.astimezone(VIETNAM)
    whole = to / f"{_PREFIX}{made_at:%Y%m%d-%H%M%S}"
    part = to / f"{whole.name}.part"
    try:
        part.mkdir(parents=True, exist_ok=True)
        copy_whole(folder / DATABASE, key, part / DATABASE, tell)
        for name in (SLOTS, ERASURES):
            if (folder / name).exists():
                write_atomically(part / name, (folder / name).read_bytes())
        expires_on = made_at.date() + timedelta(days=days)
        manifest = _described(part / DATABASE, station, made_at, expires_on)
        write_atomically(part / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
        part.rename(whole)
        flush(to)
    except StationFileFullError:
        return BackupTrouble.NO_ROOM
    except StationFileDamagedError:
        return BackupTrouble.DAMAGED
    except (OSError, StationFileError):
        return BackupTrouble.NO_FOLDER
    finally:
        shutil.rmtree(part, ignore_errors=True)
    _remove_expired(to, station, made_at.date(), whole)
    return BackupMade(whole, now, expires_on, manifest.size)


def read_manifest(backup: Path) -> Manifest | None:
    """What the folder says it is; None when it is no backup of ours, or not a whole one."""
    try:
        document = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**document)
        date.fromisoformat(manifest.expires_on)
    except (OSError, ValueError, TypeError):
        return None
    return manifest if manifest.format == FORMAT else None


def is_as_written(backup: Path, manifest: Manifest) -> bool:
    """Whether the backup's file is still, byte for byte, what was written."""
    try:
        with (backup / DATABASE).open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == manifest.sha256
    except OSError:
        return False


def backups_in(place: Path) -> Iterator[tuple[Path, Manifest]]:
    """Every whole backup in a folder, oldest first."""
    for folder in sorted(place.glob(f"{_PREFIX}*")):
        manifest = read_manifest(folder)
        if manifest is not None and not folder.name.endswith(".part"):
            yield folder, manifest


def _described(file: Path, station: str, made_at: datetime, expires_on: date) -> Manifest:
    with file.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    return Manifest(station, made_at.isoformat(), expires_on.isoformat(), file.stat().st_size, digest)


def _remove_expired(to: Path, station: str, today: date, newest: Path) -> None:
    """Kept no longer than needed, on the stick as on the station. What another station left is not ours."""
    for folder, manifest in backups_in(to):
        if folder != newest and manifest.station == station and manifest.is_expired(today):
            shutil.rmtree(folder, ignore_errors=True)
