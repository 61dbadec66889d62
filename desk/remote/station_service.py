"""The service as a station speaks to it. Implements ports.service.StationService."""

from __future__ import annotations

import asyncio
import gzip
from base64 import b64encode
from collections.abc import Callable, Sequence
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

import httpx
from pydantic import TypeAdapter

from declaration.wire.changes import Changes
from declaration.wire.contact_codes import CodeAsked, CodeRequest, CodeTry, EmailConfirmed
from declaration.wire.days import DayQuestion
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from declaration.wire.online import OnlineDeclaration, OnlinePage, OnlineQuestion
from declaration.wire.records import BatchAnswer, Record, RecordAnswer
from declaration.wire.sign_in import ASSERTION_TYPE, EnrolAnswer, EnrolRequest, Hello, Token
from declaration.wire.signed import Purpose, Signed
from declaration.wire.supervision import StationReport
from desk.ports.keys import ServiceKeys, Turn
from desk.ports.service import Denied, NoAnswer, Reason, Stored
from desk.remote.door import Door, read_answer, read_json, read_with
from desk.remote.errors import SEALED
from desk.remote.trust import was_valid

_ANSWER: TypeAdapter[RecordAnswer] = TypeAdapter(RecordAnswer)
JSON = {"Content-Type": "application/json"}
RECORD = {"Content-Type": SEALED}
BATCH = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FORKED = ("station_forked", "station_moved")
"""Another machine is this station now, or says so."""
UNKNOWN = (404, 405)
ANSWERED = (200, 201, 202, 409, 422)
CHANGES_AT_ONCE = 2000
"""Some 70 kB on the wire: a weak link carries one in a second, and a week away is few journeys."""


