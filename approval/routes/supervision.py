"""Supervisors: all stations; and the practice unit's messages."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from approval.lapses import NotRestored
from approval.routes.access import ThePerson, TheService, TheSupervisor
from approval.routes.problems import ProblemError
from declaration.wire.supervision import Draining, PracticeMessages, Restored, RestoreRequest, StationsPage

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


@router.post("/supervision/declarations/{record_id}/restore")
def post_restore(
    record_id: UUID, request: RestoreRequest, supervisor: TheSupervisor, service: TheService
) -> Restored:
    """Take a lapse back: ten more days from today. 404, or 409 when it has not lapsed."""
    outcome = service.lapses.restore(supervisor, record_id, request.reason)
    if isinstance(outcome, NotRestored):
        raise ProblemError(404 if outcome.code == "not_found" else 409, outcome.code)
    return Restored(hand_in_by=outcome)


@router.get("/practice/messages")
def get_practice_messages(person: ThePerson, service: TheService) -> PracticeMessages:
    """What the practice carrier was given; does not exist in a real service."""
    if not service.practice or not person.roles:
        raise ProblemError(404, "not_found")
    return service.supervision.practice_messages()
