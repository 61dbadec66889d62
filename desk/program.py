"""The running desk: who is signed in, what they may touch, and how they get in and out.

Implements views.program.Program. Attributes change on the event loop only; the passphrase's key
derivation and the opening of the file run off it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from unicodedata import normalize

from declaration.wire.handouts import StationSettings
from declaration.wire.sign_in import PersonRole, PersonToken
from declaration.wire.spelled import Misspelled, read_spelled
from desk.administering.administering import Administering
from desk.administering.own_sign_in import OwnSignIn
from desk.auditing.auditing import Auditing
from desk.counting import Counting
from desk.idle import Idleness, IdleWatch, Locking
from desk.minding import Minding
from desk.ports.camera import Cameras
from desk.ports.care import Salvaged, SalvageTrouble
from desk.ports.clock import Clock
from desk.ports.keys import Wait
from desk.ports.outbox import Books
from desk.ports.photographs import Eyes
from desk.ports.recovery import RecoveryState
from desk.ports.service import WAIT, Denied, NoAnswer, Reason, SyncWatch
from desk.ports.standing import Concern
from desk.printing.typesetting import TypstPages
from desk.remote.after_service import RemoteAfter
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from desk.remote.staff_service import RemoteStaff
from desk.reviewing.answering import Answering
from desk.reviewing.reviewing import Reviewing
from desk.serving.one_time_files import OneTimeFiles
from desk.settings import RetentionSettings
from desk.station_door import StationDoor
from desk.station_work import StationWork
from desk.storage.gate import Gate
from desk.storage.trouble import StationFileError
from desk.storage.vault.slots import KdfCost
from desk.supervising.agency_figuring import AgencyFiguring
from desk.supervising.supervising import Supervising
from desk.tables.opening import FileTables
from desk.views.program import (
    Person,
    PracticePass,
    Role,
    Salvaging,
    SignedIn,
    SignInResult,
    SignInTrouble,
    Table,
)

log = logging.getLogger(__name__)


PATIENCE = 5.0
"""Seconds a table's work may take to be saved before the desk is locked all the same."""


_AT_THE_SERVICE = {
    PersonRole.REVIEWER: Role.REVIEWER,
    PersonRole.SUPERVISOR: Role.SUPERVISOR,
    PersonRole.ADMINISTRATOR: Role.ADMINISTRATOR,
    PersonRole.AUDITOR: Role.AUDITOR,
}
"""Who signs in online, and as what; a registrar opens the station instead."""
_COST, _NEVER, _KEEP = KdfCost(), Locking(), RetentionSettings()


