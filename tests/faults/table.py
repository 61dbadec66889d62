"""One table in the field, whole: the real service, a flaky network, a real encrypted file, the real engine.

A station is enrolled once over HTTP; every test works on a copy of both folders, so each begins alike.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import select

from approval.app import EmbeddedService
from approval.outside import Outside
from approval.settings import Settings
from approval.storage.rows import DeclarationRow, EventRow, RecordRow
from declaration.lifecycle import Delivery
from declaration.wire.sign_in import EnrolAnswer
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import Books, Outbox
from desk.ports.service import Reason, StationService
from desk.registration.declarations import Finished, Registration
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.storage.station import StationFile
from desk.sync.backoff import Backoff
from desk.sync.engine import SyncEngine
from desk.sync.enrolment import enrol
from desk.sync.resting import Wait, rung_or_after
from desk.sync.session import ServiceSession
from tests.fakes.declared import correct, declare
from tests.fakes.field_station import QUICK_HASHER
from tests.fakes.flaky_proxy import Choose, FlakyProxy, passes
from tests.fakes.program import SetClock

AGENCY = "MAU01"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = timedelta(minutes=16)
"""Longer than any back-off."""


class ServiceClock:
    """The service's time; stands still."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Enrolled:
    """A folder with both sides of one enrolment, and the station file's key."""

    folder: Path
    file_key: bytes

    def copy(self, to: Path) -> Enrolled:
        shutil.copytree(self.folder, to, dirs_exist_ok=True)
        return Enrolled(to, self.file_key)

    @property
    def service_folder(self) -> Path:
        return self.folder / "service"

    @property
    def station_folder(self) -> Path:
        return self.folder / "station"

    def open_service(self, clock: ServiceClock | None = None) -> EmbeddedService:
        settings = Settings(data_dir=self.service_folder, port=0)
        return EmbeddedService(settings, Outside(clock=clock or ServiceClock(), hasher=QUICK_HASHER))

    def open_file(self, clock: SetClock) -> StationFile:
        self.station_folder.mkdir(parents=True, exist_ok=True)
        return StationFile.open(self.station_folder, self.file_key, clock.now)


async def enrolled(folder: Path) -> Enrolled:
    """A station joins the service, over HTTP."""
    made = Enrolled(folder, secrets.token_bytes(32))
    service = made.open_service()
    service.office.add_agency(AGENCY, "BHXH cơ sở Mẫu")
    code = service.office.make_enrolment_code("Bàn 1", "Khu công nghiệp Mẫu", AGENCY)
    assert isinstance(code, str)
    door = Door(await service.start())
    file = made.open_file(SetClock(START))
    answer = await enrol(RemoteStation(door, None), file, code, "mau", "1")
    assert isinstance(answer, EnrolAnswer)
    file.close()
    await door.close()
    await service.stop()
    return made


@dataclass
class Parts:
    """What a test may put in the place of a real part before the engine is built."""

    service: StationService
    outbox: Outbox
    keys: ServiceKeys


