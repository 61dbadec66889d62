"""The service as a reviewer or a supervisor speaks to it. Implements ports.service.PeopleService."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from declaration.wire.figures import AgencyFigures, FigureQuery
from declaration.wire.notices import FailedNotices
from declaration.wire.people import (
    PassphraseChange,
    RecoveryCodes,
    SecondStepBeginning,
    SecondStepCode,
    SecondStepSecret,
)
from declaration.wire.reasons import ReasonLists
from declaration.wire.recovery import RecoveryAnswer, RecoveryQuestion
from declaration.wire.sign_in import PersonToken
from declaration.wire.supervision import (
    Draining,
    LapsedPage,
    PracticeMessages,
    Restored,
    RestoreRequest,
    StationDays,
    StationsPage,
)
from desk.ports.service import Denied, NoAnswer
from desk.remote.door import read_answer
from desk.remote.review_service import RemoteReviews
from desk.remote.station_service import FORM, JSON


class RemotePeople(RemoteReviews):
    """Signed in as one person after :meth:`sign_in`; signed out again by :meth:`sign_out`."""

    async def sign_in(self, name: str, passphrase: str, code: str = "") -> PersonToken | Denied | NoAnswer:
        self.sign_out()
        typed = {"grant_type": "password", "username": name, "password": passphrase, "code": code.strip()}
        form = urlencode(typed).encode()
        response = await self._door.ask("POST", "/v1/people/token", content=form, headers=FORM)
        token = read_answer(response, PersonToken)
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
        return read_answer(answer, SecondStepSecret)

    async def confirm_second_step(self, code: str) -> RecoveryCodes | Denied | NoAnswer:
        body = SecondStepCode(code=code).model_dump_json().encode()
        path = "/v1/people/me/second-step/confirm"
        answer = await self._door.ask("POST", path, content=body, headers=JSON, once=True)
        return read_answer(answer, RecoveryCodes)

    def sign_out(self) -> None:
        self._door.bearer = ""

    async def stations(self) -> StationsPage | Denied | NoAnswer:
        return read_answer(await self._door.ask("GET", "/v1/supervision/stations"), StationsPage)

    async def station_days(self, station: str) -> StationDays | Denied | NoAnswer:
        path = f"/v1/supervision/stations/{station}/days"
        return read_answer(await self._door.ask("GET", path), StationDays)

    async def figures(self, query: FigureQuery) -> AgencyFigures | Denied | NoAnswer:
        path = f"/v1/supervision/figures?{urlencode(query.model_dump(mode='json'))}"
        return read_answer(await self._door.ask("GET", path), AgencyFigures)

    async def recovery_code(self, station: str, reason: str) -> RecoveryAnswer | Denied | NoAnswer:
        body = RecoveryQuestion(station=station, reason=reason).model_dump_json().encode()
        # Once: every reading stands in the audit, and one question should be one line there.
        path = "/v1/supervision/recovery-codes"
        return read_answer(
            await self._door.ask("POST", path, content=body, headers=JSON, once=True), RecoveryAnswer
        )

    async def drain(self, station: str, draining: bool) -> Denied | NoAnswer | None:
        body = Draining(draining=draining).model_dump_json().encode()
        path = f"/v1/supervision/stations/{station}/draining"
        answer = await self._door.ask("PUT", path, content=body, headers=JSON, expect=(204,))
        return answer if isinstance(answer, Denied | NoAnswer) else None

    async def lapsed(self) -> LapsedPage | Denied | NoAnswer:
        return read_answer(await self._door.ask("GET", "/v1/supervision/lapsed"), LapsedPage)

    async def restore(self, record_id: UUID, reason: str) -> Restored | Denied | NoAnswer:
        body = RestoreRequest(reason=reason).model_dump_json().encode()
        path = f"/v1/supervision/declarations/{record_id}/restore"
        answer = await self._door.ask("POST", path, content=body, headers=JSON, once=True)
        return read_answer(answer, Restored)

    async def failed_notices(self) -> FailedNotices | Denied | NoAnswer:
        return read_answer(await self._door.ask("GET", "/v1/notices/failed"), FailedNotices)

    async def change_reasons(self, lists: ReasonLists) -> ReasonLists | Denied | NoAnswer:
        body = lists.model_dump_json().encode()
        # Once: said again after a lost answer, it would be denied as changed by somebody.
        path = "/v1/supervision/reasons"
        return read_answer(
            await self._door.ask("PUT", path, content=body, headers=JSON, once=True), ReasonLists
        )

    async def practice_messages(self) -> PracticeMessages | Denied | NoAnswer:
        return read_answer(await self._door.ask("GET", "/v1/practice/messages"), PracticeMessages)
