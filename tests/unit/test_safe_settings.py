"""What would let strangers in is refused before anything is opened, and no secret is shown for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from approval.cli import app
from approval.safe_settings import refuse_unsafe
from approval.settings import Settings, SettingsError

FAR = "postgresql://approval:{}@database.example/approval"


def checked(**given: str) -> Settings:
    return refuse_unsafe(
        Settings.from_environment({f"APPROVAL_{name}": text for name, text in given.items()})
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "service.example"])  # noqa: S104
def test_practice_serves_its_own_machine_alone(host: str) -> None:
    with pytest.raises(SettingsError, match="shows passwords"):
        checked(PRACTICE="1", HOST=host)
    assert checked(HOST=host).host == host


@pytest.mark.parametrize("host", ["", "127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_practice_on_loopback_is_practice(host: str) -> None:
    assert checked(PRACTICE="1", HOST=host).practice


def test_nothing_is_served_and_nothing_opened_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPROVAL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("APPROVAL_PRACTICE", "1")
    ended = CliRunner().invoke(app, ["serve", "--host", "0.0.0.0", "--port", "0"])  # noqa: S104
    assert ended.exit_code == 2
    assert "APPROVAL_PRACTICE shows passwords" in ended.output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"DATABASE_URL": FAR.format("postgres")}, "APPROVAL_DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://approval@database.example/approval"}, "APPROVAL_DATABASE_URL"),
        ({"S3_BUCKET": "b", "S3_KEY": "minioadmin", "S3_SECRET": "minioadmin"}, "APPROVAL_S3_KEY"),
        ({"S3_BUCKET": "b", "S3_KEY": "AKIA7"}, "APPROVAL_S3_SECRET"),
        (
            {"SMTP_HOST": "mail.example", "SMTP_FROM": "a@b.example", "SMTP_USER": "u"},
            "APPROVAL_SMTP_PASSWORD",
        ),
        ({"SMS_URL": "https://sms.example"}, "APPROVAL_SMS_TOKEN"),
        ({"SMS_URL": "https://sms.example", "SMS_TOKEN": "ChangeMe"}, "APPROVAL_SMS_TOKEN"),
        ({"REGISTRY_URL": "https://registry.example"}, "APPROVAL_REGISTRY_TOKEN"),
    ],
)
def test_a_secret_that_is_missing_or_everybodys_is_refused_outside_practice(
    given: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError, match=named) as caught:
        checked(**given)
    assert not any(secret in str(caught.value) for secret in ("minioadmin", "ChangeMe", "AKIA7"))
    assert checked(PRACTICE="1", **given).practice


@pytest.mark.parametrize(
    "given",
    [
        {"DATABASE_URL": "postgresql:///approval?host=/run/postgresql"},
        {"DATABASE_URL": "postgresql://approval@127.0.0.1/approval"},
        {"DATABASE_URL": FAR.format("q8Vd3nTz0Lk")},
        {"S3_BUCKET": "of-the-machines-own-role"},
        {"SMS_URL": "http://127.0.0.1:9000"},
        {"SMTP_HOST": "mail.example", "SMTP_FROM": "a@b.example"},
    ],
)
def test_who_needs_no_secret_or_has_one_is_served(given: dict[str, str]) -> None:
    assert not checked(**given).practice


def test_letters_go_to_servers_that_encrypt_unless_on_this_machine_or_said_otherwise() -> None:
    far = {"SMTP_HOST": "mail.example", "SMTP_FROM": "a@b.example"}
    assert checked(**far).smtp_tls
    assert not checked(**far, SMTP_TLS="0").smtp_tls
    assert not checked(**far | {"SMTP_HOST": "127.0.0.1"}).smtp_tls
