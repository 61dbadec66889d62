"""Declarations made online, for desks that hand them in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from approval.online import NotFound
from approval.routes.access import TheService, TheStation
from approval.routes.problems import ProblemError
from declaration.wire.online import OnlineDeclaration, OnlinePage, OnlineQuestion

router = APIRouter(prefix="/v1/online", tags=["online"])


@router.post("/search")
def post_search(question: OnlineQuestion, station: TheStation, service: TheService) -> OnlineDeclaration:
    """One, by dossier number or BHXH code; 404 when none is open, 409 when it was handed in."""
    found = service.online.look_up(station, question.number)
    if isinstance(found, NotFound):
        raise ProblemError(404 if found.code == "not_found" else 409, found.code)
    return found


@router.get("")
def get_page(
    station: TheStation, service: TheService, after: Annotated[str, Query(max_length=40)] = ""
) -> OnlinePage:
    """Everything still to be handed in at the station's agency, for days without a network."""
    return service.online.page(station, after)
