"""A station opened without a screen, as its owner: for `desk sync` and `desk status`.

The passphrase is asked for; the environment or the system's keyring serve only where a setting allows it.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from math import ceil

import keyring
from keyring.errors import KeyringError

from desk import logs
from desk.ownership import Ownership
from desk.ports.clock import SystemClock
from desk.ports.keys import Wait
from desk.settings import APP, SecuritySettings, Settings
from desk.station_door import trouble_of
from desk.station_work import StationWork
from desk.storage.station import StationFile, vault_of
from desk.storage.trouble import StationFileError
from desk.storage.vault.slots import KeySlots, Registrar, composed
from desk.storage.vault.slots_file import VaultDamagedError
from desk.storage.vault.vault import Vault

log = logging.getLogger(__name__)
Ask = Callable[[list[str]], tuple[str, str]]


class HeadlessTroubleError(Exception):
    """Why the station could not be opened; ``key`` names the words, ``values`` fill their places."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True)
class OpenedFile:
    """A station's file, open for the registrar named ``by``."""

    by: str
    file: StationFile
    registrars: tuple[Registrar, ...]


@contextmanager
def opened_file(settings: Settings, ask: Ask) -> Iterator[OpenedFile]:
    """Own the station, open its file, and close it again whatever happens."""
    vault = vault_of(settings.storage.folder, SystemClock())
    if not vault.slots.exist:
        raise HeadlessTroubleError("unlock.trouble.no_station")
    ownership = Ownership(settings.storage.folder)
    if not ownership.take():
        raise HeadlessTroubleError("cli.owned")
    logs.configure(settings.storage.folder)
    try:
        opened = _open(settings, vault, ask)
        try:
            yield opened
        finally:
            opened.file.close()
    finally:
        ownership.release()


@contextmanager
def file_beside(settings: Settings, ask: Ask) -> Iterator[OpenedFile]:
    """The station's file, open; a desk that is running goes on with its own."""
    vault = vault_of(settings.storage.folder, SystemClock())
    if not vault.slots.exist:
        raise HeadlessTroubleError("unlock.trouble.no_station")
    opened = _open(settings, vault, ask)
    try:
        yield opened
    finally:
        opened.file.close()


@asynccontextmanager
async def opened_station(settings: Settings, ask: Ask) -> AsyncIterator[StationWork]:
    """As :func:`opened_file`, with its line to the service and its engine, not yet running."""
    with opened_file(settings, ask) as opened:
        enrolment = opened.file.enrolment()
        if enrolment is None:
            raise HeadlessTroubleError("unlock.trouble.no_station")
        await asyncio.to_thread(opened.file.recovery.ensure)
        address = settings.service.address or opened.file.service_address()
        work = StationWork.begin(settings.storage.folder, opened.file, enrolment, address, SystemClock())
        try:
            yield work
        finally:
            await work.end()


def _open(settings: Settings, vault: Vault, ask: Ask) -> OpenedFile:
    by, key = asked_key(settings, vault, ask)
    try:
        file = StationFile.open(settings.storage.folder, key, SystemClock().now, settings.retention)
    except StationFileError as error:
        raise HeadlessTroubleError(words_for(error)) from error
    try:
        file.note_act(by, "unlock", "command line")
    except StationFileError as error:  # a full disk must not keep people from what there is to be sent
        log.error("unlock not noted: %s", type(error).__name__)
    return OpenedFile(by, file, vault.slots.registrars())


def asked_key(settings: Settings, vault: Vault, ask: Ask) -> tuple[str, bytes]:
    """Who opens the station, and its key; HeadlessTroubleError as in :func:`key_from`."""
    name, passphrase = passphrase_for(settings.security, names_of(vault.slots), ask)
    try:
        return composed(name), key_from(vault, name, passphrase)
    except VaultDamagedError as error:
        raise HeadlessTroubleError(words_for(error)) from error


def key_from(vault: Vault, name: str, passphrase: str) -> bytes:
    """The file's key; HeadlessTroubleError when the passphrase is wrong, or was wrong too often just now."""
    match vault.open(name, passphrase):
        case bytes() as key:
            return key
        case Wait(seconds):
            raise HeadlessTroubleError("cli.wait", seconds=ceil(seconds))
        case None:
            raise HeadlessTroubleError("unlock.trouble.wrong")


def words_for(error: VaultDamagedError | StationFileError) -> str:
    """The key of the sentence that says what is wrong."""
    return f"unlock.trouble.{trouble_of(error)}"


def names_of(slots: KeySlots) -> list[str]:
    """Whose slots there are; HeadlessTroubleError when there is no station or its slots cannot be read."""
    try:
        names = [registrar.name for registrar in slots.registrars()]
    except VaultDamagedError as error:
        raise HeadlessTroubleError(words_for(error)) from error
    if not names:
        raise HeadlessTroubleError("unlock.trouble.no_station")
    return names


def passphrase_for(security: SecuritySettings, names: list[str], ask: Ask) -> tuple[str, str]:
    """Who opens the station, and their words, from where the settings allow it, else from who sits there."""
    given = os.environ.get("DESK_PASSPHRASE")
    if security.passphrase_from_environment and given:
        return os.environ.get("DESK_REGISTRAR", names[0]), given
    if security.keyring:
        for name in names:
            kept = _from_keyring(name)
            if kept:
                return name, kept
    return ask(names)


def _from_keyring(name: str) -> str | None:
    try:
        return keyring.get_password(APP, name)
    except KeyringError:
        return None  # no keyring on this machine: the passphrase is asked for instead
