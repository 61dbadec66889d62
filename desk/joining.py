"""A new station joins the service, from the command line: made here, enrolled there, ready to unlock."""

from __future__ import annotations

import asyncio

from declaration.wire.sign_in import EnrolAnswer
from desk import __version__
from desk.headless import HeadlessTroubleError
from desk.ownership import Ownership
from desk.ports.clock import SystemClock
from desk.ports.service import Denied, NoAnswer
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.settings import Settings
from desk.storage.station import SLOTS, StationFile, create_station
from desk.storage.vault.slots import KdfCost, KeySlots, Registrar
from desk.sync.enrolment import enrol


async def join(settings: Settings, code: str, who: Registrar, passphrase: str, cost: KdfCost) -> EnrolAnswer:
    """Make the station (or go on with one whose enrolment did not get through) and enrol it.

    HeadlessTroubleError says why not: owned, exists, wrong passphrase, no network, code denied.
    """
    ownership = Ownership(settings.storage.folder)
    if not ownership.take():
        raise HeadlessTroubleError("cli.owned")
    try:
        file = await asyncio.to_thread(_made_or_opened, settings, who, passphrase, cost)
        door = Door(settings.service.address)
        try:
            answer = await enrol(RemoteStation(door, None), file, code, who.name, __version__)
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
    if not slots.exist:
        return create_station(folder, who, passphrase, cost, now)
    key = slots.open(who.name, passphrase)
    if key is None:
        raise HeadlessTroubleError("unlock.trouble.wrong")
    file = StationFile.open(folder, key, now)
    if file.enrolment() is not None:
        file.close()
        raise HeadlessTroubleError("cli.exists")
    return file


def add_registrar(
    settings: Settings, by: str, their_passphrase: str, who: Registrar, passphrase: str, cost: KdfCost
) -> None:
    """Give another registrar a key slot; somebody who has one must be there to open the key."""
    slots = KeySlots(settings.storage.folder / SLOTS)
    key = slots.open(by, their_passphrase)
    if key is None:
        raise HeadlessTroubleError("unlock.trouble.wrong")
    slots.add(who, passphrase, key, cost)
