"""A person's name, sex and date of birth: kept exactly as precise, and as spelt, as they were given.

Many older cards know only the year or the month of birth, so a birth date carries its precision and is
never completed by guessing. Names are compared on a ladder, from equal to equal-without-diacritics; how far
down a match may be trusted is for a person to say. Source of the rules: the field notes on cards and names.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from declaration.privacy import Private
from declaration.problems import Problem, blocking, warning

FIRST_BIRTH_YEAR = 1900
LAST_BIRTH_YEAR = 2399  # the last a citizen id can state
LONGEST_NAME = 100

_ZERO_WIDTH = dict.fromkeys((0xAD, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_LOOK_ALIKES = {0xD0: "Đ", 0x189: "Đ", 0xF0: "đ"}  # Icelandic eth and African d, for Vietnamese Đ/đ
_NAME_MARKS = " '’ʼ-‐"
_SEARCH_FOLDS = {ord("đ"): "d", ord("ƀ"): "b", ord("-"): " ", ord("‐"): " "} | dict.fromkeys(
    map(ord, "'’ʼ"), ""
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
# hòa = hoà, thúy = thuý; after q the u belongs to the consonant, and quý has one spelling only
_MOVABLE_TONE = re.compile(f"(?<!q)(?:(o)([{_TONES}])([ae])|(u)([{_TONES}])(y))")


class Sex(StrEnum):
    """Giới tính as Vietnamese documents state it."""

    MALE = "male"
    FEMALE = "female"

    @classmethod
    def from_card(cls, text: str) -> Sex | None:
        """The sex a card's ``Nam`` or ``Nữ`` states; None for anything else."""
        words = {"nam": cls.MALE, "nữ": cls.FEMALE}
        return words.get(unicodedata.normalize("NFC", text).strip().lower())


class Precision(StrEnum):
    """How much of a birth date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, repr=False)
class BirthDate(Private):
    """Ngày sinh, possibly only its month or year. ValueError for a day that is in no calendar."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a birth day needs its month")
        if not FIRST_BIRTH_YEAR <= self.year <= LAST_BIRTH_YEAR or not 1 <= (self.month or 1) <= 12:
            raise ValueError("birth year or month out of range")
        if self.month == 0 or (self.day is not None and not 1 <= self.day <= self._month_length()):
            raise ValueError("no such birth day")

    @property
    def precision(self) -> Precision:
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def exact(self) -> date | None:
        """The calendar day, or None when only the month or year is known."""
        return None if self.month is None or self.day is None else date(self.year, self.month, self.day)

    def iso(self) -> str:
        """``1990-01-01``, ``1990-01`` or ``1990``: the stored form."""
        return "-".join(f"{part:02d}" for part in (self.year, self.month, self.day) if part is not None)

    def shown(self) -> str:
        """``01/01/1990``, ``01/1990`` or ``1990``: the form people read."""
        return "/".join(reversed(self.iso().split("-")))

    def latest(self) -> date:
        """The last calendar day this birth date may mean."""
        return date(self.year, self.month or 12, self.day or self._month_length())

    def _month_length(self) -> int:
        return monthrange(self.year, self.month or 12)[1]

    @classmethod
    def from_iso(cls, text: str) -> BirthDate:
        """The inverse of ``iso``; ValueError (without the text) for anything else."""
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
            raise ValueError("not a stored birth date")
        return cls(*map(int, text.split("-")))

    @classmethod
    def from_card(cls, text: str) -> BirthDate | None:
        """``ddmmyyyy``, ``mmyyyy`` or ``yyyy`` as cards write it, ``00`` for an unknown part; else None."""
        if not re.fullmatch(r"(?:[0-9]{2}){2,4}", text):
            return None
        year, month, day = int(text[-4:]), int(text[-6:-4] or 0), int(text[-8:-6] or 0)
        try:
            return cls(year, month or None, (day or None) if month else None)
        except ValueError:
            return None


_TYPED_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<d>[0-9]{1,2}) ?(?P<sep>[/.-]) ?(?P<m>[0-9]{1,2}) ?(?P=sep) ?(?P<y>[0-9]{4})",
        r"(?P<d>[0-9]{2})(?P<m>[0-9]{2})(?P<y>[0-9]{4})",
        r"(?P<m>[0-9]{1,2}) ?[/.-] ?(?P<y>[0-9]{4})",
        r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
        r"(?P<y>[0-9]{4})",
    )
)


