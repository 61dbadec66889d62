"""A station's file cared for without a screen: opened by passphrase, beside a running desk where it may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from desk.headless import (
    Ask,
    HeadlessTroubleError,
    asked_key,
    key_from,
    names_of,
    passphrase_for,
    words_for,
)
from desk.ownership import Ownership
from desk.ports.care import Salvaged, SalvageTrouble
from desk.ports.clock import SystemClock
from desk.settings import Settings
from desk.storage.restoring import RestoreTrouble, restore
from desk.storage.salvaging import salvage, trouble_with
from desk.storage.station import ATTEMPTS, DATABASE, SLOTS, StationFile, vault_of
from desk.storage.trouble import StationFileError
from desk.storage.vault.attempts import Attempts
from desk.storage.vault.slots import KeySlots
from desk.storage.vault.slots_file import VaultDamagedError
from desk.storage.vault.vault import Vault


def restore_backup(
    settings: Settings, backup: Path, ask: Ask, *, even_expired: bool
) -> RestoreTrouble | None:
    """Nobody may be at work in the folder meanwhile. None when it is the station of the backup now."""
    if not KeySlots(backup / SLOTS).exist:
        return RestoreTrouble.NO_BACKUP
    folder = settings.storage.folder
    with _owned(folder):
        key, standing_key = _keys(settings, backup, ask)
        now = SystemClock().now
        return restore(backup, folder, key, now, standing_key=standing_key, even_expired=even_expired)


def salvage_file(settings: Settings, ask: Ask) -> Salvaged | SalvageTrouble:
    """What is readable in a fresh file, or why nothing was saved."""
    folder = settings.storage.folder
    with _owned(folder):
        _, key = asked_key(settings, vault_of(folder, SystemClock()), ask)
        try:
            return salvage(folder / DATABASE, key, SystemClock().now)
        except (StationFileError, OSError) as error:
            return trouble_with(error)


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


def _keys(settings: Settings, backup: Path, ask: Ask) -> tuple[bytes, bytes | None]:
    """The backup's key, and what the same words open of the station that stands there. A backup's slots are
    no way around the waits: tries at either count alike."""
    folder = settings.storage.folder
    tries = Attempts(folder / ATTEMPTS, SystemClock())
    backed_up, standing = (Vault(KeySlots(place / SLOTS), tries) for place in (backup, folder))
    name, passphrase = passphrase_for(settings.security, names_of(backed_up.slots), ask)
    try:
        key = key_from(backed_up, name, passphrase)
        opened = standing.open(name, passphrase) if standing.slots.exist else None
    except VaultDamagedError as error:
        raise HeadlessTroubleError(words_for(error)) from error
    return key, opened if isinstance(opened, bytes) else None
