"""A station as the approval service meets it: its own key, real signatures, real HTTP."""

from __future__ import annotations

import base64
import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import jwt
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import TypeAdapter

from approval.app import application, open_service
from approval.carriers import Handed, Handover, Mailer, SmsCarrier
from approval.lookups import CodeRegister
from approval.notice_texts import Letter
from approval.outside import Outside
from approval.population import Registry
from approval.service import Service
from approval.settings import Settings
from declaration.wire.records import BlobRef, Receipt, ReceiptAnswer, Record, RecordAnswer
from declaration.wire.sign_in import ASSERTION_TYPE, EnrolAnswer, PersonRole
from declaration.wire.signed import Purpose, Signed, signing_input

AGENCY, OTHER_AGENCY = "MAU-01", "MAU-02"
PASSPHRASE = "một câu đủ dài"
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
ANSWER: TypeAdapter[RecordAnswer] = TypeAdapter(RecordAnswer)


class SetClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class RunningClock(SetClock):
    """The machine's own time."""

    def __call__(self) -> datetime:
        self.now = datetime.now(UTC)
        return self.now


class KeptSms:
    """A carrier that keeps what it was given, and can be told to answer otherwise."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.keys: list[str] = []
        self.answer: Handover = Handed()
        self.taken: bool | None = None

    def send(self, phone: str, text: str, key: str) -> Handover:
        self.sent.append((phone, text))
        self.keys.append(key)
        return self.answer

    def was_taken(self, key: str) -> bool | None:
        return self.taken if key in self.keys else False


class KeptMail:
    """The same for e-mail: address, subject, text."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.answer: Handover = Handed()

    def send(self, address: str, letter: Letter, key: str) -> Handover:
        self.sent.append((address, letter.subject, letter.text))
        return self.answer


