"""The schedules of `make faults-store`, a few of each kind, and proof that they notice what is broken."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk.storage import finishing
from tests.faults.store_damage import DAMAGES
from tests.faults.store_killing import Tell, UnkilledError, killed
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


def _hangs(_tell: Tell) -> None:
    time.sleep(60)


def _fails(tell: Tell) -> None:
    tell("begin")
    raise OSError


def _tells_of_its_parent(tell: Tell) -> None:
    tell(str(len(list(Path(f"/proc/{os.getppid()}/task").iterdir()))))
    tell(str(os.getppid()))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(("do", "told"), [(_hangs, "hangs"), (_fails, "failed")])
def test_a_process_that_hangs_or_fails_is_a_violation(
    tmp_path: Path, do: Callable[[Tell], None], told: str
) -> None:
    with pytest.raises(UnkilledError, match=told):
        killed(do, tmp_path, "finish", 1, 0, patience=10 if do is _fails else 2)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux")
def test_a_process_to_be_killed_comes_from_one_without_threads(tmp_path: Path) -> None:
    threads, parent = killed(_tells_of_its_parent, tmp_path, "finish", 99, 0)
    assert threads == "1"
    assert int(parent) != os.getpid()
