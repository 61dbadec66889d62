"""In what letters a file is typed, told by all its words together and never by one of them.

A word speaks for an old code when it is no Vietnamese as it stands and turns into a syllable. Foreign names
do that now and then ("Loïc"), so the words that speak must be some, more than the foreign ones, and no few
beside those that are Unicode for certain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from desk.ports.tables import Letters
from desk.tables.old_letters import tcvn3, vni
from desk.tables.old_letters.syllables import is_syllable

WORDS: Final = re.compile("[A-Za-z\u00a1-\u1eff]+")
"""Every sign of an old font is in one, the soft hyphen that is ư too."""
TURNED: Final[Mapping[Letters, Callable[[str], str | None]]] = {
    Letters.TCVN3: tcvn3.turned,
    Letters.VNI: vni.turned,
}
_ENOUGH: Final = 3  # different words; a heading alone has them
_FEW: Final = 10  # of Unicode, for one that speaks for an old code
_FOREIGN: Final = re.compile("[A-Za-zÀ-ÖØ-öø-\u024f]+")


class Speaks(Enum):
    """What one word with marks says of the letters of its file."""

    OLD = auto()
    UNICODE = auto()
    FOREIGN = auto()
    NOTHING = auto()


@dataclass(frozen=True)
class Told:
    """``is_mostly_old``: words that could be either are old too."""

    letters: Letters
    is_mostly_old: bool = False


def told(texts: Iterable[str]) -> Told:
    """By all texts of a file."""
    words = {word for text in texts if not text.isascii() for word in WORDS.findall(text)}
    marked = [word for word in words if not word.isascii()]
    said = {old: Counter(speaks(word, old) for word in marked) for old in TURNED}
    likeliest = max(said, key=lambda old: said[old][Speaks.OLD])
    of_it = said[likeliest]
    if of_it[Speaks.OLD] < max(_ENOUGH, of_it[Speaks.FOREIGN] + 1, of_it[Speaks.UNICODE] / _FEW):
        return Told(Letters.UNICODE)
    return Told(likeliest, of_it[Speaks.OLD] > of_it[Speaks.UNICODE])


def syllables(text: str, letters: Letters) -> int:
    """How many different words with marks are Vietnamese, if the text is typed in these letters."""
    words = {word for word in WORDS.findall(text) if not word.isascii()}
    turned = TURNED.get(letters, str)
    return sum(is_syllable(turned(word) or "") for word in words)


@lru_cache(maxsize=20_000)
def speaks(word: str, old: Letters) -> Speaks:
    """What this word, which is not ASCII, says of the question whether its file is in this old code."""
    turned = TURNED[old](word)
    if turned is None:
        return Speaks.UNICODE if is_syllable(word) else Speaks.FOREIGN
    is_vietnamese = is_syllable(word) and _is_cased(word)
    if is_syllable(turned):
        return Speaks.NOTHING if is_vietnamese or turned == word else Speaks.OLD
    if is_vietnamese:
        return Speaks.UNICODE
    return Speaks.FOREIGN if is_foreign(word) else Speaks.NOTHING


def is_foreign(word: str) -> bool:
    """Whether it is written as a name of another country may be: letters only, no capital inside."""
    return bool(_FOREIGN.fullmatch(word)) and _is_cased(word)


def _is_cased(word: str) -> bool:
    return word.islower() or word.isupper() or word[1:].islower()