class DeskProgram:
    """One station (or, without one, a reviewer's machine) in one process."""

    def __init__(
        self,
        folder: Path,
        address: str,
        clock: Clock,
        cameras: Cameras,
        eyes: Eyes,
        practice: Sequence[PracticePass] = (),
        cost: KdfCost = _COST,
        locking: Locking = _NEVER,
        keep: RetentionSettings = _KEEP,
    ) -> None:
        self.cameras, self.eyes = cameras, eyes
        self.practice = practice
        self.unit_name = self.station_name = ""
        self.person: SignedIn | None = None
        self.table: Table | None = None
        self.reviewing: Reviewing | None = None
        self.supervising: Supervising | None = None
        self.agency_figuring: AgencyFiguring | None = None
        self.administering: Administering | None = None
        self.auditing: Auditing | None = None
        self.own_sign_in: OwnSignIn | None = None
        self.answering: Answering | None = None
        self.salvaging: Salvaging | None = None
        self.files = OneTimeFiles()
        self._clock = clock
        self._way_in = StationDoor(folder, address, clock, cost, keep)
        self._people_door: Door | None = None
        self._listeners: list[Callable[[], None]] = []
        self._counting, self._minding = Counting(self._tell), Minding(self._tell)
        self._entering = asyncio.Lock()
        self._gate = Gate()
        self._locking = locking
        self._idleness = Idleness(clock, locking.after)
        self._idle = IdleWatch(self._idleness, lambda: self.person is not None, self.lock, self._tell)
        self._put_down: list[Callable[[], Awaitable[None]]] = []

    @property
    def sync(self) -> SyncWatch | None:
        return self.station.engine if self.station else None

    @property
    def station(self) -> StationWork | None:
        """The opened station; None before the first unlock."""
        return self._way_in.work

    @property
    def books(self) -> Books | None:
        return self._counting.books

    @property
    def concerns(self) -> tuple[Concern, ...]:
        return self._minding.concerns

    @property
    def locking_soon(self) -> bool:
        return self._idle.soon

    @property
    def service_address(self) -> str:
        """Where the service is; "" while nobody has said so."""
        return self._way_in.address

    @property
    def recovery(self) -> RecoveryState | None:
        return self._way_in.recovery

    @property
    def people(self) -> Sequence[Person]:
        return [Person(r.name, r.display_name, Role.REGISTRAR) for r in self._way_in.registrars]

    async def unlock(self, name: str, passphrase: str) -> SignInResult:
        """One at a time: a second press of the button must not open the file twice."""
        async with self._entering:
            name = _as_kept(name)
            station = await self._way_in.open(name, passphrase)
            return await self._come_in(station, name)

    async def recover(self, name: str, code: str, passphrase: str) -> SignInResult:
        read = read_spelled(code)
        if isinstance(read, Misspelled):
            return read
        async with self._entering:
            name = _as_kept(name)
            station = await self._way_in.open_with_code(read)
            if isinstance(station, StationWork):
                trouble = await self._way_in.recover(station, name, passphrase)
                station = trouble or station
            return await self._come_in(station, name, by_code=True)

    async def change_passphrase(self, name: str, passphrase: str, new: str) -> SignInResult:
        async with self._entering:
            name = _as_kept(name)
            station = await self._way_in.open(name, passphrase)
            if isinstance(station, StationWork):
                trouble = await self._way_in.change_passphrase(station, name, new)
                station = trouble or station
            return await self._come_in(station, name)

    async def sign_in(self, name: str, passphrase: str, code: str = "") -> SignInResult:
        async with self._entering:
            return await self._sign_in(name, passphrase, code)

    async def choose_passphrase(self, name: str, passphrase: str, code: str, new: str) -> SignInResult:
        async with self._entering:
            door = Door(self.service_address)
            try:
                service = RemotePeople(door)
                token = await service.sign_in(name.strip(), passphrase, code)
                if not isinstance(token, PersonToken):
                    return _not_in(token)
                refused = await service.change_passphrase(passphrase, new)
            finally:
                await door.close()
            return SignInTrouble.CHANGED if refused is None else _not_in(refused)

    async def _sign_in(self, name: str, passphrase: str, code: str) -> SignInResult:
        door = Door(self.service_address)
        service = RemotePeople(door)
        token = await service.sign_in(name.strip(), passphrase, code)
        if not isinstance(token, PersonToken):
            await door.close()
            return _not_in(token)
        if token.must_change:
            await door.close()
            return SignInTrouble.FIRST
        roles = frozenset(_AT_THE_SERVICE[role] for role in token.roles if role in _AT_THE_SERVICE)
        if not roles:
            await door.close()
            return SignInTrouble.NOT_HERE
        await self.lock()
        self._people_door = door
        self.reviewing = Reviewing(service) if Role.REVIEWER in roles else None
        if Role.SUPERVISOR in roles:
            self.supervising = Supervising(service)
            self.agency_figuring = AgencyFiguring(service, FileTables(), self._clock)
        self.administering = Administering(RemoteStaff(door)) if Role.ADMINISTRATOR in roles else None
        self.auditing = Auditing(RemoteStaff(door)) if Role.AUDITOR in roles else None
        draw, has_it = TypstPages.code_picture, token.second_step
        self.own_sign_in = OwnSignIn(service, draw, has_second_step=has_it)
        self.answering = Answering(RemoteAfter(door))
        return self._signed_in(SignedIn(token.person, token.display_name, roles))

    async def mind(self) -> None:
        await self._minding.look()

    async def salvage(self) -> None:
        async with self._entering:
            station = self.station
            if station is None:
                return
            self.salvaging = Salvaging.RUNNING
            await self._leave()
            await self._close_file()
            came: Salvaged | SalvageTrouble = SalvageTrouble.NOT_SAVED
            try:
                came = await asyncio.to_thread(station.file.care.salvage)
            finally:
                self.salvaging = Salvaging.of(came)
                self._tell()

    async def lock(self) -> None:
        await self._leave()
        if self._locking.closes_file:
            await self._close_file()

    def before_lock(self, put_down: Callable[[], Awaitable[None]]) -> None:
        self._put_down.append(put_down)

    def active(self) -> None:
        self._idle.touched()

    async def _leave(self) -> None:
        """What is on the tables is saved; then they are gone, whoever still holds one."""
        await self._put_all_down()
        leaving, self.person = self.person, None
        self._gate.close()
        self.table = self.reviewing = self.supervising = self.administering = self.auditing = None
        self.own_sign_in = self.answering = self.agency_figuring = None
        self.files.forget_all()
        self._tell()
        if (camera := self.cameras.camera) is not None:
            await asyncio.to_thread(camera.stop)
        if self._people_door is not None:
            door, self._people_door = self._people_door, None
            await door.close()
        if leaving and self.station and Role.REGISTRAR in leaving.roles:
            await _note(self.station, leaving.name, "lock")

    async def close(self) -> None:
        """The end of the process: lock, stop the engine, close the file."""
        self._idle.end()
        await self.lock()
        await self._close_file()

    def offer_file(self, data: bytes, media_type: str, name: str) -> str:
        return self.files.register(data, media_type, name)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def _come_in(
        self, station: StationWork | SignInTrouble | Wait, name: str, *, by_code: bool = False
    ) -> SignInResult:
        await self._attend()
        if not isinstance(station, StationWork):
            return station
        self.salvaging = None
        await self._leave()  # whoever was here before: their table and files are not this person's
        who = next(p for p in self.people if p.name == name)
        await _note(station, who.name, "unlock")
        self._station_names(station)
        self._gate = Gate()
        wished = await self._heed_agency(station)
        self.table = station.table(who.name, self._gate, wished)
        return self._signed_in(SignedIn(who.name, who.display_name, frozenset({Role.REGISTRAR}), by_code))

    async def _heed_agency(self, station: StationWork) -> StationSettings:
        """What the agency has set for this station stands above the machine's own settings."""
        wished = await asyncio.to_thread(station.file.agency_settings)
        minutes = wished.lock_after_minutes
        self._idleness.lock_after(timedelta(minutes=minutes) if minutes else self._locking.after)
        return wished

    async def _close_file(self) -> None:
        await self._minding.end()
        await self._counting.end()
        await self._way_in.close()

    async def _attend(self) -> None:
        """A station that was just opened: its books are counted and its engine runs."""
        station = self.station
        if station is not None and station.running is None:
            await self._counting.follow(station)
            await self._minding.follow(station)
            station.start_engine()

    def _station_names(self, station: StationWork) -> None:
        self.unit_name = station.enrolment.unit_name
        self.station_name = station.enrolment.station_name

    def _signed_in(self, person: SignedIn) -> SignedIn:
        self.person = person
        self._idle.begin()
        self._tell()
        return person

    async def _put_all_down(self) -> None:
        """A table that cannot be saved now keeps no screen open: its last whole field is in the file."""
        putting_down, self._put_down = self._put_down, []
        for put_down in putting_down:
            try:
                await asyncio.wait_for(put_down(), PATIENCE)
            except Exception as error:  # noqa: BLE001 - whatever it is, the desk is locked
                log.error("work not put down: %s", type(error).__name__)

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


def _as_kept(name: str) -> str:
    """As the slots spell it: some keyboards send the same letters in pieces."""
    return normalize("NFC", name.strip())


async def _note(station: StationWork, who: str, act: str) -> None:
    """A full disk must neither keep a screen unlocked nor keep people from what there is to be sent."""
    try:
        await asyncio.to_thread(station.file.note_act, who, act)
    except StationFileError as error:
        log.error("%s not noted: %s", act, type(error).__name__)


def _not_in(answer: Denied | NoAnswer) -> SignInTrouble | Wait | Reason:
    match answer:
        case NoAnswer(reason):
            return reason
        case Denied(code, _, float(seconds)) if code == WAIT:
            return Wait(seconds)
        case Denied(code) if code in set(SignInTrouble):
            return SignInTrouble(code)
    return SignInTrouble.WRONG if answer.status in (400, 401) else SignInTrouble.NOT_HERE
