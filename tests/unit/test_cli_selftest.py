"""`desk selftest` and a second `desk run`, as real processes."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.serving.owner_client import OwnerClient
from desk.serving.owner_file import read_owner_file
from tests.builders import built_station

COMMAND = (sys.executable, "-c", "from practice.commands import main; main()")
QUICK_KDF = {"DESK_SECURITY_ARGON2_MEMORY_KIB": "8192", "DESK_SECURITY_ARGON2_PASSES": "1"}
STEPS = [
    *("start_service", "wrong_passphrase", "unlock", "scan", "draft", "photos", "finish", "encrypted"),
    *("sync", "approve", "account", "notice"),
    *("look_up", "passport", "child", "adjust", "stop", "decide", "applied"),
]
PATIENCE = 60.0


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, **QUICK_KDF, "DESK_UI_WINDOW": "none", "DESK_UI_LANGUAGE": "en", **more}


def _run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_the_selftest_does_every_step_and_ends_with_0(tmp_path: Path) -> None:
    done = _run("selftest", "--json", cwd=tmp_path)
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stdout + done.stderr
    assert [step["name"] for step in steps] == STEPS
    assert all(step["ok"] is True and step["ms"] >= 0 and step["seen"] for step in steps)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_selftest_ends_with_1_and_the_step_when_the_service_cannot_start(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = _run("selftest", "--json", "--service-port", str(taken.getsockname()[1]), cwd=tmp_path)
    assert done.returncode == 1
    (step,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (step["name"], step["ok"], step["seen"]) == ("start_service", False, "OSError")
    assert "Traceback" not in done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    station = built_station(tmp_path / "station")
    station.file.close()
    return station.folder


@pytest.fixture
def first(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A desk at work on that folder, without a window."""
    with subprocess.Popen(
        [*COMMAND, "run", "--profile", str(folder)],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        deadline = time.monotonic() + PATIENCE
        while read_owner_file(folder) is None:
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process
        process.kill()


def _way_in(text: str) -> tuple[str, str]:
    found = re.search(r"http://127\.0\.0\.1:([0-9]+)/launch\?token=([A-Za-z0-9_-]+)", text)
    assert found is not None, text
    return found.group(1), found.group(2)


@pytest.mark.slow
def test_a_second_desk_opens_the_firsts_window_with_a_way_in_of_its_own(
    folder: Path, first: subprocess.Popen[str]
) -> None:
    ways = [_way_in(_run("run", "--profile", str(folder), cwd=folder).stderr) for _ in range(2)]
    address = read_owner_file(folder)
    assert address is not None
    assert {port for port, _ in ways} == {str(address.port)}
    assert len({token for _, token in ways}) == 2
    assert first.poll() is None
    OwnerClient(address).stop()
    assert first.wait(PATIENCE) == 0
    assert read_owner_file(folder) is None
    log = (folder / "logs" / "desk.log").read_text(encoding="utf-8")
    assert not any(token in log for _, token in ways)


@pytest.mark.slow
def test_after_a_kill_the_next_desk_takes_the_station_over(
    folder: Path, first: subprocess.Popen[str]
) -> None:
    before = read_owner_file(folder)
    first.kill()
    first.wait()
    assert read_owner_file(folder) == before, "the file is stale, as after a crash"
    status = _run("status", "--profile", str(folder), cwd=folder)
    assert (status.returncode, "keyboard" in status.stderr) == (3, True), status.stderr
