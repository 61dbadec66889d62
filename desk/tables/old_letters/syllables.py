"""Whether a word could be Vietnamese: one syllable of an onset, a rime and at most one tone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize

_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ONSET: Final = "b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh|ngh?|nh|n|ph|p|qu|r|s|th|tr|t|v|x"
_ENDINGS: Final = {
    "a": "i y o u m n ng nh p t c ch",
    "ă": "m n ng p t c",
    "â": "u y m n ng p t c",
    "e": "o m n ng p t c",
    "ê": "u m n nh p t ch",
    "i": "a u m n nh p t ch",
    "o": "i m n ng p t c a e",
    "ô": "i m n ng p t c",
    "ơ": "i m n p t",
    "u": "a i m n ng p t c y ê ơ",
    "ư": "a i u n ng t c",
    "y": "t nh ch p",
    "iê": "u m n ng p t c",
    "yê": "u m n ng t",
    "uô": "i m n ng p t c",
    "ươ": "i u m n ng p t c",
    "oa": "i y o m n ng nh p t c ch",
    "oă": "m n ng t c",
    "oe": "o n t",
    "oo": "ng c",
    "uâ": "n ng t y",
    "uê": "n nh ch t",
    "uy": "a u n nh p t ch",
    "uyê": "n t",
}
_NOT_ALONE: Final = ("ă", "â", "iê", "yê", "uô", "ươ", "oă", "oo", "uâ", "uyê")
_RIMES: Final = "|".join(
    f"{vowels}(?:{'|'.join(endings.split())}){'' if vowels in _NOT_ALONE else '?'}"
    for vowels, endings in _ENDINGS.items()
)
_SYLLABLE: Final = re.compile(f"(?:{_ONSET})?(?:{_RIMES})")
_STOPPED: Final = re.compile("(?:p|t|c|ch)$")
_SHARP: Final = ("\u0301", "\u0323")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """In Unicode, in any case. A syllable that ends in p, t, c or ch has one of two tones."""
    letters = normalize("NFD", word.lower())
    tones = _TONES.findall(letters)
    bare = normalize("NFC", _TONES.sub("", letters))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.search(bare) or (bool(tones) and tones[0] in _SHARP)
