"""The machine-readable zone on the back of an identity card: three lines of thirty, every digit checked.

ICAO Doc 9303 part 5 (TD1) with weights 7-3-1. The Vietnamese card puts the number's last nine digits into
the document number and the whole number into the optional data, followed by a check digit of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from declaration.cards.card import CardKind
from declaration.identity import CitizenId
from declaration.person import BirthDate, Sex, search_key
from declaration.privacy import Private
from declaration.problems import Problem, blocking

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LINES = (
    re.compile(r"IDVNM(?P<document>[0-9]{9})[0-9](?P<number>[0-9]{12})<<[0-9]"),
    re.compile(
        r"(?P<birth>[0-9]{2}[0-9<]{4})[0-9](?P<sex>[MF])(?P<expiry>[0-9]{6})[0-9]VNM[0-9A-Z<]{11}[0-9]"
    ),
    re.compile(r"(?P<surname>[A-Z]+(?:<[A-Z]+)*)(?:<<(?P<given>[A-Z<]*))?<*"),
)
_NEVER_ENDS = "991231"


@dataclass(frozen=True, repr=False)
class Mrz(Private):
    """What the zone states; ``full_name`` in capitals without diacritics, ``expiry`` None for no end."""

    number: CitizenId
    full_name: str
    birth: BirthDate
    sex: Sex
    expiry: date | None

    @property
    def kind(self) -> CardKind:
        return CardKind.ZONE


def as_in_zone(full_name: str) -> str:
    """A name as zones write it: capitals without diacritics, one blank where a zone has fillers."""
    return search_key(full_name).upper()


def check_digit(text: str) -> str:
    """The ICAO 9303 check digit of a text of digits, capitals and ``<``."""
    values = (letter != "<" and _ALPHABET.index(letter) for letter in text)
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def read_mrz(text: str) -> Mrz | Problem:
    """The zone in three lines of text, or what is wrong with it.

    Problems on ``mrz``: mrz_unreadable (shape), mrz_check_digit_wrong (details: ``part``, one of document,
    number, birth, expiry, whole).
    """
    lines = [re.sub(r"\s", "", line) for line in text.strip().splitlines() if line.strip()]
    if len(lines) != 3 or any(len(line) != 30 for line in lines):
        return blocking("mrz", "mrz_unreadable")
    shapes = [shape.fullmatch(line) for shape, line in zip(_LINES, lines, strict=True)]
    found = {name: value or "" for shape in shapes if shape for name, value in shape.groupdict().items()}
    if None in shapes or not found["number"].endswith(found["document"]):
        return blocking("mrz", "mrz_unreadable")
    for part, (checked, digit) in _checks(lines[0], lines[1]).items():
        if check_digit(checked) != digit:
            return blocking("mrz", "mrz_check_digit_wrong", part=part)
    return _state(found) or blocking("mrz", "mrz_unreadable")


def _checks(first: str, second: str) -> dict[str, tuple[str, str]]:
    return {
        "document": (first[5:14], first[14]),
        "number": (first[15:29], first[29]),
        "birth": (second[0:6], second[6]),
        "expiry": (second[8:14], second[14]),
        "whole": (first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29]),
    }


def _state(found: dict[str, str]) -> Mrz | None:
    number = CitizenId(found["number"])
    year, month, day = (int(found["birth"][at : at + 2].replace("<", "0")) for at in (0, 2, 4))
    century = number.century_year // 100 * 100  # two digits of a year need the number's century
    end = found["expiry"]
    try:
        birth = BirthDate(century + year, month or None, (day or None) if month else None)
        expiry = None if end == _NEVER_ENDS else date(2000 + int(end[:2]), int(end[2:4]), int(end[4:]))
    except ValueError:
        return None
    name = " ".join(f"{found['surname']} {found['given']}".replace("<", " ").split())
    return Mrz(number, name, birth, Sex.MALE if found["sex"] == "M" else Sex.FEMALE, expiry)
