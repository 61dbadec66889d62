"""What all card codes share: their kinds, the cleaning of their text, and the gate of letters.

A decoder or scanner that guessed the wrong character set still yields a well-formed line, with letters no
Vietnamese name has. So text passes a gate: Latin letters with the marks that Vietnam's languages write, and
nothing else. Refusing costs the operator a minute; a wrong letter costs the person an account.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# huyền sắc ngã hỏi nặng, â ă ơ; breve and tilde also serve Ê-đê and Gia-rai (ŏ ñ), the caron their č
_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u030c")
_BARRED = frozenset("đĐƀɃ")
_SIGNS = frozenset(" ,.;:/\\-–‐_()'’ʼ\"“”&+#°*")
# UTF-8 "à" read as Latin-1 leaves a capital Ã inside a word once its no-break blank is gone
_STRANDED_CAPITAL = re.compile(r"[a-zà-ỹ]Ã|Ã\u00a0")


class CardKind(StrEnum):
    """The three cards whose codes are understood, the zone on the back of either identity card, and that of a
    passport."""

    CCCD = "cccd"
    CAN_CUOC = "can_cuoc"
    BHYT = "bhyt"
    ZONE = "zone"
    PASSPORT = "passport"


@dataclass(frozen=True)
class Foreign:
    """Text that gave no card. ``reason_code``: not_a_card, damaged_card or letters_not_vietnamese.

    ``looks_like`` names the kind of card it resembles, None when it resembles none. Holds no text.
    """

    reason_code: str
    looks_like: CardKind | None = None


class CardTextError(Exception):
    """Raised while taking one payload apart; ``recognise`` turns it into ``Foreign``. Carries no text."""

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


def clean_payload(text: str) -> str:
    """The payload in NFC without byte-order marks, NULs and line ends; every other letter untouched."""
    bare = text.translate(dict.fromkeys((0xFEFF, 0x00, 0x0D, 0x0A)))
    return unicodedata.normalize("NFC", bare.strip(" \t"))


def insist_on_letters(text: str) -> str:
    """The same text, or CardTextError("letters_not_vietnamese")."""
    if _STRANDED_CAPITAL.search(text) or not all(map(_belongs, text)):
        raise CardTextError("letters_not_vietnamese")
    return text


def _belongs(letter: str) -> bool:
    if letter.isascii():
        return letter.isalnum() or letter in _SIGNS
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[0], decomposed[1:]
    if base in _MARKS:
        return not marks  # a mark that found no precomposed letter, as in Ơ̆
    known_base = base in _BARRED or (base.isascii() and base.isalpha())
    return letter in _SIGNS or (known_base and _MARKS.issuperset(marks))


def card_date(text: str, *, shape: str = r"([0-9]{2})([0-9]{2})([0-9]{4})", empty: str = "") -> date | None:
    """The day a card writes, None where it writes nothing; CardTextError("damaged_card") otherwise."""
    if text.strip() == empty:
        return None
    found = re.fullmatch(shape, text.strip())
    try:
        return date(*(int(part) for part in reversed(found.groups()))) if found else _damaged()
    except ValueError:
        return _damaged()


def _damaged() -> date:
    raise CardTextError("damaged_card")


def tidy_address(text: str) -> str:
    """An address without empty parts and stray hyphens (``, -``, ``,,``); words and order untouched."""
    parts = (" ".join(part.split()) for part in text.split(","))
    bare = (part.removeprefix("- ").removesuffix(" -") for part in parts)
    return ", ".join(part for part in bare if part.strip("-. "))
