"""Does the approval service cost what its promise costs, and does it stay quick when it is large?

    python benchmarks/approval_bench.py [seed]  under a minute on a quiet machine
    FULL=1 python benchmarks/approval_bench.py  5,000 waiting stations; pages, submissions and answers at
                                                10,000 to 1,000,000 rows
    FULL=1 ONLY=growth python benchmarks/approval_bench.py  the latter alone; SIZES=10000,100000 for others
    FULL=1 ONLY=waiting python benchmarks/approval_bench.py  the waiting stations alone
    FULL=1 ONLY=submissions python benchmarks/approval_bench.py  what a submission costs alone, two minutes

``seed``: the photos' bytes and the declarations that are there before.

A submission is a record and three unique real WebP photos of about 110 KB. Ours, the bare limit of the same
promise (approval_bare.py) and FastAPI's naive multipart take turns, on SQLite and on PostgreSQL (a server of
its own, durable). Done means answered: our service answers when all is durable and has no queue behind it,
which is checked by counting receipts; photos are decoded by no one meanwhile (the bare limit decodes none
either), and what that takes is measured by itself. Processor time is of the whole process tree, PostgreSQL
included. An ODK Central takes part when the JSON file named by ODK_CENTRAL says where it runs. Prints JSON
lines; the last one holds figures and targets.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from approval_filled import add_stations  # noqa: E402
from approval_load import Request, Run, run, to_bare, to_form, to_ours  # noqa: E402
from approval_measures import AGENCIES, enrolled, pages, photos_looked_at, pulling, waiting  # noqa: E402
from approval_odk import Central  # noqa: E402
from approval_seed import SEED  # noqa: E402
from approval_servers import Server, bare, ours  # noqa: E402
from sqlmodel import func, select  # noqa: E402

from approval.service import Service  # noqa: E402
from approval.storage.rows import RecordRow  # noqa: E402
from tests.fakes.field_station import RunningClock, add_people, open_test_service  # noqa: E402
from tests.fakes.postgresql import PostgreSQL  # noqa: E402

AT_LEAST = ("rate_of_bare_sqlite", "rate_of_bare_postgresql", "cpu_of_odk_central")
FULL = bool(os.environ.get("FULL"))
ONLY = os.environ.get("ONLY", "")
if ONLY not in ("", "growth", "waiting", "submissions"):
    raise SystemExit(f"ONLY={ONLY}: growth, waiting or submissions")
MILLION = 1_000_000
SIZES = tuple(int(size) for size in os.environ.get("SIZES", "").split(",") if size) or (
    (10_000, 100_000, MILLION) if FULL else (10_000,)
)
CLIENTS = (1, 8, 32)
Taken = dict[tuple[str, int], list[tuple[Run, float]]]


def say(part: str, **found: Any) -> None:
    print(json.dumps({"part": part, "load": os.getloadavg()[0], **found}, ensure_ascii=False), flush=True)


async def submissions(office: Service, engine: str, servers: tuple[Server, Server]) -> dict[str, float]:
    """Ours, the bare limit and the naive way in turns."""
    service, limit = servers
    station = await enrolled(office)
    kinds = ((service, "ours", to_ours), (limit, "bare", to_bare), (limit, "naive", to_form))
    taken: Taken = defaultdict(list)
    sent = 0
    before, rounds = service.written_bytes(), 3 if FULL else 2
    for clients in CLIENTS:
        each = (40 if clients == 1 else 160) if FULL else (8 if clients == 1 else 40)  # fewer: all is new
        for number in range(rounds + 1):  # the first round warms up
            for server, name, make in kinds:
                if name == "naive" and (engine != "sqlite" or (clients != 8 and not FULL)):
                    continue
                made: list[list[Request]] = [make(station) for _ in range(each)]
                cpu = server.cpu_seconds()
                done = await run(server.port, made, clients)
                sent += each if name == "ours" else 0
                if number:
                    taken[name, clients].append((done, server.cpu_seconds() - cpu))
    written = service.written_bytes() - before
    _all_received(office, sent)
    for (name, clients), runs in taken.items():
        say("submissions", engine=engine, server=name, clients=clients, **_shown(runs))
    return _figures(taken, engine) | {f"bytes_written_per_submission_{engine}": round(written / sent)}


def _all_received(office: Service, sent: int) -> None:
    """Nothing counts that has no receipt."""
    with office.database.reading() as session:
        given = select(func.count()).select_from(RecordRow).where(RecordRow.receipt != None)  # noqa: E711
        found = session.exec(given).one()
    if found != sent:
        raise RuntimeError(f"{sent} sent, {found} received")


def _shown(runs: list[tuple[Run, float]]) -> dict[str, float]:
    return {
        "rate": round(statistics.median(done.rate for done, _ in runs), 1),
        "p95_ms": round(statistics.median(done.p95_ms for done, _ in runs), 1),
        "cpu_ms": round(_cpu_ms(runs), 2),
    }


def _cpu_ms(runs: list[tuple[Run, float]]) -> float:
    return 1000 * sum(cpu for _, cpu in runs) / sum(done.submissions for done, _ in runs)


def _figures(taken: Taken, engine: str) -> dict[str, float]:
    everything = {
        name: [each for (n, _), runs in taken.items() if n == name for each in runs]
        for name in ("ours", "bare")
    }
    rate = {name: statistics.median(done.rate for done, _ in taken[name, 8]) for name in ("ours", "bare")}
    cpu = {name: _cpu_ms(runs) for name, runs in everything.items()}
    return {
        f"cpu_ms_per_submission_{engine}": round(cpu["ours"], 2),
        f"cpu_of_bare_{engine}": round(cpu["ours"] / cpu["bare"], 2),
        f"rate_of_bare_{engine}": round(rate["ours"] / rate["bare"], 2),
        f"p95_ms_8_clients_{engine}": _shown(taken["ours", 8])["p95_ms"],
    }


def fsyncs(office: Service, engine: str, server: Server, count: int = 20) -> dict[str, float | None]:
    """Flushes to the disk a submission by one client, PostgreSQL's too; counted by strace where it is."""
    strace, figure = shutil.which("strace"), f"fsyncs_per_submission_{engine}"
    if strace is None:
        return {figure: None}
    station = asyncio.run(enrolled(office))
    made = [to_ours(station) for _ in range(count)]
    with tempfile.NamedTemporaryFile() as counted:
        what = ["-f", "-c", "-e", "trace=fsync,fdatasync", "-o", counted.name]
        whom = [each for pid in server.processes() for each in ("-p", str(pid))]
        watching = subprocess.Popen([strace, *what, *whom], stderr=subprocess.DEVNULL)
        time.sleep(1)
        asyncio.run(run(server.port, made, 1))
        watching.send_signal(signal.SIGINT)
        watching.wait(10)
        lines = Path(counted.name).read_text(encoding="utf-8").splitlines()
    calls = [line.split()[3] for line in lines if line.rstrip().endswith(("fsync", "fdatasync"))]
    return {figure: round(sum(map(int, calls)) / count, 1) if calls else None}


