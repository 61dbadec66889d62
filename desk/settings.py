"""Settings: flet.toml, with the environment on top. Read once, by app.py; everybody else is given values.

``[camera] kind`` is overridden by ``DESK_CAMERA_KIND`` and so on for every setting.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import platformdirs

T = TypeVar("T")
APP = "quay-dang-ky"
FILE = "flet.toml"
LONGEST_KEPT = 3650


class SettingError(Exception):
    """A setting cannot be used; the message names it and says what would do."""


@dataclass(frozen=True)
class ServiceSettings:
    address: str = ""


@dataclass(frozen=True)
class ServerSettings:
    port: int = 0


@dataclass(frozen=True)
class UiSettings:
    language: Literal["vi", "en"] = "vi"
    window: Literal["app", "browser", "none"] = "app"


@dataclass(frozen=True)
class CameraSettings:
    kind: Literal["auto", "browser", "opencv", "url", "files", "none"] = "auto"
    source: str = "0"

    @property
    def number(self) -> int | None:
        """The number of the attached camera these name; None where they name something else."""
        is_number = self.source.isascii() and self.source.isdecimal()
        return int(self.source) if self.kind == "opencv" and is_number else None


@dataclass(frozen=True)
class StorageSettings:
    profile: str = ""

    @property
    def folder(self) -> Path:
        """Where the station's data lies; by default the user's own data folder on this system."""
        return Path(self.profile) if self.profile else platformdirs.user_data_path(APP) / "station"

    def for_review(self) -> StorageSettings:
        """Beside the station's folder, so that a reviewer on the same machine never meets its vault."""
        return StorageSettings(str(self.folder.parent / "review"))


@dataclass(frozen=True)
class SecuritySettings:
    passphrase_from_environment: bool = False
    keyring: bool = False
    lock_after_minutes: int = 5
    close_file_on_lock: bool = False
    argon2_memory_kib: int = 196608
    argon2_passes: int = 4


@dataclass(frozen=True)
class RetentionSettings:
    """Days a kind of data is kept; 0 for as long as the station. Counted from the end of a declaration, the
    last change of a draft, the taking in of a list, the making of a backup."""

    photos_days: int = 30
    declarations_days: int = 365
    drafts_days: int = 0
    rosters_days: int = 180
    backups_days: int = 30


@dataclass(frozen=True)
class Settings:
    service: ServiceSettings = ServiceSettings()
    server: ServerSettings = ServerSettings()
    ui: UiSettings = UiSettings()
    camera: CameraSettings = CameraSettings()
    storage: StorageSettings = StorageSettings()
    security: SecuritySettings = SecuritySettings()
    retention: RetentionSettings = RetentionSettings()


def read_settings(file: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; SettingError names the first that cannot be used."""
    environment = os.environ if environment is None else environment
    path = file or _settings_file(environment)
    document = _document(path) if path else {}
    sections = {
        section.name: _section(section.name, type(section.default), document, environment)
        for section in fields(Settings)
    }
    settings = Settings(**sections)
    _check_address(settings.service.address)
    _check_camera(settings.camera)
    return settings


def _settings_file(environment: Mapping[str, str]) -> Path | None:
    named = environment.get("DESK_SETTINGS")
    if named:
        return Path(named)
    return next((p for p in (Path(FILE), Path(__file__).parent.parent / FILE) if p.is_file()), None)


def _document(path: Path) -> dict[str, Any]:
    """The file's tables; a name nobody reads is a slip of the pen and is said, not ignored."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: {error}") from error
    known: dict[str, list[str]] = {
        section.name: [setting.name for setting in fields(getattr(Settings(), section.name))]
        for section in fields(Settings)
    }
    for name, given in document.items():
        if name not in known or not isinstance(given, dict):
            raise SettingError(f"[{name}]: {' | '.join(f'[{section}]' for section in known)}")
        for setting in given:
            if setting not in known[name]:
                raise SettingError(f"[{name}] {setting}: {' | '.join(known[name])}")
    return document


def _section(name: str, kind: type[Any], document: Mapping[str, Any], env: Mapping[str, str]) -> Any:
    given = document.get(name, {})
    values = {}
    for setting in fields(kind):
        variable = f"DESK_{name}_{setting.name}".upper()
        raw = env.get(variable, given.get(setting.name, setting.default))
        values[setting.name] = _value(f"[{name}] {setting.name}", raw, setting.default)
    return kind(**values)


def _value(label: str, raw: object, default: object) -> object:
    """``raw`` in the type of ``default``: the environment gives text, the file gives TOML values."""
    if isinstance(default, bool):
        if isinstance(raw, bool) or str(raw).lower() in ("true", "false", "1", "0"):
            return raw if isinstance(raw, bool) else str(raw).lower() in ("true", "1")
        raise SettingError(f"{label}: true or false")
    if isinstance(default, int):
        return _number(label, raw)
    if not isinstance(raw, str):
        raise SettingError(f"{label}: text")
    choices = _CHOICES.get(label)
    if choices and raw not in choices:
        raise SettingError(f"{label}: {' | '.join(choices)}")
    return raw


def _number(label: str, raw: object) -> int:
    lowest, highest = _BOUNDS[label]
    is_number = isinstance(raw, int) and not isinstance(raw, bool)
    if is_number or (isinstance(raw, str) and raw.isascii() and raw.isdigit()):
        number = int(str(raw))
        if lowest <= number <= highest:
            return number
    raise SettingError(f"{label}: a whole number, {lowest} – {highest}")


_BOUNDS = {
    "[server] port": (0, 65535),
    "[security] lock_after_minutes": (0, 480),
    "[security] argon2_memory_kib": (8192, 4 * 1024 * 1024),
    "[security] argon2_passes": (1, 64),
    "[retention] photos_days": (0, LONGEST_KEPT),
    "[retention] declarations_days": (0, LONGEST_KEPT),
    "[retention] drafts_days": (0, LONGEST_KEPT),
    "[retention] rosters_days": (0, LONGEST_KEPT),
    "[retention] backups_days": (1, LONGEST_KEPT),
}
_CHOICES = {
    "[ui] language": ("vi", "en"),
    "[ui] window": ("app", "browser", "none"),
    "[camera] kind": ("auto", "browser", "opencv", "url", "files", "none"),
}


def _check_camera(camera: CameraSettings) -> None:
    if camera.kind == "url" and urlsplit(camera.source).scheme not in ("http", "https", "rtsp", "rtsps"):
        raise SettingError("[camera] source: http://… | https://… | rtsp://… | rtsps://…")
    if camera.kind == "files" and not Path(camera.source).exists():
        raise SettingError("[camera] source: a picture file, or a folder of pictures")


def _check_address(address: str) -> None:
    """TLS always, but for a service on this very machine."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise SettingError("[service] address: https://…") from error
    loopback = host in ("127.0.0.1", "localhost", "::1")
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and loopback)):
        raise SettingError("[service] address: https://…")
