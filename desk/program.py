"""The running desk: who is signed in, what they may touch, and how they get in and out.

Implements views.program.Program. Attributes change on the event loop only; the passphrase's key
derivation and the opening of the file run off it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from declaration.wire.sign_in import PersonToken
from desk.ports.camera import Camera, CardReader, PhotoLab
from desk.ports.clock import Clock
from desk.ports.service import Denied, NoAnswer, SyncWatch
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from desk.reviewing.reviewing import Reviewing
from desk.serving.one_time_files import OneTimeFiles
from desk.station_work import StationWork
from desk.storage.database import WrongKeyError
from desk.storage.station import SLOTS, StationFile
from desk.storage.vault.slots import KeySlots, VaultDamagedError
from desk.supervising.supervising import Supervising
from desk.views.program import Person, PracticePass, Role, SignedIn, SignInResult, SignInTrouble, Table


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
        self._slots = KeySlots(folder / SLOTS)
        self._station: StationWork | None = None
        self._people_door: Door | None = None
        self._listeners: list[Callable[[], None]] = []
        self._counting: asyncio.Task[None] | None = None
        self._miscounted = False

    @property
    def sync(self) -> SyncWatch | None:
        return self._station.engine if self._station else None

    @property
    def station(self) -> StationWork | None:
        """The opened station; None before the first unlock."""
        return self._station

    @property
    def people(self) -> Sequence[Person]:
        return [Person(r.name, r.display_name, Role.REGISTRAR) for r in self._slots.registrars()]

    async def unlock(self, name: str, passphrase: str) -> SignInResult:
        if not self._slots.exist:
            return SignInTrouble.NO_STATION
        try:
            file_key = await asyncio.to_thread(self._slots.open, name.strip(), passphrase)
            if file_key is None:
                return SignInTrouble.WRONG
            if self._station is None:
                await self._open(file_key)
        except (VaultDamagedError, WrongKeyError):
            return SignInTrouble.DAMAGED
        station = self._station
        if station is None:
            return SignInTrouble.NO_STATION
        await asyncio.to_thread(station.file.note_act, name, "unlock")
        self._station_names(station)
        self.table = station.table(name)
        shown = next(p.display_name for p in self.people if p.name == name.strip())
        return self._signed_in(SignedIn(name.strip(), shown, frozenset({Role.REGISTRAR})))

    async def sign_in(self, name: str, passphrase: str) -> SignInResult:
        door = Door(self._address)
        service = RemotePeople(door)
        token = await service.sign_in(name.strip(), passphrase)
        if not isinstance(token, PersonToken):
            await door.close()
            return token.reason if isinstance(token, NoAnswer) else _denied(token)
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
            await asyncio.to_thread(self._station.file.note_act, leaving.name, "lock")

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

    async def _open(self, file_key: bytes) -> None:
        file = await asyncio.to_thread(StationFile.open, self._folder, file_key, self._clock.now)
        enrolment = await asyncio.to_thread(file.enrolment)
        if enrolment is None:
            await asyncio.to_thread(file.close)
            return
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
            books = await asyncio.to_thread(station.file.outbox.books, self._clock.today())
            self.waiting = books.finished - books.delivered
        self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


def _denied(denied: Denied) -> SignInTrouble:
    return SignInTrouble.WRONG if denied.status in (400, 401) else SignInTrouble.NOT_HERE
