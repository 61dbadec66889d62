"""A 128-bit code in letters that are read out over the telephone and typed by somebody else.

26 letters of Crockford's base 32 (no I, L, O, U) carry the code, two more check it: the 28 letters, read as
one number in base 32, leave the remainder 1 when divided by the prime 1021. So one wrong letter is always
caught, and so are two neighbours exchanged; of anything else one in a thousand slips through, and opens
nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES: Final = 16
LETTERS: Final = 28
_GROUP: Final = 4
_CHECKED: Final = 32**2
_PRIME: Final = 1021
_HEARD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = frozenset(" \t\r\n\u00a0-\u2010\u2011\u2013.")


class Misspelled(StrEnum):
    """Why letters are no code; keys of the locales."""

    LENGTH = "spelled_length"
    FOREIGN_LETTER = "spelled_foreign_letter"
    CHECK = "spelled_check"


def spell(code: bytes) -> str:
    """The 28 letters in groups of four: ``"7ZZZ-…"``. ValueError unless the code has 16 bytes."""
    if len(code) != CODE_BYTES:
        raise ValueError("a code has 16 bytes")
    number = int.from_bytes(code) * _CHECKED
    number += (1 - number) % _PRIME
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LETTERS)))
    return "-".join(letters[start : start + _GROUP] for start in range(0, LETTERS, _GROUP))


def read_spelled(text: str) -> bytes | Misspelled:
    """The code in what somebody typed: case, blanks and hyphens do not matter, O is 0, I and L are 1."""
    letters = "".join(sign for sign in text.upper() if sign not in _BETWEEN).translate(_HEARD)
    if any(letter not in ALPHABET for letter in letters):
        return Misspelled.FOREIGN_LETTER
    if len(letters) != LETTERS:
        return Misspelled.LENGTH
    number = 0
    for letter in letters:
        number = number * 32 + ALPHABET.index(letter)
    code, checks = divmod(number, _CHECKED)
    if number % _PRIME != 1 or checks >= _PRIME or code.bit_length() > 8 * CODE_BYTES:
        return Misspelled.CHECK
    return code.to_bytes(CODE_BYTES)
