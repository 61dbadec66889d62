"""The zone as a document reader types it: ninety letters in three lines or one, and what keyboards do to it.

A reader of zones is a keyboard like any scanner. CapsLock turns its capitals round, another keyboard layout
puts another sign where it means ``<``; both are undone, since neither can hide a letter. An active Vietnamese
input method does hide letters, and then nothing is guessed.
"""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase

from declaration.cards.mrz import Mrz, read_mrz
from declaration.cards.scanner_text import Loss
from declaration.problems import Problem, blocking

_LINE, _LINES = 30, 3
_BEGINS = "IDVNM"
_BEGUN = re.compile(rf"{_BEGINS}[0-9A-Z<]*")
_NO_LETTERS = re.compile("[\\s\\x00\\ufeff]")
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)


def read_zone_text(text: str) -> Mrz | Problem | None:
    """The zone in a text, what is wrong with it, or None when the text was not meant as one.

    Problems on ``mrz``: those of ``read_mrz``, and scanner_input_method_on. Every str is allowed.
    """
    letters = _letters(text)
    if not letters.startswith(_BEGINS):
        return None
    if any(letter.isalpha() and not letter.isascii() for letter in letters):
        return blocking("mrz", Loss.INPUT_METHOD_ON)
    return read_mrz("\n".join(letters[at : at + _LINE] for at in range(0, len(letters), _LINE)))


def is_whole_zone(text: str) -> bool:
    """Whether all of a zone's letters stand here, right or wrong."""
    letters = _letters(text)
    return letters.startswith(_BEGINS) and len(letters) == _LINE * _LINES


def is_begun_zone(text: str) -> bool:
    """Whether a zone's first letters stand here and more must follow."""
    letters = _letters(text)
    return bool(_BEGUN.fullmatch(letters)) and len(letters) < _LINE * _LINES


def _letters(text: str) -> str:
    """Capitals, digits and ``<`` alone, where nothing but those was typed."""
    letters = _NO_LETTERS.sub("", text).translate(_CAPITALS).replace("&LT;", "<")
    signs = {sign for sign in letters if not sign.isalnum()}
    return letters.replace(signs.pop(), "<") if len(signs) == 1 else letters
