"""Backup, restore, erase, check and salvage on the command line: done, or said in a plain sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from declaration.wire.changes import ChangeKind
from desk import i18n, logs
from desk.cli import app
from desk.ownership import Ownership
from desk.ports.care import BackupTrouble, ClockTrouble, NotErasable, Soundness
from desk.ports.clock import SystemClock
from desk.storage.restoring import RestoreTrouble
from desk.storage.station import DATABASE, SLOTS, StationFile
from desk.storage.vault.attempts import FREE_TRIES
from practice.people import invented_person
from tests.builders import PASSPHRASE, BuiltStation, built_station
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.open_pages import damage_page


@pytest.fixture(autouse=True)
def _unattended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DESK_UI_LANGUAGE", "vi")
    monkeypatch.setenv("DESK_SECURITY_PASSPHRASE_FROM_ENVIRONMENT", "true")
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    yield
    logs.stop()


@pytest.fixture
def station(tmp_path: Path) -> BuiltStation:
    """Closed: one declaration waiting, one rejected."""
    built = built_station(tmp_path / "station")
    declare(built.registration, 1)
    rejected = declare(built.registration, 2)
    agency = FakeAgency(built.file.outbox, built.clock)
    agency.receive(rejected, "TK-2026-000002")
    agency.answer(rejected, ChangeKind.REJECTED)
    built.file.close()
    return built


def _run(*arguments: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=typed)


def _at(folder: Path) -> tuple[str, str]:
    return "--profile", str(folder)


def _the_backup(stick: Path) -> Path:
    (made,) = stick.iterdir()
    return made


def test_a_backup_is_made_and_restored_on_another_machine(station: BuiltStation, tmp_path: Path) -> None:
    made = _run("backup", tmp_path / "stick", *_at(station.folder))
    assert (made.exit_code, "Dùng được đến hết ngày" in made.output) == (0, True), made.output
    backup = _the_backup(tmp_path / "stick")
    restored = _run("restore", backup, *_at(tmp_path / "spare"))
    assert (restored.exit_code, "mã chuyển máy" in restored.output) == (0, True), restored.output
    file = StationFile.open(tmp_path / "spare", station.file_key, SystemClock().now)
    assert file.must_rejoin()
    file.close()


def test_a_backup_is_made_while_the_desk_is_at_work(station: BuiltStation, tmp_path: Path) -> None:
    owner = Ownership(station.folder)
    assert owner.take()
    file = StationFile.open(station.folder, station.file_key, station.clock.now)
    try:
        assert _run("backup", tmp_path / "stick", *_at(station.folder)).exit_code == 0
        declare(BuiltStation(station.folder, file, station.file_key, station.clock).registration, 3)
        restoring = _run("restore", _the_backup(tmp_path / "stick"), *_at(station.folder))
        assert (restoring.exit_code, "chương trình khác mở" in restoring.output) == (3, True)
    finally:
        file.close()
        owner.release()


def test_nothing_unsent_is_restored_away(station: BuiltStation, tmp_path: Path) -> None:
    _run("backup", tmp_path / "stick", *_at(station.folder))
    again = station.open_again()
    declare(again.registration, 3)
    again.file.close()
    told = _run("restore", _the_backup(tmp_path / "stick"), *_at(station.folder))
    assert (told.exit_code, "chưa gửi mà bản sao lưu không có" in told.output) == (3, True)


@pytest.mark.parametrize("command", ["backup", "restore", "erase", "check", "salvage"])
def test_wrong_passphrases_make_the_next_try_wait_whatever_command_they_are_given_to(
    station: BuiltStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Counted for the station, not for the command: the right one waits too, with every other command."""
    monkeypatch.setattr("desk.storage.vault.attempts.FIRST_WAIT", 300.0)  # longer than this test
    _run("backup", tmp_path / "stick", *_at(station.folder))
    given: dict[str, list[str | Path]] = {
        "backup": [tmp_path / "again"],
        "restore": [_the_backup(tmp_path / "stick")],
        "erase": ["TK-2026-000002"],
    }
    line = (command, *given.get(command, []), *_at(station.folder))
    monkeypatch.setenv("DESK_PASSPHRASE", "sai hẳn rồi")
    for _ in range(FREE_TRIES):
        assert _run(*line).exit_code == 3
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    before = _contents(station.folder)
    for told in (_run(*line, typed="y\n"), _run("check", *_at(station.folder))):
        assert (told.exit_code, "chưa đúng nhiều lần" in told.output) == (3, True), told.output
    assert _contents(station.folder) == before
    assert not (tmp_path / "again").exists()


