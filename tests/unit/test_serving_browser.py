"""The window's command on the three systems, without starting anything."""

from __future__ import annotations

import json
import sys
import webbrowser
from pathlib import Path

import pytest

from desk.serving import window
from desk.serving.browser import System, find_browser, known_places, window_command

URL = "http://127.0.0.1:8123/launch?token=x"
WINDOWS = {
    "ProgramFiles(x86)": r"C:\Program Files (x86)",
    "ProgramFiles": r"C:\Program Files",
    "LocalAppData": r"C:\Users\mau\AppData\Local",
}
EDGE = r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"
CHROME = r"C:\Users\mau\AppData\Local\Google\Chrome\Application\chrome.exe"


def test_windows_places_come_from_its_own_variables() -> None:
    places = known_places("windows", WINDOWS)
    assert places[0] == EDGE
    assert CHROME in places
    assert known_places("windows", {}) == ()


def test_macos_places_are_the_machines_and_the_users() -> None:
    places = known_places("macos", {"HOME": "/Users/mau"})
    assert places[0] == "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"
    assert "/Users/mau/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" in places


def test_linux_looks_in_the_path() -> None:
    found = find_browser("linux", {}, lambda name: f"/usr/bin/{name}" if name == "chromium" else None)
    assert found == "/usr/bin/chromium"


@pytest.mark.parametrize(("there", "expected"), [({EDGE, CHROME}, EDGE), ({CHROME}, CHROME), (set(), None)])
def test_the_best_browser_that_is_there_is_taken(there: set[str], expected: str | None) -> None:
    assert find_browser("windows", WINDOWS, lambda path: path if path in there else None) == expected


@pytest.mark.parametrize("system", ["windows", "macos", "linux"])
def test_the_window_keeps_nothing_and_sends_nothing(system: System, tmp_path: Path) -> None:
    command = window_command("browser", URL, tmp_path / "window", system=system)
    assert command[:3] == ("browser", f"--app={URL}", f"--user-data-dir={tmp_path / 'window'}")
    for switch in (
        "--disk-cache-size=1",
        "--password-store=basic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-sync",
    ):
        assert switch in command
    assert "Translate" in next(part for part in command if part.startswith("--disable-features="))


@pytest.mark.parametrize(
    ("system", "is_root", "expected"),
    [("linux", True, True), ("linux", False, False), ("windows", True, False), ("macos", True, False)],
)
def test_the_sandbox_is_given_up_for_root_on_linux_only(
    system: System, is_root: bool, expected: bool, tmp_path: Path
) -> None:
    command = window_command("browser", URL, tmp_path, system=system, is_root=is_root)
    assert ("--no-sandbox" in command) is expected


def test_the_profile_is_made_with_autofill_passwords_and_spelling_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "find_browser", lambda _: sys.executable)
    monkeypatch.setattr(window, "window_command", lambda program, *_, **__: (program, "-c", "pass"))
    opened = window.open_window(URL, tmp_path)
    assert opened is not None
    assert opened.process is not None
    assert opened.is_app_window
    assert opened.process.wait(timeout=20) == 0
    preferences = tmp_path / "window" / "Default" / "Preferences"
    chosen = json.loads(preferences.read_text(encoding="utf-8"))
    assert chosen["credentials_enable_service"] is False
    assert chosen["autofill"]["profile_enabled"] is False
    assert chosen["spellcheck"]["use_spelling_service"] is False


def test_a_profile_the_browser_keeps_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preferences = tmp_path / "window" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(window, "find_browser", lambda _: sys.executable)
    monkeypatch.setattr(window, "window_command", lambda program, *_, **__: (program, "-c", "pass"))
    opened = window.open_window(URL, tmp_path)
    assert opened is not None
    assert opened.process is not None
    opened.process.wait(timeout=20)
    assert preferences.read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("program", [None, "/nowhere/browser"])
@pytest.mark.parametrize("has_another", [True, False])
def test_without_a_browser_we_know_the_systems_own_is_asked_and_else_nothing_is_opened(
    program: str | None, has_another: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(window, "find_browser", lambda _: program)

    def open_elsewhere(url: str) -> bool:
        asked.append(url)
        return has_another

    monkeypatch.setattr(webbrowser, "open", open_elsewhere)
    opened = window.open_window(URL, tmp_path)
    assert asked == [URL]
    assert (opened is not None) is has_another
    assert opened is None or not opened.is_app_window
