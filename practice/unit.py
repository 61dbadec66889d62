"""The practice unit: one agency, three registrars, one person for each other role, 200 people. All invented.

Everything in it is real but the people: the service, the encrypted station, the enrolment over HTTP. Only
the passphrases are public, which is why they are shown on the sign-in page.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from approval.app import EmbeddedService
from approval.settings import Settings as ApprovalSettings
from declaration.problems import Problem
from declaration.wire.sign_in import EnrolAnswer, PersonRole
from desk import __version__
from desk.ports.clock import SystemClock
from desk.ports.store import RosterPerson
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.storage.station import SLOTS, StationFile, create_station
from desk.storage.vault.slots import KdfCost, KeySlots, Registrar
from desk.sync.enrolment import enrol
from desk.views.program import Person, PracticePass, Role
from practice.online import made_online
from practice.people import PracticePerson, invented_person
from practice.registry import write_registry

AGENCY = ("MAU01", "BHXH cơ sở Mẫu", "Thành phố Mẫu")
MORE_AGENCIES = (
    ("MAU02", "BHXH cơ sở Ví Dụ", "Huyện Ví Dụ"),
    ("MAU03", "BHXH cơ sở Thử Nghiệm", "Khu công nghiệp Thử"),
)
UNIT = "Khu công nghiệp Mẫu"
STATION = "Quầy 03"
STATION_FOLDER = "station"
PEOPLE_COUNT = 200

PASSES = (
    PracticePass(Person("mau", "Lê Thị Mẫu", Role.REGISTRAR), "mau-thu-2026"),
    PracticePass(Person("thu", "Trần Văn Thử", Role.REGISTRAR), "thu-thu-2026"),
    PracticePass(Person("vidu", "Phạm Ví Dụ", Role.REGISTRAR), "vidu-thu-2026"),
    PracticePass(Person("duyet", "Nguyễn Thị Duyệt", Role.REVIEWER), "duyet-thu-2026"),
    PracticePass(Person("giamsat", "Hoàng Giám Sát", Role.SUPERVISOR), "giamsat-thu-2026"),
    PracticePass(Person("quantri", "Vũ Quản Trị", Role.ADMINISTRATOR), "quantri-thu-2026"),
    PracticePass(Person("kiemtra", "Đỗ Kiểm Tra", Role.AUDITOR), "kiemtra-thu-2026"),
)
_FIRST = PASSES[0]
_SERVICE_ROLES = {
    Role.REVIEWER: PersonRole.REVIEWER,
    Role.SUPERVISOR: PersonRole.SUPERVISOR,
    Role.ADMINISTRATOR: PersonRole.ADMINISTRATOR,
    Role.AUDITOR: PersonRole.AUDITOR,
}


class PracticeError(Exception):
    """The unit could not be set up; says at which step."""


@dataclass
class PracticeUnit:
    """A started unit. ``address`` is the service's; the station lies in ``station_folder``."""

    service: EmbeddedService
    address: str
    station_folder: Path

    @staticmethod
    async def start(folder: Path, cost: KdfCost, port: int = 0) -> PracticeUnit:
        """Start the service in ``folder`` and, the first time, set up people, station and roster.

        ``port`` 0 takes any free one; OSError when the given one is taken, PracticeError when the unit
        cannot be set up. A set-up that was interrupted is taken up where it stopped.
        """
        known = folder / "registry.json"
        settings = ApprovalSettings(
            data_dir=folder / "service", port=port, practice=True, registry_file=known
        )
        await asyncio.to_thread(write_registry, known)
        service = await asyncio.to_thread(EmbeddedService, settings)
        address = await service.start()
        unit = PracticeUnit(service, address, folder / STATION_FOLDER)
        try:
            await unit._set_up(cost)
        except BaseException:
            await service.stop()
            raise
        return unit

    async def stop(self) -> None:
        await self.service.stop()

    async def _set_up(self, cost: KdfCost) -> None:
        file = await asyncio.to_thread(self._station, cost)
        online = made_online(AGENCY[0], SystemClock().today())
        await asyncio.to_thread(self.service.service.online.take, online)
        try:
            if file.enrolment() is None:
                await self._enrol(file)
            if file.roster.count().people == 0:
                await asyncio.to_thread(file.roster.add, roster())
        finally:
            await asyncio.to_thread(file.close)

    async def _enrol(self, file: StationFile) -> None:
        code = await asyncio.to_thread(self._staff_the_office)
        door = Door(self.address)
        try:
            answer = await enrol(RemoteStation(door, None), file, code, _FIRST.person.name, __version__)
        finally:
            await door.close()
        if not isinstance(answer, EnrolAnswer):
            raise PracticeError("enrolment")

    def _staff_the_office(self) -> str:
        office = self.service.office
        for code, name, place in (AGENCY, *MORE_AGENCIES):
            office.add_agency(code, name, place=place)
        for each in PASSES:
            role = _SERVICE_ROLES.get(each.person.role)
            if role is not None:
                office.add_person(
                    each.person.name, each.passphrase, each.person.display_name, [role], AGENCY[0]
                )
        enrolment_code = office.make_enrolment_code(STATION, UNIT, AGENCY[0])
        if isinstance(enrolment_code, Problem):
            raise PracticeError(enrolment_code.code)
        return enrolment_code

    def _station(self, cost: KdfCost) -> StationFile:
        """The station, made the first time, with a key slot for each registrar."""
        slots, now = KeySlots(self.station_folder / SLOTS), SystemClock().now
        if not slots.exist:
            create_station(self.station_folder, _registrar(_FIRST), _FIRST.passphrase, cost, now).close()
        file_key = slots.open(_FIRST.person.name, _FIRST.passphrase)
        if file_key is None:
            raise PracticeError("passphrase")
        known = {registrar.name for registrar in slots.registrars()}
        for each in PASSES:
            if each.person.role is Role.REGISTRAR and each.person.name not in known:
                slots.add(_registrar(each), each.passphrase, file_key, cost)
        return StationFile.open(self.station_folder, file_key, now)


def _registrar(each: PracticePass) -> Registrar:
    return Registrar(each.person.name, each.person.display_name)


def people() -> tuple[PracticePerson, ...]:
    """The 200 invented people, always the same."""
    return tuple(invented_person(seed) for seed in range(1, PEOPLE_COUNT + 1))


def roster() -> list[RosterPerson]:
    """The unit's list. Some entries lack the number or the e-mail, as real lists do."""
    return [
        RosterPerson(
            id=0,
            unit=UNIT,
            full_name=person.full_name,
            birth=person.birth.iso(),
            document_number="" if seed % 7 == 0 else person.number,
            insurance_code=person.insurance_code,
            phone=person.phone,
            email="" if seed % 5 == 0 else person.email,
        )
        for seed, person in enumerate(people(), start=1)
    ]
