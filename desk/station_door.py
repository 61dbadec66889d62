"""The way into one station: opened for whoever has its key, kept open for the engine, closed at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from desk.ports.clock import Clock
from desk.ports.keys import Wait
from desk.ports.recovery import RecoveryState
from desk.settings import RetentionSettings
from desk.station_work import StationWork
from desk.storage.station import StationFile, vault_of
from desk.storage.trouble import (
    StationFileBusyError,
    StationFileError,
    StationFileFullError,
    StationFileNewerError,
)
from desk.storage.vault.recovery_slot import recovery_state
from desk.storage.vault.slots import KdfCost, Registrar
from desk.storage.vault.slots_file import VaultDamagedError
from desk.views.program import SignInTrouble

log = logging.getLogger(__name__)
Key = bytes | Wait | None


class StationDoor:
    """Use it from the event loop, one opening at a time. ``work`` is the opened station, None before.

    ``address`` is the service's: the one given, or where the station was enrolled.
    """

    def __init__(
        self, folder: Path, address: str, clock: Clock, cost: KdfCost, keep: RetentionSettings
    ) -> None:
        self.work: StationWork | None = None
        self.address = address
        self._folder, self._clock, self._cost, self._keep = folder, clock, cost, keep
        self._vault = vault_of(folder, clock)

    @property
    def registrars(self) -> Sequence[Registrar]:
        try:
            return self._vault.slots.registrars()
        except VaultDamagedError:
            return ()  # opening by a typed name says what is wrong

    @property
    def recovery(self) -> RecoveryState | None:
        return recovery_state(self._vault.slots)

    async def open(self, name: str, passphrase: str) -> StationWork | SignInTrouble | Wait:
        """For the registrar of that name, whose slot is brought to today's cost where an older program made
        it: only now is its passphrase known."""
        opened = await self._opened(lambda: self._vault.open(name, passphrase), SignInTrouble.WRONG)
        if isinstance(opened, StationWork):
            await asyncio.to_thread(opened.file.keyholders.strengthen, name, passphrase, self._cost)
        return opened

    async def open_with_code(self, code: bytes) -> StationWork | SignInTrouble | Wait:
        """For whoever was read the recovery code; it serves until :meth:`recover` has replaced it."""
        if self.recovery is None and self._vault.slots.exist:
            return SignInTrouble.NO_CODE
        return await self._opened(lambda: self._vault.open_with_code(code), SignInTrouble.CODE_WRONG)

    async def recover(self, work: StationWork, name: str, passphrase: str) -> SignInTrouble | None:
        """A new passphrase for that registrar, and another code in place of the one used."""
        return await self._changed(
            work, name, lambda who: work.file.recovery.use(who, passphrase, self._cost)
        )

    async def change_passphrase(self, work: StationWork, name: str, passphrase: str) -> SignInTrouble | None:
        """A new passphrase for that registrar."""
        holders = work.file.keyholders
        return await self._changed(
            work, name, lambda who: holders.change_passphrase(who.name, who, passphrase, self._cost)
        )

    async def close(self) -> None:
        """The engine stops, the file is closed: nothing keyed stays open."""
        if self.work is not None:
            work, self.work = self.work, None
            await work.end()

    async def _changed(
        self, work: StationWork, name: str, change: Callable[[Registrar], None]
    ) -> SignInTrouble | None:
        who = next((each for each in self.registrars if each.name == name), None)
        if who is None:
            return SignInTrouble.WRONG
        try:
            await asyncio.to_thread(change, who)
        except (VaultDamagedError, StationFileError, OSError) as error:
            log.error("slots not changed: %s", type(error).__name__)
            return SignInTrouble.NOT_KEPT
        work.engine.ring()  # a code that was replaced has to be sent
        return None

    async def _opened(
        self, key_of: Callable[[], Key], wrong: SignInTrouble
    ) -> StationWork | SignInTrouble | Wait:
        """The station, opened now or before, for somebody whose slot gives its very key."""
        if not self._vault.slots.exist:
            return SignInTrouble.NO_STATION
        try:
            file_key = await asyncio.to_thread(key_of)
            if not isinstance(file_key, bytes):
                return file_key or wrong
            if self.work is None:
                self.work = await self._begun(file_key)
        except (VaultDamagedError, StationFileError) as error:
            log.error("station not opened: %s", type(error).__name__)
            return trouble_of(error)
        if self.work is None:
            return SignInTrouble.NO_STATION
        return self.work if self.work.file.is_opened_with(file_key) else SignInTrouble.DAMAGED

    async def _begun(self, file_key: bytes) -> StationWork | None:
        file = await asyncio.to_thread(StationFile.open, self._folder, file_key, self._clock.now, self._keep)
        enrolment = await asyncio.to_thread(file.enrolment)
        if enrolment is None:
            await asyncio.to_thread(file.close)
            return None
        self.address = self.address or await asyncio.to_thread(file.service_address)
        await asyncio.to_thread(file.recovery.ensure)
        return StationWork.begin(self._folder, file, enrolment, self.address, self._clock)


def trouble_of(error: VaultDamagedError | StationFileError) -> SignInTrouble:
    """What is wrong, so that no passphrase and no disk is blamed for it."""
    match error:
        case StationFileNewerError():
            return SignInTrouble.NEWER
        case StationFileFullError():
            return SignInTrouble.FULL
        case StationFileBusyError():
            return SignInTrouble.BUSY
        case _:
            return SignInTrouble.DAMAGED
