"""The approval service as a station meets it, in memory. It signs for real (Ed25519) and passes the real
service's contract tests (tests/contract/test_station_*.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from declaration.wire.changes import Change, ChangeKind, Changes
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from declaration.wire.days import DayAnswer, DayClosing, DayQuestion, RevisionRef, held_digest
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from declaration.wire.online import OnlineDeclaration, OnlinePage
from declaration.wire.records import (
    BatchAnswer,
    BatchItem,
    ConflictAnswer,
    MissingAnswer,
    Receipt,
    ReceiptAnswer,
    Record,
    RecordAnswer,
    RecordKind,
    RefusalAnswer,
)
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
from desk.ports.clock import VIETNAM
from desk.ports.keys import Turn
from desk.ports.service import Denied, NoAnswer, Reason, Stored
from desk.storage.vault.encoding import to_bytes
from desk.storage.vault.service_keys import is_signed_by
from desk.storage.vault.station_key import AUDIENCE, StationKey
from tests.fakes.email_codes import MemoryEmailCodes
from tests.fakes.program import SetClock
from tests.fakes.sealing import SealingKey

AGENCY = Agency(code="MAU01", name="BHXH cơ sở Mẫu")
TOKEN_LIFE = timedelta(minutes=15)
LARGEST_RECORD = 256_000
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass
class Kept:
    """One revision at the service."""

    record: Record
    digest: str
    receipt: Signed | None = None


@dataclass
class FakeStationService:
    """Implements ports.service.StationService for one station. ``clock`` is the service's own.

    ``down`` answers everything in the service's place while it is set; ``asked`` lists the calls by name.
    """

    clock: SetClock
    down: NoAnswer | None = None
    is_locked: bool = False
    state: ServiceState = ServiceState.NORMAL
    asked: list[str] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    kept: dict[tuple[UUID, int], Kept] = field(default_factory=dict)
    events: list[Change] = field(default_factory=list)
    reports: list[StationReport] = field(default_factory=list)
    turn: str | None = None
    online: list[OnlineDeclaration] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = _signer("root")
        self.sealing = SealingKey()
        self.deposit: tuple[Signed, Signed] | None = None
        self.email_codes = MemoryEmailCodes(self.clock.now)
        self.certificates: tuple[Signed, ...] = (self.sealing.certified(self.root, self.clock.now()),)
        self.change_signing_key()
        self._codes: dict[str, str] = {}
        self._station = ""
        self._station_key = ""
        self._used: set[str] = set()
        self.handouts: dict[str, bytes] = {}
        self._token_until: datetime | None = None
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

    def end_tokens(self) -> None:
        self._token_until = None

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
        receipts = sum(kept.receipt is not None for kept in self.kept.values())
        return Hello(
            nonce="in memory",
            time=self.clock.now(),
            epoch="1",
            newest=receipts,
            state=ServiceState.LOCKED if station and self.is_locked else self.state,
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
        self._codes[request.code] = self._station_key = request.public_key
        self._station = "station-memory"
        certificate = StationCertificate(
            station=self._station,
            public_key=request.public_key,
            agency=AGENCY.code,
            enrolled_at=self.clock.now(),
        )
        return EnrolAnswer(
            station=self._station,
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
        jti = self._single_use_id(assertion)
        if jti is None or jti in self._used:
            return NoAnswer(Reason.SIGN_IN)
        if self.is_locked:
            return NoAnswer(Reason.LOCKED)
        if self.turn not in (None, *((turn.after, turn.next) if turn else ())):
            return NoAnswer(Reason.FORKED)
        self.turn = turn.next if turn else None
        self._used.add(jti)
        self._token_until = self.clock.now() + TOKEN_LIFE
        return Token(access_token="in memory", expires_in=int(TOKEN_LIFE.total_seconds()))

    async def put_batch(self, sealed: Sequence[bytes]) -> BatchAnswer | NoAnswer:
        trouble = self._shut("put_batch")
        if trouble is not None:
            return trouble
        return BatchAnswer(
            items=tuple(BatchItem(digest=digest(each), answer=self._take(each)) for each in sealed)
        )

    async def put_record(self, record_id: UUID, revision: int, sealed: bytes) -> RecordAnswer | NoAnswer:
        trouble = self._shut("put_record")
        if trouble is not None:
            return trouble
        opened = self._opened(sealed)
        if isinstance(opened, Record) and (opened.id, opened.revision) != (record_id, revision):
            return NoAnswer(Reason.SHAPE)
        return self._take(sealed)

    async def newest_record(self, record_id: UUID) -> Record | Denied | NoAnswer:
        trouble = self._shut("newest_record")
        if trouble is not None:
            return trouble
        held = [kept.record for (of, _), kept in self.kept.items() if of == record_id]
        return max(held, key=lambda record: record.revision, default=Denied("record_unknown", 404))

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
        self.blobs[sha256] = data
        for kept in self.kept.values():
            if kept.receipt is None:
                self._sign_if_whole(kept)
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
        is_its_own = is_signed_by(self._station_key, Purpose.RECOVERY, deposit)
        if said is None or not is_its_own or (said.station, said.kid) != (self._station, self.sealing.kid):
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
        """Held against the receipts given for that day."""
        trouble = self._shut("compare_day")
        if trouble is not None:
            return trouble
        ours = {
            RevisionRef(id=key[0], revision=key[1], digest=kept.digest)
            for key, kept in self.kept.items()
            if kept.receipt is not None and _day_of(kept.record) == question.day
        }
        theirs = set(question.held or ())
        is_named = question.held is not None
        unknown = ours - theirs if is_named else set()
        is_same = (question.count, question.digest) == (len(ours), held_digest(ours))
        answer = DayAnswer(
            **question.model_dump(exclude={"held"}),
            station=self._station,
            balanced=is_same or (is_named and not theirs - ours and len(unknown) <= question.erased),
            lacking=tuple(theirs - ours),
            unknown=tuple(unknown),
            answered_at=self.clock.now(),
            epoch="1",
        )
        return self.signing.sign(Purpose.BALANCE, answer.model_dump_json())

    def _shut(self, name: str) -> NoAnswer | None:
        self.asked.append(name)
        if self.down is not None:
            return self.down
        if self._token_until is None or self._token_until <= self.clock.now():
            return NoAnswer(Reason.SIGN_IN)
        return NoAnswer(Reason.LOCKED) if self.is_locked else None

    def _single_use_id(self, assertion: str) -> str | None:
        """The jti of an assertion this station made for this moment."""
        if not self._station:
            return None
        key = Ed25519PublicKey.from_public_bytes(to_bytes(self._station_key))
        try:
            claims = jwt.decode(
                assertion,
                key,
                algorithms=["EdDSA"],
                audience=AUDIENCE,
                issuer=self._station,
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            return None
        ahead = claims["exp"] - self.clock.now().timestamp()
        jti: str = claims["jti"]
        return jti if -60 < ahead <= 360 else None

    def _opened(self, sealed: bytes) -> Record | RefusalAnswer:
        if len(sealed) > LARGEST_RECORD:
            return RefusalAnswer(code="record_too_large")
        message = Signed.from_bytes(sealed)
        if message is None:
            return RefusalAnswer(code="record_unreadable")
        if message.kid != self._station:
            return RefusalAnswer(code="station_mismatch")
        if not is_signed_by(self._station_key, Purpose.RECORD, message):
            return RefusalAnswer(code="signature_invalid")
        return message.read(Record) or RefusalAnswer(code="record_unreadable")

    def _take(self, sealed: bytes) -> RecordAnswer:
        record = self._opened(sealed)
        if isinstance(record, RefusalAnswer):
            return record
        kept = self.kept.setdefault((record.id, record.revision), Kept(record, digest(sealed)))
        if kept.digest != digest(sealed):
            return ConflictAnswer(code="same_revision_other_bytes")
        if kept.receipt is not None:
            return ReceiptAnswer(receipt=kept.receipt)
        for ref in record.blobs:
            if not self.blobs.get(ref.sha256, PICTURES[0]).startswith(PICTURES):
                return RefusalAnswer(code="blob_not_a_picture")
        return self._sign_if_whole(kept)

    def _sign_if_whole(self, kept: Kept) -> RecordAnswer:
        names = dict.fromkeys(ref.sha256 for ref in kept.record.blobs)
        missing = tuple(name for name in names if name not in self.blobs)
        if missing:
            return MissingAnswer(blobs=missing)
        record, key = kept.record, (kept.record.id, kept.record.revision)
        dossier = f"TK-{len({each.record.id for each in self.kept.values() if each.receipt}) + 1:06d}"
        receipt = Receipt(
            id=record.id,
            revision=record.revision,
            digest=kept.digest,
            station=record.station,
            received_at=self.clock.now(),
            sequence=1 + sum(each.receipt is not None for each in self.kept.values()),
            epoch="1",
            dossier_number=dossier,
        )
        kept.receipt = self.signing.sign(Purpose.RECEIPT, receipt.model_dump_json())
        self.answer(ChangeKind.RECEIVED, key, dossier_number=dossier)
        return ReceiptAnswer(receipt=kept.receipt)


def _signer(kid: str) -> StationKey:
    """A key pair that signs under that name."""
    return StationKey(StationKey.make().private_bytes, kid)


def _day_of(record: Record) -> date:
    if record.kind == RecordKind.DAY:
        return DayClosing.model_validate(record.content).day
    return record.sealed_at.astimezone(VIETNAM).date()
