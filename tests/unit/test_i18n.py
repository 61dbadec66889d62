"""Words are found, never invented, and a missing one never takes the screen down at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import i18n


@pytest.fixture(autouse=True)
def vietnamese_again() -> Iterator[None]:
    yield
    i18n.use("vi", strict=True)


def write(folder: Path, language: str, **areas: str) -> None:
    (folder / language).mkdir(parents=True, exist_ok=True)
    for area, content in areas.items():
        (folder / language / f"{area}.toml").write_text(content, encoding="utf-8")


def test_tables_become_dotted_keys_across_files(tmp_path: Path) -> None:
    write(tmp_path, "vi", a='[shell.bar]\nlock = "Khóa"', b='[desk]\nscan = "Quét"')
    assert i18n.load("vi", tmp_path).texts == {"shell.bar.lock": "Khóa", "desk.scan": "Quét"}


def test_a_key_said_twice_is_an_error_naming_it(tmp_path: Path) -> None:
    write(tmp_path, "vi", a='[x]\ny = "1"', b='[x]\ny = "2"')
    with pytest.raises(i18n.LocaleError, match=r"x\.y"):
        i18n.load("vi", tmp_path)


def test_a_number_is_not_words(tmp_path: Path) -> None:
    write(tmp_path, "vi", a="[x]\ny = 1")
    with pytest.raises(i18n.LocaleError, match=r"x\.y"):
        i18n.load("vi", tmp_path)


def test_places_are_filled_in() -> None:
    i18n.use("vi", strict=True)
    assert i18n.t("shell.waiting", count=12) == "12 chờ gửi"
    i18n.use("en", strict=True)
    assert i18n.t("shell.waiting", count=12) == "12 to send"
    assert i18n.language() == "en"


def test_a_missing_key_is_an_error_in_tests_and_the_key_itself_at_the_desk() -> None:
    i18n.use("en", strict=True)
    with pytest.raises(KeyError):
        i18n.t("no.such.key")
    i18n.use("en")
    assert i18n.t("no.such.key") == "no.such.key"
    assert not i18n.has("no.such.key")
    assert i18n.has("shell.lock")


def test_a_missing_value_is_an_error_in_tests_and_no_crash_at_the_desk() -> None:
    i18n.use("vi", strict=True)
    with pytest.raises(KeyError):
        i18n.t("shell.waiting", number=1)
    i18n.use("vi")
    assert i18n.t("shell.waiting", number=1) == "{count} chờ gửi"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        i18n.use("fr")


def test_the_assets_of_this_checkout_are_found() -> None:
    assert (i18n.assets_dir() / "fonts" / "BeVietnamPro-400.ttf").is_file()


def test_the_assets_inside_an_installed_package_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desk" / "assets" / "locales" / "vi").mkdir(parents=True)
    (tmp_path / "assets" / "locales" / "vi").mkdir(parents=True)
    monkeypatch.setattr(i18n, "__file__", str(tmp_path / "desk" / "i18n.py"))
    assert i18n.assets_dir() == tmp_path / "desk" / "assets"


def test_an_installation_without_assets_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "__file__", str(tmp_path / "desk" / "i18n.py"))
    with pytest.raises(FileNotFoundError):
        i18n.assets_dir()


def test_how_many_is_grouped_and_what_counts_up_is_not() -> None:
    i18n.use("vi")
    assert i18n.t("shell.waiting", count=12345) == "12.345 chờ gửi"
    assert i18n.t("handover.batch", number=1234) == "Đợt 1234"
    assert (i18n.grouped(999), i18n.grouped(49872)) == ("999", "49.872")
    i18n.use("en")
    assert i18n.grouped(49872) == "49,872"
