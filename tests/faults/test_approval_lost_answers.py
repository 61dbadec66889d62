"""Lost, doubled, stuck: what the service must survive between its commit and the station's screen."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from approval.app import EmbeddedService
from approval.carriers import Handed
from approval.outside import Outside
from approval.service import Service
from approval.settings import Settings
from approval.storage.rows import EventRow, RecordRow
from declaration.wire.changes import ChangeKind
from tests.fakes.field_station import (
    AGENCY,
    QUICK_HASHER,
    FieldStation,
    KeptSms,
    SetClock,
    client_of,
    open_test_service,
    photo,
    receipt_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]

# The service as it is, in a process that dies at the moment its first record answer would leave.
_DYING = """
import os, signal, sys
from pathlib import Path
import uvicorn
from approval.app import application, open_service
from approval.embedded import server_config
from approval.settings import Settings

class Dies:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def last(message):
            if message["type"] == "http.response.start" and scope["path"].startswith("/v1/records"):
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            await send(message)

        await self.app(scope, receive, last if scope["type"] == "http" else send)

app = application(open_service(Settings(data_dir=Path(sys.argv[1]))))
uvicorn.Server(server_config(Dies(app), "127.0.0.1", int(sys.argv[2]))).run()
"""


def _dying_service(folder: Path, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _DYING, str(folder), str(port)])


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def _answering(client: httpx.AsyncClient) -> None:
    for _ in range(200):
        try:
            if (await client.get("/readyz")).status_code == 200:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.05)
    pytest.fail("the service did not start")


async def test_killed_between_commit_and_answer_it_gives_the_same_receipt_after_its_restart(
    tmp_path: Path,
) -> None:
    clock = SetClock(datetime.now(UTC))
    folder = tmp_path / "approval"
    before = open_test_service(folder, clock)
    async with client_of(before) as client:
        station = await FieldStation.ready(before, client, clock)
    before.close()
    port = _free_port()
    process = _dying_service(folder, port)
    record = station.record()
    sealed = station.seal(record)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            station.client = client
            await _answering(client)
            with pytest.raises(httpx.TransportError):
                await station.put(record, sealed)
        assert process.wait(10) != 0
    finally:
        process.kill()
        process.wait(10)
    stored = _stored_receipt(folder)
    after = open_test_service(folder, clock)
    try:
        async with client_of(after) as client:
            station.client = client
            answer = await station.put(record, sealed)
            assert answer.status_code == 200
            assert receipt_in(answer).sequence == 1
            assert answer.json()["receipt"] == stored
            assert await station.kinds() == ["received"]
    finally:
        after.close()


def _stored_receipt(folder: Path) -> object:
    connection = sqlite3.connect(folder / "approval.sqlite3")
    try:
        (stored,) = connection.execute("SELECT json(receipt) FROM record").fetchone()
    finally:
        connection.close()

    return json.loads(stored)


async def test_a_commit_that_fails_leaves_neither_row_nor_receipt_nor_event(
    service: Service, station: FieldStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    record = station.record()
    with monkeypatch.context() as broken:
        broken.setattr("approval.audit.record_all", full)  # the last step of the transaction
        answer = await station.put(record)
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    assert "Retry-After" in answer.headers
    with service.database.reading() as session:
        assert session.get(RecordRow, (record.id, 1)) is None
    assert await station.kinds() == []
    again = receipt_in(await station.put(record))
    assert (again.sequence, again.dossier_number) == (1, "TK-2026-000001"), "no number was lost"


async def test_a_database_held_by_somebody_else_means_later(
    service: Service, station: FieldStation, tmp_path: Path
) -> None:
    with service.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    other = sqlite3.connect(tmp_path / "approval" / "approval.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = await station.put(station.record())
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")


async def test_a_cursor_never_passes_an_event_while_many_are_being_written(
    service: Service, station: FieldStation
) -> None:
    """Writers commit in whatever order they like; a reader that follows the cursor misses nothing."""
    total, writers = 120, 6
    done = threading.Event()

    def write(_: int) -> None:
        for _ in range(total // writers):
            with service.database.writing() as session:
                service.feed.append(session, station.id, ChangeKind.APPROVED)

    def follow() -> list[int]:
        seen: list[int] = []
        while True:
            last_look = done.is_set()
            page = service.feed.page(station.id, seen[-1] if seen else 0, limit=7)
            seen += [each.sequence for each in page.events]
            if last_look and not page.events:
                return seen

    with ThreadPoolExecutor(writers + 1) as pool:
        reader = pool.submit(follow)
        await asyncio.to_thread(lambda: list(pool.map(write, range(writers))))
        done.set()
        assert await asyncio.to_thread(reader.result) == list(range(1, total + 1))


async def test_an_event_rolled_back_leaves_no_hole_behind_the_cursor(
    service: Service, station: FieldStation
) -> None:
    class BrokenOffError(Exception):
        pass

    def fails() -> None:
        with service.database.writing() as session:
            service.feed.append(session, station.id, ChangeKind.APPROVED)
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        fails()
    with service.database.writing() as session:
        service.feed.append(session, station.id, ChangeKind.REJECTED)
    with service.database.reading() as session:
        assert session.get(EventRow, (station.id, 1)) is not None
    assert [each["sequence"] for each in (await station.changes())["events"]] == [1]


async def test_over_a_real_socket_a_waiting_station_is_woken_by_the_answer(tmp_path: Path) -> None:
    clock = SetClock()
    sms = KeptSms()
    embedded = EmbeddedService(
        Settings(data_dir=tmp_path, port=0, practice=True),
        Outside(clock=clock, hasher=QUICK_HASHER, sms=sms),
    )
    embedded.office.add_agency(AGENCY, "BHXH mẫu")
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    address = await embedded.start()
    assert handlers == (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM))
    try:
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            station = await FieldStation.ready(embedded.service, client, clock)
            waiting = asyncio.create_task(station.changes(wait=25))
            await asyncio.sleep(0.3)
            assert not waiting.done()
            data = photo(1)
            await station.put(station.record(data))
            await station.put_blob(data)
            async with asyncio.timeout(3):
                heard = await waiting
            assert [each["kind"] for each in heard["events"]] == ["received"]
            last = asyncio.create_task(station.changes(after=heard["cursor"], wait=25))
            await asyncio.sleep(0.2)
            async with asyncio.timeout(3):
                await embedded.stop()
                assert (await last)["events"] == []
    finally:
        await embedded.stop()
    assert isinstance(sms.answer, Handed)


async def test_an_upload_torn_off_on_a_real_socket_keeps_what_had_arrived(tmp_path: Path) -> None:
    clock = SetClock()
    embedded = EmbeddedService(Settings(data_dir=tmp_path, port=0), Outside(clock=clock, hasher=QUICK_HASHER))
    embedded.office.add_agency(AGENCY, "BHXH mẫu")
    address = await embedded.start()
    data = photo(2, 2_000_000)
    path = f"/v1/blobs/{sha256(data).hexdigest()}"
    try:
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            station = await FieldStation.ready(embedded.service, client, clock)
            await _tear_off(httpx.URL(address), path, station, data)
            offset = await _offset(station, path)
            assert offset == 1_200_000
            rest = await client.patch(
                path,
                content=data[offset:],
                headers=station.headers | {"Upload-Offset": str(offset)},
            )
            assert rest.status_code == 201
            assert receipt_in(await station.put(station.record(data))).revision == 1
    finally:
        await embedded.stop()


async def _tear_off(address: httpx.URL, path: str, station: FieldStation, data: bytes) -> None:
    _, writer = await asyncio.open_connection(address.host, address.port)
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {address.host}\r\n"
        f"Authorization: {station.headers['Authorization']}\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    writer.write(head.encode() + data[:1_200_000])
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.close()
    await writer.wait_closed()


async def _offset(station: FieldStation, path: str) -> int:
    found = -1
    for _ in range(40):
        head = await station.client.head(path, headers=station.headers)
        if int(head.headers["Upload-Offset"]) == found > 0:
            return found
        found = int(head.headers["Upload-Offset"])
        await asyncio.sleep(0.05)
    return found


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps access lists instead of modes")
async def test_keys_are_readable_by_nobody_else(service: Service, tmp_path: Path) -> None:
    secrets = list((tmp_path / "approval" / "keys").iterdir())
    assert len(secrets) == 4
    assert all(each.stat().st_mode & 0o077 == 0 for each in secrets)
    assert service.keys.root_key
