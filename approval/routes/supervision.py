"""Supervisors: all stations; and the practice unit's messages."""

from __future__ import annotations

from fastapi import APIRouter

from approval.routes.access import ThePerson, TheService, TheSupervisor
from approval.routes.problems import ProblemError
from declaration.wire.supervision import PracticeMessages, StationsPage

router = APIRouter(prefix="/v1", tags=["supervision"])


@router.get("/supervision/stations")
def get_stations(supervisor: TheSupervisor, service: TheService) -> StationsPage:
    """Every station of the supervisor's agency."""
    return service.supervision.stations(supervisor)


@router.get("/practice/messages")
def get_practice_messages(person: ThePerson, service: TheService) -> PracticeMessages:
    """What the practice carrier was given; does not exist in a real service."""
    if not service.practice or not person.roles:
        raise ProblemError(404, "not_found")
    return service.supervision.practice_messages()
