"""TCVN3, the code of the ABC fonts (.VnTime): TCVN 5712:1993, third set (VN3), one code a letter.

Only the seven letters without a tone have capitals of their own. Any other is a small letter that a font of
capitals (.VnTimeH) shows large, so that ``NGUYễN`` is what such a cell holds: its words are made whole here.
"""

from __future__ import annotations

import re
from typing import Final

from desk.tables.old_letters.syllables import is_syllable

_LETTERS: Final = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_TABLE: Final = {first + at: letter for first, run in _LETTERS.items() for at, letter in enumerate(run)}
_WORDS: Final = re.compile(r"\w+")
_SMALL: Final = "".join(letter for letter in _TABLE.values() if letter.islower())
_HALF: Final = re.compile(rf"\w[A-Z]|\b[{_SMALL}]")
"""Where a capital may be missing: in a word of capitals, or at the beginning of one."""


def turned(word: str) -> str | None:
    """The word in Unicode; None where it holds what this code has not."""
    if any(ord(sign) > 127 and ord(sign) not in _TABLE for sign in word):
        return None
    return word.translate(_TABLE)


def made_whole(text: str) -> str:
    """A text that was turned, with the capitals its code could not write."""
    if not _HALF.search(text):
        return text
    words = _WORDS.findall(text)
    has_small = any(map(_has_small, words))
    if not has_small and any(_is_loud(word) and is_syllable(word) for word in words):
        return text.upper()
    can_begin = not any(word[0].isascii() and word[0].islower() for word in words)

    def whole(found: re.Match[str]) -> str:
        word = found[0]
        if _is_loud(word) and not _has_small(word):
            return word.upper()
        return word[0].upper() + word[1:] if can_begin else word

    return _WORDS.sub(whole, text)


def _is_loud(word: str) -> bool:
    return any(sign.isascii() and sign.isupper() for sign in word[1:])


def _has_small(word: str) -> bool:
    return any(sign.isascii() and sign.islower() for sign in word)
