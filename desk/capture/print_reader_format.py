"""The two zones there are, by how many letters stand where: a card's back (TD1) and a passport's page (TD3).

ICAO 9303 parts 4 and 5: letters 2.54 mm apart in columns, lines evenly spaced, in one typeface.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ZoneFormat:
    """``width``: pixels a picture is wide when its zone is read; ``pitch``: pixels from letter to letter."""

    lines: int
    letters: int
    width: int
    pitch: float

    @property
    def cells(self) -> int:
        return self.lines * self.letters


CARD_WIDTH = 960
_PITCH = CARD_WIDTH * 2.54 / 85.6

CARD = ZoneFormat(lines=3, letters=30, width=CARD_WIDTH, pitch=_PITCH)
PASSPORT = ZoneFormat(lines=2, letters=44, width=1360, pitch=_PITCH)
"""Its letters are what is laid straight, not its page, and they are as large as a card's."""