@dataclass
class Table:
    """Everything a fault test touches. ``clock`` is the station's; the service has its own."""

    at: Enrolled
    office: EmbeddedService
    service_clock: ServiceClock
    proxy: FlakyProxy
    file: StationFile
    clock: SetClock
    door: Door
    engine: SyncEngine
    parts: Parts
    declared: list[Finished] = field(default_factory=list)

    def registration(self, agency: str = AGENCY) -> Registration:
        return Registration(
            self.file.drafts,
            self.file.declarations,
            self.file.station_key(),
            self.clock,
            "mau",
            agency,
            lambda: None,
        )

    def declare(self, seed: int, *, agency: str = AGENCY) -> Finished:
        """One more declaration, a second after the last."""
        self.clock.forward(timedelta(seconds=1))
        self.declared.append(declare(self.registration(agency), seed))
        return self.declared[-1]

    def correct(self, declared: Finished, seed: int) -> Finished:
        self.clock.forward(timedelta(seconds=1))
        return correct(self.registration(), declared, seed)

    async def rounds(self, number: int = 1) -> int:
        """So many trips, each after everything has become due; how many revisions they settled."""
        settled = 0
        for _ in range(number):
            settled += await self.engine.round()
            self.clock.forward(LATER)
        return settled

    async def rounds_until_green(self, most: int) -> None:
        """As many trips as it takes, at most so many."""
        for _ in range(most):
            await self.rounds()
            if self.books.all_signed_for:
                return

    def trouble(self) -> Reason | None:
        """What the engine says stands between us and the service."""
        return self.engine.state.reason

    @property
    def books(self) -> Books:
        books = self.file.outbox.books(self.clock.today())
        assert books.balance
        return books

    def delivery(self, declared: Finished) -> tuple[Delivery, str]:
        """Where that revision stands, and why."""
        lines = self.file.outbox.lines(list(Delivery), 1000)
        (line,) = [x for x in lines if (x.record_id, x.revision) == (declared.id, declared.revision)]
        return line.delivery, line.last_reason

    def restart(self, wait: Wait = rung_or_after) -> None:
        """The engine of a program that was started again, with ``parts`` as they are now."""
        self.engine = engine_of(self.parts, self.file, self.clock, wait)

    def delivered_once(self) -> None:
        """Exactly one signed row, dossier and answer for every revision, and every photo byte for byte."""
        assert self.books.all_signed_for
        arrived_once(self.office, self.file)


def arrived_once(office: EmbeddedService, file: StationFile) -> None:
    """The service holds each delivered revision of that file once, with its photos as they were."""
    lines = file.outbox.lines([Delivery.DELIVERED], 1000)
    with office.service.database.reading() as session:
        records = list(session.exec(select(RecordRow)).all())
        dossiers = list(session.exec(select(DeclarationRow)).all())
        heard = [e.record_id for e in session.exec(select(EventRow)).all() if e.kind == "received"]
    signed = sorted((str(row.id), row.revision) for row in records if row.receipt is not None)
    assert signed == sorted((str(line.record_id), line.revision) for line in lines)
    assert {row.id for row in dossiers} == {line.record_id for line in lines}
    assert sorted(map(str, heard)) == sorted(str(line.record_id) for line in lines)
    for line in lines:
        _photos_equal(office, file, line.record_id, line.revision)


def _photos_equal(office: EmbeddedService, file: StationFile, record_id: UUID, revision: int) -> None:
    entry = file.outbox.entry(record_id, revision)
    assert entry is not None
    for blob in entry.blobs:
        assert b"".join(office.service.blobs.chunks(blob.sha256)) == file.outbox.blob(blob.sha256)


def engine_of(
    parts: Parts, file: StationFile, clock: SetClock, wait: Wait = rung_or_after, seed: int = 7
) -> SyncEngine:
    """The real engine over these parts; its chance is drawn from ``seed``."""
    session = ServiceSession(parts.service, file.station_key(), file.turns, clock)
    backoff = Backoff(random.Random(seed).random)
    return SyncEngine(
        parts.service,
        parts.outbox,
        session,
        parts.keys,
        clock,
        backoff,
        lambda: ("1", 1_000_000),
        wait,
        recovery=file.recovery,
        trail=file.trail,
        days=file.days,
        handouts=file.handouts,
    )


@asynccontextmanager
async def laid(
    at: Enrolled, choose: Choose = passes, clock: SetClock | None = None, port: int = 0
) -> AsyncIterator[Table]:
    """The table laid: the service running, the file open, nothing sent yet.

    With a ``port`` the service is somebody else's process there, and ``office`` is not started.
    """
    service_clock = ServiceClock()
    office = at.open_service(service_clock)
    clock = clock or SetClock(START)
    port = port or int((await office.start()).rsplit(":", 1)[1])
    table: Table | None = None
    try:
        async with FlakyProxy(port, choose) as proxy:
            file = at.open_file(clock)
            keys = file.service_keys()
            door = Door(proxy.address, longest_pause=0.01)
            parts = Parts(RemoteStation(door, keys), file.outbox, keys)
            engine = engine_of(parts, file, clock)
            table = Table(at, office, service_clock, proxy, file, clock, door, engine, parts)
            yield table
            await door.close()
    finally:
        await (table.office if table is not None else office).stop()
        if table is not None:
            await asyncio.to_thread(table.file.close)
