"""The commands of the desk, as a registrar or a scheduled task runs them."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from desk import asking, logs
from desk.app import DeskApp
from desk.cli import app
from desk.ownership import Ownership
from desk.ports.clock import SystemClock
from desk.registration.declarations import Registration
from desk.settings import Settings, StorageSettings
from desk.storage.station import DATABASE, SLOTS, StationFile
from desk.storage.vault.slots import KeySlots
from practice.unit import PASSES, PracticeUnit
from tests.builders import PASSPHRASE, QUICK, BuiltStation, built_station
from tests.fakes.cameras import NoCamera
from tests.fakes.declared import declare

FIRST = PASSES[0]


@pytest.fixture(autouse=True)
def _small_costs_and_no_log_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in (("MEMORY_KIB", "8192"), ("PASSES", "1")):
        monkeypatch.setenv(f"DESK_SECURITY_ARGON2_{name}", value)
    monkeypatch.setenv("DESK_UI_LANGUAGE", "vi")
    yield
    logs.stop()


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given as input is typed by somebody who is there."""
    monkeypatch.setattr(asking, "somebody_is_there", lambda: True)


@pytest.fixture
def station(tmp_path: Path) -> BuiltStation:
    """Closed, enrolled, two declarations waiting."""
    built = built_station(tmp_path / "station")
    declare(built.registration, 1)
    declare(built.registration, 2)
    built.file.close()
    return built


@pytest.fixture
async def unit(tmp_path: Path) -> AsyncIterator[PracticeUnit]:
    started = await PracticeUnit.start(tmp_path / "unit", QUICK)
    yield started
    await started.stop()


def _run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=typed)


def _at(folder: Path) -> tuple[str, str]:
    return "--profile", str(folder)


def _unattended(monkeypatch: pytest.MonkeyPatch, passphrase: str = PASSPHRASE) -> None:
    monkeypatch.setenv("DESK_SECURITY_PASSPHRASE_FROM_ENVIRONMENT", "true")
    monkeypatch.setenv("DESK_PASSPHRASE", passphrase)


# -- status --


@pytest.mark.usefixtures("at_a_terminal")
def test_status_asks_for_a_passphrase_and_tells_books_that_balance(station: BuiltStation) -> None:
    result = _run("status", "--json", *_at(station.folder), typed=f"\n{PASSPHRASE}\n")
    assert result.exit_code == 0, result.output
    books = json.loads(result.stdout)
    assert books["balance"] is True
    assert (books["finished"], books["waiting"], books["delivered"]) == (2, 2, 0)
    assert PASSPHRASE not in result.output


@pytest.mark.usefixtures("at_a_terminal")
def test_status_for_people_is_plain_words(station: BuiltStation) -> None:
    result = _run("status", *_at(station.folder), typed=f"mau\n{PASSPHRASE}\n")
    assert "Hoàn tất: 2" in result.stdout
    assert "Chờ gửi: 2" in result.stdout


@pytest.mark.usefixtures("at_a_terminal")
def test_a_wrong_passphrase_is_said_and_changes_nothing(station: BuiltStation) -> None:
    before = (station.folder / DATABASE).read_bytes()
    result = _run("status", *_at(station.folder), typed="mau\nsai hẳn rồi\n")
    assert result.exit_code == 3
    assert "Mật khẩu chưa đúng" in result.output
    assert (station.folder / DATABASE).read_bytes() == before


@pytest.mark.usefixtures("at_a_terminal")
def test_too_many_wrong_passphrases_make_the_next_command_wait(station: BuiltStation) -> None:
    for _ in range(2):
        assert "Mật khẩu chưa đúng." in _run("status", *_at(station.folder), typed="mau\nsai\n").output
    result = _run("status", *_at(station.folder), typed="mau\nsai\n")
    assert (result.exit_code, "Chờ 2 giây rồi chạy lại lệnh" in result.output) == (3, True)


def test_where_nobody_sits_it_says_so_at_once(station: BuiltStation) -> None:
    for command in ("status", "sync", "add-registrar"):
        result = _run(command, *_at(station.folder))
        assert result.exit_code == 3, result.output
        assert "không có ai ở bàn phím" in result.output
        assert result.stdout == ""


