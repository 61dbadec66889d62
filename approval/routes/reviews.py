"""Reviewers: the queue, one declaration, its photos, the decision."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from approval.claims import NotClaimed
from approval.identities import Person
from approval.reviewing import NotDecided
from approval.routes.access import TheReviewer, TheService
from approval.routes.problems import ProblemError
from approval.service import Service
from declaration.wire.review import Claim, DecisionRequest, ReviewDetail, ReviewPage, ReviewQuery
from declaration.wire.together import TogetherAnswer, TogetherRequest

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])
_STATUSES = {
    "not_found": 404,
    "version_changed": 409,
    "not_possible_now": 409,
    "held_by_other": 409,
    "contact_in_use": 409,
    "already_has_account": 409,
    "account_missing": 409,
    "account_stopped": 409,
    "older_open": 409,
    "consent_taken_back": 409,
    "guardian_account_missing": 409,
}


@router.post("/search")
def post_search(query: ReviewQuery, reviewer: TheReviewer, service: TheService) -> ReviewPage:
    """The agency's declarations, soonest deadline first. A POST, so that no name stands in an address."""
    return service.review_desk.page(reviewer, query)


@router.post("/approvals")
def post_approvals(wanted: TogetherRequest, reviewer: TheReviewer, service: TheService) -> TogetherAnswer:
    """Approve what is green of these, each by itself; the answer names what could not be decided."""
    return TogetherAnswer(outcomes=service.together.approve(reviewer, wanted.items))


@router.put("/{record_id}/claim")
def put_claim(record_id: UUID, reviewer: TheReviewer, service: TheService) -> Claim:
    """Be at it for ten more minutes; 409 while a colleague is."""
    outcome = service.claims.take(reviewer, record_id)
    if isinstance(outcome, NotClaimed):
        raise ProblemError(_STATUSES[outcome.code], outcome.code)
    return outcome


@router.delete("/{record_id}/claim", status_code=204)
def delete_claim(record_id: UUID, reviewer: TheReviewer, service: TheService) -> None:
    """Let one's own claim go."""
    outcome = service.claims.release(reviewer, record_id)
    if outcome is not None:
        raise ProblemError(_STATUSES[outcome.code], outcome.code)


@router.get("/{record_id}")
def get_review(record_id: UUID, reviewer: TheReviewer, service: TheService) -> ReviewDetail:
    """One declaration whole, with its version for the decision."""
    return _detail(service, reviewer, record_id)


@router.get("/{record_id}/blobs/{sha256}")
def get_photo(
    record_id: UUID,
    sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
    reviewer: TheReviewer,
    service: TheService,
) -> StreamingResponse:
    """A photo of its newest revision."""
    photo = service.review_desk.photo(reviewer, record_id, sha256)
    if photo is None:
        raise ProblemError(404, "not_found")
    return StreamingResponse(
        photo.chunks, media_type=photo.media_type, headers={"Content-Length": str(photo.size)}
    )


@router.post("/{record_id}/decisions")
def post_decision(
    record_id: UUID, request: DecisionRequest, reviewer: TheReviewer, service: TheService
) -> ReviewDetail:
    """Approve, return or reject; 409 when somebody was quicker. Answers with what now stands."""
    outcome = service.reviewing.decide(reviewer, record_id, request)
    if isinstance(outcome, NotDecided):
        raise ProblemError(_STATUSES.get(outcome.code, 422), outcome.code)
    return _detail(service, reviewer, record_id)


def _detail(service: Service, reviewer: Person, record_id: UUID) -> ReviewDetail:
    detail = service.review_desk.detail(reviewer, record_id)
    if detail is None:
        raise ProblemError(404, "not_found")
    return detail
