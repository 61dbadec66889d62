"""What is measured beside submissions: pulling answers, waiting for them, the pages of people."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from approval_filled import add_declarations, add_events, add_stations, settle
from approval_load import Line
from approval_seed import SEED
from approval_servers import Server

from approval.clock import vietnam_date
from approval.photo_checks import PhotoChecks
from approval.service import Service
from approval.storage.database import database_time
from declaration.wire.changes import ChangeKind
from desk.remote.station_service import CHANGES_AT_ONCE
from tests.fakes.field_station import AGENCY, FieldStation, RunningClock, client_of, sign_in

CHANGES_A_SECOND = 50
WAITED = 25
MONTH = "/v1/supervision/figures?first_day=2026-03-01&last_day=2026-03-31"
AGENCIES = (AGENCY, "MAU-02")


@dataclass(frozen=True)
class Waited:
    """Stations that waited: resident KB each at the service, and the 95th of a hundred delays in seconds."""

    stations: int
    kb_each: float
    p95_s: float


def photos_looked_at(office: Service) -> float:
    """Processor milliseconds it takes to decode the photos of one submission afterwards."""
    checks = PhotoChecks(office.database, office.blobs, RunningClock(), database_time)
    begun = time.process_time()
    looked_at = checks.run()
    return round((time.process_time() - begun) * 1000 / looked_at, 2)


async def pulling(office: Service, server: Server, answers: int) -> dict[str, float]:
    """All answers from the first, as the desk asks for them; then nothing new, forty times."""
    ((station, token),) = add_stations(office.database, AGENCY, 1)
    add_events(office.database, station, answers)
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
    line = await Line.open(server.port)
    times, wire = [], 0
    for _ in range(3):
        begun, cursor, wire, seen = time.perf_counter(), 0, 0, 0
        while True:
            status, body = await line.ask(
                "GET", f"/v1/changes?after={cursor}&limit={CHANGES_AT_ONCE}", b"", headers
            )
            assert status == 200
            wire += len(body)
            page = json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
            seen += len(page["events"])
            if not page["events"]:
                break
            cursor = page["cursor"]
        assert seen == answers
        times.append(time.perf_counter() - begun)
    idle = []
    for _ in range(40):
        begun = time.perf_counter()
        _, body = await line.ask("GET", f"/v1/changes?after={cursor}", b"", headers)
        idle.append(time.perf_counter() - begun)
    line.close()
    return {
        "statuses_10000_s": round(min(times), 3),
        "statuses_10000_mb": round(wire / 1e6, 3),
        "nothing_new_ms": round(sorted(idle)[len(idle) // 2] * 1000, 2),
        "nothing_new_bytes": len(body),
    }


async def waiting(office: Service, server: Server, stations: int, seconds: float) -> Waited:
    """Stations on the feed of one instance while another, this process, makes changes."""
    made = add_stations(office.database, AGENCY, stations)
    before = server.memory_kb()
    delays: list[float] = []
    made_at: dict[str, float] = {}

    async def station(name: str, token: str) -> None:
        line = await Line.open(server.port)
        cursor = 0
        while True:
            path = f"/v1/changes?after={cursor}&wait={WAITED}"
            _, body = await line.ask("GET", path, b"", {"Authorization": f"Bearer {token}"})
            page = json.loads(body)
            cursor = page["cursor"]
            if page["events"] and name in made_at:
                delays.append(time.perf_counter() - made_at.pop(name))

    tasks = []
    for count, (name, token) in enumerate(made):
        tasks.append(asyncio.create_task(station(name, token)))
        if count % 50 == 49:
            await asyncio.sleep(0.1)
    await asyncio.sleep(max(3.0, stations / 200))
    each = (server.memory_kb() - before) / stations
    total = int(CHANGES_A_SECOND * seconds)
    begun = time.perf_counter()
    for number in range(total):
        name = made[number * 7 % len(made)][0]
        await asyncio.sleep(max(0.0, begun + number / CHANGES_A_SECOND - time.perf_counter()))
        if name not in made_at:
            await asyncio.to_thread(_change, office, name, made_at)
    await asyncio.sleep(2)
    missed = list(made_at)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if missed:
        raise RuntimeError(f"{len(missed)} of {total} changes were not heard within two seconds")
    return Waited(stations, round(each, 1), round(sorted(delays)[max(0, round(len(delays) * 0.95) - 1)], 3))


def _change(office: Service, station: str, made_at: dict[str, float]) -> None:
    with office.database.writing() as session:
        office.feed.append(session, station, ChangeKind.APPROVED)
        made_at[station] = time.perf_counter()


async def pages(office: Service, size: int, have: int, stations: list[str]) -> dict[str, float]:
    """95th of the queue's and the overview's times at that many declarations, over HTTP in this process."""
    today = vietnam_date(RunningClock()())
    add_declarations(office.database, AGENCIES, stations, have, size - have, today, SEED)
    settle(office.database)
    async with client_of(office) as client:
        headers = await sign_in(client, "lan")
        search = "/v1/reviews/search"
        return {
            f"queue_p95_ms_{size}": await _p95(
                lambda: client.post(search, json={"status": "received"}, headers=headers)
            ),
            f"queue_all_p95_ms_{size}": await _p95(lambda: client.post(search, json={}, headers=headers)),
            f"search_p95_ms_{size}": await _p95(
                lambda: client.post(search, json={"search": "lan minh"}, headers=headers)
            ),
            f"supervision_p95_ms_{size}": await _p95(
                lambda: client.get("/v1/supervision/stations", headers=headers)
            ),
            f"figures_of_a_month_p95_ms_{size}": await _p95(lambda: client.get(MONTH, headers=headers)),
        }


async def _p95(ask: Callable[[], Awaitable[httpx.Response]], times: int = 20) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        answer = await ask()
        taken.append(time.perf_counter() - begun)
        assert answer.status_code == 200, answer.text
    return round(sorted(taken)[max(0, round(times * 0.95) - 1)] * 1000, 1)


async def enrolled(office: Service) -> FieldStation:
    async with client_of(office) as client:
        return await FieldStation.ready(office, client, RunningClock())