def on_sqlite(folder: Path) -> dict[str, float | None]:
    if ONLY == "waiting":
        return {}
    if ONLY == "growth":
        return asyncio.run(_growing(folder, "sqlite"))
    office = open_test_service(folder / "ours", RunningClock())
    add_people(office)
    servers = ours("ours", folder / "ours"), bare("bare", folder / "bare")
    try:
        figures: dict[str, float | None] = dict(asyncio.run(submissions(office, "sqlite", servers)))
        say("photos looked at, afterwards", cpu_ms=photos_looked_at(office))
        figures |= fsyncs(office, "sqlite", servers[0])
        figures |= asyncio.run(pulling(office, servers[0], 10_000))
    finally:
        for server in servers:
            server.stop()
    office.close()
    return figures if ONLY else figures | asyncio.run(_growing(folder, "sqlite"))


def on_postgresql(folder: Path, database: PostgreSQL) -> dict[str, float | None]:
    also = (database.pid,)
    if ONLY == "growth":
        return asyncio.run(_growing(folder, "postgresql", database))
    url = database.fresh()
    office = open_test_service(folder / "ours", RunningClock(), database_url=url)
    add_people(office)
    servers = (
        ours("ours", folder / "ours", url, also),
        bare("bare", folder / "bare", database.empty(), also),
    )
    figures: dict[str, float | None] = {}
    try:
        if ONLY != "waiting":
            figures |= asyncio.run(submissions(office, "postgresql", servers))
            figures |= fsyncs(office, "postgresql", servers[0])
        if ONLY != "submissions":
            figures |= _waiting(office, servers[0])
    finally:
        for server in servers:
            server.stop()
    office.close()
    return figures if ONLY else figures | asyncio.run(_growing(folder, "postgresql", database))


