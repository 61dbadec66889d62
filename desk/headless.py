"""A station opened without a screen, as its owner: for `desk sync` and `desk status`.

The passphrase is asked for; the environment or the system's keyring serve only where a setting allows it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import keyring
from keyring.errors import KeyringError

from desk import logs
from desk.ownership import Ownership
from desk.ports.clock import SystemClock
from desk.settings import APP, SecuritySettings, Settings
from desk.station_work import StationWork
from desk.storage.station import SLOTS, StationFile
from desk.storage.trouble import (
    StationFileBusyError,
    StationFileError,
    StationFileFullError,
    StationFileNewerError,
)
from desk.storage.vault.slots import KeySlots, VaultDamagedError

Ask = Callable[[list[str]], tuple[str, str]]


class HeadlessTroubleError(Exception):
    """Why the station could not be opened; ``key`` names the words."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@asynccontextmanager
async def opened_station(settings: Settings, ask: Ask) -> AsyncIterator[StationWork]:
    """Own the station, open it, and close it again whatever happens."""
    slots = KeySlots(settings.storage.folder / SLOTS)
    if not slots.exist:
        raise HeadlessTroubleError("unlock.trouble.no_station")
    ownership = Ownership(settings.storage.folder)
    if not ownership.take():
        raise HeadlessTroubleError("cli.owned")
    logs.configure(settings.storage.folder)
    try:
        work = await _open(settings, slots, ask)
        try:
            yield work
        finally:
            await work.end()
    finally:
        ownership.release()


async def _open(settings: Settings, slots: KeySlots, ask: Ask) -> StationWork:
    name, passphrase = passphrase_for(settings.security, names_of(slots), ask)
    clock = SystemClock()
    try:
        key = await asyncio.to_thread(slots.open, name, passphrase)
        if key is None:
            raise HeadlessTroubleError("unlock.trouble.wrong")
        file = await asyncio.to_thread(
            StationFile.open, settings.storage.folder, key, clock.now, settings.retention
        )
    except (VaultDamagedError, StationFileError) as error:
        raise HeadlessTroubleError(words_for(error)) from error
    enrolment = file.enrolment()
    if enrolment is None:
        file.close()
        raise HeadlessTroubleError("unlock.trouble.no_station")
    address = settings.service.address or file.service_address()
    return StationWork.begin(settings.storage.folder, file, enrolment, address, clock)


def words_for(error: VaultDamagedError | StationFileError) -> str:
    """The key of the sentence that says what is wrong, and does not blame a passphrase or a disk for it."""
    match error:
        case StationFileNewerError():
            return "unlock.trouble.newer"
        case StationFileFullError():
            return "unlock.trouble.full"
        case StationFileBusyError():
            return "unlock.trouble.busy"
        case _:
            return "unlock.trouble.damaged"


def names_of(slots: KeySlots) -> list[str]:
    """Whose slots there are; HeadlessTroubleError when there is no station or its slots cannot be read."""
    try:
        names = [registrar.name for registrar in slots.registrars()]
    except VaultDamagedError as error:
        raise HeadlessTroubleError("unlock.trouble.damaged") from error
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
