"""Vietnamese and English say the same things, and every word a screen asks for exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import i18n
from desk.storage import mendings

ROOT = Path(__file__).resolve().parents[2]
LOCALES = i18n.assets_dir() / "locales"


def areas(language: str) -> set[str]:
    return {file.stem for file in (LOCALES / language).glob("*.toml")}


def asked_for(file: Path) -> Iterator[str]:
    """Every literal key given to ``t``; keys built from parts must be tested where they are built."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        key = node.args[0]
        if name == "t" and isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


def sources() -> list[Path]:
    return sorted((ROOT / "desk").rglob("*.py")) + sorted((ROOT / "practice").rglob("*.py"))


def noted(file: Path) -> Iterator[str]:
    """Every act a station notes in its audit by a literal, or by a constant of desk/storage/mendings.py."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = {"note": 3, "note_act": 1}.get(name)
            if at is not None and len(node.args) > at:
                for each in ast.walk(node.args[at]):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield each.value
                    elif isinstance(each, ast.Name) and hasattr(mendings, each.id):
                        yield getattr(mendings, each.id)


def test_every_act_in_a_stations_audit_has_words() -> None:
    known = set(i18n.load("vi").texts)
    acts = {act for file in (ROOT / "desk" / "storage").rglob("*.py") for act in noted(file)}
    assert {"backup", "erase_again", "service_restored", "take_list", "finish"} <= acts
    missing = {act for act in acts if not known & {f"cli.act.{act}", f"history.{act}"}}
    assert missing == set()


def test_both_languages_have_the_same_areas() -> None:
    assert areas("vi") == areas("en")


def test_both_languages_have_the_same_keys() -> None:
    assert set(i18n.load("vi").texts) == set(i18n.load("en").texts)


def test_both_languages_have_the_same_places() -> None:
    vietnamese, english = i18n.load("vi").texts, i18n.load("en").texts
    different = [
        key
        for key, text in vietnamese.items()
        if key in english and i18n.places(text) != i18n.places(english[key])
    ]
    assert different == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_words_are_empty(language: str) -> None:
    assert [key for key, text in i18n.load(language).texts.items() if not text.strip()] == []


def test_every_key_asked_for_exists() -> None:
    known = set(i18n.load("vi").texts)
    missing = [
        f"{file.relative_to(ROOT)}: {key}"
        for file in sources()
        for key in asked_for(file)
        if key not in known
    ]
    assert missing == []


def test_every_letter_of_every_word_is_in_our_font() -> None:
    """A sign that is in no font makes the client ask for one over and over."""
    letters = font_letters(LOCALES.parent / "fonts" / "BeVietnamPro-400.ttf")
    strange = {
        (key, sign)
        for language in i18n.LANGUAGES
        for key, text in i18n.load(language).texts.items()
        for sign in text
        if ord(sign) not in letters and sign != "\n"
    }
    assert strange == set()


def font_letters(file: Path) -> set[int]:
    """The code points a TrueType file has glyphs for (its format 4 table; OpenType spec, ``cmap``)."""
    data = file.read_bytes()
    tables = {data[12 + 16 * n : 16 + 16 * n]: 12 + 16 * n for n in range(int.from_bytes(data[4:6], "big"))}

    def word(at: int) -> int:
        return int.from_bytes(data[at : at + 2], "big")

    def long(at: int) -> int:
        return int.from_bytes(data[at : at + 4], "big")

    cmap = long(tables[b"cmap"] + 8)
    formats = [cmap + long(cmap + 8 + 8 * n) for n in range(word(cmap + 2))]
    table = next(at for at in formats if word(at) == 4)
    size = word(table + 6)
    ends, starts = table + 14, table + 16 + size
    segments = ((word(starts + at), word(ends + at)) for at in range(0, size, 2))
    return {code for first, last in segments for code in range(first, last + 1)}
