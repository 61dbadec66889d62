"""The service's own rules: settings, pictures, delays, words of notices, the registry, people's passwords."""

from __future__ import annotations

import json
import string
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher, Type

from approval import outside
from approval.app import registry_for
from approval.carriers import Later, NoMailer, NoSmsCarrier
from approval.clock import vietnam_date
from approval.contents import Declared, read_declared
from approval.notice_texts import Letter, letter, reason_words
from approval.notice_worker import delay
from approval.notices import ACCOUNT_ISSUED, REJECTED, RETURNED
from approval.passwords import Passwords, first_password
from approval.people import _delay
from approval.pictures import is_picture
from approval.population import Answer, Answered, JsonFileRegistry, NotConnected, Question, RegistrySource
from approval.routes.bodies import unpacked
from approval.routes.problems import ProblemError
from approval.settings import Settings, SettingsError
from approval.stations import code_hash, new_code
from approval.storage.review_queue import QueueKey
from declaration.wire.review import REJECT_REASONS, RETURN_REASONS
from tests.fakes.field_station import QUICK_HASHER, SetClock, content


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {"APPROVAL_DATA_DIR": str(tmp_path), "APPROVAL_PORT": "9000", "APPROVAL_PRACTICE": "1"}
    )
    assert (settings.data_dir, settings.port, settings.practice) == (tmp_path, 9000, True)
    assert Settings.from_environment({}).practice is False


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "65536"), ("PORT", "٣"), ("PRACTICE", "perhaps"), ("TOKEN_MINUTES", "0")],
)
def test_a_setting_that_cannot_be_used_is_named_and_not_shown(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"APPROVAL_{name} must be") as caught:
        Settings.from_environment({f"APPROVAL_{name}": value})
    assert "perhaps" not in str(caught.value)


@pytest.mark.parametrize("name", ["S3_ENDPOINT", "SMS_URL", "REGISTRY_URL"])
def test_peoples_data_goes_off_this_machine_by_https_only(name: str) -> None:
    with pytest.raises(SettingsError, match=f"APPROVAL_{name} must begin with https://"):
        Settings.from_environment({f"APPROVAL_{name}": "http://store.example:9000"})
    for address in ("https://store.example", "http://127.0.0.1:9000"):
        Settings.from_environment({f"APPROVAL_{name}": address})


def test_a_mail_server_needs_a_sender() -> None:
    with pytest.raises(SettingsError, match="APPROVAL_SMTP_FROM"):
        Settings.from_environment({"APPROVAL_SMTP_HOST": "mail.example"})


def test_a_password_in_the_settings_hides_itself(tmp_path: Path) -> None:
    assert "secret" not in repr(Settings(data_dir=tmp_path, smtp_password="secret"))


@pytest.mark.parametrize(
    ("start", "picture"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", True),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", True),
        (b"RIFF\x10\0\0\0WEBP", True),
        (b"\0\0\0\x1cftypavif", True),
        (b"RIFF\x10\0\0\0WAVE", False),
        (b"\0\0\0\x1cftypisom", False),
        (b"GIF89a", False),
        (b"<html><body>", False),
        (b"", False),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(start: bytes, picture: bool) -> None:
    assert is_picture(start) is picture


def test_the_facts_of_a_declaration_are_canonical() -> None:
    facts = read_declared(content(phone="0912.345.678", email="Mau@Example.COM"))
    assert isinstance(facts, Declared)
    assert (facts.phone, facts.email) == ("+84912345678", "mau@example.com")
    assert facts.search_name == "nguyen van mau"
    assert "0912" not in repr(facts)


def test_all_that_is_wrong_is_named_at_once_by_code() -> None:
    problems = read_declared(content(phone="1", birth="?", email="@"))
    assert isinstance(problems, tuple)
    assert {each.field for each in problems} == {"phone", "birth", "email"}


def test_a_newer_form_with_more_fields_is_still_read() -> None:
    assert isinstance(read_declared(content(blood_group="O")), Declared)


@pytest.mark.parametrize("channel", ["sms", "email"])
@pytest.mark.parametrize("purpose", [ACCOUNT_ISSUED, RETURNED, REJECTED])
def test_every_notice_has_its_words(channel: str, purpose: str) -> None:
    values = {
        "dossier_number": "TK-2026-000001",
        "reasons": "lý do",
        "note": "$note",
        "user_name": "0123456789",
        "password": "$p",
    }
    words = letter(channel, purpose, values)
    assert (words.subject != "") is (channel == "email")
    assert "\n" not in words.subject
    assert "password" not in words.text
    assert "TK-2026" not in repr(words)


def test_every_reason_a_reviewer_can_give_has_words() -> None:
    for code in (*RETURN_REASONS, *REJECT_REASONS):
        assert reason_words((code,)) != code
    assert reason_words(("photo_unclear", "newer_code")).endswith("; newer_code")


def test_notices_wait_longer_each_time_and_never_longer_than_two_hours() -> None:
    waits = [delay(n) for n in range(1, 40)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=30), timedelta(hours=2))


