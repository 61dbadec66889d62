"""A station's file cared for without a screen: opened by passphrase, beside a running desk where it may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from desk.headless import Ask, HeadlessTroubleError, names_of, passphrase_for, words_for
from desk.ownership import Ownership
from desk.ports.care import Salvaged
from desk.ports.clock import SystemClock
from desk.settings import Settings
from desk.storage.restoring import RestoreTrouble, restore
from desk.storage.salvaging import salvage
from desk.storage.station import DATABASE, SLOTS, StationFile
from desk.storage.trouble import StationFileError, WrongKeyError
from desk.storage.vault.slots import KeySlots, VaultDamagedError


@contextmanager
def opened_file(settings: Settings, ask: Ask) -> Iterator[tuple[StationFile, str]]:
    """The station's file and who opened it; a desk that is running goes on with its own."""
    folder = settings.storage.folder
    name, key = _key(settings, folder, ask)
    try:
        file = StationFile.open(folder, key, SystemClock().now, settings.retention)
    except StationFileError as error:
        raise HeadlessTroubleError(words_for(error)) from error
    try:
        yield file, name
    finally:
        file.close()


def restore_backup(
    settings: Settings, backup: Path, ask: Ask, *, even_expired: bool
) -> RestoreTrouble | None:
    """Nobody may be at work in the folder meanwhile. None when it is the station of the backup now."""
    if not KeySlots(backup / SLOTS).exist:
        return RestoreTrouble.NO_BACKUP
    folder = settings.storage.folder
    with _owned(folder):
        name, passphrase = _asked(settings, backup, ask)
        key = _unwrapped(backup, name, passphrase)
        standing = KeySlots(folder / SLOTS)
        standing_key = standing.open(name, passphrase) if standing.exist else None
        return restore(
            backup, folder, key, SystemClock().now, standing_key=standing_key, even_expired=even_expired
        )


def salvage_file(settings: Settings, ask: Ask) -> Salvaged | None:
    """What is readable in a fresh file; None when not even the first pages can be read."""
    folder = settings.storage.folder
    with _owned(folder):
        _, key = _key(settings, folder, ask)
        try:
            return salvage(folder / DATABASE, key, SystemClock().now)
        except WrongKeyError:
            return None


def declaration_named(file: StationFile, name: str) -> UUID | None:
    """The declaration with this id, or with this dossier number."""
    try:
        return UUID(name)
    except ValueError:
        found = file.declarations.search(name, (), after=None, limit=5).lines
        return next((line.id for line in found if line.dossier_number == name), None)


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    ownership = Ownership(folder)
    if not ownership.take():
        raise HeadlessTroubleError("cli.owned")
    try:
        yield
    finally:
        ownership.release()


def _key(settings: Settings, folder: Path, ask: Ask) -> tuple[str, bytes]:
    name, passphrase = _asked(settings, folder, ask)
    return name, _unwrapped(folder, name, passphrase)


def _asked(settings: Settings, folder: Path, ask: Ask) -> tuple[str, str]:
    return passphrase_for(settings.security, names_of(KeySlots(folder / SLOTS)), ask)


def _unwrapped(folder: Path, name: str, passphrase: str) -> bytes:
    try:
        key = KeySlots(folder / SLOTS).open(name, passphrase)
    except VaultDamagedError as error:
        raise HeadlessTroubleError("unlock.trouble.damaged") from error
    if key is None:
        raise HeadlessTroubleError("unlock.trouble.wrong")
    return key
