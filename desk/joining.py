"""A new station joins the service, from the command line: made here, enrolled there, ready to unlock."""

from __future__ import annotations

import asyncio

from declaration.wire.sign_in import EnrolAnswer
from desk import __version__
from desk.headless import HeadlessTroubleError, names_of, words_for
from desk.ownership import Ownership
from desk.ports.clock import SystemClock
from desk.ports.service import Denied, NoAnswer
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.settings import Settings
from desk.storage.station import SLOTS, StationFile, create_station
from desk.storage.trouble import StationFileError
from desk.storage.vault.slots import KdfCost, KeySlots, Registrar, VaultDamagedError
from desk.sync.enrolment import enrol

SHORTEST_CODE, LONGEST_CODE = 8, 64  # as EnrolRequest bounds them


async def join(settings: Settings, code: str, who: Registrar, passphrase: str, cost: KdfCost) -> EnrolAnswer:
    """Make the station (or go on with one whose enrolment did not get through) and enrol it.

    HeadlessTroubleError says why not: owned, exists, wrong passphrase, no network, code denied.
    """
    if not settings.service.address:
        raise HeadlessTroubleError("cli.no_service")
    if not SHORTEST_CODE <= len(code.strip()) <= LONGEST_CODE:
        raise HeadlessTroubleError("cli.enrol_denied")  # before anything is made for it
    ownership = Ownership(settings.storage.folder)
    if not ownership.take():
        raise HeadlessTroubleError("cli.owned")
    try:
        file = await asyncio.to_thread(_made_or_opened, settings, who, passphrase, cost)
        door = Door(settings.service.address)
        try:
            answer = await enrol(RemoteStation(door, None), file, code, who.name, __version__)
            if isinstance(answer, EnrolAnswer):
                await asyncio.to_thread(file.remember_service, settings.service.address)
        finally:
            await door.close()
            await asyncio.to_thread(file.close)
    finally:
        ownership.release()
    match answer:
        case NoAnswer(reason):
            raise HeadlessTroubleError(f"reason.{reason}")
        case Denied():
            raise HeadlessTroubleError("cli.enrol_denied")
        case EnrolAnswer():
            return answer


def _made_or_opened(settings: Settings, who: Registrar, passphrase: str, cost: KdfCost) -> StationFile:
    folder, now = settings.storage.folder, SystemClock().now
    slots = KeySlots(folder / SLOTS)
    try:
        if not slots.exist:
            return create_station(folder, who, passphrase, cost, now)
        key = slots.open(who.name, passphrase)
        if key is None:
            raise HeadlessTroubleError("unlock.trouble.wrong")
        file = StationFile.open(folder, key, now)
    except (VaultDamagedError, StationFileError) as error:
        raise HeadlessTroubleError(words_for(error)) from error
    if file.enrolment() is not None and not file.must_rejoin():
        file.close()
        raise HeadlessTroubleError("cli.exists")
    return file


def add_registrar(
    settings: Settings,
    by: str,
    their_passphrase: str,
    who: Registrar,
    passphrase: str,
    cost: KdfCost,
    *,
    reset: bool = False,
) -> None:
    """Give another registrar a key slot; somebody who has one must be there to open the key.

    A name that is taken is refused, unless ``reset`` says that its passphrase is to be a new one.
    """
    slots = KeySlots(settings.storage.folder / SLOTS)
    if not reset and who.name in names_of(slots):
        raise HeadlessTroubleError("cli.name_taken")
    key = slots.open(by, their_passphrase)
    if key is None:
        raise HeadlessTroubleError("unlock.trouble.wrong")
    slots.add(who, passphrase, key, cost)
