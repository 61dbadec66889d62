"""A station and what somebody at the service does meanwhile: in memory, or the real one over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from approval.app import EmbeddedService
from approval.outside import Outside
from approval.settings import Settings
from declaration.wire.changes import ChangeKind
from declaration.wire.records import BlobRef, Record, RecordAnswer
from declaration.wire.sign_in import EnrolAnswer, EnrolRequest, Token
from declaration.wire.signed import Purpose, digest
from desk.ports.service import Denied, NoAnswer, Reason, StationService
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.storage.vault.service_keys import PinnedKeys, TrustedService
from desk.storage.vault.station_key import StationKey
from tests.fakes.field_station import QUICK_HASHER, content
from tests.fakes.program import SetClock
from tests.fakes.station_service import AGENCY, FakeStationService
from tests.faults.table import START

SIGN_IN = NoAnswer(Reason.SIGN_IN)


@dataclass
class Side:
    """A station that may enrol, and what somebody at the service can do meanwhile."""

    service: StationService
    clock: SetClock
    make_code: Callable[[], str]
    lock: Callable[[str, bool], Any]
    change_signing_key: Callable[[], object]
    answer: Callable[[str, str, tuple[UUID, int]], None]
    trust: Callable[[EnrolAnswer], StationService]
    key: StationKey = field(default_factory=StationKey.make)
    pinned: EnrolAnswer | None = None

    async def enrol(self, code: str | None = None) -> EnrolAnswer | Denied | NoAnswer:
        request = EnrolRequest(code=code or self.make_code(), public_key=self.key.public_key, app_version="1")
        answer = await self.service.enrol(request)
        if isinstance(answer, EnrolAnswer):
            self.pinned = answer
            self.key = StationKey(self.key.private_bytes, answer.station)
            self.service = self.trust(answer)
        return answer

    async def ready(self) -> None:
        """Enrolled and signed in."""
        assert isinstance(await self.enrol(), EnrolAnswer)
        assert isinstance(await self.service.token(self.key.assertion(self.clock.now())), Token)

    def keys(self) -> TrustedService:
        assert self.pinned is not None
        return TrustedService(PinnedKeys(self.pinned.root_key, self.pinned.keys), lambda _: None)

    def record(self, *photos: bytes, **changed: Any) -> Record:
        blobs = [
            {"sha256": digest(each), "size": len(each), "media_type": "image/jpeg", "role": f"photo-{n}"}
            for n, each in enumerate(photos)
        ]
        values = {
            "kind": "declaration",
            "id": uuid7(),
            "revision": 1,
            "form_version": "mau-01/2016",
            "sealed_at": self.clock.now(),
            "station": self.key.station,
            "registrar": "mau",
            "blobs": tuple(BlobRef.model_validate(blob) for blob in blobs),
            "content": content(agency=AGENCY.code),
        }
        return Record.model_validate(values | changed)

    def seal(self, record: Record, purpose: Purpose = Purpose.RECORD) -> bytes:
        return self.key.sign(purpose, record.model_dump_json()).to_bytes()

    async def put(self, record: Record) -> RecordAnswer | NoAnswer:
        return await self.service.put_record(record.id, record.revision, self.seal(record))


def in_memory(clock: SetClock) -> Side:
    fake = FakeStationService(clock)

    def lock(_station: str, locked: bool) -> None:
        fake.sign_in.is_locked = locked

    return Side(
        fake,
        clock,
        fake.make_code,
        lock,
        fake.change_signing_key,
        lambda _station, kind, record: fake.answer(kind, record),
        lambda _answer: fake,
    )


def over_http(embedded: EmbeddedService, door: Door, clock: SetClock) -> Side:
    office, service = embedded.office, embedded.service
    office.add_agency(AGENCY.code, AGENCY.name)

    def make_code() -> str:
        code = office.make_enrolment_code("Bàn 1", "Khu công nghiệp Mẫu", AGENCY.code)
        assert isinstance(code, str)
        return code

    def answer(station: str, kind: str, record: tuple[UUID, int]) -> None:
        with service.database.writing() as session:
            service.feed.append(session, station, ChangeKind(kind), record)

    def trust(answer: EnrolAnswer) -> StationService:
        return RemoteStation(door, TrustedService(PinnedKeys(answer.root_key, answer.keys), lambda _: None))

    return Side(
        RemoteStation(door, None),
        clock,
        make_code,
        lambda station, locked: office.set_active(station, not locked),
        service.keys.change_signing_key,
        answer,
        trust,
    )


@pytest.fixture(params=["memory", "http"])
async def side(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Side]:
    clock = SetClock(START)
    if request.param == "memory":
        yield in_memory(clock)
        return
    settings = Settings(data_dir=tmp_path, port=0)
    embedded = EmbeddedService(settings, Outside(clock=clock.now, hasher=QUICK_HASHER))
    door = Door(await embedded.start())
    yield over_http(embedded, door, clock)
    await door.close()
    await embedded.stop()
