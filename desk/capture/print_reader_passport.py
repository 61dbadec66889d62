"""From likenesses to letters: what may stand where in a passport's zone, and how clearly it was seen.

ICAO 9303 part 4. Names, nationality and sex have no check digit, and no check digit tells letters whose
values are ten apart (8 from S, 6 from G): so every letter must be clear, and such a pair clearer than others.
"""

from __future__ import annotations

import string
from functools import cache

import numpy as np
from numpy.typing import NDArray

from declaration.cards.passport_zone import zone_fault
from desk.capture.print_reader_clear import Seen, evidence_of, seen_clearly
from desk.capture.print_reader_format import PASSPORT
from desk.capture.print_reader_ink import Light
from desk.capture.print_reader_letters import ALPHABET

_DIGIT, _LETTER, _FILLER = string.digits, string.ascii_uppercase, "<"
_NAMES, _ANY = _LETTER + _FILLER, _DIGIT + _LETTER + _FILLER
_LAYOUT: tuple[tuple[int, str], ...] = (
    *((1, _LETTER), (43, _NAMES)),
    *((9, _ANY), (1, _DIGIT), (3, _NAMES), (7, _DIGIT)),
    *((1, _ANY), (7, _DIGIT), (14, _ANY), (1, _DIGIT + _FILLER), (1, _DIGIT)),
)
"""How many places, and what may stand in them. A birth date without a day is left unread. That the first
letter is P and the sex M, F or none is for the parser to say: where few letters may stand dirt is like one,
and a visa's V must not be taken for a P."""

_VALUES = np.array([0 if letter == "<" else int(letter, 36) for letter in ALPHABET])
_TWINS = ((_VALUES[:, None] - _VALUES) % 10 == 0) & ~np.eye(len(ALPHABET), dtype=bool)
"""(letters, letters): which ones no check digit tells apart."""
_TWINS_CLEARER = 0.7  # evidence: twice what any other letter must lead by


@cache
def letters_allowed() -> NDArray[np.bool_]:
    """(cells, letters) of the zone's layout."""
    places = [each for count, each in _LAYOUT for _ in range(count)]
    return np.array([[letter in each for letter in ALPHABET] for each in places])


def zone_in(likeness: Light) -> str | None:
    """The two lines whose every letter is clear and whose check digits hold; None otherwise."""
    seen = passport_letters(likeness)
    text = seen.in_lines(PASSPORT.letters)
    is_clear = seen.clear.all() and _twins_apart(likeness, seen)
    return text if is_clear and zone_fault(text) is None else None


def _twins_apart(likeness: Light, seen: Seen) -> bool:
    """No letter might be one whose value is ten more or less."""
    evidence = np.where(letters_allowed(), evidence_of(likeness), -1)
    at = np.array([ALPHABET.index(letter) for letter in seen.text])
    lead = evidence[np.arange(len(at)), at][:, None] - evidence
    return bool((lead[_TWINS[at]] >= _TWINS_CLEARER).all())


def passport_letters(likeness: Light) -> Seen:
    """``likeness`` (cells, letters) from -1 to 1."""
    return seen_clearly(likeness, np.where(letters_allowed(), evidence_of(likeness), -1))