class RemoteStation:
    """Speaks for one station. ``keys`` is None only before enrolment."""

    def __init__(self, door: Door, keys: ServiceKeys | None) -> None:
        self._door = door
        self._keys = keys

    async def hello(self, station: str = "") -> Hello | NoAnswer:
        """A hello is believed only when a key of the service signed it and it carries our nonce.

        Where the date alone speaks against its certificate, this machine's clock may be what is wrong: then
        the signed hello says what time it is, and the certificate is held against that.
        """
        nonce = token_urlsafe(16)
        question = {"nonce": nonce} | ({"station": station} if station else {})
        response = await self._ask_hello(question)
        if response != NoAnswer(Reason.CLOCK):
            return await self._read_hello(response, nonce)
        self._door.heed_dates(False)
        response = await self._ask_hello(question, {"Connection": "close"})
        hello = await self._read_hello(response, nonce)
        if isinstance(hello, Hello) and isinstance(response, httpx.Response):
            if was_valid(response, hello.time):
                return hello
            hello = NoAnswer(Reason.CERTIFICATE)
        elif response == NoAnswer(Reason.STRANGER):
            hello = NoAnswer(Reason.CLOCK)  # the dates alone spoke against it; the stand-in knows fewer roots
        self._door.heed_dates(True)
        return hello

    async def _ask_hello(
        self, question: dict[str, str], headers: dict[str, str] | None = None
    ) -> httpx.Response | Denied | NoAnswer:
        return await self._door.ask("GET", "/v1/hello", params=question, headers=headers)

    async def _read_hello(self, response: httpx.Response | Denied | NoAnswer, nonce: str) -> Hello | NoAnswer:
        if isinstance(response, NoAnswer):
            return response
        signed = None if isinstance(response, Denied) else Signed.from_bytes(response.content)
        if signed is None:
            return NoAnswer(Reason.FOREIGN)
        hello = signed.read(Hello) if await self._is_genuine(signed) else None
        return hello if hello and hello.nonce == nonce else NoAnswer(Reason.STRANGER)

    async def _is_genuine(self, signed: Signed) -> bool:
        """Signed by the service, perhaps with a key it took while this station was away: hello brings the
        certificates along, and only those of the pinned root are learnt."""
        if self._keys is None:
            return False
        if self._keys.is_genuine(Purpose.HELLO, signed):
            return True
        claimed = signed.read(Hello)
        if claimed is not None:
            await asyncio.to_thread(self._keys.learn, claimed.keys)
        return self._keys.is_genuine(Purpose.HELLO, signed)

    async def token(self, assertion: str, turn: Turn | None = None) -> Token | NoAnswer:
        """Beside the assertion the turn is said once more, for services that do not read it there yet."""
        form = (
            "grant_type=client_credentials"
            f"&client_assertion_type={ASSERTION_TYPE.replace(':', '%3A')}&client_assertion={assertion}"
        ) + (f"&turn={turn.next}&after={turn.after}" if turn else "")
        # Once: the assertion is good for one use, so a second try after a lost answer would look stolen.
        # The bearer in use stays meanwhile: other requests are under way.
        response = await self._door.ask(
            "POST", "/v1/stations/token", content=form.encode(), headers=FORM, anonymous=True, once=True
        )
        if isinstance(response, Denied):
            return _not_let_in(response)
        if isinstance(response, NoAnswer):
            return response
        token = read_json(response, Token)
        if isinstance(token, Token):
            if turn and token.turn not in ("", turn.next):
                return NoAnswer(Reason.FOREIGN)  # the answer to another request: our turn was not taken
            self._door.bearer = token.access_token
        return token

    async def enrol(self, request: EnrolRequest) -> EnrolAnswer | Denied | NoAnswer:
        body = request.model_dump_json().encode()
        response = await self._door.ask(
            "POST", "/v1/stations/enrol", content=body, headers=JSON, expect=(200, 201)
        )
        if isinstance(response, Denied | NoAnswer):
            return response
        return read_json(response, EnrolAnswer)

    async def put_batch(self, sealed: Sequence[bytes]) -> BatchAnswer | NoAnswer:
        """Up to 100 sealed records, one a line, gzip: also the question "what do you already have?"."""
        body = gzip.compress(b"\n".join(sealed) + b"\n", 6)
        response = await self._door.ask("POST", "/v1/records", content=body, headers=BATCH)
        if isinstance(response, Denied):
            return _unexpected(response)
        return response if isinstance(response, NoAnswer) else read_json(response, BatchAnswer)

    async def put_record(self, record_id: UUID, revision: int, sealed: bytes) -> RecordAnswer | NoAnswer:
        """One sealed record; whatever status came, the body is believed only as one of the four answers."""
        headers = {**RECORD, "Content-Digest": f"sha-256=:{b64encode(sha256(sealed).digest()).decode()}:"}
        response = await self._door.ask(
            "PUT", f"/v1/records/{record_id}/{revision}", content=sealed, headers=headers, expect=ANSWERED
        )
        if isinstance(response, Denied):
            return _unexpected(response)
        if isinstance(response, NoAnswer):
            return response
        return read_with(response, _ANSWER)

    async def newest_record(self, record_id: UUID) -> Record | Denied | NoAnswer:
        response = await self._door.ask("GET", f"/v1/records/{record_id}")
        if isinstance(response, Denied | NoAnswer):
            return response
        signed = read_json(response, Signed)
        record = signed.read(Record) if isinstance(signed, Signed) else None
        return record or NoAnswer(Reason.SHAPE)

    async def put_blob(
        self,
        sha256: str,
        data: bytes,
        media_type: str,
        begun: bool = False,
        at: Callable[[int], None] = lambda _: None,
    ) -> Stored | Denied | NoAnswer:
        """A photo, from its first byte or, when it was ``begun``, from the byte the service has arrived at.

        ``at`` hears how many bytes of it have left; the first number of a begun one is the service's own.
        """
        start = await self._arrived(sha256, len(data)) if begun else 0
        if not isinstance(start, int):
            return start
        at(start)
        headers = {"Content-Type": media_type} | ({"Upload-Offset": str(start)} if start else {})
        response = await self._door.ask(
            "PATCH" if start else "PUT",
            f"/v1/blobs/{sha256}",
            content=data[start:],
            headers=headers,
            expect=(200, 201, 204),
            once=True,
            handed=lambda more: at(start + more),
        )
        if response == Denied("wrong_offset", 409):
            return NoAnswer(Reason.NO_NETWORK)  # it moved while we asked: as after any break, ask again
        if isinstance(response, Denied | NoAnswer):
            return response
        # The service has nothing to say beyond its status; a page to read is a captive portal's.
        return NoAnswer(Reason.FOREIGN) if response.content else Stored()

    async def _arrived(self, sha256: str, size: int) -> int | Stored | NoAnswer:
        """How many bytes the service holds of it; all of them is Stored. Asked once: a break here is one of
        the photo's own, which goes on after it, or by its schedule."""
        response = await self._door.ask("HEAD", f"/v1/blobs/{sha256}", once=True)
        if isinstance(response, NoAnswer):
            return response
        if isinstance(response, Denied):
            return _unexpected(response)
        if response.headers.get("Upload-Complete") == "?1":
            return Stored()
        offset = response.headers.get("Upload-Offset", "")
        if not (offset.isascii() and offset.isdigit()):
            return NoAnswer(Reason.FOREIGN)
        return int(offset) if int(offset) < size else 0

    async def changes(self, after: int, wait: int) -> Changes | NoAnswer:
        """One that waits is not asked again in a hurry: whoever waits asks again anyway."""
        question = {"after": after, "wait": wait, "limit": CHANGES_AT_ONCE}
        response = await self._door.ask("GET", "/v1/changes", params=question, once=wait > 0)
        if isinstance(response, Denied):
            return _unexpected(response)
        return response if isinstance(response, NoAnswer) else read_json(response, Changes)

    async def handout(self, sha256: str, at: int, length: int) -> bytes | Denied | NoAnswer:
        """A range of it; where something between here and there drops the range, all of it, cut to size."""
        wanted = {"Range": f"bytes={at}-{at + length - 1}"}
        response = await self._door.ask("GET", f"/v1/blobs/{sha256}", headers=wanted, expect=(200, 206))
        if isinstance(response, Denied | NoAnswer):
            return response
        if response.headers.get("ETag") != f'"{sha256}"':
            return NoAnswer(Reason.FOREIGN)
        data = response.content[at : at + length] if response.status_code == 200 else response.content
        return data if len(data) == length else NoAnswer(Reason.SHAPE)

    async def report(self, report: StationReport) -> NoAnswer | None:
        body = report.model_dump_json().encode()
        response = await self._door.ask(
            "PUT", "/v1/stations/me/report", content=body, headers=JSON, expect=(200, 204)
        )
        return response if isinstance(response, NoAnswer) else None

    async def deposit_recovery(self, deposit: Signed) -> Signed | Denied | NoAnswer:
        """Said again after a lost answer it changes nothing: the service knows it by its bytes."""
        path = "/v1/stations/me/recovery-code"
        response = await self._door.ask("PUT", path, content=deposit.to_bytes(), headers=JSON)
        return response if isinstance(response, Denied | NoAnswer) else read_json(response, Signed)

    async def compare_day(self, question: DayQuestion) -> Signed | Denied | NoAnswer:
        body = question.model_dump_json(exclude_none=True).encode()
        response = await self._door.ask("POST", "/v1/days/compare", content=body, headers=JSON)
        return response if isinstance(response, Denied | NoAnswer) else read_json(response, Signed)

    async def look_up(self, question: AccountQuestion | CodeQuestion) -> LookupAnswer | Denied | NoAnswer:
        body = question.model_dump_json().encode()
        response = await self._door.ask("POST", "/v1/lookups", content=body, headers=JSON)
        return response if isinstance(response, Denied | NoAnswer) else read_json(response, LookupAnswer)

    async def online_declaration(self, number: str) -> OnlineDeclaration | Denied | NoAnswer:
        body = OnlineQuestion(number=number).model_dump_json().encode()
        response = await self._door.ask("POST", "/v1/online/search", content=body, headers=JSON)
        return response if isinstance(response, Denied | NoAnswer) else read_json(response, OnlineDeclaration)

    async def online_page(self, after: str) -> OnlinePage | Denied | NoAnswer:
        response = await self._door.ask("GET", "/v1/online", params={"after": after})
        return response if isinstance(response, Denied | NoAnswer) else read_json(response, OnlinePage)

    async def ask_email_code(self, record_id: UUID, email: str) -> CodeAsked | Denied | NoAnswer:
        """Once: said again after a lost answer it would be denied as asked too soon."""
        body = CodeRequest(record_id=record_id, email=email).model_dump_json().encode()
        answer = await self._door.ask("POST", "/v1/contact-codes", content=body, headers=JSON, once=True)
        return read_answer(answer, CodeAsked)

    async def say_email_code(
        self, record_id: UUID, email: str, code: str
    ) -> EmailConfirmed | Denied | NoAnswer:
        """Once: each saying counts as a try."""
        body = CodeTry(record_id=record_id, email=email, code=code[:20]).model_dump_json().encode()
        path = "/v1/contact-codes/said"
        return read_answer(
            await self._door.ask("POST", path, content=body, headers=JSON, once=True), EmailConfirmed
        )


def _not_let_in(denied: Denied) -> NoAnswer:
    if denied.code in FORKED:
        return NoAnswer(Reason.FORKED)
    return _unexpected(denied) if denied.status in UNKNOWN else NoAnswer(Reason.SIGN_IN)


def _unexpected(denied: Denied) -> NoAnswer:
    """No to a question every service answers: one that does not know it is older than this program."""
    return NoAnswer(Reason.SERVICE_OLD if denied.status in UNKNOWN else Reason.SHAPE)
