"""Opens the desk: in an app window when there is a browser we know, else in whatever browser there is."""

from __future__ import annotations

import json
import os
import subprocess  # nosec B404  # one program of ours to show the window in
import sys
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desk.serving.browser import find_browser, this_system, window_command

# Its own group: Ctrl+C in the terminal ends the desk in order, not the window first.
if sys.platform == "win32":
    _OWN_GROUP: Final = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    _OWN_GROUP: Final = 0

# Read by the browser when it makes the profile; afterwards it keeps them itself.
_PREFERENCES: Final = {
    "alternate_error_pages": {"enabled": False},
    "autofill": {"credit_card_enabled": False, "enabled": False, "profile_enabled": False},
    "browser": {"enable_spellchecking": False},
    "credentials_enable_service": False,
    "credentials_enable_autosignin": False,
    "profile": {"password_manager_enabled": False},  # nosec B105  # a switch
    "search": {"suggest_enabled": False},
    "session": {"restore_on_startup": 5},  # 5: open nothing of last time
    "spellcheck": {"use_spelling_service": False},
    "translate": {"enabled": False},
}


@dataclass(frozen=True)
class OpenedWindow:
    """Where the desk was opened. ``process`` is None when the system's own browser took the address."""

    process: subprocess.Popen[bytes] | None

    @property
    def is_app_window(self) -> bool:
        return self.process is not None


def open_window(url: str, station_folder: Path) -> OpenedWindow | None:
    """Open the desk; None when there is no browser at all and the caller must show the address.

    Keep the result: its process is the window's (unless a window of this profile was open already).
    """
    system = this_system()
    program = find_browser(system)
    if program is None:
        return OpenedWindow(None) if webbrowser.open(url) else None
    profile = station_folder / "window"
    _write_preferences(profile / "Default" / "Preferences")
    command = window_command(program, url, profile, system=system, is_root=_is_root())
    return _started(command) or (OpenedWindow(None) if webbrowser.open(url) else None)


def _started(command: tuple[str, ...]) -> OpenedWindow | None:
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603  # nosec B603  # a fixed list; the program is one we looked up
            command,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            creationflags=_OWN_GROUP,
            start_new_session=sys.platform != "win32",
        )
    except OSError:
        return None
    return OpenedWindow(process)


def _write_preferences(file: Path) -> None:
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(_PREFERENCES), encoding="utf-8")


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
