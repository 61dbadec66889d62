"""How near the engine comes to the wire: time against the link's limit, records first, bytes at cuts.

    python benchmarks/sync.py [seed]   under a minute;  FULL=1 for the whole (about half an hour)

``seed``: the people and photos, which packets a link loses, and where it is cut.

A real desk engine over its encrypted file against the real service, TLS with a test CA, through an emulated
link between two network namespaces (needs root, or a system where ``unshare -Urnm`` works). The limit is the
payload's bits (sealed records and photos) over the uplink's rate. The naive peers send in the same run:
one multipart POST per declaration, and one PUT at a time. Prints JSON lines; the last holds the figures.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
import tomllib
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]


def inside_namespaces() -> None:
    """Begin again in a network namespace of our own, as root of it."""
    if os.environ.get("BENCH_INSIDE"):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)  # noqa: S607
        return
    as_root = ["unshare", "-nm"] if os.geteuid() == 0 else ["unshare", "-Urnm"]
    environment = {**os.environ, "BENCH_INSIDE": "1"}
    os.execvpe("unshare", [*as_root, sys.executable, *sys.argv], environment)  # noqa: S606, S607


if __name__ == "__main__":
    inside_namespaces()  # before what takes seconds to import, as it begins the program again

from sync_field import PHOTO, Ground, OneLink, declare_many, ground, joined  # noqa: E402
from sync_waiting import picking_ms  # noqa: E402

from tests.faults.table import Enrolled  # noqa: E402

BEGAN = time.monotonic()
FULL = bool(os.environ.get("FULL"))
SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1
BACKLOG = 500
SMALL_PHOTO = 1000
CUT_EVERY = 200_000
PEERS = 20
WAITING = (100, 100_000)
LINKS: dict[str, dict[str, float]] = {
    "10mbit": {"up": 10_000},
    "1mbit": {"up": 1_000},
    "1mbit_loss2": {"up": 1_000, "loss": 2},
    "1mbit_loss10": {"up": 1_000, "loss": 10},
}
Figures = dict[str, float]


def say(part: str, **found: Any) -> None:
    """``at``: seconds since the run began."""
    print(json.dumps({"part": part, "at": round(time.monotonic() - BEGAN, 1), **found}), flush=True)


class Bench:
    """One run. Ports are given out in order; every scenario has a service and a station of its own."""

    def __init__(self, on: Ground) -> None:
        self.on = on
        self.made: dict[str, tuple[Enrolled, int]] = {}
        self._ports = count(9401)  # parts are begun by several threads at once

    def port(self) -> int:
        return next(self._ports)

    def engine(self, name: str, station: str, link: OneLink, port: int) -> dict[str, Any]:
        """The engine's account of one scenario, its limit and its share of it."""
        at, payload = self.made[station]
        words = (str(at.station_folder), f"https://{link.host}:{port}", "3000")
        process = self.on.script("sync_station.py", *words, pid=link.pid, BENCH_FILE_KEY=at.file_key.hex())
        said, _ = process.communicate()
        account: dict[str, Any] = json.loads(said.splitlines()[-1])
        assert account["delivered"] == account["finished"], account
        return account | {"payload": payload, "link": link.end()} | {"name": name}

    def over(self, name: str, shape: dict[str, float]) -> Figures:
        at, payload = self.made[name]
        port = self.port()
        self.on.service(at, port)
        with self.on.link(seed=SEED, **shape) as link:
            account = self.engine(name, name, link, port)
        limit = payload * 8 / 1000 / shape["up"]
        figure = round(account["seconds"] / limit, 3)
        say(f"engine_{name}", ratio=figure, limit=round(limit, 1), **account)
        cpu = 1000 * account["cpu"] / account["delivered"]
        return {f"ratio_{name}": figure, f"cpu_ms_{name}": round(cpu, 1)}

    def peer(self, way: str, name: str, shape: dict[str, float], number: int) -> Figures:
        port = self.port()
        folder = self.on.folder / f"peer-{port}"
        self.on.script(
            *("sync_peers.py", "serve", str(folder), str(port)), str(self.on.certificate), str(self.on.key)
        ).stdout.readline()  # type: ignore[union-attr]
        with self.on.link(seed=SEED, **shape) as link:
            words = ("send", way, f"https://{link.host}:{port}", str(number), str(PHOTO), str(SEED))
            account = json.loads(self.on.script("sync_peers.py", *words, pid=link.pid).communicate()[0])
        limit = account["payload"] * 8 / 1000 / shape["up"]
        figure = round(account["seconds"] / limit, 3)
        say(f"{way}_{name}", ratio=figure, limit=round(limit, 1), declarations=number, **account)
        return {f"peer_{way}_{name}": figure}

    def backlog(self) -> Figures:
        """Seconds from the first packet a link lets through to the last of all records at the service."""
        at, _ = self.made["backlog"]
        port = self.port()
        self.on.service(at, port)
        database = sqlite3.connect(at.service_folder / "approval.sqlite3")
        with self.on.link(seed=SEED, up=1000, shut=True) as link:
            words = (str(at.station_folder), f"https://{link.host}:{port}", "3000")
            station = self.on.script(
                "sync_station.py", *words, pid=link.pid, BENCH_FILE_KEY=at.file_key.hex()
            )
            assert station.stdout is not None
            station.stdout.readline()
            time.sleep(1.5)
            link.open()
            while database.execute("SELECT count(*) FROM record").fetchone()[0] < BACKLOG:
                time.sleep(0.02)
            all_there = time.monotonic()
            photos = database.execute("SELECT count(*) FROM record WHERE receipt IS NOT NULL").fetchone()[0]
            station.terminate()
            station.wait()
            told = link.end()
        seconds = round(all_there - told["up"]["first_at"], 2)
        say("backlog", seconds=seconds, records=BACKLOG, receipts_by_then=photos, link=told)
        return {"backlog_seconds": seconds}

    def cuts(self, who: str, number: int = 0) -> Figures:
        """Bytes sent for one of payload over a link that is cut every 200 kB. A peer sends ``number``."""
        target, port = self.port(), self.port()
        words = [str(CUT_EVERY), str(target), str(port), str(SEED)]
        if who == "engine":
            at, payload = self.made["cuts"]
            self.on.service(at, target)
        else:
            payload = 0
            folder = self.on.folder / f"peer-{target}"
            self.on.script(
                *("sync_peers.py", "serve", str(folder), str(target)),
                *(str(self.on.certificate), str(self.on.key)),
            ).stdout.readline()  # type: ignore[union-attr]
        cutting = self.on.script("sync_cuts.py", *words)
        assert cutting.stdout is not None
        cutting.stdout.readline()
        address = f"https://127.0.0.1:{port}"
        if who == "engine":
            words = ["sync_station.py", str(at.station_folder), address, "300"]
            said = self.on.script(*words, BENCH_FILE_KEY=at.file_key.hex()).communicate()[0]
            account = json.loads(said.splitlines()[-1])
            assert account["delivered"] == account["finished"], account
        else:
            words = ["sync_peers.py", "send", who, address, str(number), str(PHOTO), str(SEED)]
            account = json.loads(self.on.script(*words).communicate()[0])
            payload = account["payload"]
        cutting.terminate()
        crossed = json.loads(cutting.communicate()[0])
        figure = round(crossed["up"] / payload, 4)
        say(f"cuts_{who}", bytes_ratio=figure, **(account | {"payload": payload} | crossed))
        return {"cut_bytes_ratio" if who == "engine" else f"peer_{who}_cut_bytes_ratio": figure}


