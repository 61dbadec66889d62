"""What a desk asks while the person is there."""

from __future__ import annotations

from fastapi import APIRouter

from approval.routes.access import TheService, TheStation
from declaration.wire.lookups import LookupAnswer, LookupQuestion

router = APIRouter(prefix="/v1/lookups", tags=["lookups"])


@router.post("")
def look_up(question: LookupQuestion, station: TheStation, service: TheService) -> LookupAnswer:
    """Whether there is an account under a code (a guardian's), or which code a person has whose number, name
    and birth date are known. Nothing else of anybody is told."""
    return service.lookups.answer(station, question)
