"""What the eyes say while nothing is taken yet. It changes several times a second and is drawn on its own."""

from __future__ import annotations

import math
from dataclasses import dataclass

import flet as ft

from desk.ports.camera import Frame, Quad
from desk.ports.photographs import CardAdvice, Oval, PortraitAdvice

_TREMBLING = 0.01  # of the frame's width: corners that moved less are not drawn anew


@ft.observable
@dataclass
class Coaching:
    """``words``: a key of the locales, "" for none; ``is_good``: all is green, hold still; ``steady``: how
    much of the wait is over (0 to 1); ``oval`` and ``corners``: where head and card belong or are;
    ``width`` and ``height`` of the frame they are measured in."""

    words: str = ""
    is_good: bool = False
    steady: float = 0.0
    oval: Oval | None = None
    corners: Quad | None = None
    width: int = 16
    height: int = 9

    def be_silent(self) -> None:
        """Nothing is watched any more."""
        self._say("", is_good=False, steady=0.0)
        self.oval = self.corners = None

    def hint(self, words: str) -> None:
        """One sentence without a picture."""
        self._say(words, is_good=False, steady=0.0)

    def on_portrait(self, advice: PortraitAdvice, frame: Frame) -> None:
        self._measure(frame)
        words = f"advice.{advice.codes[0]}" if advice.codes else "advice.all_green"
        self._say(words, is_good=advice.all_green, steady=advice.steady)
        self.oval, self.corners = advice.oval, None

    def on_card(self, advice: CardAdvice, frame: Frame) -> None:
        self._measure(frame)
        words = f"card_advice.{advice.codes[0]}" if advice.codes else "card_advice.all_green"
        self._say(words, is_good=advice.all_green, steady=advice.steady)
        self.oval = None
        if not _is_near(self.corners, advice.corners, self.width * _TREMBLING):
            self.corners = advice.corners

    def _measure(self, frame: Frame) -> None:
        self.height, self.width = frame.pixels.shape[:2]

    def _say(self, words: str, *, is_good: bool, steady: float) -> None:
        self.words, self.is_good, self.steady = words, is_good, steady


def _is_near(one: Quad | None, other: Quad | None, pixels: float) -> bool:
    if one is None or other is None:
        return one is other
    return all(math.dist(*corners) <= pixels for corners in zip(one, other, strict=True))
