"""VNI Windows: a letter with its marks is the letter and, behind it, one code for all its marks.

The i with a mark, ơ, ư, ỵ and đ are one code. A mark is taken in either case, as slips of the shift key leave
it: the letter before it says which.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Final
from unicodedata import normalize

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_ROOF, _BOWL = "\u0302", "\u0306"
_ALONE: Final = dict(zip("ñôöíìæóòî", "đơưíìỉĩịỵ", strict=True))
_TONES: Final = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_ROOFED: Final = {
    "â": _ROOF,
    "à": _ROOF + _GRAVE,
    "á": _ROOF + _ACUTE,
    "å": _ROOF + _HOOK,
    "ã": _ROOF + _TILDE,
    "ä": _ROOF + _DOT,
}
_BOWLED: Final = {
    "ê": _BOWL,
    "è": _BOWL + _GRAVE,
    "é": _BOWL + _ACUTE,
    "ú": _BOWL + _HOOK,
    "ü": _BOWL + _TILDE,
    "ë": _BOWL + _DOT,
}
_MARKED: Final = (("aeouyôö", _TONES), ("aeo", _ROOFED), ("a", _BOWLED))


def _table() -> dict[str, str]:
    """What is written, in every case, to the letter."""
    letters = dict(_ALONE) | {written.upper(): letter.upper() for written, letter in _ALONE.items()}
    for bases, marks in _MARKED:
        for base, (mark, combined) in product(bases + bases.upper(), marks.items()):
            letter = normalize("NFC", letters.get(base, base) + combined)
            letters |= {base + mark: letter, base + mark.upper(): letter}
    return letters


_TABLE: Final = _table()
_WRITTEN: Final = re.compile("|".join(sorted(_TABLE, key=len, reverse=True)))


def turned(word: str) -> str | None:
    """The word in Unicode; None where it holds what this code has not."""
    if not _WRITTEN.sub("", word).isascii():
        return None
    return _WRITTEN.sub(lambda found: _TABLE[found[0]], word)
