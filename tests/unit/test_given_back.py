"""Frames that are let go leave the process, whatever else still lives."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desk.capture import given_back

# Eighty frames, of which the last lives on: in a heap it would hold all those before it.
_LOOKED = """
{first}
import numpy as np
from pathlib import Path

def held():
    lines = Path("/proc/self/statm").read_text().split()
    return int(lines[1]) * 4096 / 2**20

for _ in range(2):
    frames = [np.ones((720, 1280, 3), np.uint8) for _ in range(80)]
    last = frames[-1].copy(), np.ones(1000)
    del frames
print(held())
"""


def held_after(first: str) -> float:
    """Megabytes of a process of its own that looked at frames and let them go."""
    told = subprocess.run(
        [sys.executable, "-c", _LOOKED.format(first=first)], capture_output=True, text=True, check=True
    )
    return float(told.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator of Linux")
def test_frames_that_are_let_go_leave_the_process() -> None:
    assert held_after("import desk.capture") < held_after("import numpy") - 50


def test_another_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert not given_back.give_pictures_back()
