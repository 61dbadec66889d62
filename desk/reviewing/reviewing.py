"""The reviewer's list and decisions. Photos are kept in memory only while the person is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from declaration.problems import Problem, blocking
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from declaration.wire.reasons import ReasonLists
from declaration.wire.review import (
    Claim,
    Decision,
    DecisionRequest,
    ReviewDetail,
    ReviewPage,
    ReviewQuery,
    ReviewSummary,
)
from declaration.wire.together import ToApprove, TogetherAnswer
from desk.ports.review_service import ReviewService
from desk.ports.service import Denied, NoAnswer

PAGE: Final = 50
EVERYTHING_WAITING: Final = ReviewQuery(limit=PAGE)


class Reviewing:
    """One signed-in reviewer."""

    def __init__(self, service: ReviewService) -> None:
        self._service = service

    async def page(self, wanted: ReviewQuery = EVERYTHING_WAITING) -> ReviewPage | Denied | NoAnswer:
        return await self._service.reviews(wanted)

    async def open(self, record_id: UUID) -> ReviewDetail | Denied | NoAnswer:
        return await self._service.review(record_id)

    async def photo(self, record_id: UUID, sha256: str) -> bytes | Denied | NoAnswer:
        return await self._service.review_photo(record_id, sha256)

    async def reasons(self) -> ReasonLists | Denied | NoAnswer:
        return await self._service.reasons()

    async def claim(self, record_id: UUID) -> Claim | Denied | NoAnswer:
        return await self._service.claim(record_id)

    async def let_go(self, record_id: UUID) -> None:
        """End one's own claim; where the line is down it ends by itself, minutes later."""
        await self._service.let_go(record_id)

    async def approve_together(self, wanted: Sequence[ReviewSummary]) -> TogetherAnswer | Denied | NoAnswer:
        """All of these that are still green, as they were listed."""
        items = [ToApprove(id=each.id, revision=each.revision, version=each.version) for each in wanted]
        return await self._service.approve_together(items)

    async def send_email_code(self, record_id: UUID) -> CodeAsked | Denied | NoAnswer:
        return await self._service.send_email_code(record_id)

    async def confirm_email(self, record_id: UUID, code: str) -> EmailConfirmed | Denied | NoAnswer:
        return await self._service.confirm_email(record_id, code)

    async def new_password(self, record_id: UUID, reason: str) -> Denied | NoAnswer | Problem | None:
        """Send the account of that declaration a new password; None once it is owed, a Problem when no reason
        is given."""
        if not reason.strip():
            return blocking("reason", "password_needs_a_reason")
        return await self._service.new_password(record_id, reason.strip())

    async def retry_notice(self, notice: int) -> Denied | NoAnswer | None:
        return await self._service.retry_notice(notice)

    async def approve(
        self, detail: ReviewDetail, insurance_code: str | None = None, email_reason: str = ""
    ) -> ReviewDetail | Denied | NoAnswer:
        more = {"insurance_code": insurance_code, "email_reason": email_reason.strip()}
        request = self._request(detail, Decision.APPROVE).model_copy(update=more)
        return await self._service.decide(detail.summary.id, request)

    async def send_back(
        self, detail: ReviewDetail, fields: tuple[str, ...], reasons: tuple[str, ...], note: str
    ) -> ReviewDetail | Denied | NoAnswer | Problem:
        """Return it for correction: at least one field and one reason, so that the desk knows what to do."""
        if not fields:
            return blocking("fields", "return_needs_a_field")
        if not reasons:
            return blocking("reasons", "return_needs_a_reason")
        request = self._request(detail, Decision.RETURN).model_copy(
            update={"fields": fields, "reasons": reasons, "note": note.strip()}
        )
        return await self._service.decide(detail.summary.id, request)

    async def reject(
        self, detail: ReviewDetail, reasons: tuple[str, ...], note: str
    ) -> ReviewDetail | Denied | NoAnswer | Problem:
        if not reasons:
            return blocking("reasons", "reject_needs_a_reason")
        request = self._request(detail, Decision.REJECT).model_copy(
            update={"reasons": reasons, "note": note.strip()}
        )
        return await self._service.decide(detail.summary.id, request)

    @staticmethod
    def _request(detail: ReviewDetail, decision: Decision) -> DecisionRequest:
        return DecisionRequest(decision=decision, revision=detail.summary.revision, version=detail.version)
