"""A new station joins the service, from the command line: made here, enrolled there, ready to unlock."""

from __future__ import annotations

import asyncio

from declaration.wire.sign_in import EnrolAnswer
from desk import __version__
from desk.headless import HeadlessTroubleError, key_from, names_of, words_for
from desk.i18n import t
from desk.ownership import Ownership
from desk.ports.clock import SystemClock
from desk.ports.service import Denied, NoAnswer
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.settings import Settings
from desk.station_work import StationWork
from desk.storage.station import StationFile, create_station, vault_of
from desk.storage.trouble import StationFileError
from desk.storage.vault.slots import KdfCost, Registrar
from desk.storage.vault.slots_file import VaultDamagedError
from desk.sync.enrolment import enrol

SHORTEST_CODE, LONGEST_CODE = 8, 64  # as EnrolRequest bounds them


def standing(settings: Settings) -> list[str]:
    """Who may open the station that is there already: restored, or made by an enrolment that did not get
    through. Empty where there is none."""
    slots = vault_of(settings.storage.folder, SystemClock()).slots
    return names_of(slots) if slots.exist else []


async def join(settings: Settings, code: str, who: Registrar, passphrase: str, cost: KdfCost) -> EnrolAnswer:
    """Make the station (or go on with one whose enrolment did not get through) and enrol it, at the service
    the settings name, else at the one it knows.

    HeadlessTroubleError says why not: owned, exists, wrong passphrase, no network, code denied.
    """
    if not settings.service.address and not standing(settings):
        raise HeadlessTroubleError("cli.no_service")
    if not SHORTEST_CODE <= len(code.strip()) <= LONGEST_CODE:
        raise HeadlessTroubleError("cli.enrol_denied")  # before anything is made for it
    ownership = Ownership(settings.storage.folder)
    if not ownership.take():
        raise HeadlessTroubleError("cli.owned")
    try:
        file = await asyncio.to_thread(_made_or_opened, settings, who, passphrase, cost)
        address = settings.service.address or await asyncio.to_thread(file.service_address)
        if not address:
            await asyncio.to_thread(file.close)
            raise HeadlessTroubleError("cli.no_service")
        door = Door(address)
        try:
            answer = await enrol(RemoteStation(door, None), file, code, who.name, __version__)
            if isinstance(answer, EnrolAnswer):
                await asyncio.to_thread(file.remember_service, address)
                await _send_recovery_code(settings, file, answer, address)
        finally:
            await door.close()
            await asyncio.to_thread(file.close)
    finally:
        ownership.release()
    match answer:
        case NoAnswer(reason):
            raise HeadlessTroubleError("cli.enrol_unanswered", reason=t(f"reason.{reason}"), address=address)
        case Denied():
            raise HeadlessTroubleError("cli.enrol_denied")
        case EnrolAnswer():
            return answer


async def _send_recovery_code(
    settings: Settings, file: StationFile, answer: EnrolAnswer, address: str
) -> None:
    """While the line is there. Should it break now, the code goes out with the first sync after unlocking."""
    await asyncio.to_thread(file.recovery.ensure)
    work = StationWork.begin(settings.storage.folder, file, answer, address, SystemClock())
    try:
        await work.engine.round()
    finally:
        await work.door.close()


def _made_or_opened(settings: Settings, who: Registrar, passphrase: str, cost: KdfCost) -> StationFile:
    folder, now = settings.storage.folder, SystemClock().now
    vault = vault_of(folder, SystemClock())
    try:
        if not vault.slots.exist:
            return create_station(folder, who, passphrase, cost, now)
        key = key_from(vault, who.name, passphrase)
        file = StationFile.open(folder, key, now)
    except (VaultDamagedError, StationFileError) as error:
        raise HeadlessTroubleError(words_for(error)) from error
    if file.enrolment() is not None and not file.must_rejoin():
        file.close()
        raise HeadlessTroubleError("cli.exists")
    return file
