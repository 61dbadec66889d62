"""What the agency does besides deciding: receive batches of papers, answer complaints."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from approval.complaints import NotAnswered
from approval.handovers import NotReceived
from approval.routes.access import TheAnswerer, TheReviewer, TheService
from approval.routes.problems import ProblemError
from declaration.wire.complaint import (
    ComplaintAnswer,
    ComplaintPage,
    ComplaintPassing,
    ComplaintQuery,
    ComplaintSummary,
)
from declaration.wire.handover import HandoverPage, HandoverSummary, PaperReceived

router = APIRouter(prefix="/v1", tags=["after"])
_STATUSES = {"not_found": 404, "already_received": 409, "already_answered": 409, "passed_nowhere": 409}


@router.get("/handovers")
def get_handovers(reviewer: TheReviewer, service: TheService) -> HandoverPage:
    """Batches handed to the agency, those to be received first."""
    return service.handovers.page(reviewer)


@router.post("/handovers/{record_id}/received")
def post_received(
    record_id: UUID, received: PaperReceived, reviewer: TheReviewer, service: TheService
) -> HandoverSummary:
    """The papers are here, but for those named; 409 when somebody has said so before."""
    outcome = service.handovers.receive(reviewer, record_id, received)
    if isinstance(outcome, NotReceived):
        raise ProblemError(_STATUSES.get(outcome.code, 422), outcome.code)
    return outcome


@router.post("/complaints/search")
def post_complaints(query: ComplaintQuery, person: TheAnswerer, service: TheService) -> ComplaintPage:
    """Complaints that the agency answers; a POST like every search."""
    return service.complaints.page(person, query)


@router.post("/complaints/{record_id}/answer")
def post_answer(
    record_id: UUID, answer: ComplaintAnswer, person: TheAnswerer, service: TheService
) -> ComplaintSummary:
    """What the desk tells the person; 409 when somebody has answered before."""
    outcome = service.complaints.answer(person, record_id, answer.answer)
    if isinstance(outcome, NotAnswered):
        raise ProblemError(_STATUSES.get(outcome.code, 422), outcome.code)
    return outcome


@router.post("/complaints/{record_id}/passed")
def post_passed(
    record_id: UUID, passing: ComplaintPassing, person: TheAnswerer, service: TheService
) -> ComplaintSummary:
    """Another unit or agency answers it; 409 when somebody has answered, or it is there already."""
    outcome = service.complaints.pass_on(person, record_id, passing)
    if isinstance(outcome, NotAnswered):
        raise ProblemError(_STATUSES.get(outcome.code, 422), outcome.code)
    return outcome
