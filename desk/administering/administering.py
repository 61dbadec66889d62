"""People, agencies and stations as an administrator keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from declaration.problems import Problem, blocking
from declaration.wire.people import (
    AgencyNode,
    FirstPassphrase,
    NewStation,
    OneTimeCode,
    StaffFacts,
    StaffMember,
)
from declaration.wire.sign_in import PersonRole
from declaration.wire.supervision import StationOverview
from desk.ports.service import Denied, NoAnswer
from desk.ports.staff import StaffService

ALONE = frozenset({PersonRole.ADMINISTRATOR, PersonRole.AUDITOR})
"""Roles that go with no other; the service refuses them together."""


@dataclass(frozen=True)
class Everything:
    """What the screen is about, read together."""

    people: tuple[StaffMember, ...]
    stations: tuple[StationOverview, ...]
    agencies: tuple[AgencyNode, ...]


@dataclass(frozen=True)
class AgencyFacts:
    """An agency as it was typed; ``parent``: the code of the one it stands under, "" for one's own."""

    code: str
    name: str
    place: str
    parent: str


class Administering:
    """One signed-in administrator."""

    def __init__(self, service: StaffService) -> None:
        self._service = service

    async def everything(self) -> Everything | Denied | NoAnswer:
        people = await self._service.people()
        if isinstance(people, Denied | NoAnswer):
            return people
        stations = await self._service.stations()
        if isinstance(stations, Denied | NoAnswer):
            return stations
        agencies = await self._service.agencies()
        if isinstance(agencies, Denied | NoAnswer):
            return agencies
        return Everything(people.people, stations.stations, agencies.agencies)

    async def put_person(
        self, name: str, display_name: str, roles: frozenset[PersonRole], agency: str
    ) -> FirstPassphrase | Denied | NoAnswer | Problem:
        """Add somebody, or change what is known of a name; a Problem names what is missing."""
        name, display_name = name.strip(), display_name.strip()
        if missing := _missing(name=name, display_name=display_name, agency=agency):
            return blocking(missing, "staff_incomplete")
        if not roles:
            return blocking("roles", "roles_missing")
        facts = StaffFacts(name=name, display_name=display_name, roles=tuple(sorted(roles)), agency=agency)
        return await self._service.put_person(facts)

    async def set_active(self, name: str, active: bool) -> Denied | NoAnswer | None:
        return await self._service.set_active(name, active)

    async def reset(self, name: str) -> FirstPassphrase | Denied | NoAnswer:
        return await self._service.reset(name)

    async def drop_second_step(self, name: str) -> Denied | NoAnswer | None:
        return await self._service.drop_second_step(name)

    async def put_agency(self, agency: AgencyFacts) -> Denied | NoAnswer | Problem | None:
        """Add an agency below one's own, or give a known one another name, place and parent."""
        code, name = agency.code.strip(), agency.name.strip()
        if missing := _missing(code=code, name=name):
            return blocking(missing, "agency_incomplete")
        if len(code.split()) > 1:
            return blocking("code", "agency_code_in_parts")
        node = AgencyNode(code=code, name=name, parent=agency.parent, place=agency.place.strip())
        return await self._service.put_agency(node)

    async def lock_station(self, station: str, locked: bool) -> Denied | NoAnswer | None:
        return await self._service.lock_station(station, locked)

    async def new_station(
        self, name: str, unit: str, agency: str
    ) -> OneTimeCode | Denied | NoAnswer | Problem:
        name, unit = name.strip(), unit.strip()
        if missing := _missing(name=name, unit=unit, agency=agency):
            return blocking(missing, "station_incomplete")
        return await self._service.new_station(NewStation(station_name=name, unit_name=unit, agency=agency))


def _missing(**entered: str) -> str | None:
    """The first field nothing stands in."""
    return next((field for field, text in entered.items() if not text), None)


def with_role(roles: frozenset[PersonRole], role: PersonRole, wanted: bool) -> frozenset[PersonRole]:
    """The roles after one was ticked or unticked: those that go with no other put the others out."""
    if not wanted:
        return roles - {role}
    return frozenset({role}) if role in ALONE else (roles - ALONE) | {role}
