"""The zone as a document reader types it, a card's or a passport's, and what keyboards do to it.

A reader of zones is a keyboard like any scanner. CapsLock turns its capitals round, another keyboard layout
puts another sign where it means ``<``; both are undone, since neither can hide a letter. An active Vietnamese
input method does hide letters, and then nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date
from string import ascii_lowercase, ascii_uppercase

from declaration.cards.mrz import Mrz, read_mrz
from declaration.cards.passport_zone import PassportZone, read_passport_zone
from declaration.cards.scanner_text import Loss
from declaration.problems import Problem, blocking

_CARD, _PASSPORT = (30, 3), (44, 2)
_BEGINS = "IDVNM"
_BEGUN = re.compile(rf"{_BEGINS}[0-9A-Z<]*")
_PASSPORT_LINE = re.compile(r"P[A-Z<][A-Z]{1,3}<{0,2}[A-Z]+<[A-Z<]+")
"""How a passport's first line begins; a Vietnamese name never has its fillers."""
_LEAST_OF_PASSPORT = 40
_NO_LETTERS = re.compile("[\\s\\x00\\ufeff]")
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)


def read_zone_text(text: str, today: date) -> Mrz | PassportZone | Problem | None:
    """The zone in a text, what is wrong with it, or None when the text was not meant as one.

    Problems on ``mrz``: those of ``read_mrz`` and ``read_passport_zone``, and scanner_input_method_on. Every
    str is allowed.
    """
    letters = _letters(text)
    is_passport = _is_passport(letters)
    if not letters.startswith(_BEGINS) and not is_passport:
        return None
    if any(letter.isalpha() and not letter.isascii() for letter in letters):
        return blocking("mrz", Loss.INPUT_METHOD_ON)
    length, _ = _PASSPORT if is_passport else _CARD
    lines = "\n".join(letters[at : at + length] for at in range(0, len(letters), length))
    return read_passport_zone(lines, today) if is_passport else read_mrz(lines)


def is_whole_zone(text: str) -> bool:
    """Whether all of a zone's letters stand here, right or wrong."""
    letters = _letters(text)
    length, lines = _PASSPORT if _is_passport(letters) else _CARD
    return len(letters) == length * lines and (_is_passport(letters) or letters.startswith(_BEGINS))


def is_begun_zone(text: str) -> bool:
    """Whether a zone's first letters stand here and more must follow."""
    letters = _letters(text)
    if _is_passport(letters):
        return len(letters) < _PASSPORT[0] * _PASSPORT[1]
    return bool(_BEGUN.fullmatch(letters)) and len(letters) < _CARD[0] * _CARD[1]


def _is_passport(letters: str) -> bool:
    return len(letters) >= _LEAST_OF_PASSPORT and "<<" in letters and bool(_PASSPORT_LINE.match(letters))


def _letters(text: str) -> str:
    """Capitals, digits and ``<`` alone, where nothing but those was typed."""
    letters = _NO_LETTERS.sub("", text).translate(_CAPITALS).replace("&LT;", "<")
    signs = {sign for sign in letters if not sign.isalnum()}
    return letters.replace(signs.pop(), "<") if len(signs) == 1 else letters
