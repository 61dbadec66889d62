"""Notices that failed, tried again; a new password for an account."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from approval.identities import Person
from approval.resending import NotOwed
from approval.rights import Act
from approval.routes.access import TheReviewer, TheService, who_may
from approval.routes.problems import ProblemError
from declaration.wire.notices import FailedNotices, PasswordRequest

router = APIRouter(prefix="/v1", tags=["notices"])
WhoRetries = Annotated[Person, who_may(Act.RETRY_NOTICES)]
_LARGEST = 2**31 - 1


@router.get("/notices/failed")
def get_failed(person: WhoRetries, service: TheService) -> FailedNotices:
    """What could not be sent at the person's agencies."""
    return service.resending.failed(person)


@router.post("/notices/{notice}/retry", status_code=204)
def post_retry(
    notice: Annotated[int, Path(ge=1, le=_LARGEST)], person: WhoRetries, service: TheService
) -> None:
    """Let one that failed begin anew; 409 when it has not."""
    _owed(service.resending.try_again(person, notice))


@router.post("/reviews/{record_id}/password", status_code=204)
def post_password(
    record_id: UUID, request: PasswordRequest, reviewer: TheReviewer, service: TheService
) -> None:
    """Owe the account of that declaration a new password; 409 with the reason when it cannot have one."""
    _owed(service.resending.new_password(reviewer, record_id, request.reason))


def _owed(outcome: NotOwed | None) -> None:
    if outcome is not None:
        raise ProblemError(404 if outcome.code == "not_found" else 409, outcome.code)
