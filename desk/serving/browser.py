"""Which browser shows the desk, and the command that makes it a window of its own.

Edge, Chrome or Chromium in app mode, with a profile in the station's folder and everything off that would
keep or send what people type: disk cache, passwords, autofill, translation, background traffic.
"""

from __future__ import annotations

import ntpath
import os
import platform
import posixpath
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal

System = Literal["windows", "macos", "linux"]

_WINDOWS_FOLDERS: Final = ("ProgramFiles(x86)", "ProgramFiles", "LocalAppData")
_WINDOWS_PROGRAMS: Final = (
    r"Microsoft\Edge\Application\msedge.exe",
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
)
_MACOS_PROGRAMS: Final = ("Microsoft Edge", "Google Chrome", "Chromium")
_LINUX_PROGRAMS: Final = (
    "microsoft-edge-stable",
    "microsoft-edge",
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
)
_OFF: Final = (
    "AutofillServerCommunication,MediaRouter,OptimizationHints,Translate,"
    "msEdgeTranslate,msSmartScreenProtection,msEditorSpellCheck"
)


def this_system() -> System:
    """The system we run on; what is neither Windows nor macOS is treated as Linux."""
    match platform.system():
        case "Windows":
            return "windows"
        case "Darwin":
            return "macos"
        case _:
            return "linux"


def known_places(system: System, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Where the browsers we know are installed, best first; on Linux names to be looked up in PATH."""
    match system:
        case "windows":
            folders = [environment[name] for name in _WINDOWS_FOLDERS if environment.get(name)]
            return tuple(ntpath.join(folder, program) for program in _WINDOWS_PROGRAMS for folder in folders)
        case "macos":
            folders = ["/Applications", posixpath.join(environment.get("HOME", "/"), "Applications")]
            return tuple(
                f"{folder}/{program}.app/Contents/MacOS/{program}"
                for program in _MACOS_PROGRAMS
                for folder in folders
            )
        case "linux":
            return _LINUX_PROGRAMS


def find_browser(
    system: System,
    environment: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
) -> str | None:
    """The program of the best browser that is there; None when there is none we know.

    ``which`` answers for full paths too: only what exists and may be run is found.
    """
    found = (which(place) for place in known_places(system, environment))
    return next((program for program in found if program), None)


def window_command(
    program: str, url: str, profile: Path, *, system: System, is_root: bool = False
) -> tuple[str, ...]:
    """The command that opens ``url`` as a window of its own, with the profile kept in ``profile``."""
    command = [
        program,
        f"--app={url}",
        f"--user-data-dir={profile}",
        "--disk-cache-size=1",
        "--media-cache-size=1",
        "--password-store=basic",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-extensions",
        "--hide-crash-restore-bubble",
        f"--disable-features={_OFF}",
        # The desk's own page is the only one in this profile: no question before each scan.
        "--auto-accept-camera-and-microphone-capture",
        "--lang=vi",
        "--start-maximized",
    ]
    if system == "linux" and is_root:
        command.append("--no-sandbox")  # Chromium refuses to start for root otherwise
    return tuple(command)