def _waiting(office: Service, server: Server) -> dict[str, float]:
    heard = asyncio.run(waiting(office, server, 5_000 if FULL else 300, 20 if FULL else 4))
    say("waiting", stations=heard.stations, kb_each=heard.kb_each, p95_s=heard.p95_s)
    size = "" if FULL else f"_{heard.stations}"
    return {f"waiting_p95_s{size}": heard.p95_s, "kb_per_waiting_station": heard.kb_each}


async def _growing(folder: Path, engine: str, database: PostgreSQL | None = None) -> dict[str, float | None]:
    """The pages of people at growing sizes, a million's is the figure, a smaller one's bears its size; in
    the full run submissions and answers there too."""
    url = database.fresh() if database else ""
    office = open_test_service(folder / "large", RunningClock(), database_url=url)
    add_people(office)
    stations = [name for agency in AGENCIES for name, _ in add_stations(office.database, agency, 100)]
    have, found = 0, dict[str, float]()
    for size in SIZES:
        found = await pages(office, size, have, stations)
        say("pages", engine=engine, declarations=size, **found)
        if FULL:
            also = (database.pid,) if database else ()
            beside = database.empty() if database else ""
            servers = (
                ours("large", folder / "large", url, also),
                bare("limit", folder / f"limit-{size}", beside, also),
            )
            try:
                say("grown", engine=engine, declarations=size, **await _grown(office, servers))
            finally:
                for server in servers:
                    server.stop()
        have = size
    office.close()
    is_whole = have == MILLION
    return {f"{name.rpartition('_')[0] if is_whole else name}_{engine}": ms for name, ms in found.items()}


async def _grown(office: Service, servers: tuple[Server, Server]) -> dict[str, float]:
    """Submissions by eight clients of a service that is that large and of the bare limit, which is empty, in
    turns, as the machine's pace changes; then ten thousand answers, and three hundred who wait."""
    station = await enrolled(office)
    taken: Taken = defaultdict(list)
    for number in range(4):  # the first round warms up
        for server, make in zip(servers, (to_ours, to_bare), strict=True):
            made: list[list[Request]] = [make(station) for _ in range(48 if number else 16)]
            cpu = server.cpu_seconds()
            done = await run(server.port, made, 8)
            if number:
                taken[server.name, 8].append((done, server.cpu_seconds() - cpu))
    large, limit = (taken[server.name, 8] for server in servers)
    of_limit = {"cpu_of_bare": round(_cpu_ms(large) / _cpu_ms(limit), 2)}
    found = _shown(large) | of_limit | await pulling(office, servers[0], 10_000)
    if office.database.engine.dialect.name == "postgresql":  # beside SQLite another process rings no bell
        found["waiting_300_p95_s"] = (await waiting(office, servers[0], 300, 4)).p95_s
    return found


def main() -> None:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-approval-", ignore_cleanup_errors=True) as name:
        figures = on_sqlite(Path(name) / "sqlite")
        database = PostgreSQL(durable=True)
        try:
            figures |= on_postgresql(Path(name) / "postgresql", database)
        finally:
            database.stop()
    if not ONLY:
        figures |= Central.compared(figures["cpu_ms_per_submission_sqlite"], say)
    say("took", seconds=round(time.monotonic() - begun), full=FULL)
    _tell(figures)


def _tell(figures: dict[str, float | None]) -> None:
    targets = tomllib.loads((ROOT / "benchmarks" / "targets.toml").read_text(encoding="utf-8"))["approval"]
    figures = dict.fromkeys(targets) | figures
    met = {name: _is_met(name, figures[name], target) for name, target in targets.items()}
    last = {
        "bench": "approval",
        "seed": SEED,
        "figures": figures,
        "targets": targets,
        "not_measured": [name for name, found in met.items() if found is None],
        "met": met,
    }
    print(json.dumps(last, ensure_ascii=False), flush=True)


def _is_met(name: str, figure: float | None, target: float) -> bool | None:
    if figure is None:
        return None
    return figure >= target if name in AT_LEAST else figure <= target


if __name__ == "__main__":
    main()