def test_the_environment_is_heard_only_where_the_setting_allows_it(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    assert _run("status", *_at(station.folder)).exit_code == 3
    _unattended(monkeypatch)
    assert json.loads(_run("status", "--json", *_at(station.folder)).stdout)["finished"] == 2
    monkeypatch.setenv("DESK_REGISTRAR", "ai")
    assert _run("status", *_at(station.folder)).exit_code == 3


def test_a_folder_without_a_station_is_said_and_stays_empty(tmp_path: Path) -> None:
    result = _run("status", *_at(tmp_path / "none"))
    assert result.exit_code == 3
    assert "chưa được ghi danh" in result.output
    assert not (tmp_path / "none").exists()


def test_damage_is_said_in_plain_words(station: BuiltStation, monkeypatch: pytest.MonkeyPatch) -> None:
    _unattended(monkeypatch)
    (station.folder / DATABASE).write_bytes(b"x" * 9000)
    result = _run("status", *_at(station.folder))
    assert (result.exit_code, "không mở được" in result.output) == (3, True)
    (station.folder / SLOTS).write_text("{", encoding="utf-8")
    for command in ("status", "sync", "add-registrar"):
        result = _run(command, *_at(station.folder))
        assert (result.exit_code, "không mở được" in result.output) == (3, True)


def test_a_station_somebody_else_has_open_is_said(station: BuiltStation) -> None:
    ownership = Ownership(station.folder)
    assert ownership.take()
    result = _run("status", *_at(station.folder))
    ownership.release()
    assert (result.exit_code, "chương trình khác" in result.output) == (3, True)


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("DESK_UI_WINDOW", "none")
    result = _run("run", *_at(tmp_path / "file" / "station"))
    assert (result.exit_code, "không dùng được" in result.output) == (3, True)


def test_a_port_that_is_taken_is_said(station: BuiltStation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_UI_WINDOW", "none")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = str(listening.getsockname()[1])
        monkeypatch.setenv("DESK_SERVER_PORT", port)
        result = _run("run", *_at(station.folder))
    assert (result.exit_code, f"Cổng {port}" in result.output) == (3, True), result.output


def test_a_bad_setting_is_named_and_nothing_is_opened(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_UI_WINDOW", "tab")
    for command in ("status", "sync", "run", "add-registrar"):
        result = _run(command, *_at(station.folder))
        assert (result.exit_code, "[ui] window" in result.output) == (2, True)


# -- through the running desk --


def _desk(unit: PracticeUnit) -> DeskApp:
    settings = Settings(storage=StorageSettings(str(unit.station_folder)))
    return DeskApp(settings, address=unit.address, practice_camera=NoCamera())


async def test_status_and_sync_go_through_the_running_desk_without_a_passphrase(unit: PracticeUnit) -> None:
    desk, ownership = _desk(unit), Ownership(unit.station_folder)
    assert ownership.take()
    await desk.start()
    try:
        locked = await asyncio.to_thread(_run, "status", *_at(unit.station_folder))
        assert (locked.exit_code, "Mở khóa" in locked.output) == (3, True)
        await desk.program.unlock(FIRST.person.name, FIRST.passphrase)
        table = desk.program.table
        assert table is not None
        await asyncio.to_thread(declare, table.registration, 1)
        synced = await asyncio.to_thread(_run, "sync", "--until-empty", *_at(unit.station_folder))
        assert synced.exit_code == 0, synced.output
        told = await asyncio.to_thread(_run, "status", "--json", *_at(unit.station_folder))
        books = json.loads(told.stdout)
        assert (books["balance"], books["finished"], books["delivered"]) == (True, 1, 1)
        assert books["online"] is True
    finally:
        await desk.stop()
        ownership.release()


# -- sync as the owner --


async def test_sync_sends_all_there_is_and_comes_back_with_receipts(
    unit: PracticeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(_declare_offline, unit.station_folder, FIRST.passphrase, 3)
    _unattended(monkeypatch, FIRST.passphrase)
    monkeypatch.setenv("DESK_SERVICE_ADDRESS", unit.address)
    result = await asyncio.to_thread(_run, "sync", "--until-empty", *_at(unit.station_folder))
    assert result.exit_code == 0, result.output
    assert "Đã có biên nhận: 3" in result.stdout
    told = await asyncio.to_thread(_run, "status", "--json", *_at(unit.station_folder))
    assert json.loads(told.stdout)["delivered"] == 3


def _declare_offline(folder: Path, passphrase: str, count: int) -> None:
    key = KeySlots(folder / SLOTS).open("mau", passphrase)
    assert key is not None
    clock = SystemClock()
    file = StationFile.open(folder, key, clock.now)
    registration = Registration(
        file.drafts, file.declarations, file.station_key(), clock, "mau", "MAU01", lambda: None
    )
    for seed in range(count):
        declare(registration, seed)
    file.close()


def test_sync_without_a_network_says_why_and_loses_nothing(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _unattended(monkeypatch)
    monkeypatch.setenv("DESK_SERVICE_ADDRESS", "http://127.0.0.1:9")
    result = _run("sync", "--until-empty", *_at(station.folder))
    assert result.exit_code == 1
    assert "Chờ gửi: 2" in result.stdout


# -- enrolling and adding people --


def _enrol(folder: Path, code: str, address: str, typed: str | None = None) -> Result:
    answers = f"mau\nLê Thị Mẫu\n{PASSPHRASE}\n{PASSPHRASE}\n" if typed is None else typed
    return _run("enrol", code, "--service", address, *_at(folder), typed=answers)


def _station_of(folder: Path) -> str:
    key = KeySlots(folder / SLOTS).open("mau", PASSPHRASE)
    assert key is not None
    with closing(StationFile.open(folder, key, SystemClock().now)) as file:
        enrolment = file.enrolment()
    assert enrolment is not None
    return enrolment.station


def _code(unit: PracticeUnit) -> str:
    code = unit.service.office.make_enrolment_code("Quầy 07", "Khu công nghiệp Mẫu", "MAU01")
    assert isinstance(code, str)
    return code


@pytest.mark.usefixtures("at_a_terminal")
async def test_a_machine_becomes_a_station_that_finds_its_service_again(
    unit: PracticeUnit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    result = await asyncio.to_thread(_enrol, folder, _code(unit), unit.address)
    assert (result.exit_code, "Quầy 07" in result.output) == (0, True), result.output
    _unattended(monkeypatch)
    await asyncio.to_thread(_declare_offline, folder, PASSPHRASE, 1)
    synced = await asyncio.to_thread(_run, "sync", "--until-empty", *_at(folder))
    assert synced.exit_code == 0, synced.output
    again = await asyncio.to_thread(_enrol, folder, _code(unit), unit.address, f"\n{PASSPHRASE}\n")
    assert (again.exit_code, "đã có một quầy" in again.output) == (3, True)


@pytest.mark.usefixtures("at_a_terminal")
async def test_an_enrolment_that_failed_can_be_tried_again_with_a_new_code(
    unit: PracticeUnit, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    denied = await asyncio.to_thread(_enrol, folder, "ABCD-EFGH-JKLM", unit.address)
    assert (denied.exit_code, "không dùng được" in denied.output) == (3, True)
    typo, right = "mau\nsai hẳn rồi\n", f"mau\n{PASSPHRASE}\n"  # the station is there: nothing new is asked
    wrong = await asyncio.to_thread(_enrol, folder, _code(unit), unit.address, typo)
    assert (wrong.exit_code, "Mật khẩu chưa đúng" in wrong.output) == (3, True)
    offline = await asyncio.to_thread(_enrol, folder, _code(unit), "http://127.0.0.1:9", right)
    assert (offline.exit_code, "http://127.0.0.1:9, rồi chạy lại" in offline.output) == (3, True)
    assert (await asyncio.to_thread(_enrol, folder, _code(unit), unit.address, right)).exit_code == 0


@pytest.mark.usefixtures("at_a_terminal")
async def test_a_restored_station_is_enrolled_again_where_it_was_with_the_passphrase_it_has(
    unit: PracticeUnit, tmp_path: Path
) -> None:
    folder, spare, right = tmp_path / "new", tmp_path / "spare", f"\n{PASSPHRASE}\n"
    assert (await asyncio.to_thread(_enrol, folder, _code(unit), unit.address)).exit_code == 0
    stick = str(tmp_path / "stick")
    assert (await asyncio.to_thread(_run, "backup", stick, *_at(folder), typed=right)).exit_code == 0
    (kept,) = (tmp_path / "stick").iterdir()
    assert (await asyncio.to_thread(_run, "restore", str(kept), *_at(spare), typed=right)).exit_code == 0
    code = unit.service.office.make_moving_code(_station_of(spare))
    assert isinstance(code, str)
    moved = await asyncio.to_thread(_run, "enrol", code, *_at(spare), typed=right)
    assert (moved.exit_code, "Quầy 07" in moved.output) == (0, True), moved.output


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize("code", ["x", "", "x" * 65])
def test_a_code_that_cannot_be_one_makes_nothing(tmp_path: Path, code: str) -> None:
    result = _enrol(tmp_path / "new", code, "https://service.example")
    assert (result.exit_code, "không dùng được" in result.output) == (3, True)
    assert not (tmp_path / "new" / SLOTS).exists()


@pytest.mark.usefixtures("at_a_terminal")
def test_without_the_services_address_nothing_is_made(tmp_path: Path) -> None:
    result = _enrol(tmp_path / "new", "ABCD-EFGH-JKLM", "")
    assert (result.exit_code, "--service" in result.output) == (3, True)
    assert not (tmp_path / "new").exists()


def _add(station: BuiltStation, *options: str, by: str = PASSPHRASE, name: str = "thu") -> Result:
    typed = f"mau\n{by}\n{name}\nTrần Văn Thử\nngắn\nngắn\nlời khác hẳn\nlời khác hẳn\n"
    return _run("add-registrar", *options, *_at(station.folder), typed=typed)


@pytest.mark.usefixtures("at_a_terminal")
def test_a_registrar_is_added_by_somebody_who_can_open_the_station(station: BuiltStation) -> None:
    slots = KeySlots(station.folder / SLOTS)
    denied = _add(station, by="sai hẳn rồi")
    assert (denied.exit_code, len(slots.registrars())) == (3, 1)
    result = _add(station)
    assert (result.exit_code, "Trần Văn Thử" in result.output) == (0, True), result.output
    assert "ít nhất 8 ký tự" in result.output
    assert slots.open("thu", "lời khác hẳn") == station.file_key
    assert "lời khác hẳn" not in result.output


@pytest.mark.usefixtures("at_a_terminal")
def test_nobodys_passphrase_is_replaced_by_mistake(station: BuiltStation) -> None:
    slots = KeySlots(station.folder / SLOTS)
    result = _add(station, name="mau")
    assert (result.exit_code, "đã có người dùng" in result.output) == (3, True)
    assert slots.open("mau", PASSPHRASE) == station.file_key
    assert _add(station, "--reset", name="mau").exit_code == 0
    assert slots.open("mau", PASSPHRASE) is None
    assert slots.open("mau", "lời khác hẳn") == station.file_key


# -- real processes --


def _process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from practice.commands import main; main()", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_scheduled_task_without_a_passphrase_ends_at_once_and_says_why(station: BuiltStation) -> None:
    done = _process("status", "--json", *_at(station.folder))
    assert (done.returncode, done.stdout) == (3, "")
    assert "không có ai ở bàn phím" in done.stderr


def test_a_scheduled_task_with_one_tells_the_books_in_one_line_of_json(station: BuiltStation) -> None:
    given: dict[str, Any] = {
        "DESK_SECURITY_PASSPHRASE_FROM_ENVIRONMENT": "1",
        "DESK_PASSPHRASE": PASSPHRASE,
        "PYTHONIOENCODING": "ascii",
    }
    done = _process("status", "--json", *_at(station.folder), **given)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["balance"] is True
