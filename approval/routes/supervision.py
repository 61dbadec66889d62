"""All stations, and what supervisors do about them; and the practice unit's messages."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from approval.identities import Person
from approval.lapses import NotRestored
from approval.rights import Act
from approval.routes.access import TheService, who_may
from approval.routes.problems import ProblemError
from declaration.wire.supervision import (
    Draining,
    LapsedPage,
    PracticeMessages,
    Restored,
    RestoreRequest,
    StationsPage,
)

router = APIRouter(prefix="/v1", tags=["supervision"])
WhoSeesStations = Annotated[Person, who_may(Act.SEE_STATIONS)]
WhoOrders = Annotated[Person, who_may(Act.ORDER_STATIONS)]
WhoRestores = Annotated[Person, who_may(Act.RESTORE_LAPSED)]
WhoPractises = Annotated[Person, who_may(Act.READ_PRACTICE_MESSAGES)]


@router.get("/supervision/stations")
def get_stations(person: WhoSeesStations, service: TheService) -> StationsPage:
    """Every station of the person's agencies, in figures."""
    return service.supervision.stations(person)


@router.put("/supervision/stations/{station}/draining", status_code=204)
def put_draining(
    station: Annotated[str, Path(max_length=64)],
    wanted: Draining,
    supervisor: WhoOrders,
    service: TheService,
) -> None:
    """Whether that station of the supervisor's agencies takes nothing new and only sends what it holds."""
    by, agencies = supervisor.name, supervisor.agencies
    if service.orders.drain(station, wanted.draining, by, agencies) is not None:
        raise ProblemError(404, "not_found")


@router.get("/supervision/lapsed")
def get_lapsed(supervisor: WhoRestores, service: TheService) -> LapsedPage:
    """What lapsed at the supervisor's agencies, to be taken back."""
    return service.lapses.lapsed(supervisor)


@router.post("/supervision/declarations/{record_id}/restore")
def post_restore(
    record_id: UUID, request: RestoreRequest, supervisor: WhoRestores, service: TheService
) -> Restored:
    """Take a lapse back: ten more days from today. 404, or 409 when it has not lapsed."""
    outcome = service.lapses.restore(supervisor, record_id, request.reason)
    if isinstance(outcome, NotRestored):
        raise ProblemError(404 if outcome.code == "not_found" else 409, outcome.code)
    return Restored(hand_in_by=outcome)


@router.get("/practice/messages")
def get_practice_messages(_: WhoPractises, service: TheService) -> PracticeMessages:
    """What the practice carrier was given; does not exist in a real service."""
    if not service.practice:
        raise ProblemError(404, "not_found")
    return service.supervision.practice_messages()
