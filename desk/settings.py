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
    kind: Literal["opencv", "url", "none"] = "opencv"
    source: str = "0"


@dataclass(frozen=True)
class StorageSettings:
    profile: str = ""

    @property
    def folder(self) -> Path:
        """Where the station's data lies; by default the user's own data folder on this system."""
        return Path(self.profile) if self.profile else platformdirs.user_data_path(APP) / "station"


@dataclass(frozen=True)
class SecuritySettings:
    passphrase_from_environment: bool = False
    keyring: bool = False
    argon2_memory_kib: int = 65536
    argon2_passes: int = 3


@dataclass(frozen=True)
class Settings:
    service: ServiceSettings = ServiceSettings()
    server: ServerSettings = ServerSettings()
    ui: UiSettings = UiSettings()
    camera: CameraSettings = CameraSettings()
    storage: StorageSettings = StorageSettings()
    security: SecuritySettings = SecuritySettings()


def read_settings(file: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; SettingError names the first that cannot be used."""
    environment = os.environ if environment is None else environment
    path = file or _settings_file(environment)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: {error}") from error
    sections = {
        section.name: _section(section.name, type(section.default), document, environment)
        for section in fields(Settings)
    }
    settings = Settings(**sections)
    _check_address(settings.service.address)
    return settings


def _settings_file(environment: Mapping[str, str]) -> Path | None:
    named = environment.get("DESK_SETTINGS")
    if named:
        return Path(named)
    return next((p for p in (Path(FILE), Path(__file__).parent.parent / FILE) if p.is_file()), None)


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
        if isinstance(raw, int) or (isinstance(raw, str) and raw.isascii() and raw.isdigit()):
            return int(raw)
        raise SettingError(f"{label}: a whole number")
    if not isinstance(raw, str):
        raise SettingError(f"{label}: text")
    choices = _CHOICES.get(label)
    if choices and raw not in choices:
        raise SettingError(f"{label}: {' | '.join(choices)}")
    return raw


_CHOICES = {
    "[ui] language": ("vi", "en"),
    "[ui] window": ("app", "browser", "none"),
    "[camera] kind": ("opencv", "url", "none"),
}


def _check_address(address: str) -> None:
    """TLS always, but for a service on this very machine."""
    if not address:
        return
    parts = urlsplit(address)
    loopback = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise SettingError("[service] address: https://…")
