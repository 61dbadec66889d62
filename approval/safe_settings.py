"""Settings that would let strangers in are refused before anything is opened.

Practice shows passwords to whoever may look, so it serves its own machine alone. Outside practice no secret
is missing where something on another machine asks for one, and none is a word that everybody tries first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import make_url

from approval.settings import Settings, SettingsError, is_this_machine

_TRIED_FIRST: Final = frozenset(
    (
        *("123456", "12345678", "admin", "approval", "bhxh", "change-me", "change_me", "changeme", "default"),
        *("example", "minio", "minioadmin", "password", "postgres", "root", "secret", "test", "token"),
    )
)


def refuse_unsafe(settings: Settings) -> Settings:
    """The same settings. Raises SettingsError, which names the setting and never its value."""
    if settings.practice and not is_this_machine(settings.host):
        raise SettingsError(
            "APPROVAL_PRACTICE shows passwords on a page: it serves this machine only, and APPROVAL_HOST must"
            " be 127.0.0.1 or ::1"
        )
    if not settings.practice:
        for name, secret, is_needed in _secrets(settings):
            if is_needed and not secret:
                raise SettingsError(f"{name} is needed: nobody may be let in without a secret")
            if secret.lower() in _TRIED_FIRST:
                raise SettingsError(f"{name} is a secret everybody tries first: choose another")
    return settings


def _secrets(settings: Settings) -> Iterator[tuple[str, str, bool]]:
    """Name, value, and whether there must be one."""
    if settings.database_url:
        url = make_url(settings.database_url)
        is_far = bool(url.host) and not is_this_machine(url.host or "")
        yield "The password in APPROVAL_DATABASE_URL", str(url.password or ""), is_far
    yield "APPROVAL_S3_KEY", settings.s3_key, bool(settings.s3_secret)
    yield "APPROVAL_S3_SECRET", settings.s3_secret, bool(settings.s3_key)
    yield "APPROVAL_SMTP_PASSWORD", settings.smtp_password, bool(settings.smtp_user)
    yield "APPROVAL_SMS_TOKEN", settings.sms_token, _is_far(settings.sms_url)
    yield "APPROVAL_REGISTRY_TOKEN", settings.registry_token, _is_far(settings.registry_url)


def _is_far(url: str) -> bool:
    return bool(url) and not is_this_machine(urlsplit(url).hostname or "")