def preparing(
    folder: Path, full: bool, workers: ProcessPoolExecutor
) -> dict[str, tuple[Enrolled, Future[int]]]:
    """Every scenario's two folders, being filled in parallel; and the payload's bytes."""
    base = joined(folder / "base")
    number = 200 if full else 40
    wanted = dict.fromkeys(LINKS if full else ["10mbit"], (number, PHOTO))
    wanted |= {"backlog": (BACKLOG, SMALL_PHOTO), "cuts": (20 if full else 10, PHOTO)}
    places = {name: base.copy(folder / name) for name in wanted}
    return {
        name: (
            places[name],
            workers.submit(declare_many, places[name], *wanted[name], 100_000 * SEED + 1000 * at),
        )
        for at, name in enumerate(wanted, 1)
    }


def own_cost(folder: Path) -> Figures:
    figures: Figures = {}
    for number in WAITING:
        found = picking_ms(folder / f"waiting-{number}", number)
        say("picking", waiting=number, **found)
        figures |= {f"pick_ms_{number}": found["all_due"], f"pick_last_ms_{number}": found["one_due"]}
    return figures


def measured(bench: Bench, full: bool) -> Figures:
    """The peers go along with preparing and the first scenarios: they wait more than they work."""
    ten = LINKS["10mbit"]
    with ProcessPoolExecutor(2) as workers, ThreadPoolExecutor() as beside:
        say("beginning")
        begun = preparing(bench.on.folder, full, workers)  # forks, and so before there are threads
        jobs = [beside.submit(bench.peer, way, "10mbit", ten, PEERS) for way in ("puts", "multipart")]
        bench.made = {name: (place, job.result()) for name, (place, job) in begun.items()}
        say("prepared")
        figures = bench.over("10mbit", ten) | bench.backlog()
        jobs += [
            beside.submit(bench.cuts, "engine"),
            beside.submit(bench.cuts, "multipart", 5 if full else 2),
        ]
        jobs += [beside.submit(own_cost, bench.on.folder)]
        for name in [each for each in LINKS if full and each != "10mbit"]:
            jobs.append(beside.submit(bench.over, name, LINKS[name]))
            jobs += [
                beside.submit(bench.peer, way, name, LINKS[name], PEERS) for way in ("multipart", "puts")
            ]
        for job in jobs:
            figures |= job.result()
    return figures


def main() -> None:
    targets = tomllib.loads((ROOT / "benchmarks" / "targets.toml").read_text(encoding="utf-8"))["sync"]
    quick = targets.pop("quick")
    targets = targets if FULL else quick
    with ground() as on:
        try:
            figures = measured(Bench(on), FULL)
        except BaseException:
            print((on.folder / "stderr.log").read_text()[-3000:], file=sys.stderr)
            raise
    missing = [name for name in targets if name not in figures]
    not_measured = missing if FULL else [*missing, *(f"ratio_{name}" for name in LINKS if name != "10mbit")]
    last = {
        "bench": "sync",
        "seed": SEED,
        "seconds": round(time.monotonic() - BEGAN),
        "figures": figures,
        "targets": targets,
        "not_measured": not_measured,
        "met": {name: figures[name] <= most for name, most in targets.items() if name in figures},
    }
    print(json.dumps(last), flush=True)


if __name__ == "__main__":
    main()
