"""Killed between any two steps of changing the slots: the old way in stands or the new one, never neither.

And whichever recovery code is in force afterwards, its sealed copy is there to be sent.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from desk.storage.station import SLOTS, StationFile, vault_of
from desk.storage.vault.slots import KeySlots
from tests.builders import MAU, NOON, PASSPHRASE, QUICK, SEALING, THU, built_station
from tests.fakes.power_cut import KILLED, PowerCut, die, in_a_child
from tests.fakes.program import SetClock

NEW = "câu mới tinh tươm"
STEPS = ("open", "fsync", "replace")
STRONGER = replace(QUICK, passes=2)
MOST_MOMENTS = 60


@dataclass(frozen=True)
class Prepared:
    """Two registrars and a recovery code."""

    folder: Path
    file_key: bytes
    code: bytes

    def copied(self, to: Path) -> Prepared:
        shutil.copytree(self.folder, to)
        return Prepared(to, self.file_key, self.code)

    def opened(self) -> StationFile:
        return StationFile.open(self.folder, self.file_key, SetClock(NOON).now)

    def opens(self, name: str, passphrase: str) -> bool:
        return vault_of(self.folder, SetClock(NOON)).open(name, passphrase) == self.file_key


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    station = built_station(tmp_path_factory.mktemp("prepared") / "station")
    KeySlots(station.folder / SLOTS).add(THU, "lời khác hẳn", station.file_key, QUICK)
    station.file.recovery.ensure()
    pending = station.file.recovery.pending()
    assert pending is not None
    station.file.close()
    return Prepared(station.folder, station.file_key, SEALING.opened(pending))


def _use(file: StationFile) -> None:
    file.recovery.use(MAU, NEW, QUICK)


def _change(file: StationFile) -> None:
    file.keyholders.change_passphrase("mau", MAU, NEW, QUICK)


def _remove(file: StationFile) -> None:
    file.keyholders.remove("mau", "thu")


def _strengthen(file: StationFile) -> None:
    file.keyholders.strengthen("mau", PASSPHRASE, STRONGER)


ACTS = {"use": _use, "change": _change, "remove": _remove}
WRITES = {**ACTS, "strengthen": _strengthen}


def _killed_in_the_file(prepared: Prepared, act: str, step: str, after: bool) -> None:
    """Dies at one step of writing the slots, just before it or just after."""
    file = prepared.opened()
    owner: Any = Path if step == "replace" else os
    real = getattr(owner, step)

    def dying(*arguments: Any, **more: Any) -> Any:
        if after:
            real(*arguments, **more)
        die()

    setattr(owner, step, dying)
    WRITES[act](file)


def _killed_in_the_database(prepared: Prepared, act: str, moment: int) -> None:
    file = prepared.opened()
    PowerCut(moment)
    ACTS[act](file)


def _stands(prepared: Prepared, act: str) -> None:
    """One way in or the other, both whole."""
    vault = vault_of(prepared.folder, SetClock(NOON))
    is_new = prepared.opens("mau", NEW)
    if act == "remove":
        assert prepared.opens("mau", PASSPHRASE)
    else:
        assert prepared.opens("mau", PASSPHRASE) is not is_new
    file = prepared.opened()
    pending = file.recovery.pending()
    assert pending is not None, "a code that nobody will ever be sent"
    in_force = SEALING.opened(pending)
    assert vault.open_with_code(in_force) == prepared.file_key
    assert (in_force == prepared.code) is not (is_new and act == "use")
    ACTS[act](file)  # what was interrupted can be done again
    file.close()
    assert prepared.opens("mau", PASSPHRASE if act == "remove" else NEW)
    assert prepared.opens("thu", "lời khác hẳn") is (act != "remove")


@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_killed_while_the_slots_are_written(
    prepared: Prepared, tmp_path: Path, act: str, step: str, after: bool
) -> None:
    mine = prepared.copied(tmp_path / "station")
    assert in_a_child(_killed_in_the_file, mine, act, step, after) == KILLED
    _stands(mine, act)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_killed_while_a_slot_is_brought_to_todays_cost(
    prepared: Prepared, tmp_path: Path, step: str, after: bool
) -> None:
    mine = prepared.copied(tmp_path / "station")
    assert in_a_child(_killed_in_the_file, mine, "strengthen", step, after) == KILLED
    assert mine.opens("mau", PASSPHRASE)
    assert mine.opens("thu", "lời khác hẳn")
    file = mine.opened()
    _strengthen(file)
    file.close()
    assert mine.opens("mau", PASSPHRASE)
    assert '"passes": 2' in (mine.folder / SLOTS).read_text(encoding="utf-8")


def test_killed_while_it_is_noted(prepared: Prepared, tmp_path: Path) -> None:
    for moment in range(1, MOST_MOMENTS):
        mine = prepared.copied(tmp_path / f"moment-{moment}")
        if in_a_child(_killed_in_the_database, mine, "use", moment) != KILLED:
            assert moment > 3
            break
        _stands(mine, "use")
    else:
        pytest.fail("it never came to its end")
