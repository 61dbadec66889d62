"""From likenesses to letters: what may stand where in a Vietnamese card's zone, and how clearly it was seen.

The layout is that of ``declaration.cards.mrz``. The last nine digits of the number stand in the first line
twice, so what a lamp burnt out of one is seen in the other. Nothing else is inferred: check digits are there
to find a misread, and a zone that needed them to be read at all would no longer be checked by them.
"""

from __future__ import annotations

import string

import numpy as np
from numpy.typing import NDArray

from declaration.cards.mrz import Mrz, read_mrz
from desk.capture.print_reader_clear import evidence_of, seen_clearly
from desk.capture.print_reader_format import CARD
from desk.capture.print_reader_ink import Light
from desk.capture.print_reader_letters import ALPHABET

_DIGIT, _LETTER, _FILLER = string.digits, string.ascii_uppercase, "<"
_LAYOUT: tuple[tuple[int, str], ...] = (
    *((1, letter) for letter in "IDVNM"),
    *((22, _DIGIT), (2, _FILLER), (1, _DIGIT)),
    *((7, _DIGIT), (1, "MF"), (7, _DIGIT)),
    *((1, letter) for letter in "VNM"),
    *((11, _FILLER), (1, _DIGIT)),
    (30, _LETTER + _FILLER),
)
"""How many places, and what may stand in them, line after line. A birth date without a day is left unread."""
_DOCUMENT, _NUMBER, _REPEATED = 5, 18, 9
"""Where the repeated digits stand first and again, and how many they are."""

_MOSTLY = 0.9  # share of all places, those whose letter is settled included, that must be seen clearly


def letters_allowed() -> NDArray[np.bool_]:
    """(cells, letters) of the zone's layout."""
    places = [each for count, each in _LAYOUT for _ in range(count)]
    return np.array([[letter in each for letter in ALPHABET] for each in places])


def zone_in(likeness: Light) -> str | None:
    """The three lines whose every letter is clear and whose check digits hold; None otherwise.

    ``likeness`` (cells, letters) from -1 to 1.
    """
    allowed = letters_allowed()
    likeness, evidence = _shared(likeness, np.where(allowed, evidence_of(likeness), -1))
    seen = seen_clearly(likeness, evidence)
    settled = allowed.sum(axis=1) == 1
    if not (seen.clear | settled).all() or seen.like.mean() < _MOSTLY:
        return None
    zone = seen.in_lines(CARD.letters)
    return zone if isinstance(read_mrz(zone), Mrz) else None


def _shared(likeness: Light, evidence: Light) -> tuple[Light, Light]:
    """The repeated digits of both places together."""
    once, again = slice(_DOCUMENT, _DOCUMENT + _REPEATED), slice(_NUMBER, _NUMBER + _REPEATED)
    likeness, evidence = likeness.copy(), evidence.copy()
    likeness[once] = likeness[again] = np.maximum(likeness[once], likeness[again])
    evidence[once] = evidence[again] = evidence[once] + evidence[again]
    return likeness, evidence
