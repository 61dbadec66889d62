"""Supervisors: all stations; and the practice unit's messages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from approval.routes.access import ThePerson, TheService, TheSupervisor
from approval.routes.problems import ProblemError
from declaration.wire.supervision import Draining, PracticeMessages, StationsPage

router = APIRouter(prefix="/v1", tags=["supervision"])


@router.get("/supervision/stations")
def get_stations(supervisor: TheSupervisor, service: TheService) -> StationsPage:
    """Every station of the supervisor's agency."""
    return service.supervision.stations(supervisor)


@router.put("/supervision/stations/{station}/draining", status_code=204)
def put_draining(
    station: Annotated[str, Path(max_length=64)],
    wanted: Draining,
    supervisor: TheSupervisor,
    service: TheService,
) -> None:
    """Whether that station of the supervisor's agency takes nothing new and only sends what it holds."""
    by, agency = supervisor.name, supervisor.agency
    if service.orders.drain(station, wanted.draining, by, agency) is not None:
        raise ProblemError(404, "not_found")


@router.get("/practice/messages")
def get_practice_messages(person: ThePerson, service: TheService) -> PracticeMessages:
    """What the practice carrier was given; does not exist in a real service."""
    if not service.practice or not person.roles:
        raise ProblemError(404, "not_found")
    return service.supervision.practice_messages()