def test_a_backups_slots_are_no_way_around_the_wait(
    station: BuiltStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.storage.vault.attempts.FIRST_WAIT", 300.0)
    _run("backup", tmp_path / "stick", *_at(station.folder))
    monkeypatch.setenv("DESK_PASSPHRASE", "sai hẳn rồi")
    for _ in range(FREE_TRIES):
        _run("check", *_at(station.folder))
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    told = _run("restore", _the_backup(tmp_path / "stick"), *_at(station.folder))
    assert (told.exit_code, "chưa đúng nhiều lần" in told.output) == (3, True), told.output


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("answer", ["y", "n"])
def test_erasing_asks_first_and_names_what_goes(station: BuiltStation, answer: str) -> None:
    told = _run("erase", "TK-2026-000002", *_at(station.folder), typed=f"{answer}\n")
    assert "1 tờ khai, 0 bản nháp, 4 ảnh" in told.output
    assert told.exit_code == (0 if answer == "y" else 3)
    file = StationFile.open(station.folder, station.file_key, station.clock.now)
    left = file.declarations.search(invented_person(2).number, (), after=None, limit=5).total
    assert left == (0 if answer == "y" else 1)
    file.close()


def test_what_cannot_be_erased_says_why(station: BuiltStation) -> None:
    file = StationFile.open(station.folder, station.file_key, station.clock.now)
    number = invented_person(1).number
    (line,) = file.declarations.search(number, (), after=None, limit=5).lines
    file.close()
    told = _run("erase", str(line.id), *_at(station.folder))
    assert (told.exit_code, "chưa gửi tới cơ quan" in told.output) == (3, True)
    for unknown in ("TK-2026-000009", "not-a-number", number):
        assert "Không thấy" in _run("erase", unknown, *_at(station.folder)).output


def test_a_sound_file_is_told_to_be_and_a_damaged_one_is_salvaged(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _run("check", *_at(station.folder))
    assert (told.exit_code, "Tệp nguyên vẹn" in told.output) == (0, True), told.output
    monkeypatch.setattr("desk.storage.pages.LAST", 1)
    database = station.folder / DATABASE
    damage_page(database, database.stat().st_size // 4096 - 3)
    found = _run("check", *_at(station.folder))
    saved = _run("salvage", *_at(station.folder))
    assert (found.exit_code, saved.exit_code) in ((1, 0), (0, 0)), found.output + saved.output
    assert (station.folder / f"{DATABASE}.1").exists()
    assert _run("check", *_at(station.folder)).exit_code == 0


def test_what_cannot_be_salvaged_is_said(station: BuiltStation) -> None:
    (station.folder / DATABASE).write_bytes(b"x" * 9000)
    told = _run("salvage", *_at(station.folder))
    assert (told.exit_code, "desk restore" in told.output) == (3, True)


def test_a_folder_that_is_no_backup_is_said_to_be_none(station: BuiltStation, tmp_path: Path) -> None:
    told = _run("restore", tmp_path, *_at(tmp_path / "spare"))
    assert (told.exit_code, "không phải bản sao lưu" in told.output) == (3, True)
    assert not (tmp_path / "spare" / SLOTS).exists()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_trouble_has_its_words(language: str) -> None:
    i18n.use(language)
    kinds = {
        "not_erasable": NotErasable,
        "backup": BackupTrouble,
        "restore": RestoreTrouble,
        "sound": Soundness,
        "clock": ClockTrouble,
    }
    keys = [f"care.{area}.{each}" for area, kind in kinds.items() for each in kind]
    keys += [f"unlock.trouble.{each}" for each in ("newer", "full", "busy")]
    assert [key for key in keys if not i18n.has(key)] == []


def test_status_tells_of_backups_and_of_a_clock_that_was_set(station: BuiltStation, tmp_path: Path) -> None:
    assert "Chưa sao lưu lần nào" in _run("status", *_at(station.folder)).stdout
    _run("backup", tmp_path / "stick", *_at(station.folder))
    file = StationFile.open(station.folder, station.file_key, station.clock.now)
    file.time_memory.see(SystemClock().now() + timedelta(days=3))
    file.close()
    told = _run("status", *_at(station.folder)).stdout
    assert "còn dùng được đến hết ngày" in told
    assert "Đồng hồ máy vừa bị lùi 3 ngày" in told or "Đồng hồ máy vừa bị lùi 2 ngày" in told
