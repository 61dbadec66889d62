"""The service asked with a token that is good: renewed before it ends, and once when it is refused.

An upload outlives a token many times over, and an expired token is no trouble a person should hear of.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID

from declaration.wire.changes import Changes
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from declaration.wire.days import DayQuestion
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from declaration.wire.online import OnlineDeclaration, OnlinePage
from declaration.wire.records import BatchAnswer, Record, RecordAnswer
from declaration.wire.sign_in import EnrolAnswer, EnrolRequest, Hello, Token
from declaration.wire.signed import Signed
from declaration.wire.supervision import StationReport
from desk.ports.keys import Turn
from desk.ports.service import Denied, NoAnswer, Reason, StationService, Stored
from desk.sync.session import ServiceSession

T = TypeVar("T")


class SignedIn:
    """Implements ports.service.StationService on top of one that does not care for tokens."""

    def __init__(self, service: StationService, session: ServiceSession) -> None:
        self._service = service
        self._session = session

    async def hello(self, station: str = "") -> Hello | NoAnswer:
        return await self._service.hello(station)

    async def token(self, assertion: str, turn: Turn | None = None) -> Token | NoAnswer:
        return await self._service.token(assertion, turn)

    async def enrol(self, request: EnrolRequest) -> EnrolAnswer | Denied | NoAnswer:
        return await self._service.enrol(request)

    async def put_batch(self, sealed: Sequence[bytes]) -> BatchAnswer | NoAnswer:
        return await self._ask(lambda: self._service.put_batch(sealed))

    async def put_record(self, record_id: UUID, revision: int, sealed: bytes) -> RecordAnswer | NoAnswer:
        return await self._ask(lambda: self._service.put_record(record_id, revision, sealed))

    async def newest_record(self, record_id: UUID) -> Record | Denied | NoAnswer:
        return await self._ask(lambda: self._service.newest_record(record_id))

    async def online_declaration(self, number: str) -> OnlineDeclaration | Denied | NoAnswer:
        return await self._ask(lambda: self._service.online_declaration(number))

    async def online_page(self, after: str) -> OnlinePage | Denied | NoAnswer:
        return await self._ask(lambda: self._service.online_page(after))

    async def ask_email_code(self, record_id: UUID, email: str) -> CodeAsked | Denied | NoAnswer:
        return await self._ask(lambda: self._service.ask_email_code(record_id, email))

    async def say_email_code(
        self, record_id: UUID, email: str, code: str
    ) -> EmailConfirmed | Denied | NoAnswer:
        return await self._ask(lambda: self._service.say_email_code(record_id, email, code))

    async def put_blob(
        self,
        sha256: str,
        data: bytes,
        media_type: str,
        begun: bool = False,
        at: Callable[[int], None] = lambda _: None,
    ) -> Stored | Denied | NoAnswer:
        return await self._ask(lambda: self._service.put_blob(sha256, data, media_type, begun, at))

    async def changes(self, after: int, wait: int) -> Changes | NoAnswer:
        return await self._ask(lambda: self._service.changes(after, wait))

    async def handout(self, sha256: str, at: int, length: int) -> bytes | Denied | NoAnswer:
        return await self._ask(lambda: self._service.handout(sha256, at, length))

    async def report(self, report: StationReport) -> NoAnswer | None:
        return await self._ask(lambda: self._service.report(report))

    async def deposit_recovery(self, deposit: Signed) -> Signed | Denied | NoAnswer:
        return await self._ask(lambda: self._service.deposit_recovery(deposit))

    async def compare_day(self, question: DayQuestion) -> Signed | Denied | NoAnswer:
        return await self._ask(lambda: self._service.compare_day(question))

    async def look_up(self, question: AccountQuestion | CodeQuestion) -> LookupAnswer | Denied | NoAnswer:
        return await self._ask(lambda: self._service.look_up(question))

    async def _ask(self, question: Callable[[], Awaitable[T | NoAnswer]]) -> T | NoAnswer:
        for is_last in (False, True):
            trouble = await self._session.sign_in()
            if trouble is not None:
                return trouble
            carried = self._session.token_number
            answer = await question()
            if not (isinstance(answer, NoAnswer) and answer.reason is Reason.SIGN_IN):
                return answer
            self._session.forget_token(carried)
            if is_last:
                return answer
        raise AssertionError("the last turn returns")
