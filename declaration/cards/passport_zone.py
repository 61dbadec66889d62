"""The machine-readable zone of a passport: two lines of forty-four, every digit checked.

ICAO Doc 9303 part 4 (TD3) with the check digits of part 3. Two digits of a birth year are read as the latest
year that is not in the future: nobody is a hundred years old at a registration desk more often than new-born.
The standard's check digits do not tell 0 from A or 1 from B: what is read is compared with the page by eye.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from declaration.cards.card import CardKind
from declaration.cards.mrz import check_digit
from declaration.identity import Passport
from declaration.person import BirthDate, Sex
from declaration.privacy import Private
from declaration.problems import Problem, blocking

LINE, LINES = 44, 2
VIETNAM = "VNM"
_LINES = (
    re.compile(
        r"P[A-Z<](?P<issuer>[A-Z]{1,3}<{0,2})(?P<surname>[A-Z]+(?:<[A-Z]+)*)(?:<<(?P<given>[A-Z<]*))?<*"
    ),
    re.compile(
        r"(?P<number>[0-9A-Z]{6,9}<{0,3})[0-9](?P<nationality>[A-Z]{1,3}<{0,2})"
        r"(?P<birth>[0-9]{2}[0-9<]{4})[0-9](?P<sex>[MF<])(?P<expiry>[0-9]{6})[0-9][0-9A-Z<]{14}[0-9<][0-9]"
    ),
)


@dataclass(frozen=True, repr=False)
class PassportZone(Private):
    """What the zone states; ``full_name`` surname first, in capitals without diacritics; ``nationality`` in
    ICAO's letters (KOR, D); ``sex`` None where the passport does not say."""

    number: Passport
    full_name: str
    birth: BirthDate
    sex: Sex | None
    nationality: str
    expiry: date

    @property
    def kind(self) -> CardKind:
        return CardKind.PASSPORT


def read_passport_zone(text: str, today: date) -> PassportZone | Problem:
    """The zone in two lines of text, or what is wrong with it.

    Problems on ``mrz``: passport_zone_unreadable (shape), and where a check digit does not agree
    passport_number_wrong, passport_birth_wrong, passport_expiry_wrong, passport_zone_wrong (the whole).
    """
    fault = zone_fault(text)
    return fault or _state(_found(_lines_of(text)), today) or _unreadable()


def zone_fault(text: str) -> Problem | None:
    """What its letters alone say against a zone: those problems, but for a day that is none."""
    lines = _lines_of(text)
    if len(lines) != LINES or any(len(line) != LINE for line in lines):
        return _unreadable()
    if any(shape.fullmatch(line) is None for shape, line in zip(_LINES, lines, strict=True)):
        return _unreadable()
    wrong = (code for code, (checked, digit) in _checks(lines[1]).items() if check_digit(checked) != digit)
    code = next(wrong, None)
    return blocking("mrz", code) if code else None


def _lines_of(text: str) -> list[str]:
    return [re.sub(r"\s", "", line) for line in text.strip().splitlines() if line.strip()]


def _found(lines: list[str]) -> dict[str, str]:
    shapes = [shape.fullmatch(line) for shape, line in zip(_LINES, lines, strict=True)]
    return {name: value or "" for shape in shapes if shape for name, value in shape.groupdict().items()}


def _checks(second: str) -> dict[str, tuple[str, str]]:
    personal = (second[28:42], second[42])
    if not personal[0].strip("<"):
        personal = ("", "0")  # an empty personal number may leave its digit out
    return {
        "passport_number_wrong": (second[0:9], second[9]),
        "passport_birth_wrong": (second[13:19], second[19]),
        "passport_expiry_wrong": (second[21:27], second[27]),
        "passport_zone_wrong": (second[0:10] + second[13:20] + second[21:43], second[43]),
        "passport_personal_wrong": personal,
    }


def _state(found: dict[str, str], today: date) -> PassportZone | None:
    year, month, day = (int(found["birth"][at : at + 2].replace("<", "0")) for at in (0, 2, 4))
    end = found["expiry"]
    try:
        number = Passport(found["number"].rstrip("<"))
        birth = BirthDate(2000 + year, month or None, (day or None) if month else None)
        if _first_day(birth) > today:
            birth = BirthDate(1900 + year, birth.month, birth.day)
        expiry = date(2000 + int(end[:2]), int(end[2:4]), int(end[4:]))
    except ValueError:
        return None
    name = " ".join(f"{found['surname']} {found['given']}".replace("<", " ").split())
    sex = {"M": Sex.MALE, "F": Sex.FEMALE}.get(found["sex"])
    return PassportZone(number, name, birth, sex, found["nationality"].rstrip("<"), expiry)


def _first_day(birth: BirthDate) -> date:
    return date(birth.year, birth.month or 1, birth.day or 1)


def _unreadable() -> Problem:
    return blocking("mrz", "passport_zone_unreadable")
