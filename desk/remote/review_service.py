"""The service as a reviewer speaks to it. Implements ports.review_service.ReviewService."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from declaration.wire.contact_codes import CodeAsked, CodeSaid, EmailConfirmed
from declaration.wire.notices import PasswordRequest
from declaration.wire.reasons import ReasonLists
from declaration.wire.review import (
    Claim,
    DecisionRequest,
    ReviewDetail,
    ReviewPage,
    ReviewQuery,
)
from declaration.wire.together import ToApprove, TogetherAnswer, TogetherRequest
from desk.ports.service import Denied, NoAnswer
from desk.remote.door import Door, read_answer
from desk.remote.station_service import JSON


class RemoteReviews:
    """Whoever the door's bearer names."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def reviews(self, query: ReviewQuery) -> ReviewPage | Denied | NoAnswer:
        body = query.model_dump_json().encode()
        answer = await self._door.ask("POST", "/v1/reviews/search", content=body, headers=JSON)
        return read_answer(answer, ReviewPage)

    async def review(self, record_id: UUID) -> ReviewDetail | Denied | NoAnswer:
        return read_answer(await self._door.ask("GET", f"/v1/reviews/{record_id}"), ReviewDetail)

    async def review_photo(self, record_id: UUID, sha256: str) -> bytes | Denied | NoAnswer:
        response = await self._door.ask("GET", f"/v1/reviews/{record_id}/blobs/{sha256}")
        return response if isinstance(response, Denied | NoAnswer) else response.content

    async def decide(self, record_id: UUID, request: DecisionRequest) -> ReviewDetail | Denied | NoAnswer:
        body = request.model_dump_json().encode()
        path = f"/v1/reviews/{record_id}/decisions"
        # Once: said again after a lost answer, it would be denied as already decided by somebody.
        answer = await self._door.ask("POST", path, content=body, headers=JSON, once=True)
        return read_answer(answer, ReviewDetail)

    async def approve_together(self, items: Sequence[ToApprove]) -> TogetherAnswer | Denied | NoAnswer:
        body = TogetherRequest(items=tuple(items)).model_dump_json().encode()
        path = "/v1/reviews/approvals"
        answer = await self._door.ask("POST", path, content=body, headers=JSON, once=True)
        return read_answer(answer, TogetherAnswer)

    async def send_email_code(self, record_id: UUID) -> CodeAsked | Denied | NoAnswer:
        path = f"/v1/reviews/{record_id}/contact-codes"
        return read_answer(await self._door.ask("POST", path, once=True), CodeAsked)

    async def confirm_email(self, record_id: UUID, code: str) -> EmailConfirmed | Denied | NoAnswer:
        body = CodeSaid(code=code[:20]).model_dump_json().encode()
        path = f"/v1/reviews/{record_id}/contact-codes/said"
        answer = await self._door.ask("POST", path, content=body, headers=JSON, once=True)
        return read_answer(answer, EmailConfirmed)

    async def new_password(self, record_id: UUID, reason: str) -> Denied | NoAnswer | None:
        body = PasswordRequest(reason=reason).model_dump_json().encode()
        path = f"/v1/reviews/{record_id}/password"
        # Once: said again after a lost answer, it would be denied as under way already.
        answer = await self._door.ask("POST", path, content=body, headers=JSON, expect=(204,), once=True)
        return answer if isinstance(answer, Denied | NoAnswer) else None

    async def retry_notice(self, notice: int) -> Denied | NoAnswer | None:
        answer = await self._door.ask("POST", f"/v1/notices/{notice}/retry", expect=(204,), once=True)
        return answer if isinstance(answer, Denied | NoAnswer) else None

    async def reasons(self) -> ReasonLists | Denied | NoAnswer:
        return read_answer(await self._door.ask("GET", "/v1/reasons"), ReasonLists)

    async def claim(self, record_id: UUID) -> Claim | Denied | NoAnswer:
        return read_answer(await self._door.ask("PUT", f"/v1/reviews/{record_id}/claim"), Claim)

    async def let_go(self, record_id: UUID) -> Denied | NoAnswer | None:
        answer = await self._door.ask("DELETE", f"/v1/reviews/{record_id}/claim", expect=(204,))
        return answer if isinstance(answer, Denied | NoAnswer) else None
