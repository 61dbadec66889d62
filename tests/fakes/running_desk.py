"""A running desk in a test: its folder, and how it is opened."""

from __future__ import annotations

from pathlib import Path

from desk.idle import Locking
from desk.program import DeskProgram
from desk.storage.vault.slots import KdfCost
from tests.builders import QUICK
from tests.fakes.cameras import FakeCameras, NoCamera
from tests.fakes.desk_eyes import FakeEyes, HeldUp
from tests.fakes.program import SetClock

NEVER = Locking()
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody answers


def running(
    folder: Path,
    address: str = NOWHERE,
    *,
    clock: SetClock | None = None,
    locking: Locking = NEVER,
    cost: KdfCost = QUICK,
) -> DeskProgram:
    clock, cameras, eyes = clock or SetClock(), FakeCameras(NoCamera()), FakeEyes(HeldUp())
    return DeskProgram(folder, address, clock, cameras, eyes, cost=cost, locking=locking)
