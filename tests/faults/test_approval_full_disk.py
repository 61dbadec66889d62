"""A full disk at the service means "later": no photo is there in part, and with room again all are taken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")
SEED, TIMES = 1, 30


def _may_mount() -> bool:
    """Containers may forbid namespaces; Windows has none."""
    if os.name == "nt":
        return False
    return subprocess.run([*OWN_MOUNTS, "true"], capture_output=True, check=False).returncode == 0


def test_what_has_no_room_is_taken_later_and_whole() -> None:
    if not _may_mount():
        pytest.skip("no small disk can be mounted here")
    command = (*OWN_MOUNTS, sys.executable, "-m", "tests.faults.service_full_disk", str(SEED), str(TIMES))
    made = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True, timeout=120)
    lines = [json.loads(line) for line in made.stdout.splitlines()]
    assert [line["violation"] for line in lines] == [""] * TIMES
    assert any("photo" in line["met"] for line in lines), "the disk was never full"
