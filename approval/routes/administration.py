"""Administrators: people, agencies and stations of their own agency and those below; no declaration."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import APIRouter, Path

from approval.identities import Keeper, Person
from approval.rights import Act
from approval.routes.access import TheService, who_may
from approval.routes.problems import ProblemError
from declaration.problems import Problem
from declaration.wire.people import (
    AgencyNode,
    AgencyNodes,
    FirstPassphrase,
    NewStation,
    OneTimeCode,
    StaffActive,
    StaffFacts,
    StaffList,
    StaffName,
    StationLock,
)

router = APIRouter(prefix="/v1/administration", tags=["administration"])
T = TypeVar("T")
KeepsPeople = Annotated[Person, who_may(Act.KEEP_PEOPLE)]
KeepsStations = Annotated[Person, who_may(Act.KEEP_STATIONS)]
KeepsAgencies = Annotated[Person, who_may(Act.KEEP_AGENCIES)]
_NOT_THERE = frozenset({"person_unknown", "agency_unknown", "station_unknown"})


@router.get("/people")
def get_people(keeper: KeepsPeople, service: TheService) -> StaffList:
    """Everybody with a sign-in, the dismissed too."""
    return StaffList(people=service.staff.everybody(Keeper.of(keeper)))


@router.put("/people")
def put_person(facts: StaffFacts, keeper: KeepsPeople, service: TheService) -> FirstPassphrase:
    """Add somebody, who gets a first passphrase, or give a known name new facts."""
    return _done(service.staff.put(Keeper.of(keeper), facts))


@router.put("/people/active", status_code=204)
def put_person_active(wanted: StaffActive, keeper: KeepsPeople, service: TheService) -> None:
    """Dismiss somebody, at once and everywhere, or take them back."""
    _done(service.staff.set_active(Keeper.of(keeper), wanted.name, wanted.active))


@router.post("/people/reset")
def reset_person(whom: StaffName, keeper: KeepsPeople, service: TheService) -> FirstPassphrase:
    """A first passphrase again, for somebody who has forgotten theirs."""
    return _done(service.staff.reset(Keeper.of(keeper), whom.name))


@router.post("/people/drop-second-step", status_code=204)
def drop_second_step(whom: StaffName, keeper: KeepsPeople, service: TheService) -> None:
    """Let somebody in again without the telephone they have lost."""
    _done(service.staff.drop_second_step(Keeper.of(keeper), whom.name))


@router.get("/agencies")
def get_agencies(keeper: KeepsAgencies, service: TheService) -> AgencyNodes:
    """The administrator's agency and those below."""
    return AgencyNodes(agencies=service.agency_tree.nodes(Keeper.of(keeper)))


@router.put("/agencies", status_code=204)
def put_agency(agency: AgencyNode, keeper: KeepsAgencies, service: TheService) -> None:
    """Add an agency below one's own, rename one, or put it elsewhere below one's own."""
    _done(service.agency_tree.put(Keeper.of(keeper), agency))


@router.put("/stations/{station}/lock", status_code=204)
def put_lock(
    station: Annotated[str, Path(max_length=64)],
    wanted: StationLock,
    keeper: KeepsStations,
    service: TheService,
) -> None:
    """Lock a lost or stolen station out at once, or let it in again."""
    _done(service.office.set_active(station, not wanted.locked, Keeper.of(keeper)))


@router.post("/stations/enrolment-codes")
def make_enrolment_code(asked: NewStation, keeper: KeepsStations, service: TheService) -> OneTimeCode:
    """A one-time code that enrols one station within 48 hours."""
    unit, agency = asked.unit_name, asked.agency
    made = service.office.make_enrolment_code(asked.station_name, unit, agency, Keeper.of(keeper))
    return OneTimeCode(code=_done(made))


def _done(answer: T | Problem) -> T:
    if isinstance(answer, Problem):
        raise ProblemError(404 if answer.code in _NOT_THERE else 409, answer.code)
    return answer
