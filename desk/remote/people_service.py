"""The service as a reviewer or a supervisor speaks to it. Implements ports.service.PeopleService."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

import httpx
from pydantic import BaseModel

from declaration.wire.people import (
    PassphraseChange,
    RecoveryCodes,
    SecondStepBeginning,
    SecondStepCode,
    SecondStepSecret,
)
from declaration.wire.recovery import RecoveryAnswer, RecoveryQuestion
from declaration.wire.review import DecisionRequest, ReviewDetail, ReviewPage, ReviewQuery
from declaration.wire.sign_in import PersonToken
from declaration.wire.supervision import Draining, PracticeMessages, StationDays, StationsPage
from desk.ports.service import Denied, NoAnswer
from desk.remote.door import Door, read_json
from desk.remote.station_service import FORM, JSON

T = TypeVar("T", bound=BaseModel)


class RemotePeople:
    """Signed in as one person after :meth:`sign_in`; signed out again by :meth:`sign_out`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def sign_in(self, name: str, passphrase: str, code: str = "") -> PersonToken | Denied | NoAnswer:
        self.sign_out()
        typed = {"grant_type": "password", "username": name, "password": passphrase, "code": code.strip()}
        form = urlencode(typed).encode()
        response = await self._door.ask("POST", "/v1/people/token", content=form, headers=FORM)
        token = _read(response, PersonToken)
        if isinstance(token, PersonToken):
            self._door.bearer = token.access_token
        return token

    async def change_passphrase(self, passphrase: str, new: str) -> Denied | NoAnswer | None:
        """None once it is so; whoever was signed in has to sign in again."""
        body = PassphraseChange(passphrase=passphrase, new=new).model_dump_json().encode()
        path = "/v1/people/me/passphrase"
        answer = await self._door.ask("PUT", path, content=body, headers=JSON, expect=(204,), once=True)
        return answer if isinstance(answer, Denied | NoAnswer) else None

    async def begin_second_step(self, passphrase: str) -> SecondStepSecret | Denied | NoAnswer:
        body = SecondStepBeginning(passphrase=passphrase).model_dump_json().encode()
        path = "/v1/people/me/second-step"
        answer = await self._door.ask("POST", path, content=body, headers=JSON, once=True)
        return _read(answer, SecondStepSecret)

    async def confirm_second_step(self, code: str) -> RecoveryCodes | Denied | NoAnswer:
        body = SecondStepCode(code=code).model_dump_json().encode()
        path = "/v1/people/me/second-step/confirm"
        answer = await self._door.ask("POST", path, content=body, headers=JSON, once=True)
        return _read(answer, RecoveryCodes)

    def sign_out(self) -> None:
        self._door.bearer = ""

    async def reviews(
        self, status: str, search: str, after: str | None, limit: int
    ) -> ReviewPage | Denied | NoAnswer:
        query = ReviewQuery(status=status, search=search, after=after, limit=limit)
        body = query.model_dump_json().encode()
        answer = await self._door.ask("POST", "/v1/reviews/search", content=body, headers=JSON)
        return _read(answer, ReviewPage)

    async def review(self, record_id: UUID) -> ReviewDetail | Denied | NoAnswer:
        return _read(await self._door.ask("GET", f"/v1/reviews/{record_id}"), ReviewDetail)

    async def review_photo(self, record_id: UUID, sha256: str) -> bytes | Denied | NoAnswer:
        response = await self._door.ask("GET", f"/v1/reviews/{record_id}/blobs/{sha256}")
        return response if isinstance(response, Denied | NoAnswer) else response.content

    async def decide(self, record_id: UUID, request: DecisionRequest) -> ReviewDetail | Denied | NoAnswer:
        body = request.model_dump_json().encode()
        path = f"/v1/reviews/{record_id}/decisions"
        # Once: said again after a lost answer, it would be denied as already decided by somebody.
        answer = await self._door.ask("POST", path, content=body, headers=JSON, once=True)
        return _read(answer, ReviewDetail)

    async def stations(self) -> StationsPage | Denied | NoAnswer:
        return _read(await self._door.ask("GET", "/v1/supervision/stations"), StationsPage)

    async def station_days(self, station: str) -> StationDays | Denied | NoAnswer:
        path = f"/v1/supervision/stations/{station}/days"
        return _read(await self._door.ask("GET", path), StationDays)

    async def recovery_code(self, station: str, reason: str) -> RecoveryAnswer | Denied | NoAnswer:
        body = RecoveryQuestion(station=station, reason=reason).model_dump_json().encode()
        # Once: every reading stands in the audit, and one question should be one line there.
        path = "/v1/supervision/recovery-codes"
        return _read(
            await self._door.ask("POST", path, content=body, headers=JSON, once=True), RecoveryAnswer
        )

    async def drain(self, station: str, draining: bool) -> Denied | NoAnswer | None:
        body = Draining(draining=draining).model_dump_json().encode()
        path = f"/v1/supervision/stations/{station}/draining"
        answer = await self._door.ask("PUT", path, content=body, headers=JSON, expect=(204,))
        return answer if isinstance(answer, Denied | NoAnswer) else None

    async def practice_messages(self) -> PracticeMessages | Denied | NoAnswer:
        return _read(await self._door.ask("GET", "/v1/practice/messages"), PracticeMessages)


def _read(response: httpx.Response | Denied | NoAnswer, kind: type[T]) -> T | Denied | NoAnswer:
    return response if isinstance(response, Denied | NoAnswer) else read_json(response, kind)
