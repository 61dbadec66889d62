"""A backup becomes a station again, on this machine or on a spare: with a new key, and not to send before it
was enrolled again, so that two copies never both send as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlcipher3 import dbapi2
from sqlmodel import Session

from desk.ports.clock import VIETNAM
from desk.storage.atomic_file import write_atomically
from desk.storage.audit import note
from desk.storage.backup import DATABASE, SLOTS, is_as_written, read_manifest
from desk.storage.connecting import keyed_to_look, need_verified, translated_opening
from desk.storage.copying import copy_whole
from desk.storage.erasure_list import ErasureList
from desk.storage.facts import Fact, write_fact
from desk.storage.opening import copies_before_upgrades, is_there, open_database, put_aside
from desk.storage.trouble import (
    StationFileDamagedError,
    StationFileError,
    StationFileFullError,
    StationFileNewerError,
    WrongKeyError,
)
from desk.storage.turns import begin_turns_anew
from desk.storage.vault.encoding import to_text
from desk.storage.vault.station_key import StationKey

_UNSENT = """SELECT record_id || '/' || revision FROM revision WHERE delivery <> 'delivered'
    UNION SELECT id || '@' || saved_at FROM draft"""


class RestoreTrouble(StrEnum):
    """Why a backup was not restored; keys of the locales under ``care.restore``."""

    NO_BACKUP = "no_backup"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    NEWER = "newer"
    NO_ROOM = "no_room"
    OTHER_STATION = "other_station"
    WOULD_LOSE = "would_lose"


def restore(
    backup: Path,
    folder: Path,
    key: bytes,
    now: Callable[[], datetime],
    *,
    standing_key: bytes | None = None,
    even_expired: bool = False,
) -> RestoreTrouble | None:
    """None when ``folder`` is the station of ``backup`` now. What stood there before is put aside, and only
    when it is the same station's (``standing_key``, from its own slots) and holds nothing unsent beyond."""
    manifest = read_manifest(backup)
    if manifest is None:
        return RestoreTrouble.NO_BACKUP
    if manifest.is_expired(now().astimezone(VIETNAM).date()) and not even_expired:
        return RestoreTrouble.EXPIRED
    if not is_as_written(backup, manifest):
        return RestoreTrouble.DAMAGED
    try:
        standing = _stands_in_the_way(backup, folder, key, standing_key)
        if standing is None:
            _put_in_place(backup, folder, key, now)
        return standing
    except StationFileFullError:
        return RestoreTrouble.NO_ROOM
    except StationFileNewerError:
        return RestoreTrouble.NEWER
    except (StationFileError, OSError):
        return RestoreTrouble.DAMAGED


def _stands_in_the_way(
    backup: Path, folder: Path, key: bytes, standing_key: bytes | None
) -> RestoreTrouble | None:
    standing = folder / DATABASE
    has_slots = (folder / SLOTS).exists()
    if has_slots and standing_key != key:
        return RestoreTrouble.OTHER_STATION
    if not has_slots or not is_there(standing):
        return None  # nobody's, or gone
    try:
        unsent = _unsent(standing, key)
    except (StationFileDamagedError, WrongKeyError):
        return None  # that is what a backup is for; the damaged file is kept
    return RestoreTrouble.WOULD_LOSE if unsent - _unsent(backup / DATABASE, key) else None


def _unsent(file: Path, key: bytes) -> set[str]:
    """Sealed revisions without a receipt, and drafts as they were last saved."""
    link = keyed_to_look(file, key)
    try:
        found = {str(name) for (name,) in link.execute(_UNSENT)}
        need_verified(link)
    except dbapi2.Error as error:
        raise translated_opening(error) from None
    finally:
        link.close()
    return found


def _put_in_place(backup: Path, folder: Path, key: bytes, now: Callable[[], datetime]) -> None:
    """In an order that a crash in between leaves either the old station or one that can be restored again."""
    folder.mkdir(parents=True, exist_ok=True)
    made_ready = folder / f"{DATABASE}.restoring"
    copy_whole(backup / DATABASE, key, made_ready)
    _make_ready(made_ready, key, now)
    ours = ErasureList(folder, key)
    ours.write({**ErasureList(backup, key).read(), **ours.read()})
    put_aside(folder / DATABASE)
    made_ready.rename(folder / DATABASE)
    if not (folder / SLOTS).exists():
        write_atomically(folder / SLOTS, (backup / SLOTS).read_bytes())


def _make_ready(file: Path, key: bytes, now: Callable[[], datetime]) -> None:
    """The key of this copy is its own; the service knows it once a supervisor's code has said so."""

    def act(session: Session) -> None:
        begin_turns_anew(session)
        write_fact(session, Fact.STATION_KEY, to_text(StationKey.make().private_bytes))
        write_fact(session, Fact.REJOIN, "yes")
        note(session, now(), "", "restore")

    database = open_database(file, key)
    try:
        database.write(act)
    finally:
        database.close()
    for copy in copies_before_upgrades(file):
        copy.unlink()
