"""Wrong tries make the next one wait, also after a restart and with a clock set back; nothing is wiped."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from desk.ports.keys import Wait
from desk.storage.vault.attempts import Attempts, wait_after
from desk.storage.vault.slots import KeySlots, new_file_key
from desk.storage.vault.slots_file import VaultDamagedError
from desk.storage.vault.vault import Vault
from tests.builders import MAU, NOON, PASSPHRASE, QUICK, THU
from tests.fakes.program import SetClock

KEY = new_file_key()
WRONG = "sai hẳn rồi"


class TwoClocks(SetClock):
    """A wall clock that can be set, and a monotonic one that cannot."""

    def __init__(self) -> None:
        super().__init__(NOON)
        self.running = 1000.0

    def monotonic(self) -> float:
        return self.running

    def pass_by(self, seconds: float) -> None:
        self.running += seconds
        self.forward(timedelta(seconds=seconds))


@pytest.fixture
def clock() -> TwoClocks:
    return TwoClocks()


def _vault(folder: Path, clock: SetClock) -> Vault:
    """As the next process would make it."""
    return Vault(KeySlots(folder / "slots.json"), Attempts(folder / "attempts.json", clock))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    slots = KeySlots(tmp_path / "slots.json")
    slots.add(MAU, PASSPHRASE, KEY, QUICK)
    slots.add(THU, "lời khác hẳn", KEY, QUICK)
    return tmp_path


def _fail(vault: Vault, clock: TwoClocks, times: int) -> None:
    for _ in range(times):
        answer = vault.open("mau", WRONG)
        assert not isinstance(answer, bytes)
        if isinstance(answer, Wait):
            clock.pass_by(answer.seconds)


def test_the_first_tries_are_free_and_then_the_wait_doubles_up_to_five_minutes() -> None:
    assert [wait_after(n) for n in range(12)] == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert wait_after(10**6) == 300


def test_during_the_wait_the_right_passphrase_opens_nothing_and_afterwards_it_does(
    folder: Path, clock: TwoClocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = _vault(folder, clock)
    answers = [vault.open("mau", WRONG) for _ in range(3)]
    assert answers == [None, None, Wait(2.0)]
    clock.pass_by(1.5)
    with monkeypatch.context() as during:
        during.setattr(KeySlots, "open", _no_try)
        assert vault.open("mau", PASSPHRASE) == Wait(0.5)
    clock.pass_by(0.5)
    assert vault.open("mau", PASSPHRASE) == KEY


def _no_try(*_: object) -> bytes:
    raise AssertionError("tried while it should wait")


def test_waiting_is_no_further_failure(folder: Path, clock: TwoClocks) -> None:
    vault = _vault(folder, clock)
    _fail(vault, clock, 2)
    assert vault.open("mau", WRONG) == Wait(2.0)
    for _ in range(5):
        assert vault.open("mau", WRONG) == Wait(2.0)
    clock.pass_by(2)
    assert vault.open("mau", WRONG) == Wait(4.0)


def test_one_who_cannot_type_keeps_nobody_else_out(folder: Path, clock: TwoClocks) -> None:
    vault = _vault(folder, clock)
    _fail(vault, clock, 6)
    assert vault.open("thu", "lời khác hẳn") == KEY


def test_the_right_passphrase_ends_the_count(folder: Path, clock: TwoClocks) -> None:
    vault = _vault(folder, clock)
    _fail(vault, clock, 4)
    assert vault.open("mau", PASSPHRASE) == KEY
    assert [vault.open("mau", WRONG) for _ in range(2)] == [None, None]
    assert _vault(folder, clock).open("mau", WRONG) == Wait(2.0)


def test_a_restart_spares_nobody_the_wait(folder: Path, clock: TwoClocks) -> None:
    vault = _vault(folder, clock)
    _fail(vault, clock, 4)
    assert vault.open("mau", WRONG) == Wait(8.0)
    clock.running = 5.0  # the machine was started anew
    clock.forward(timedelta(seconds=3))
    again = _vault(folder, clock)
    assert again.open("mau", PASSPHRASE) == Wait(5.0)
    clock.pass_by(5)
    assert again.open("mau", PASSPHRASE) == KEY


def test_ending_the_program_during_a_try_does_not_take_the_try_back(
    folder: Path, clock: TwoClocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCutError(BaseException):
        pass

    def cut(*_: object) -> bytes:
        raise PowerCutError

    with monkeypatch.context() as during:
        during.setattr(KeySlots, "open", cut)
        for _ in range(3):
            vault = _vault(folder, clock)
            with pytest.raises(PowerCutError):
                vault.open("mau", PASSPHRASE)
    assert _vault(folder, clock).open("mau", PASSPHRASE) == Wait(2.0)


def test_a_clock_set_back_begins_the_wait_anew_and_never_ends_it(folder: Path, clock: TwoClocks) -> None:
    _fail(_vault(folder, clock), clock, 5)
    assert _vault(folder, clock).open("mau", WRONG) == Wait(16.0)
    clock.shown -= timedelta(days=400)
    again = _vault(folder, clock)
    assert again.open("mau", PASSPHRASE) == Wait(16.0)
    clock.pass_by(15)
    assert again.open("mau", PASSPHRASE) == Wait(1.0)
    clock.running = 5.0
    assert _vault(folder, clock).open("mau", PASSPHRASE) == Wait(1.0)
    clock.pass_by(1)
    assert _vault(folder, clock).open("mau", PASSPHRASE) == KEY


def test_setting_the_clock_forward_helps_nobody_while_the_program_runs(
    folder: Path, clock: TwoClocks
) -> None:
    vault = _vault(folder, clock)
    _fail(vault, clock, 5)
    assert vault.open("mau", WRONG) == Wait(16.0)
    clock.shown += timedelta(days=1)
    assert vault.open("mau", PASSPHRASE) == Wait(16.0)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 3}', '{"a": {"count": "x", "last": "y"}}', "null"])
def test_an_unreadable_count_locks_nobody_out(folder: Path, clock: TwoClocks, content: str) -> None:
    (folder / "attempts.json").write_text(content, encoding="utf-8")
    assert _vault(folder, clock).open("mau", PASSPHRASE) == KEY


def test_a_disk_that_takes_no_count_keeps_the_right_passphrase_good_and_the_wait_in_force(
    folder: Path, clock: TwoClocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("desk.storage.vault.attempts_file.write_atomically", full)
    vault = _vault(folder, clock)
    assert vault.open("mau", PASSPHRASE) == KEY
    _fail(vault, clock, 3)
    assert vault.open("mau", WRONG) == Wait(4.0)


def test_what_one_program_counted_makes_another_wait(folder: Path, clock: TwoClocks) -> None:
    desk, beside = _vault(folder, clock), _vault(folder, clock)
    assert [desk.open("mau", WRONG), beside.open("mau", WRONG)] == [None, None]
    assert desk.open("mau", WRONG) == Wait(2.0)
    assert beside.open("mau", PASSPHRASE) == Wait(2.0)
    clock.pass_by(2)
    assert beside.open("mau", PASSPHRASE) == KEY
    assert [desk.open("mau", WRONG) for _ in range(2)] == [None, None], "forgiven for both"


def test_counting_at_one_slot_leaves_what_another_program_counted_at_the_next(
    folder: Path, clock: TwoClocks
) -> None:
    desk, beside = _vault(folder, clock), _vault(folder, clock)
    assert [beside.open("thu", WRONG) for _ in range(3)] == [None, None, Wait(2.0)]
    assert desk.open("mau", WRONG) is None
    assert _vault(folder, clock).open("thu", "lời khác hẳn") == Wait(2.0)


def test_two_programs_at_once_lose_no_count(tmp_path: Path) -> None:
    path = tmp_path / "attempts.json"
    trying = (
        "import sys; from pathlib import Path\n"
        "from desk.ports.clock import SystemClock\n"
        "from desk.storage.vault import attempts\n"
        "attempts.wait_after = lambda failures: 0.0\n"
        "tries = attempts.Attempts(Path(sys.argv[1]), SystemClock())\n"
        "input()\n"
        "for _ in range(40): tries.begin('registrar mau')\n"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", trying, str(path)], stdin=subprocess.PIPE) for _ in range(2)
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write(b"\n")
        program.stdin.flush()
    for program in programs:
        program.communicate(timeout=60)
        assert program.returncode == 0
    assert json.loads(path.read_text(encoding="utf-8"))["registrar mau"]["count"] == 80


def test_a_lock_that_nobody_can_have_keeps_nobody_out(
    folder: Path, clock: TwoClocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.storage.vault.attempts_file.PATIENCE", 0.05)
    with FileLock(folder / "attempts.lock"):
        assert _vault(folder, clock).open("mau", PASSPHRASE) == KEY


def test_damage_is_said_however_often_one_asks(folder: Path, clock: TwoClocks) -> None:
    vault = _vault(folder, clock)
    content = (folder / "slots.json").read_text(encoding="utf-8").replace('"wrapped": "', '"wrapped": "?')
    (folder / "slots.json").write_text(content, encoding="utf-8")
    for _ in range(5):
        with pytest.raises(VaultDamagedError):
            vault.open("mau", PASSPHRASE)


def test_an_unknown_name_leaves_no_trace(folder: Path, clock: TwoClocks) -> None:
    vault = _vault(folder, clock)
    for _ in range(5):
        assert vault.open("ai", WRONG) is None
    assert not (folder / "attempts.json").exists()


def test_the_slots_and_the_file_stay_as_they_were_whatever_is_tried(folder: Path, clock: TwoClocks) -> None:
    before = (folder / "slots.json").read_bytes()
    _fail(_vault(folder, clock), clock, 30)
    assert (folder / "slots.json").read_bytes() == before