def photo(seed: int = 0, size: int = 3000) -> bytes:
    """Bytes that begin as a JPEG does."""
    filling = sha256(str(seed).encode()).digest() * (size // 32 + 1)
    return (b"\xff\xd8\xff\xe0" + filling)[:size]


def content(**changed: Any) -> dict[str, Any]:
    """A sound declaration of an invented person."""
    return {
        "kind": "register",
        "full_name": "Nguyễn Văn Mẫu",
        "birth": "1990-01-01",
        "sex": "male",
        "document": {"kind": "citizen_id", "value": "001090123456"},
        "insurance_code": "0123456789",
        "address": "Tổ 5, Ấp Ví Dụ, Xã Thử",
        "phone": "+84912345678",
        "email": "mau@example.com",
        "agency": AGENCY,
        "declared_on": "2026-03-01",
        "verification": {"outcome": "same_person", "by": "hoa", "at": "2026-03-01T02:00:00Z"},
        "consent": {"text_version": "1", "language": "vi", "at": "2026-03-01T02:00:00Z"},
        "signature": "screen",
    } | changed


def open_test_service(
    folder: Path,
    clock: SetClock,
    *,
    practice: bool = False,
    sms: SmsCarrier | None = None,
    mail: Mailer | None = None,
    registry: Registry | None = None,
    codes: CodeRegister | None = None,
    confirm_email: bool = False,
    database_url: str = "",
    database_connections: int = 20,
    station_requests: int = 0,
    person_requests: int = 0,
    address_sign_ins: int = 0,
) -> Service:
    """A service in that folder with two agencies."""
    service = open_service(
        Settings(
            data_dir=folder,
            practice=practice,
            confirm_email=confirm_email,
            database_url=database_url,
            database_connections=database_connections,
            station_requests=station_requests,
            person_requests=person_requests,
            address_sign_ins=address_sign_ins,
        ),
        Outside(clock, lambda _: clock(), QUICK_HASHER, sms=sms, mail=mail, registry=registry, codes=codes),
    )
    for code in (AGENCY, OTHER_AGENCY):
        service.office.add_agency(code, f"BHXH {code}")
    return service


def client_of(service: Service) -> httpx.AsyncClient:
    """HTTP to a service in this process."""
    transport = httpx.ASGITransport(app=application(service), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://service.example")


async def sign_in(client: httpx.AsyncClient, name: str) -> dict[str, str]:
    """The headers of a signed-in person."""
    form = {"grant_type": "password", "username": name, "password": PASSPHRASE}
    answer = await client.post("/v1/people/token", data=form)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def add_people(service: Service) -> None:
    """lan reviews and supervises; kim reviews at the other agency; sơn only supervises."""
    both = (PersonRole.REVIEWER, PersonRole.SUPERVISOR)
    for name, roles, agency in (
        ("lan", both, AGENCY),
        ("kim", both, OTHER_AGENCY),
        ("sơn", both[1:], AGENCY),
    ):
        assert service.office.add_person(name, PASSPHRASE, f"{name.title()} Mẫu", roles, agency) is None


class FieldStation:
    """Enrolled and signed in once ``enrol`` and ``sign_in`` were awaited."""

    def __init__(self, client: httpx.AsyncClient, clock: SetClock) -> None:
        self.client = client
        self.clock = clock
        self.key = Ed25519PrivateKey.generate()
        self.id = ""
        self.headers: dict[str, str] = {}
        self.pinned: EnrolAnswer | None = None

    @classmethod
    async def ready(cls, service: Service, client: httpx.AsyncClient, clock: SetClock) -> FieldStation:
        station = cls(client, clock)
        code = service.office.make_enrolment_code("Bàn 1", "Khu công nghiệp Mẫu", AGENCY)
        assert isinstance(code, str)
        answer = await station.enrol(code)
        assert answer.status_code == 200, answer.text
        station.pinned = EnrolAnswer.model_validate_json(answer.content)
        station.id = station.pinned.station
        await station.sign_in()
        return station

    @property
    def public_key(self) -> str:
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    async def enrol(self, code: str) -> httpx.Response:
        body = {"code": code, "public_key": self.public_key, "app_version": "1"}
        return await self.client.post("/v1/stations/enrol", json=body)

    def assertion(self, **changed: Any) -> str:
        claims = {
            "iss": self.id,
            "sub": self.id,
            "aud": "bhxh-approval",
            "exp": int(self.clock().timestamp()) + 120,
            "jti": uuid.uuid4().hex,
        } | changed
        return jwt.encode(claims, self.key, algorithm="EdDSA")

    async def ask_token(self, assertion: str) -> httpx.Response:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        }
        return await self.client.post("/v1/stations/token", data=form)

    async def sign_in(self) -> None:
        answer = await self.ask_token(self.assertion())
        assert answer.status_code == 200, answer.text
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def record(self, *photos: bytes, revision: int = 1, **changed: Any) -> Record:
        return Record.model_validate(
            {
                "kind": "declaration",
                "id": uuid.uuid4(),
                "revision": revision,
                "form_version": "mau-01/2016",
                "sealed_at": self.clock(),
                "station": self.id,
                "registrar": "hoa",
                "blobs": [
                    BlobRef(
                        sha256=sha256(each).hexdigest(),
                        size=len(each),
                        media_type="image/jpeg",
                        role=f"photo-{n}",
                    )
                    for n, each in enumerate(photos)
                ],
                "content": content(),
            }
            | changed
        )

    def seal(self, record: Record, purpose: Purpose = Purpose.RECORD) -> bytes:
        body = record.model_dump_json()
        signature = self.key.sign(signing_input(purpose, body))
        text = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
        return Signed(body=body, kid=self.id, signature=text).to_bytes()

    async def put(self, record: Record, sealed: bytes | None = None, **headers: str) -> httpx.Response:
        return await self.client.put(
            f"/v1/records/{record.id}/{record.revision}",
            content=self.seal(record) if sealed is None else sealed,
            headers=self.headers | headers,
        )

    async def put_blob(self, data: bytes) -> httpx.Response:
        name = sha256(data).hexdigest()
        return await self.client.put(f"/v1/blobs/{name}", content=data, headers=self.headers)

    async def changes(self, after: int = 0, wait: int = 0) -> dict[str, Any]:
        params = {"after": after, "wait": wait}
        answer = await self.client.get("/v1/changes", params=params, headers=self.headers)
        if answer.status_code == 401:
            await self.sign_in()
            answer = await self.client.get("/v1/changes", params=params, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def kinds(self) -> list[str]:
        return [each["kind"] for each in (await self.changes())["events"]]


def receipt_in(response: httpx.Response) -> Receipt:
    """The receipt an answer carries; fails the test when it carries none."""
    answer = ANSWER.validate_json(response.content)
    assert isinstance(answer, ReceiptAnswer), answer.outcome
    receipt = answer.receipt.read(Receipt)
    assert receipt is not None
    return receipt
