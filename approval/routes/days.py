"""Days: a station asks whether one balances; a supervisor looks at a station's."""

from __future__ import annotations

from fastapi import APIRouter

from approval.routes.access import TheService, TheStation
from approval.routes.problems import ProblemError
from approval.routes.supervision import WhoSeesStations
from declaration.wire.days import DayQuestion
from declaration.wire.signed import Signed
from declaration.wire.supervision import StationDays

router = APIRouter(prefix="/v1", tags=["days"])


@router.post("/days/compare")
def compare_day(question: DayQuestion, station: TheStation, service: TheService) -> Signed:
    """A Signed[DayAnswer]. Without ``held`` it only says whether the day balances; with it, what is missing
    on which side. Changes nothing but what supervisors see."""
    return service.balancing.compare(station, question)


@router.get("/supervision/stations/{station}/days")
def get_station_days(station: str, person: WhoSeesStations, service: TheService) -> StationDays:
    """The days of a station of the person's agencies, over the last month, newest first."""
    found = service.supervision.days(person, station)
    if found is None:
        raise ProblemError(404, "not_found")
    return found
