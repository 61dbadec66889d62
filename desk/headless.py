"""A station opened without a screen, as its owner: for `desk sync` and `desk status`.

The passphrase is asked for; the environment or the system's keyring serve only where a setting allows it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import ceil

import keyring
from keyring.errors import KeyringError

from desk import logs
from desk.ownership import Ownership
from desk.ports.clock import SystemClock
from desk.ports.keys import Wait
from desk.settings import APP, SecuritySettings, Settings
from desk.station_door import draw_missing_code
from desk.station_work import StationWork
from desk.storage.station import StationFile, vault_of
from desk.storage.trouble import StationFileError
from desk.storage.vault.slots import KeySlots
from desk.storage.vault.slots_file import VaultDamagedError
from desk.storage.vault.vault import Vault

Ask = Callable[[list[str]], tuple[str, str]]


class HeadlessTroubleError(Exception):
    """Why the station could not be opened; ``key`` names the words, ``values`` fill their places."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@asynccontextmanager
async def opened_station(settings: Settings, ask: Ask) -> AsyncIterator[StationWork]:
    """Own the station, open it, and close it again whatever happens."""
    vault = vault_of(settings.storage.folder, SystemClock())
    if not vault.slots.exist:
        raise HeadlessTroubleError("unlock.trouble.no_station")
    ownership = Ownership(settings.storage.folder)
    if not ownership.take():
        raise HeadlessTroubleError("cli.owned")
    logs.configure(settings.storage.folder)
    try:
        work = await _open(settings, vault, ask)
        try:
            yield work
        finally:
            await work.end()
    finally:
        ownership.release()


async def _open(settings: Settings, vault: Vault, ask: Ask) -> StationWork:
    name, passphrase = _passphrase(settings.security, names_of(vault.slots), ask)
    clock = SystemClock()
    try:
        key = await asyncio.to_thread(key_from, vault, name, passphrase)
        file = await asyncio.to_thread(StationFile.open, settings.storage.folder, key, clock.now)
    except (VaultDamagedError, StationFileError) as error:
        raise HeadlessTroubleError("unlock.trouble.damaged") from error
    enrolment = file.enrolment()
    if enrolment is None:
        file.close()
        raise HeadlessTroubleError("unlock.trouble.no_station")
    address = settings.service.address or file.service_address()
    await asyncio.to_thread(draw_missing_code, file.recovery)
    return StationWork.begin(settings.storage.folder, file, enrolment, address, clock)


def key_from(vault: Vault, name: str, passphrase: str) -> bytes:
    """The file's key; HeadlessTroubleError when the passphrase is wrong, or was wrong too often just now."""
    match vault.open(name, passphrase):
        case bytes() as key:
            return key
        case Wait(seconds):
            raise HeadlessTroubleError("cli.wait", seconds=ceil(seconds))
        case None:
            raise HeadlessTroubleError("unlock.trouble.wrong")


def names_of(slots: KeySlots) -> list[str]:
    """Whose slots there are; HeadlessTroubleError when there is no station or its slots cannot be read."""
    try:
        names = [registrar.name for registrar in slots.registrars()]
    except VaultDamagedError as error:
        raise HeadlessTroubleError("unlock.trouble.damaged") from error
    if not names:
        raise HeadlessTroubleError("unlock.trouble.no_station")
    return names


def _passphrase(security: SecuritySettings, names: list[str], ask: Ask) -> tuple[str, str]:
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
