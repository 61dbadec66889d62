"""The commands about the station itself: who may open it, and what was done at it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from desk import asking, logs
from desk.cli import app
from desk.ownership import Ownership
from desk.serving.owner_file import new_owner_address, write_owner_file
from desk.storage.station import DATABASE, SLOTS
from desk.storage.vault.slots import KeySlots
from tests.builders import NOON, PASSPHRASE, QUICK, THU, BuiltStation, built_station
from tests.fakes.declared import declare

NEW, THUS = "câu mới tinh tươm", "lời khác hẳn"
pytestmark = pytest.mark.usefixtures("_small_costs_and_somebody_there")


@pytest.fixture
def _small_costs_and_somebody_there(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in (("MEMORY_KIB", "8192"), ("PASSES", "1")):
        monkeypatch.setenv(f"DESK_SECURITY_ARGON2_{name}", value)
    monkeypatch.setenv("DESK_UI_LANGUAGE", "vi")
    monkeypatch.setattr(asking, "somebody_is_there", lambda: True)
    yield
    logs.stop()


@pytest.fixture
def station(tmp_path: Path) -> BuiltStation:
    """Closed, enrolled, one declaration; mau and thu may open it."""
    built = built_station(tmp_path / "station")
    declare(built.registration, 1)
    built.file.close()
    KeySlots(built.folder / SLOTS).add(THU, THUS, built.file_key, QUICK)
    return built


def _run(station: BuiltStation, *arguments: str, typed: str = "", by: str = "mau", words: str = "") -> Result:
    name = "" if by == "mau" else by  # the first is the default; the runner echoes what is typed
    opened = f"{name}\n{words or PASSPHRASE}\n"
    return CliRunner().invoke(app, [*arguments, "--profile", str(station.folder)], input=opened + typed)


def _slots(station: BuiltStation) -> KeySlots:
    return KeySlots(station.folder / SLOTS)


def _names(station: BuiltStation) -> list[str]:
    return [registrar.name for registrar in _slots(station).registrars()]


def _acts(station: BuiltStation) -> list[tuple[str, str, str]]:
    again = station.open_again()
    lines = [(line.who, line.action, line.subject) for line in again.file.trail.lines()]
    again.file.close()
    return lines


# -- who may open it --


def test_a_registrar_is_removed_by_another_and_opens_nothing_any_more(station: BuiltStation) -> None:
    result = _run(station, "remove-registrar", "thu")
    assert (result.exit_code, "thu không còn mở được" in result.output) == (0, True), result.output
    assert _names(station) == ["mau"]
    assert _slots(station).open("thu", THUS) is None
    assert _slots(station).open("mau", PASSPHRASE) == station.file_key
    assert ("mau", "registrar_removed", "thu") in _acts(station)


def test_the_last_registrar_stays(station: BuiltStation) -> None:
    assert _run(station, "remove-registrar", "thu").exit_code == 0
    result = _run(station, "remove-registrar", "mau")
    assert (result.exit_code, "cán bộ cuối cùng" in result.output) == (3, True)
    assert _names(station) == ["mau"]
    assert ("mau", "registrar_removed", "mau") not in _acts(station)


def test_somebody_who_is_not_there_cannot_be_removed(station: BuiltStation) -> None:
    result = _run(station, "remove-registrar", "ai")
    assert (result.exit_code, "Không có cán bộ nào" in result.output) == (3, True)
    assert _names(station) == ["mau", "thu"]


def test_a_passphrase_is_changed_without_rewriting_the_file(station: BuiltStation) -> None:
    result = _run(station, "passphrase", typed=f"ngắn\nngắn\n{NEW}\n{NEW}\n", by="thu", words=THUS)
    assert (result.exit_code, "Đã đổi mật khẩu" in result.output) == (0, True), result.output
    assert _slots(station).open("thu", THUS) is None
    assert _slots(station).open("thu", NEW) == station.file_key
    assert _slots(station).open("mau", PASSPHRASE) == station.file_key
    assert NEW not in result.output
    assert ("thu", "passphrase_changed", "thu") in _acts(station)


def test_adding_and_resetting_leave_their_lines(station: BuiltStation) -> None:
    added = _run(station, "add-registrar", typed=f"vidu\nPhạm Ví Dụ\n{NEW}\n{NEW}\n")
    assert added.exit_code == 0, added.output
    reset = _run(station, "add-registrar", "--reset", typed=f"thu\nTrần Văn Thử\n{NEW}\n{NEW}\n")
    assert reset.exit_code == 0, reset.output
    assert _names(station) == ["mau", "thu", "vidu"]
    acts = _acts(station)
    assert ("mau", "registrar_added", "vidu") in acts
    assert ("mau", "passphrase_reset", "thu") in acts


def test_while_the_desk_is_open_the_same_is_done_beside_it(station: BuiltStation) -> None:
    ownership = Ownership(station.folder)
    assert ownership.take()
    assert _run(station, "audit", "--verify").exit_code == 0
    added = _run(station, "add-registrar", typed=f"vidu\nPhạm Ví Dụ\n{NEW}\n{NEW}\n")
    changed = _run(station, "passphrase", typed=f"{NEW}\n{NEW}\n")
    ownership.release()
    assert (added.exit_code, changed.exit_code) == (0, 0), added.output + changed.output
    assert _names(station) == ["mau", "thu", "vidu"]
    assert _slots(station).open("mau", NEW) == station.file_key


@pytest.mark.parametrize("command", [("remove-registrar", "thu"), ("add-registrar", "--reset")])
def test_an_open_desk_that_does_not_answer_is_said_where_somebody_must_be_sent_out(
    station: BuiltStation, command: tuple[str, ...]
) -> None:
    ownership = Ownership(station.folder)
    assert ownership.take()
    result = _run(station, *command, typed=f"thu\nTrần Văn Thử\n{NEW}\n{NEW}\n")
    ownership.release()
    assert (result.exit_code, "Hãy khóa màn hình quầy ngay" in result.output) == (3, True), result.output
    assert _slots(station).open("thu", THUS) is None


def test_an_owner_file_that_a_crash_left_behind_is_nobodys(station: BuiltStation) -> None:
    write_owner_file(station.folder, new_owner_address(9))
    assert _run(station, "remove-registrar", "thu").exit_code == 0


def test_a_change_that_cannot_be_written_is_said_and_nothing_changes(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("desk.storage.vault.slots_file.write_atomically", full)
    result = _run(station, "remove-registrar", "thu")
    assert (result.exit_code, "Chưa ghi được vào máy" in result.output) == (3, True)
    assert _names(station) == ["mau", "thu"]


@pytest.mark.parametrize("command", [("remove-registrar", "thu"), ("passphrase",), ("audit",)])
def test_without_the_right_passphrase_nothing_is_opened(
    station: BuiltStation, command: tuple[str, ...]
) -> None:
    before = (station.folder / DATABASE).read_bytes()
    result = _run(station, *command, words="sai hẳn rồi")
    assert (result.exit_code, "Mật khẩu chưa đúng" in result.output) == (3, True)
    assert (station.folder / DATABASE).read_bytes() == before
    assert _names(station) == ["mau", "thu"]


# -- what was done at it --


def _exported(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines() if line.strip()]


def test_the_trail_is_told_in_words_with_who_when_and_on_which(station: BuiltStation) -> None:
    result = _run(station, "audit")
    assert result.exit_code == 0, result.output
    assert "2  02/03/2026 12:00:00  mau  Hoàn tất tại quầy  " in result.stdout
    assert "mau  Mở khóa" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("mau  Đọc nhật ký"), "reading it is an act too"


def test_the_trail_is_exported_whole_or_by_day(station: BuiltStation) -> None:
    lines = _exported(_run(station, "audit", "--json"))
    assert [line["action"] for line in lines] == ["enrol", "finish", "unlock", "audit_read"]
    assert {"hash", "previous", "who_salt", "who_digest", "subject_salt", "subject_digest"} <= lines[0].keys()
    day = NOON.date().isoformat()
    assert [line["number"] for line in _exported(_run(station, "audit", "--json", "--day", day))] == [1, 2]


def test_verifying_says_that_it_is_whole_or_from_which_line_it_is_not(station: BuiltStation) -> None:
    whole = _run(station, "audit", "--verify")
    assert (whole.exit_code, "Nhật ký liền mạch: 4 dòng" in whole.stdout) == (0, True)
    assert "Sổ ngày liền mạch: 0 lần chốt" in whole.stdout
    again = station.open_again()
    again.file._database.write(lambda s: s.execute(text("UPDATE audit SET who = 'ai' WHERE id = 2")))
    again.file.close()
    broken = _run(station, "audit", "--verify")
    assert (broken.exit_code, "từ dòng 2" in broken.stdout) == (1, True)
    told = _run(station, "audit", "--verify", "--json")
    assert (told.exit_code, json.loads(told.stdout)["broken"]) == (1, 2)


def test_a_head_kept_elsewhere_is_held_against_the_trail(station: BuiltStation) -> None:
    lines = _exported(_run(station, "audit", "--json"))
    good = f"2:{lines[1]['hash']}"
    assert _run(station, "audit", "--known", good).exit_code == 0
    assert _run(station, "audit", "--known", f"2:{lines[0]['hash']}").exit_code == 1
    assert _run(station, "audit", "--known", f"200:{lines[1]['hash']}").exit_code == 1
    assert _run(station, "audit", "--known", "hai").exit_code == 2


# -- a day for the supervisor --


def test_a_day_is_exported_signed_and_verified_where_no_station_is(
    station: BuiltStation, tmp_path: Path
) -> None:
    file = tmp_path / "day.json"
    day = NOON.date().isoformat()
    exported = _run(station, "audit", "--export", str(file), "--day", day)
    assert (exported.exit_code, "Đã ghi nhật ký ngày 02/03/2026" in exported.output) == (0, True)
    assert ("mau", "audit_exported", "") in _acts(station)
    told = CliRunner().invoke(app, ["audit", "--verify", str(file), "--profile", str(tmp_path / "nobodys")])
    assert (told.exit_code, "Đúng bản quầy đã ký" in told.stdout) == (0, True), told.output
    assert "2  02/03/2026 12:00:00  mau  Hoàn tất tại quầy  " in told.stdout
    assert "Chưa đối chiếu với khóa gốc" in told.stdout
    root = json.loads(file.read_text(encoding="utf-8"))["root_key"]
    compared = CliRunner().invoke(app, ["audit", "--verify", str(file), "--root", root])
    assert (compared.exit_code, "Chưa đối chiếu" in compared.stdout) == (0, False)
    file.write_text(file.read_text(encoding="utf-8").replace("mau", "thu", 1), encoding="utf-8")
    tampered = CliRunner().invoke(app, ["audit", "--verify", str(file)])
    assert (tampered.exit_code, "không đúng như quầy đã ký" in tampered.stdout) == (1, True)


def test_a_restored_station_signs_no_day_before_its_new_key_is_certified(
    station: BuiltStation, tmp_path: Path
) -> None:
    file = tmp_path / "day.json"
    assert _run(station, "backup", str(tmp_path / "stick")).exit_code == 0
    (kept,) = (tmp_path / "stick").iterdir()
    assert _run(station, "restore", str(kept)).exit_code == 0
    refused = _run(station, "audit", "--export", str(file))
    assert (refused.exit_code, "Xin mã chuyển máy" in refused.output) == (3, True)
    assert not file.exists()
    assert "audit_exported" not in [act for _, act, _ in _acts(station)], "nothing was taken away"
    told = _run(station, "audit")
    assert "Khôi phục quầy từ bản sao lưu" in told.stdout


def test_a_day_that_is_not_there_or_cannot_be_written_is_said(station: BuiltStation, tmp_path: Path) -> None:
    missing = CliRunner().invoke(app, ["audit", "--verify", str(tmp_path / "none.json")])
    assert (missing.exit_code, "Không đọc được" in missing.output) == (3, True)
    assert CliRunner().invoke(app, ["audit", str(tmp_path / "none.json")]).exit_code == 2
    (tmp_path / "file").write_text("", encoding="utf-8")
    nowhere = _run(station, "audit", "--export", str(tmp_path / "file" / "day.json"))
    assert (nowhere.exit_code, "Chưa ghi được tệp" in nowhere.output) == (3, True)


def test_a_day_is_closed_once_by_command_and_the_chain_is_verified(station: BuiltStation) -> None:
    day = NOON.date().isoformat()
    closed = _run(station, "close-day", "--day", day)
    assert (closed.exit_code, "Đã chốt ngày 02/03/2026" in closed.output) == (0, True)
    again = _run(station, "close-day", "--day", day)
    assert (again.exit_code, "đã chốt rồi" in again.output) == (3, True)
    whole = _run(station, "audit", "--verify")
    assert (whole.exit_code, "Sổ ngày liền mạch: 1 lần chốt" in whole.stdout) == (0, True)
    opened = station.open_again()
    opened.file._database.write(lambda s: s.execute(text("UPDATE closing SET finished = 9")))
    opened.file.close()
    broken = _run(station, "audit", "--verify")
    assert (broken.exit_code, "không liền mạch từ lần chốt 1" in broken.stdout) == (1, True)
