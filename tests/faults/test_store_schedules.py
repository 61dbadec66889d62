"""The schedules of `make faults-store`, a few of each kind, and proof that they notice what is broken."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from desk.storage import finishing
from tests.faults.store_damage import DAMAGES
from tests.faults.store_schedules import Faults, Sizes


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    return Faults(tmp_path, 1, Sizes(full=False))


@pytest.mark.parametrize("act", ["finish", "correct", "erase", "backup", "migrate"])
def test_a_crash_at_some_steps_of_an_act_loses_nothing(faults: Faults, act: str) -> None:
    names = faults.steps_of(act)
    for at in range(1, len(names) + 1, 9):
        faults.crash(act, at)
    assert faults.runs.violations == []
    assert sum(faults.runs.hits.values()) == len(range(1, len(names) + 1, 9))


def test_an_act_in_two_transactions_is_noticed(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = finishing._name_blobs

    def in_two(session: Any, sealed: Any) -> None:
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        whole(session, sealed)

    monkeypatch.setattr(finishing, "_name_blobs", in_two)
    names = faults.steps_of("finish")
    for at in range(len(names) - 12, len(names) + 1):
        faults.crash("finish", at)
    assert faults.runs.violations


def test_torn_writes_cut_files_and_set_clocks_lose_nothing_silently(faults: Faults) -> None:
    for kind in DAMAGES:
        faults.damage(kind)
        faults.damage(kind)
    assert faults.runs.violations == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_true_kill_loses_nothing_that_was_told_as_done(faults: Faults) -> None:
    steps = {act: faults.steps_of(act) for act in ("finish", "deliver")}
    for at_a_step in (True, False, True, False):
        faults.kill(steps, at_a_step=at_a_step)
    assert faults.runs.violations == []
