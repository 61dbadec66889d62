"""One enrolled station with two registrars, and its running desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desk.program import DeskProgram
from desk.storage.station import SLOTS
from desk.storage.vault.slots import KeySlots
from tests.builders import QUICK, THU, BuiltStation, built_station
from tests.fakes.running_desk import running


@pytest.fixture
def station(tmp_path: Path) -> BuiltStation:
    built = built_station(tmp_path / "station")
    built.file.close()
    KeySlots(built.folder / SLOTS).add(THU, "lời khác hẳn", built.file_key, QUICK)
    return built


@pytest.fixture
async def program(station: BuiltStation) -> AsyncIterator[DeskProgram]:
    made = running(station.folder)
    yield made
    await made.close()
