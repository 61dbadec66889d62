"""Servers under test: started as processes of their own, their processor time read of the whole tree."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """One server; ``also`` are further trees that work for it, such as PostgreSQL's."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    also: tuple[int, ...] = ()

    @property
    def trees(self) -> tuple[int, ...]:
        return self.process.pid, *self.also

    def cpu_seconds(self) -> float:
        return cpu_of(self.trees)

    def processes(self) -> list[int]:
        """All that work for it at this moment."""
        return [pid for root in self.trees for pid in _tree(root)]

    def memory_kb(self) -> int:
        """Resident memory of the process itself."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0])

    def written_bytes(self) -> int:
        """Bytes handed to the disk so far, by every process of the trees."""
        return sum(map(_written, self.processes()))

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(20)


def cpu_of(roots: Sequence[int]) -> float:
    """Processor seconds of those process trees so far, reaped children included."""
    return sum(_cpu_ticks(pid) for root in roots for pid in _tree(root)) / _TICK


def ours(name: str, folder: Path, url: str = "", also: tuple[int, ...] = ()) -> Server:
    """The service as it is served."""
    port = _free_port()
    settings = {
        "APPROVAL_DATA_DIR": str(folder),
        "APPROVAL_DATABASE_URL": url,
        "APPROVAL_PORT": str(port),
        "APPROVAL_PHOTO_CHECKS": "0",  # no part of the promise; measured by itself (photos_looked_at)
        "APPROVAL_STATION_REQUESTS": "0",  # one station asks for thousands
    }
    return _started(name, port, ("-m", "approval.cli", "serve"), settings, also)


def bare(name: str, folder: Path, url: str = "", also: tuple[int, ...] = ()) -> Server:
    """The bare limit and, at /form, the naive way."""
    port = _free_port()
    script = str(ROOT / "benchmarks" / "approval_bare.py")
    return _started(name, port, (script, str(folder), str(port), url), {}, also)


def _started(
    name: str, port: int, arguments: tuple[str, ...], settings: dict[str, str], also: tuple[int, ...]
) -> Server:
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | settings
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    begun = time.monotonic()
    while time.monotonic() - begun < 60:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return Server(name, port, process, also)
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"{name} did not start")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _tree(root: int) -> list[int]:
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in task.read_text(encoding="ascii").split()]
            except OSError:
                continue
    return found


def _cpu_ticks(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0
    fields = text.rpartition(")")[2].split()
    return sum(int(fields[n]) for n in (11, 12, 13, 14))  # own and reaped children's, user and system


def _written(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/io").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.partition("\nwrite_bytes: ")[2].split()[0])
