"""The service's settings, from APPROVAL_* of the environment. Only app.py and cli.py read them."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from approval.storage.engines import is_postgresql


class SettingsError(ValueError):
    """A setting cannot be used; the message names it and never shows its value."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one installation to the next.

    ``database_url``: a PostgreSQL server for several instances; "" keeps everything in one SQLite file.
    ``s3_bucket``: where photos are kept in an S3-compatible store; "" keeps them in ``data_dir``.
    ``person_token_minutes``: how long a person's token lives on after its last use.
    ``public_url``: where people and stations reach the service, for the pages it shows.
    ``station_requests`` of one station, ``person_requests`` of one person who has signed in and
    ``address_sign_ins`` from one address a minute, 0 for no limit;
    ``proxies``: whose X-Forwarded-For is believed, as addresses or networks parted by commas.
    ``otlp_endpoint``: an OpenTelemetry collector (OTLP over HTTP) that gets a span a request.
    ``smtp_tls``: whether a mail server that does not encrypt gets no letter; so it is unless it is on this
    machine, or said otherwise.
    ``sms_url``: a gateway for short messages (docs/PROTOCOL.md); "" sends none.
    ``confirm_email``: whether every declared address is asked for a code; it is where there is a mail server,
    unless said otherwise.
    ``registry_url``: a population registry that is asked over HTTP; ``registry_file``: an extract of one as
    JSON; its people may have an ``insurance_code``, which desks then look up. Neither: none is connected.
    ``photo_checks``: whether this instance decodes the photos that come in; off, another one has to.
    """

    data_dir: Path
    database_url: str = field(default="", repr=False)
    database_connections: int = 20
    s3_bucket: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_key: str = field(default="", repr=False)
    s3_secret: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8800
    public_url: str = ""
    practice: bool = False
    minimum_version: str = "0"
    token_minutes: int = 15
    person_token_minutes: int = 15
    station_requests: int = 12_000
    person_requests: int = 1_200
    address_sign_ins: int = 120
    proxies: str = "127.0.0.1"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_from: str = ""
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_tls: bool = True
    sms_url: str = ""
    sms_token: str = field(default="", repr=False)
    confirm_email: bool = False
    registry_file: Path | None = None
    registry_url: str = ""
    registry_token: str = field(default="", repr=False)
    photo_checks: bool = True
    metrics: bool = False
    json_logs: bool = False
    otlp_endpoint: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Raises SettingsError when a value cannot be used."""
        read = _Reader(environment)
        registry = read.text("REGISTRY_FILE")
        settings = cls(
            data_dir=Path(read.text("DATA_DIR") or user_data_path("quay-dang-ky-approval", appauthor=False)),
            database_url=read.text("DATABASE_URL"),
            database_connections=read.number("DATABASE_CONNECTIONS", cls.database_connections, 2, 200),
            s3_bucket=read.text("S3_BUCKET"),
            s3_endpoint=read.text("S3_ENDPOINT"),
            s3_region=read.text("S3_REGION") or cls.s3_region,
            s3_key=read.text("S3_KEY"),
            s3_secret=read.text("S3_SECRET"),
            host=read.text("HOST") or cls.host,
            port=read.number("PORT", cls.port, 0, 65535),
            public_url=read.text("PUBLIC_URL"),
            practice=read.flag("PRACTICE"),
            minimum_version=read.text("MINIMUM_VERSION") or cls.minimum_version,
            token_minutes=read.number("TOKEN_MINUTES", cls.token_minutes, 1, 1440),
            person_token_minutes=read.number("PERSON_TOKEN_MINUTES", cls.person_token_minutes, 1, 1440),
            station_requests=read.number("STATION_REQUESTS", cls.station_requests, 0, 1_000_000),
            person_requests=read.number("PERSON_REQUESTS", cls.person_requests, 0, 1_000_000),
            address_sign_ins=read.number("ADDRESS_SIGN_INS", cls.address_sign_ins, 0, 1_000_000),
            proxies=read.text("PROXIES") or cls.proxies,
            smtp_host=read.text("SMTP_HOST"),
            smtp_port=read.number("SMTP_PORT", cls.smtp_port, 1, 65535),
            smtp_from=read.text("SMTP_FROM"),
            smtp_user=read.text("SMTP_USER"),
            smtp_password=read.text("SMTP_PASSWORD"),
            smtp_tls=read.flag("SMTP_TLS", default=not is_this_machine(read.text("SMTP_HOST"))),
            sms_url=read.text("SMS_URL"),
            sms_token=read.text("SMS_TOKEN"),
            confirm_email=read.flag("CONFIRM_EMAIL", default=bool(read.text("SMTP_HOST"))),
            registry_file=Path(registry) if registry else None,
            registry_url=read.text("REGISTRY_URL"),
            registry_token=read.text("REGISTRY_TOKEN"),
            photo_checks=read.flag("PHOTO_CHECKS", default=True),
            metrics=read.flag("METRICS"),
            json_logs=read.flag("JSON_LOGS"),
            otlp_endpoint=read.text("OTLP_ENDPOINT"),
        )
        if settings.smtp_host and "@" not in settings.smtp_from:
            raise SettingsError("APPROVAL_SMTP_FROM must be an address when APPROVAL_SMTP_HOST is set")
        if settings.sms_url and not _is_private_road(settings.sms_url):
            raise SettingsError("APPROVAL_SMS_URL must begin with https:// unless it is on this machine")
        if settings.registry_url and not _is_private_road(settings.registry_url):
            raise SettingsError("APPROVAL_REGISTRY_URL must begin with https:// unless it is on this machine")
        if settings.s3_endpoint and not _is_private_road(settings.s3_endpoint):
            raise SettingsError("APPROVAL_S3_ENDPOINT must begin with https:// unless it is on this machine")
        if settings.database_url and not is_postgresql(settings.database_url):
            raise SettingsError("APPROVAL_DATABASE_URL must look like postgresql://user@host/name")
        return settings


def is_this_machine(host: str) -> bool:
    """Whether that name or address never leaves the machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_private_road(url: str) -> bool:
    """Whether nobody on the way can read what is asked there."""
    address = urlsplit(url)
    at_home = is_this_machine(address.hostname or "")
    return bool(address.hostname) and (address.scheme == "https" or (address.scheme == "http" and at_home))


@dataclass(frozen=True)
class _Reader:
    environment: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.environment.get(f"APPROVAL_{name}", "").strip()

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        text = self.text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
            raise SettingsError(f"APPROVAL_{name} must be a whole number from {lowest} to {highest}")
        return int(text)

    def flag(self, name: str, *, default: bool = False) -> bool:
        text = self.text(name).lower()
        if text not in ("", "0", "1", "false", "true", "no", "yes"):
            raise SettingsError(f"APPROVAL_{name} must be 0 or 1")
        return text in ("1", "true", "yes") if text else default
