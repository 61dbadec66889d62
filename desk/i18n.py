"""Every visible word has a key, and every key has its words in Vietnamese and in English.

``assets/locales/<language>/*.toml`` holds one file per area; nested tables flatten to dotted keys
(``[shell] lock = "Khóa"`` is ``shell.lock``). A key may stand in one file only. Words may carry
``str.format`` places: ``waiting = "{count} chờ gửi"``.

The language is one per process: one person is signed in, and every window shows that person.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

VIETNAMESE: Final = "vi"
LANGUAGES: Final = (VIETNAMESE, "en")
_AMOUNTS: Final = frozenset(
    ("count", "total", "done", "of", "most", "first", "last", "lines", "sent", "limit")
)
"""Places that say how many; what only counts up, as a row or a batch does, is written without groups."""


class LocaleError(ValueError):
    """A locale file says one key twice, or says something that is not words."""


@dataclass(frozen=True)
class Words:
    """The words of one language: dotted key to text."""

    language: str
    texts: Mapping[str, str]


@dataclass
class _Speech:
    """What the process speaks now."""

    words: Words
    strict: bool = False


def assets_dir() -> Path:
    """The folder of fonts, icons, sounds and locales: beside the package, or inside an installed one.

    Raises FileNotFoundError when neither is there (a broken installation).
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "assets", package.parent / "assets"):
        if (folder / "locales" / VIETNAMESE).is_dir():
            return folder
    raise FileNotFoundError("assets/locales")


def load(language: str, locales: Path | None = None) -> Words:
    """Read all areas of a language; raises LocaleError for a key said twice or a value that is no text."""
    folder = (locales or assets_dir() / "locales") / language
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        for key, text in _flatten(tomllib.loads(file.read_text(encoding="utf-8"))):
            if key in texts:
                raise LocaleError(f"{language}/{file.name}: {key} is said twice")
            texts[key] = text
    return Words(language, texts)


def use(language: str, *, strict: bool = False) -> None:
    """Speak this language from now on; ``strict`` (tests) makes a missing key or value a KeyError."""
    if language not in LANGUAGES:
        raise ValueError(language)
    speech = _speech()
    speech.words, speech.strict = _loaded(language), strict


def language() -> str:
    """The language spoken now: ``"vi"`` or ``"en"``."""
    return _speech().words.language


def has(key: str) -> bool:
    """Whether the language spoken now has its own words for this key."""
    return key in _speech().words.texts


def t(key: str, **values: object) -> str:
    """The words for a key, with its places filled in.

    A missing key falls back to Vietnamese, then to the key itself: a screen with one odd word serves
    people better than no screen. Strict speech raises KeyError instead.
    """
    speech = _speech()
    text = speech.words.texts.get(key)
    if text is None:
        if speech.strict:
            raise KeyError(key)
        text = _loaded(VIETNAMESE).texts.get(key, key)
    if not values:
        return text
    said = {name: _amount(value) if name in _AMOUNTS else value for name, value in values.items()}
    try:
        return text.format(**said)
    except KeyError:
        if speech.strict:
            raise
        return text


def grouped(number: int) -> str:
    """``12.345``: how many of something, as the language spoken now writes it."""
    text = f"{number:,}"
    return text.replace(",", ".") if language() == VIETNAMESE else text


def _amount(value: object) -> object:
    return grouped(value) if isinstance(value, int) and not isinstance(value, bool) else value


def places(text: str) -> frozenset[str]:
    """The names of the ``{places}`` in a text."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        match value:
            case dict():
                yield from _flatten(value, f"{key}.")
            case str():
                yield key, value
            case _:
                raise LocaleError(f"{key} is not text")


@cache
def _loaded(language: str) -> Words:
    return load(language)


@cache
def _speech() -> _Speech:
    return _Speech(_loaded(VIETNAMESE))
