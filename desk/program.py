"""The running desk: who is signed in, what they may touch, and how they get in and out.

Implements views.program.Program. Attributes change on the event loop only; the passphrase's key
derivation and the opening of the file run off it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from unicodedata import normalize

from declaration.wire.sign_in import PersonToken
from desk.ports.camera import Camera, CardReader, PhotoLab
from desk.ports.clock import Clock
from desk.ports.service import Denied, NoAnswer, SyncWatch
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from desk.reviewing.reviewing import Reviewing
from desk.serving.one_time_files import OneTimeFiles
from desk.settings import RetentionSettings
from desk.station_work import StationWork
from desk.storage.station import SLOTS, StationFile
from desk.storage.trouble import StationFileError
from desk.storage.vault.slots import KeySlots, VaultDamagedError
from desk.supervising.supervising import Supervising
from desk.views.program import Person, PracticePass, Role, SignedIn, SignInResult, SignInTrouble, Table

log = logging.getLogger(__name__)


class DeskProgram:
    """One station (or, without one, a reviewer's machine) in one process."""

    def __init__(
        self,
        folder: Path,
        address: str,
        clock: Clock,
        camera: Camera,
        reader: CardReader,
        lab: PhotoLab,
        practice: Sequence[PracticePass] = (),
        keep: RetentionSettings = RetentionSettings(),  # noqa: B008 - a frozen value
    ) -> None:
        self.camera, self.reader, self.lab = camera, reader, lab
        self.practice = practice
        self.unit_name = self.station_name = ""
        self.person: SignedIn | None = None
        self.table: Table | None = None
        self.reviewing: Reviewing | None = None
        self.supervising: Supervising | None = None
        self.files = OneTimeFiles()
        self.waiting = 0
        self._folder, self._address, self._clock = folder, address, clock
        self._keep = keep
        self._slots = KeySlots(folder / SLOTS)
        self._station: StationWork | None = None
        self._people_door: Door | None = None
        self._listeners: list[Callable[[], None]] = []
        self._counting: asyncio.Task[None] | None = None
        self._miscounted = False
        self._entering = asyncio.Lock()

    @property
    def sync(self) -> SyncWatch | None:
        return self._station.engine if self._station else None

    @property
    def station(self) -> StationWork | None:
        """The opened station; None before the first unlock."""
        return self._station

    @property
    def people(self) -> Sequence[Person]:
        try:
            registrars = self._slots.registrars()
        except VaultDamagedError:
            return ()  # unlocking by a typed name says what is wrong
        return [Person(r.name, r.display_name, Role.REGISTRAR) for r in registrars]

    async def unlock(self, name: str, passphrase: str) -> SignInResult:
        """One at a time: a second press of the button must not open the file twice."""
        async with self._entering:
            station = await self._opened(name.strip(), passphrase)
            if isinstance(station, SignInTrouble):
                return station
            await self.lock()  # whoever was here before: their table and files are not this person's
            who = next(p for p in self.people if p.name == normalize("NFC", name.strip()))
            await _note(station, who.name, "unlock")
            self._station_names(station)
            self.table = station.table(who.name)
            return self._signed_in(SignedIn(who.name, who.display_name, frozenset({Role.REGISTRAR})))

    async def sign_in(self, name: str, passphrase: str) -> SignInResult:
        async with self._entering:
            return await self._sign_in(name, passphrase)

    async def _sign_in(self, name: str, passphrase: str) -> SignInResult:
        door = Door(self._address)
        service = RemotePeople(door)
        token = await service.sign_in(name.strip(), passphrase)
        if not isinstance(token, PersonToken):
            await door.close()
            return token.reason if isinstance(token, NoAnswer) else _denied(token)
        await self.lock()
        roles = frozenset(Role.of(role) for role in token.roles)
        self._people_door = door
        self.reviewing = Reviewing(service) if Role.REVIEWER in roles else None
        self.supervising = Supervising(service) if Role.SUPERVISOR in roles else None
        return self._signed_in(SignedIn(token.person, token.display_name, roles))

    async def lock(self) -> None:
        leaving, self.person = self.person, None
        self.table = self.reviewing = self.supervising = None
        self.files.forget_all()
        self.camera.stop()
        self._tell()
        if self._people_door is not None:
            door, self._people_door = self._people_door, None
            await door.close()
        if leaving and self._station and Role.REGISTRAR in leaving.roles:
            await _note(self._station, leaving.name, "lock")

    async def close(self) -> None:
        """The end of the process: lock, stop the engine, close the file."""
        await self.lock()
        if self._counting is not None:
            await self._counting
        if self._station is not None:
            station, self._station = self._station, None
            await station.end()

    def offer_file(self, data: bytes, media_type: str, name: str) -> str:
        return self.files.register(data, media_type, name)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def _opened(self, name: str, passphrase: str) -> StationWork | SignInTrouble:
        """The station, opened now or before, for somebody whose slot gives its very key."""
        if not self._slots.exist:
            return SignInTrouble.NO_STATION
        try:
            file_key = await asyncio.to_thread(self._slots.open, name, passphrase)
            if file_key is None:
                return SignInTrouble.WRONG
            if self._station is None:
                await self._open(file_key)
        except (VaultDamagedError, StationFileError) as error:
            log.error("station not opened: %s", type(error).__name__)
            return SignInTrouble.DAMAGED
        station = self._station
        if station is None:
            return SignInTrouble.NO_STATION
        return station if station.file.is_opened_with(file_key) else SignInTrouble.DAMAGED

    async def _open(self, file_key: bytes) -> None:
        file = await asyncio.to_thread(StationFile.open, self._folder, file_key, self._clock.now, self._keep)
        enrolment = await asyncio.to_thread(file.enrolment)
        if enrolment is None:
            await asyncio.to_thread(file.close)
            return
        self._address = self._address or await asyncio.to_thread(file.service_address)
        self._station = StationWork.begin(self._folder, file, enrolment, self._address, self._clock)
        self._station.engine.listen(self._recount)
        await self._count()
        self._station.start_engine()

    def _station_names(self, station: StationWork) -> None:
        self.unit_name = station.enrolment.unit_name
        self.station_name = station.enrolment.station_name

    def _signed_in(self, person: SignedIn) -> SignedIn:
        self.person = person
        self._tell()
        return person

    def _recount(self) -> None:
        """The engine changed something: count anew, once for however many changes came meanwhile."""
        self._miscounted = True
        if self._counting is None or self._counting.done():
            self._counting = asyncio.create_task(self._count())

    async def _count(self) -> None:
        self._miscounted = True
        while self._miscounted and (station := self._station) is not None:
            self._miscounted = False
            books = await asyncio.to_thread(station.file.outbox.books, station.clock.today())
            self.waiting = books.finished - books.delivered
        self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


async def _note(station: StationWork, who: str, act: str) -> None:
    """A full disk must neither keep a screen unlocked nor keep people from what there is to be sent."""
    try:
        await asyncio.to_thread(station.file.note_act, who, act)
    except StationFileError as error:
        log.error("%s not noted: %s", act, type(error).__name__)


def _denied(denied: Denied) -> SignInTrouble:
    return SignInTrouble.WRONG if denied.status in (400, 401) else SignInTrouble.NOT_HERE