def test_sign_in_waits_longer_each_time_and_never_longer_than_a_quarter_of_an_hour() -> None:
    waits = [_delay(n) for n in range(1, 60)]
    assert waits == sorted(waits)
    assert (waits[1], waits[2], waits[-1]) == (timedelta(0), timedelta(seconds=2), timedelta(minutes=15))


def test_a_service_without_carriers_says_so() -> None:
    assert NoSmsCarrier().send("+84912345678", "x", "key") == Later("sms_not_connected")
    assert NoMailer().send("a@b.example", Letter("x", "y"), "key") == Later("mail_not_connected")


def test_first_passwords_differ_and_mix_what_people_can_read_aloud() -> None:
    made = {first_password() for _ in range(200)}
    assert len(made) == 200
    for each in made:
        assert len(each) == 12
        assert not set(each) & set("0O1lIio")
        kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
        assert all(set(each) & set(kind) for kind in kinds)


def test_a_password_costs_a_thief_what_argon2_recommends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "PasswordHasher", PasswordHasher)  # for tests there stands a cheap one
    hasher = outside.Outside().hasher
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (65536, 3, 4)
    assert hasher.type is Type.ID


def test_nobody_has_no_passphrase() -> None:
    passwords = Passwords(QUICK_HASHER)
    assert passwords.fits(passwords.hash("đúng"), "đúng")
    assert not passwords.fits(passwords.hash("đúng"), "sai")
    assert not passwords.fits(None, "đúng")
    assert not passwords.fits("not a hash", "đúng")


def test_codes_are_alike_however_they_are_typed() -> None:
    code = new_code()
    assert code_hash(code) == code_hash(code.lower().replace("-", " "))
    assert new_code() != code


QUESTION = Question("001090123456", "Nguyễn Văn Hòa", "1990-01-01", "male")


def _registry(folder: Path, **changed: str) -> JsonFileRegistry:
    person = {"full_name": "NGUYỄN VĂN HOÀ", "birth": "1990-01-01", "sex": "male"} | changed
    path = folder / "people.json"
    path.write_text(json.dumps({"001090123456": person}), encoding="utf-8")
    return JsonFileRegistry(path)


def test_the_registry_matches_a_person_whatever_the_capitals_and_the_place_of_the_tone(
    tmp_path: Path,
) -> None:
    assert _registry(tmp_path).ask(QUESTION) == Answered(Answer.MATCHED)


@pytest.mark.parametrize(
    "changed", [{"full_name": "Nguyen Van Hoa"}, {"birth": "1990"}, {"sex": "female"}], ids=str
)
def test_the_green_tick_is_never_given_for_almost(tmp_path: Path, changed: dict[str, str]) -> None:
    assert _registry(tmp_path, **changed).ask(QUESTION) == Answered(Answer.MISMATCHED, tuple(changed))


def test_a_registry_that_cannot_be_read_is_unreachable(tmp_path: Path) -> None:
    assert JsonFileRegistry(tmp_path / "none.json").ask(QUESTION).answer is Answer.UNREACHABLE
    (tmp_path / "torn.json").write_text("{", encoding="utf-8")
    assert JsonFileRegistry(tmp_path / "torn.json").ask(QUESTION).answer is Answer.UNREACHABLE
    assert NotConnected().ask(QUESTION).answer is Answer.NOT_CONNECTED


@pytest.mark.parametrize(
    ("changed", "source"),
    [
        ({}, RegistrySource.NONE),
        ({"registry_file": Path("people.json")}, RegistrySource.EXTRACT),
        ({"registry_file": Path("people.json"), "practice": True}, RegistrySource.PRACTICE),
        (
            {"registry_file": Path("people.json"), "registry_url": "https://registry.example"},
            RegistrySource.DATABASE,
        ),
    ],
    ids=str,
)
def test_it_is_known_where_answers_come_from(
    tmp_path: Path, changed: dict[str, Any], source: RegistrySource
) -> None:
    assert registry_for(Settings(data_dir=tmp_path, **changed)).source is source


def test_the_day_is_vietnams() -> None:
    clock = SetClock()
    clock.now = clock.now.replace(hour=17)
    assert vietnam_date(clock.now).day == clock.now.day + 1


@pytest.mark.parametrize("text", ["", "2026-03-01", "2026-03-01_x", "x_y", "2026-13-01_" + "0" * 32])
def test_a_page_key_that_is_none_starts_anew(text: str) -> None:
    assert QueueKey.read(text) is None


def test_an_unknown_packing_is_said_to_be_unknown() -> None:
    with pytest.raises(ProblemError) as caught:
        unpacked(b"", "br", 10)
    assert caught.value.status == 415
