"""What the eyes say while nothing is taken yet. It changes several times a second and is drawn on its own."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from desk.ports.camera import Frame, Quad
from desk.ports.photographs import CardAdvice, Oval, PortraitAdvice


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
        self.oval, self.corners = None, advice.corners

    def _measure(self, frame: Frame) -> None:
        self.height, self.width = frame.pixels.shape[:2]

    def _say(self, words: str, *, is_good: bool, steady: float) -> None:
        self.words, self.is_good, self.steady = words, is_good, steady
