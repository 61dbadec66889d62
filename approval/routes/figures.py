"""Figures of agencies, for supervisors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from approval.identities import Person
from approval.rights import Act
from approval.routes.access import TheService, who_may
from declaration.wire.figures import AgencyFigures, FigureQuery

router = APIRouter(prefix="/v1/supervision", tags=["supervision"])


@router.get("/figures")
def get_figures(
    query: Annotated[FigureQuery, Query()],
    supervisor: Annotated[Person, who_may(Act.SEE_FIGURES)],
    service: TheService,
) -> AgencyFigures:
    """How many declarations of those days stand where, by day, agency, unit, station and registrar."""
    return service.figures.look(supervisor, query)
