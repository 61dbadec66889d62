"""A full disk at the service, or below its database, means "later": nothing is there in part, and with room
again all is taken."""

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
ON_A_SMALL_DISK = (
    'mount -t tmpfs -o size=96m tmpfs "$1" && '
    'exec unshare --user --map-user=65534 --map-group=65534 "$2" -m tests.faults.service_full_postgresql '
    '"$1" "$3" "$4"'
)
"""Root mounts; PostgreSQL does not run as root, so that its user is another again."""


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


@pytest.mark.timeout(180)
def test_a_database_without_room_loses_and_halves_nothing_and_comes_back(tmp_path: Path) -> None:
    """Whether PostgreSQL refuses to grow a table or comes down for want of a log."""
    if not _may_mount():
        pytest.skip("no small disk can be mounted here")
    command = (*OWN_MOUNTS, "sh", "-c", ON_A_SMALL_DISK, "sh")
    given = (str(tmp_path), sys.executable, str(SEED), "12")
    made = subprocess.run([*command, *given], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    lines = [json.loads(line) for line in made.stdout.splitlines()]
    assert [line["violation"] for line in lines] == [""] * 12
    assert any("503" in line["met"] for line in lines), "the disk was never full"
    assert any("201" in line["met"] for line in lines), "nothing was ever taken"