def read_birth_date(text: str, today: date) -> BirthDate | Problem:
    """The birth date somebody typed, or what is wrong with it.

    Accepts ``d/m/yyyy`` (also with ``-`` or ``.``), ``ddmmyyyy``, ``m/yyyy``, ``yyyy`` and ISO days.
    Problems on ``birth``: birth_unreadable, birth_in_future, birth_too_old (before 1900).
    """
    tidy = tidy_name(text)
    found = next((match for pattern in _TYPED_DATES if (match := pattern.fullmatch(tidy))), None)
    if found is None:
        return blocking("birth", "birth_unreadable")
    parts = found.groupdict()
    year, month, day = (int(parts[name]) if parts.get(name) else None for name in ("y", "m", "d"))
    if year is not None and 1 <= year < FIRST_BIRTH_YEAR:
        return blocking("birth", "birth_too_old", year=str(FIRST_BIRTH_YEAR))
    try:
        birth = BirthDate(year or 0, month, day)
    except ValueError:
        return blocking("birth", "birth_unreadable")
    known_today = date(today.year, today.month if month else 1, today.day if day else 1)
    if date(birth.year, birth.month or 1, birth.day or 1) > known_today:
        return blocking("birth", "birth_in_future")
    return birth


def tidy_name(text: str) -> str:
    """The same words in NFC, without invisible characters, with true Đ and single blanks."""
    if text.isascii():
        return " ".join(text.split())
    visible = unicodedata.normalize("NFC", text).translate(_ZERO_WIDTH).translate(_LOOK_ALIKES)
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def name_problems(text: str, field: str = "full_name") -> tuple[Problem, ...]:
    """Everything wrong with one whole name; letters of every Vietnamese people are legal.

    Codes: name_missing, name_has_digit, name_bad_letter, name_too_long; warning name_single_word.
    """
    name = tidy_name(text)
    if not name:
        return (blocking(field, "name_missing"),)
    problems: list[Problem] = []
    letters = set(name)
    if any(unicodedata.category(letter).startswith("N") for letter in letters):
        problems.append(blocking(field, "name_has_digit"))
    if not all(map(_name_letter, letters)) or unicodedata.combining(name[0]):
        problems.append(blocking(field, "name_bad_letter"))
    if len(name) > LONGEST_NAME:
        problems.append(blocking(field, "name_too_long", limit=str(LONGEST_NAME)))
    if " " not in name:
        problems.append(warning(field, "name_single_word"))
    return tuple(problems)


@lru_cache(maxsize=2048)
def _name_letter(letter: str) -> bool:
    kind = unicodedata.category(letter)
    if kind in ("Lu", "Ll"):
        return unicodedata.name(letter, "").startswith("LATIN ")
    return letter in _NAME_MARKS or kind == "Mn" or kind.startswith("N")  # digits have a code of their own


def search_key(text: str) -> str:
    """Lower case, without diacritics or apostrophes, đ as d: what one types when searching in a hurry."""
    letters = unicodedata.normalize("NFD", tidy_name(text).lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    folded = bare.translate(_SEARCH_FOLDS)
    return " ".join(folded.split())


class NameMatch(StrEnum):
    """How alike two names are; a match WITHOUT_DIACRITICS needs the operator's word."""

    EXACT = "exact"
    CASE = "case"
    TONE_PLACEMENT = "tone_placement"
    WITHOUT_DIACRITICS = "without_diacritics"
    DIFFERENT = "different"


def names_match(one: str, other: str) -> NameMatch:
    """The highest rung of the ladder on which two names are equal."""
    a, b = tidy_name(one), tidy_name(other)
    if a == b:
        return NameMatch.EXACT
    if a.lower() == b.lower():
        return NameMatch.CASE
    if _modern_tones(a) == _modern_tones(b):
        return NameMatch.TONE_PLACEMENT
    if search_key(a) == search_key(b):
        return NameMatch.WITHOUT_DIACRITICS
    return NameMatch.DIFFERENT


def _modern_tones(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower())
    return unicodedata.normalize("NFC", _MOVABLE_TONE.sub(r"\1\3\2\4\6\5", letters))
