"""The commands of the service, as a clerk types them."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from approval import cli
from approval.cli import app
from approval.clock import system_clock, vietnam_date
from approval.embedded import insist_on_free
from approval.keys import Keys
from approval.settings import Settings
from tests.fakes.field_station import SetClock

runner = CliRunner()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPROVAL_DATA_DIR", str(tmp_path))


def _run(*arguments: str, typed: str = "") -> tuple[int, str]:
    result = runner.invoke(app, arguments, input=typed)
    return result.exit_code, result.output


def _add_person(passphrase: str, agency: str = "MAU-01") -> tuple[int, str]:
    options = ("--display", "Lan Mẫu", "--role", "reviewer", "--agency", agency, "--passphrase-stdin")
    return _run("people", "add", "lan", *options, typed=f"{passphrase}\n")


def test_agencies_people_and_codes_are_made_from_the_command_line() -> None:
    assert _run("agencies", "add", "MAU-01", "BHXH Mẫu") == (0, "MAU-01\n")
    assert _add_person("một câu đủ dài") == (0, "lan\n")
    station = ("--station-name", "Bàn 1", "--unit", "Khu công nghiệp Mẫu", "--agency", "MAU-01")
    code, printed = _run("stations", "enrol-code", *station)
    assert code == 0
    assert len(printed.strip().replace("-", "")) == 16


def _assert_stopped(ended: tuple[int, str], field: str, code: str, rest: str = "") -> None:
    """One sentence that begins with the field and ends with the code."""
    assert ended[0] == 1
    assert ended[1].startswith(f"{field}: ")
    assert ended[1].endswith(f" ({code})\n{rest}")
    assert "cannot be done" not in ended[1], "words of its own"
    assert "{" not in ended[1]


def test_a_mistake_is_said_in_a_sentence_with_its_field_and_code() -> None:
    _run("agencies", "add", "MAU-01", "BHXH Mẫu")
    short = _add_person("ngắn")
    _assert_stopped(short, "passphrase", "passphrase_too_short")
    assert "fewer than 12 characters" in short[1]
    _assert_stopped(_add_person("mật khẩu mật khẩu"), "passphrase", "passphrase_well_known")
    _assert_stopped(_add_person("một câu đủ dài", agency="??"), "agency", "agency_unknown")
    _assert_stopped(_run("agencies", "add", "B", "B", "--under", "??"), "parent", "agency_unknown")
    _assert_stopped(_run("stations", "lock", "station-none"), "station", "station_unknown")
    _assert_stopped(_run("people", "reset", "??"), "name", "person_unknown")


def test_what_no_message_may_carry_is_named_by_its_fields() -> None:
    for arguments, fields in (
        (("agencies", "add", "", " "), "code, name"),
        (("agencies", "add", "a b", "BHXH Mẫu"), "code"),
        (
            ("stations", "enrol-code", "--station-name", "", "--unit", " ", "--agency", "MAU-01"),
            "station_name, unit_name",
        ),
    ):
        code, said = _run(*arguments)
        assert (code, said.partition(":")[0]) == (1, fields)


def test_a_folder_or_a_database_that_cannot_be_used_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_bytes(b"x" * 4096)
    (folder / "approval.sqlite3").mkdir(parents=True)
    for data in (file, file / "data"):
        monkeypatch.setenv("APPROVAL_DATA_DIR", str(data))
        code, said = _run("people", "list")
        assert (code, said.partition(":")[0]) == (3, str(data))
        assert "APPROVAL_DATA_DIR" in said
    monkeypatch.setenv("APPROVAL_DATA_DIR", str(folder))
    code, said = _run("people", "list")
    assert code == 3
    assert said.startswith("the database does not answer")
    monkeypatch.setenv("APPROVAL_DATABASE_URL", "postgresql://approval@127.0.0.1:1/approval")
    assert _run("people", "list")[0] == 3
    monkeypatch.setenv("APPROVAL_DATABASE_URL", "postgresql://approval@127.0.0.1:port/approval")
    assert _run("people", "list")[0] == 2


def test_a_port_that_is_taken_is_said_before_anything_is_opened(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        code, said = _run("serve", "--port", str(port))
    assert code == 3
    assert said.startswith(f"127.0.0.1, port {port}: ")
    assert "--port" in said
    assert not list(tmp_path.iterdir())
    insist_on_free("127.0.0.1", port)
    with pytest.raises(OSError, match=r"."):
        insist_on_free("192.0.2.7", 0)


def test_the_portals_list_is_taken_and_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    declared = {
        "number": "TT-0001",
        "made_on": f"{vietnam_date(system_clock()):%Y-%m-%d}",
        "agency": "MAU-01",
    }
    person = {"full_name": "Nguyễn Văn Mẫu", "birth": "1990", "sex": "male"}
    document = {"document": {"kind": "citizen_id", "value": "001090123456"}}
    good, bad = tmp_path / "online.json", tmp_path / "other.json"
    good.write_text(json.dumps([declared | person | document]), "utf-8")
    bad.write_text('[{"full_name": "Nguyễn Văn Mẫu"}]', "utf-8")
    assert _run("online", "take", str(good)) == (0, "1\n")
    code, said = _run("online", "take", str(bad))
    assert code == 1
    assert said.startswith("other.json: 0.number, 0.made_on, ")
    assert "Nguy" not in said
    nowhere = tmp_path / "none.json"
    assert _run("online", "take", str(nowhere)) == (1, f"file: cannot be read: {nowhere}\n")


def test_states_and_epochs_can_be_set() -> None:
    assert _run("state", "drain") == (0, "drain\n")
    first, second = _run("new-epoch"), _run("new-epoch")
    assert first[0] == second[0] == 0
    assert first[1] != second[1]


def test_a_bad_setting_stops_before_anything_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPROVAL_PORT", "x")
    code, printed = _run("new-epoch")
    assert code == 2
    assert "APPROVAL_PORT" in printed
    assert Settings.from_environment({}).port == 8800


def _hand_out(text: str, *options: str) -> tuple[int, str]:
    return _run("hand-out", "roster", "-", "--agency", "MAU-01", *options, typed=text)


def test_a_list_is_handed_out_whole_or_its_wrong_rows_are_named_without_their_content() -> None:
    _run("agencies", "add", "MAU-01", "BHXH Mẫu")
    good = "unit,full_name,birth,document_number,phone\nCông ty Mẫu,Lê Thị Mẫu,1/2/1990,,0912345678\n"
    assert _hand_out(good) == (0, "1 -> 0\n")
    code, said = _hand_out(good + "Công ty Mẫu,Trần Văn Mẫu,31/2/1990,123,xx\n,Người Ba,,,\n")
    rows = "  2: birth document_number phone\n  3: unit\n"
    _assert_stopped((code, said), "roster", "rows_wrong", rows)
    _assert_stopped(_hand_out("name\nLê Thị Mẫu\n"), "roster", "heading_wrong")
    assert _hand_out('{"unit": "Công ty Mẫu", "full_name": "Lê Thị Mẫu"}\n') == (0, "1 -> 0\n")
    _assert_stopped(_hand_out("{}{\n"), "roster", "not_json_lines")
    _assert_stopped(_hand_out(good, "--station", "station-none"), "station", "station_unknown")


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    _run("agencies", "add", "MAU-01", "BHXH Mẫu")
    for nowhere in (tmp_path / "none.csv", tmp_path):
        said = _run("hand-out", "roster", str(nowhere), "--agency", "MAU-01")
        assert said == (1, f"file: cannot be read: {nowhere}\n")


def test_settings_are_handed_out_within_their_bounds() -> None:
    _run("agencies", "add", "MAU-01", "BHXH Mẫu")
    assert _run("hand-out", "settings", "--agency", "MAU-01", "--photos-days", "14") == (0, "0\n")
    assert _run("hand-out", "settings", "--agency", "MAU-01", "--photos-days", "1")[0] == 2
    wrong = _run("hand-out", "settings", "--agency", "MAU-01", "--receiving-agency", "??")
    _assert_stopped(wrong, "agency", "agency_unknown")
    subject = _run("hand-out", "settings", "--agency", "MAU-01", "--complaints", "x=MAU-01")
    _assert_stopped(subject, "complaints", "subject_unknown")


def test_a_station_is_drained_by_command() -> None:
    _assert_stopped(_run("stations", "drain", "station-none"), "station", "station_unknown")


def test_a_new_signing_key_is_made_by_command_and_taken_up_by_a_running_instance(tmp_path: Path) -> None:
    running = Keys(tmp_path / "keys", SetClock())
    before = running.signing_kid
    code, printed = _run("keys", "rotate")
    assert (code, running.look_again(), running.look_again()) == (0, 1, 0)
    assert running.signing_kid == printed.strip() != before


def test_a_new_sealing_key_is_made_by_command_and_a_running_instance_opens_what_is_sealed_to_it(
    tmp_path: Path,
) -> None:
    running = Keys(tmp_path / "keys", SetClock())
    before, kept = running.sealing_kid, running.seal(b"mau", b"info")
    code, printed = _run("keys", "rotate-sealing")
    assert code == 0
    assert printed.strip() != before
    other = Keys(tmp_path / "keys", SetClock())
    assert running.unseal(*other.seal(b"moi", b"info"), b"info") == b"moi", "not only after half a minute"
    assert running.sealing_kid == printed.strip()
    assert other.unseal(*kept, b"info") == b"mau", "the former key opens what was sealed to it"


@pytest.fixture
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.usefixtures("_own_logging")
def test_what_nobody_expected_is_said_without_the_words_it_came_with(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unexpected() -> None:
        try:
            raise KeyError("Nguyễn Văn Mẫu")
        except KeyError:
            logging.getLogger("uvicorn.error").exception("Nguyễn Văn Mẫu")
        raise ValueError("001090123456")

    monkeypatch.setattr(cli, "app", unexpected)
    with pytest.raises(SystemExit):
        cli.main()
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    assert [(line["event"].partition(":")[0], line["error"]) for line in lines] == [
        ("test_approval_cli", "KeyError"),
        ("command_failed", "ValueError"),
    ]
    assert "Nguy" not in said
    assert "0010" not in said
