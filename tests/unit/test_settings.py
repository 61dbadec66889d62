"""Settings: the file, the environment above it, and a plain name for whatever cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from desk.settings import CameraSettings, SettingError, Settings, StorageSettings, read_settings


def _file(folder: Path, text: str) -> Path:
    path = folder / "desk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_are_in_force(tmp_path: Path) -> None:
    assert read_settings(_file(tmp_path, ""), {}) == Settings()
    assert not Settings().security.passphrase_from_environment
    assert not Settings().security.keyring


def test_the_projects_own_file_says_the_defaults() -> None:
    assert read_settings(Path(__file__).parents[2] / "flet.toml", {}) == Settings()


def test_the_file_is_read_and_the_environment_stands_above_it(tmp_path: Path) -> None:
    path = _file(tmp_path, '[camera]\nkind = "url"\nsource = "rtsp://x"\n[server]\nport = 8123\n')
    settings = read_settings(path, {"DESK_SERVER_PORT": "9000", "DESK_SECURITY_KEYRING": "true"})
    assert (settings.camera.kind, settings.camera.source) == ("url", "rtsp://x")
    assert settings.server.port == 9000
    assert settings.security.keyring


def test_a_file_can_be_named_in_the_environment(tmp_path: Path) -> None:
    path = _file(tmp_path, '[ui]\nlanguage = "en"\n')
    assert read_settings(environment={"DESK_SETTINGS": str(path)}).ui.language == "en"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[ui", "desk.toml"),
        ("ui = 3", "[ui]"),
        ('[ui]\nlanguage = "de"', "[ui] language"),
        ("[ui]\nlanguage = 1", "[ui] language"),
        ('[ui]\nwindow = "tab"', "[ui] window"),
        ('[camera]\nkind = "usb"', "[camera] kind"),
        ('[server]\nport = "x"', "[server] port"),
        ("[server]\nport = 70000", "[server] port"),
        ("[server]\nport = -1", "[server] port"),
        ("[server]\nport = true", "[server] port"),
        ('[security]\nkeyring = "perhaps"', "[security] keyring"),
        ("[security]\nargon2_memory_kib = 1", "[security] argon2_memory_kib"),
        ("[security]\nargon2_passes = 0", "[security] argon2_passes"),
        ('[service]\nadress = "https://x"', "[service] adress"),
        ('[servise]\naddress = "https://x"', "[servise]"),
        ('[service]\naddress = "http://service.example"', "[service] address"),
        ('[service]\naddress = "https://"', "[service] address"),
        ('[service]\naddress = "https://[::1"', "[service] address"),
        ('[service]\naddress = "ftp://service.example"', "[service] address"),
    ],
)
def test_a_bad_value_is_named_with_what_would_do(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_settings(_file(tmp_path, text), {})
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("DESK_SERVER_PORT", "٣", "[server] port"),
        ("DESK_UI_WINDOW", "", "[ui] window"),
        ("DESK_SERVICE_ADDRESS", "http://service.example", "[service] address"),
        ("DESK_SETTINGS", "/no/such/file.toml", "file.toml"),
    ],
)
def test_a_bad_variable_is_named_too(variable: str, value: str, named: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_settings(environment={variable: value})
    assert named in str(caught.value)


def test_plain_http_is_for_this_machine_only() -> None:
    for address in ("http://127.0.0.1:8800", "http://localhost:8800", "https://service.example/x"):
        assert read_settings(environment={"DESK_SERVICE_ADDRESS": address}).service.address == address


def test_the_stations_folder_is_the_users_own_unless_named(tmp_path: Path) -> None:
    settings = read_settings(environment={"DESK_STORAGE_PROFILE": str(tmp_path)})
    assert settings.storage.folder == tmp_path
    assert Settings().storage.folder.name == "station"


def test_a_machine_for_reviewing_keeps_away_from_the_stations_folder() -> None:
    station = StorageSettings("somewhere/station")
    assert station.for_review().folder == Path("somewhere/review")
    assert StorageSettings().for_review().folder.parent == StorageSettings().folder.parent


@pytest.mark.parametrize("camera", [("url", "0"), ("files", "no-such-folder")])
def test_a_camera_that_cannot_be_is_named_before_anything_starts(camera: tuple[str, str]) -> None:
    with pytest.raises(SettingError, match=r"\[camera\] source"):
        read_settings(None, {"DESK_CAMERA_KIND": camera[0], "DESK_CAMERA_SOURCE": camera[1]})


@pytest.mark.parametrize(
    ("kind", "source", "number"),
    [("opencv", "2", 2), ("opencv", "quay.avi", None), ("opencv", "²", None), ("auto", "0", None)],
)
def test_a_camera_is_named_by_its_number_only_where_one_is_asked_for(
    kind: Literal["opencv", "auto"], source: str, number: int | None
) -> None:
    assert CameraSettings(kind, source).number == number
