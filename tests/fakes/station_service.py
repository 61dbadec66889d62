"""The approval service as a station meets it, in memory. It signs for real (Ed25519) and passes the real
service's contract tests (tests/contract/test_station_*.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from declaration.wire.changes import Change, ChangeKind, Changes
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from declaration.wire.days import DayQuestion
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from declaration.wire.online import OnlineDeclaration, OnlinePage
from declaration.wire.records import BatchAnswer, BatchItem, Record, RecordAnswer
from declaration.wire.recovery import RecoveryDeposit, RecoveryReceipt
from declaration.wire.sign_in import (
    Agency,
    EnrolAnswer,
    EnrolRequest,
    Hello,
    KeyUse,
    ServiceKey,
    ServiceState,
    StationCertificate,
    Token,
)
from declaration.wire.signed import Purpose, Signed, digest
from declaration.wire.supervision import StationReport
from desk.ports.keys import Turn
from desk.ports.service import Denied, NoAnswer, Reason, Stored
from desk.storage.vault.service_keys import is_signed_by
from desk.storage.vault.station_key import StationKey
from tests.fakes.email_codes import MemoryEmailCodes
from tests.fakes.program import SetClock
from tests.fakes.sealing import SealingKey
from tests.fakes.service_records import MemoryRecords
from tests.fakes.service_sign_in import Enrolled, MemorySignIn

AGENCY = Agency(code="MAU01", name="BHXH cơ sở Mẫu")


@dataclass
class FakeStationService:
    """Implements ports.service.StationService for one station. ``clock`` is the service's own.

    ``down`` answers everything in the service's place while it is set; ``asked`` lists the calls by name.
    """

    clock: SetClock
    down: NoAnswer | None = None
    state: ServiceState = ServiceState.NORMAL
    asked: list[str] = field(default_factory=list)
    events: list[Change] = field(default_factory=list)
    reports: list[StationReport] = field(default_factory=list)
    online: list[OnlineDeclaration] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = _signer("root")
        self.sealing = SealingKey()
        self.deposit: tuple[Signed, Signed] | None = None
        self.email_codes = MemoryEmailCodes(self.clock.now)
        self.certificates: tuple[Signed, ...] = (self.sealing.certified(self.root, self.clock.now()),)
        self.change_signing_key()
        self.station = Enrolled()
        self.sign_in = MemorySignIn(self.clock, self.station)
        self.records = MemoryRecords(self.clock, self.station, self._sign, self._received)
        self.handouts: dict[str, bytes] = {}
        self._codes: dict[str, str] = {}
        self._news = asyncio.Event()

    # -- made online --

    async def online_declaration(self, number: str) -> OnlineDeclaration | Denied | NoAnswer:
        if self.down is not None:
            return self.down
        found = (each for each in self.online if number in (each.number, each.insurance_code))
        return next(found, Denied("not_found", 404))

    async def online_page(self, after: str) -> OnlinePage | Denied | NoAnswer:
        if self.down is not None:
            return self.down
        left = sorted((each for each in self.online if each.number > after), key=lambda each: each.number)
        return OnlinePage(items=tuple(left[:1]), next_after=left[0].number if len(left) > 1 else None)

    # -- e-mail codes --

    async def ask_email_code(self, record_id: UUID, email: str) -> CodeAsked | Denied | NoAnswer:
        return self._shut("ask_email_code") or self.email_codes.ask(record_id, email)

    async def say_email_code(
        self, record_id: UUID, email: str, code: str
    ) -> EmailConfirmed | Denied | NoAnswer:
        return self._shut("say_email_code") or self.email_codes.say(record_id, email, code)

    # -- what tests do to it --

    def change_signing_key(self) -> None:
        """Sign with a new key from now on."""
        self.signing = _signer(f"signing-{len(self.certificates)}")
        key = ServiceKey(
            kid=self.signing.station,
            use=KeyUse.SIGNING,
            public_key=self.signing.public_key,
            certified_at=self.clock.now(),
        )
        self.certificates += (self.root.sign(Purpose.KEY, key.model_dump_json()),)

    def make_code(self) -> str:
        """A code that enrols one station."""
        code = f"MAU-CODE-{len(self._codes)}"
        self._codes[code] = ""
        return code

    def answer(self, kind: str, record: tuple[UUID, int] | None = None, **data: Any) -> None:
        """Append one answer to the feed."""
        record_id, revision = record or (None, None)
        sequence = len(self.events) + 1
        self.events.append(
            Change(
                sequence=sequence,
                kind=kind,
                record_id=record_id,
                revision=revision,
                at=self.clock.now(),
                data=data,
            )
        )
        self._news.set()

    # -- what stations ask --

    async def hello(self, station: str = "") -> Hello | NoAnswer:
        """Sound by construction: the signature of a hello is checked by whoever fetches it."""
        self.asked.append("hello")
        if self.down is not None:
            return self.down
        return Hello(
            nonce="in memory",
            time=self.clock.now(),
            epoch="1",
            newest=self.records.receipts,
            state=ServiceState.LOCKED if station and self.sign_in.is_locked else self.state,
            kid=self.signing.station,
            keys=self.certificates,
        )

    async def enrol(self, request: EnrolRequest) -> EnrolAnswer | Denied | NoAnswer:
        self.asked.append("enrol")
        if self.down is not None:
            return self.down
        used_by = self._codes.get(request.code)
        if used_by is None:
            return Denied("code_unknown", 403)
        if used_by not in ("", request.public_key):
            return Denied("code_used", 403)
        self._codes[request.code] = self.station.public_key = request.public_key
        self.station.name = "station-memory"
        certificate = StationCertificate(
            station=self.station.name,
            public_key=request.public_key,
            agency=AGENCY.code,
            enrolled_at=self.clock.now(),
        )
        return EnrolAnswer(
            station=self.station.name,
            station_name="Bàn 1",
            unit_name="Khu công nghiệp Mẫu",
            agency=AGENCY.code,
            agencies=(AGENCY,),
            root_key=self.root.public_key,
            keys=self.certificates,
            certificate=self.signing.sign(Purpose.STATION, certificate.model_dump_json()),
        )

    async def token(self, assertion: str, turn: Turn | None = None) -> Token | NoAnswer:
        self.asked.append("token")
        if self.down is not None:
            return self.down
        return self.sign_in.token(assertion, turn)

    async def put_batch(self, sealed: Sequence[bytes]) -> BatchAnswer | NoAnswer:
        trouble = self._shut("put_batch")
        if trouble is not None:
            return trouble
        return BatchAnswer(
            items=tuple(BatchItem(digest=digest(each), answer=self.records.take(each)) for each in sealed)
        )

    async def put_record(self, record_id: UUID, revision: int, sealed: bytes) -> RecordAnswer | NoAnswer:
        trouble = self._shut("put_record")
        if trouble is not None:
            return trouble
        opened = self.records.opened(sealed)
        if isinstance(opened, Record) and (opened.id, opened.revision) != (record_id, revision):
            return NoAnswer(Reason.SHAPE)
        return self.records.take(sealed)

    async def newest_record(self, record_id: UUID) -> Record | Denied | NoAnswer:
        trouble = self._shut("newest_record")
        if trouble is not None:
            return trouble
        return self.records.newest(record_id) or Denied("record_unknown", 404)

    async def put_blob(
        self,
        sha256: str,
        data: bytes,
        media_type: str,
        begun: bool = False,
        at: Callable[[int], None] = lambda _: None,
    ) -> Stored | Denied | NoAnswer:
        trouble = self._shut("put_blob")
        if trouble is not None:
            return trouble
        if digest(data) != sha256:
            return Denied("blob_digest_differs", 422)
        self.records.take_blob(sha256, data)
        return Stored()

    async def changes(self, after: int, wait: int) -> Changes | NoAnswer:
        trouble = self._shut("changes")
        if trouble is not None:
            return trouble
        self._news.clear()
        if wait and not self.events[after:]:
            try:
                await asyncio.wait_for(self._news.wait(), wait)
            except TimeoutError:
                return Changes(events=(), cursor=after)
        new = tuple(self.events[after : after + 200])
        return Changes(events=new, cursor=new[-1].sequence if new else after)

    async def handout(self, sha256: str, at: int, length: int) -> bytes | Denied | NoAnswer:
        shut = self._shut("handout")
        if shut is not None:
            return shut
        data = self.handouts.get(sha256)
        return Denied("not_found", 404) if data is None else data[at : at + length]

    async def report(self, report: StationReport) -> NoAnswer | None:
        trouble = self._shut("report")
        if trouble is None:
            self.reports.append(report)
        return trouble

    async def deposit_recovery(self, deposit: Signed) -> Signed | Denied | NoAnswer:
        """``deposit`` keeps the newest with its receipt."""
        trouble = self._shut("deposit_recovery")
        if trouble is not None:
            return trouble
        said = deposit.read(RecoveryDeposit)
        is_its_own = is_signed_by(self.station.public_key, Purpose.RECOVERY, deposit)
        if (
            said is None
            or not is_its_own
            or (said.station, said.kid) != (self.station.name, self.sealing.kid)
        ):
            return Denied("recovery_code_invalid", 422)
        if self.deposit is not None:
            last, receipt = self.deposit
            if last == deposit:
                return receipt
            before = last.read(RecoveryDeposit)
            if before is None or before.number >= said.number:
                return Denied("recovery_code_older", 409)
        body = RecoveryReceipt(
            station=said.station,
            id=said.id,
            number=said.number,
            digest=digest(deposit.to_bytes()),
            received_at=self.clock.now(),
        )
        receipt = self.signing.sign(Purpose.RECOVERY_RECEIPT, body.model_dump_json())
        self.deposit = deposit, receipt
        return receipt

    async def look_up(self, question: AccountQuestion | CodeQuestion) -> LookupAnswer | Denied | NoAnswer:
        """Nobody has an account here, and no code is known."""
        is_account = isinstance(question, AccountQuestion)
        return self._shut("look_up") or LookupAnswer(account="none" if is_account else None)

    async def compare_day(self, question: DayQuestion) -> Signed | Denied | NoAnswer:
        return self._shut("compare_day") or self.records.compare_day(question)

    def _shut(self, name: str) -> NoAnswer | None:
        self.asked.append(name)
        if self.down is not None:
            return self.down
        return self.sign_in.shut()

    def _sign(self, purpose: Purpose, body: str) -> Signed:
        return self.signing.sign(purpose, body)

    def _received(self, record: tuple[UUID, int], dossier: str) -> None:
        self.answer(ChangeKind.RECEIVED, record, dossier_number=dossier)


def _signer(kid: str) -> StationKey:
    """A key pair that signs under that name."""
    return StationKey(StationKey.make().private_bytes, kid)
