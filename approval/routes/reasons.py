"""Reasons for returning and rejecting: read by whoever decides, changed by supervisors."""

from __future__ import annotations

from fastapi import APIRouter

from approval.routes.access import TheReviewerOrSupervisor, TheService, TheSupervisor
from approval.routes.problems import ProblemError
from declaration.wire.reasons import ReasonLists

router = APIRouter(prefix="/v1", tags=["reviews"])


@router.get("/reasons")
def get_reasons(person: TheReviewerOrSupervisor, service: TheService) -> ReasonLists:
    """The lists of the person's agency."""
    return service.reasons.of(person.agency)


@router.put("/supervision/reasons")
def put_reasons(wanted: ReasonLists, supervisor: TheSupervisor, service: TheService) -> ReasonLists:
    """Replace them; 409 when somebody changed them since they were read."""
    changed = service.reasons.change(supervisor, wanted)
    if changed is None:
        raise ProblemError(409, "version_changed")
    return changed
