"""Reasons for returning and rejecting: read by whoever decides, changed by supervisors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from approval.identities import Person
from approval.rights import Act
from approval.routes.access import TheService, who_may
from approval.routes.problems import ProblemError
from declaration.wire.reasons import ReasonLists

router = APIRouter(prefix="/v1", tags=["reviews"])
WhoReads = Annotated[Person, who_may(Act.READ_REASONS)]
WhoChanges = Annotated[Person, who_may(Act.CHANGE_REASONS)]


@router.get("/reasons")
def get_reasons(person: WhoReads, service: TheService) -> ReasonLists:
    """The lists of the person's agency."""
    return service.reasons.of(person.agency)


@router.put("/supervision/reasons")
def put_reasons(wanted: ReasonLists, supervisor: WhoChanges, service: TheService) -> ReasonLists:
    """Replace them; 409 when somebody changed them since they were read."""
    changed = service.reasons.change(supervisor, wanted)
    if changed is None:
        raise ProblemError(409, "version_changed")
    return changed
