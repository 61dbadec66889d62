"""The approval service as a reviewer's screen sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from declaration.wire.reasons import ReasonLists
from declaration.wire.review import (
    Claim,
    DecisionRequest,
    ReviewDetail,
    ReviewPage,
    ReviewQuery,
)
from declaration.wire.together import ToApprove, TogetherAnswer
from desk.ports.service import Denied, NoAnswer


class ReviewService(Protocol):
    """What reviewers ask, signed in with their own name."""

    async def reviews(self, query: ReviewQuery) -> ReviewPage | Denied | NoAnswer: ...

    async def review(self, record_id: UUID) -> ReviewDetail | Denied | NoAnswer: ...

    async def review_photo(self, record_id: UUID, sha256: str) -> bytes | Denied | NoAnswer: ...

    async def decide(self, record_id: UUID, request: DecisionRequest) -> ReviewDetail | Denied | NoAnswer: ...

    async def approve_together(self, items: Sequence[ToApprove]) -> TogetherAnswer | Denied | NoAnswer:
        """Those of them that are green; the answer says of each what became of it."""

    async def send_email_code(self, record_id: UUID) -> CodeAsked | Denied | NoAnswer:
        """Have the declared address sent another code."""

    async def confirm_email(self, record_id: UUID, code: str) -> EmailConfirmed | Denied | NoAnswer:
        """The code as the person read it out; Denied ``code_…`` when it confirms nothing."""

    async def new_password(self, record_id: UUID, reason: str) -> Denied | NoAnswer | None:
        """Owe that declaration's account a new password; None once it is owed."""

    async def retry_notice(self, notice: int) -> Denied | NoAnswer | None:
        """Let one that failed begin anew; None once it is due."""

    async def reasons(self) -> ReasonLists | Denied | NoAnswer:
        """What the agency returns and rejects for."""

    async def claim(self, record_id: UUID) -> Claim | Denied | NoAnswer:
        """Be at it for ten more minutes; Denied ``held_by_other`` while a colleague is."""

    async def let_go(self, record_id: UUID) -> Denied | NoAnswer | None:
        """End one's own claim; None once there is none."""
