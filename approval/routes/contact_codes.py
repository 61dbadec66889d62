"""One-time codes for e-mail addresses: asked for and said back by stations, and by reviewers."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from approval.codes_said import NotConfirmed
from approval.contact_codes import NotSent
from approval.routes.access import TheReviewer, TheService, TheStation
from approval.routes.problems import ProblemError
from declaration.wire.contact_codes import CodeAsked, CodeRequest, CodeSaid, CodeTry, EmailConfirmed

router = APIRouter(prefix="/v1", tags=["contacts"])
_STATUSES = {"not_found": 404, "email_unreadable": 422}


@router.post("/contact-codes")
def post_code(request: CodeRequest, station: TheStation, service: TheService) -> CodeAsked:
    """Send a code to an address, for a declaration of this station that need not have been sent yet."""
    return _sent(service.contact_codes.ask(station, request.record_id, request.email))


@router.post("/contact-codes/said")
def post_said(said: CodeTry, station: TheStation, service: TheService) -> EmailConfirmed:
    """Say a code back; 409 with the reason when it confirms nothing."""
    return _confirmed(service.codes_said.at_the_desk(station, said.record_id, said.email, said.code))


@router.post("/reviews/{record_id}/contact-codes")
def post_reviewers_code(record_id: UUID, reviewer: TheReviewer, service: TheService) -> CodeAsked:
    """Send the declared address another code."""
    return _sent(service.contact_review.send_code(reviewer, record_id))


@router.post("/reviews/{record_id}/contact-codes/said")
def post_reviewers_said(
    record_id: UUID, said: CodeSaid, reviewer: TheReviewer, service: TheService
) -> EmailConfirmed:
    """The code as the person read it out; 409 with the reason when it confirms nothing."""
    return _confirmed(service.contact_review.confirm(reviewer, record_id, said.code))


def _sent(outcome: CodeAsked | NotSent) -> CodeAsked:
    if isinstance(outcome, NotSent):
        wait = {"Retry-After": str(outcome.seconds)} if outcome.seconds else None
        raise ProblemError(_STATUSES.get(outcome.code, 409), outcome.code, wait)
    return outcome


def _confirmed(outcome: EmailConfirmed | NotConfirmed) -> EmailConfirmed:
    if isinstance(outcome, NotConfirmed):
        raise ProblemError(_STATUSES.get(outcome.code, 409), outcome.code)
    return outcome
