"""How good a straightened card side is: sharpness, light, noise and glare, each as a number and as a Problem.

Everything is measured on the card at 856 x 540 pixels, so that one limit holds for every camera.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from declaration.problems import Problem, blocking, warning
from desk.capture.sharpness import sharpness
from desk.capture.thresholds import CARD
from desk.ports.camera import Pixels

_GLARE_SPOT = 25  # pixels, 2.5 mm: larger than a code's quiet zone and the gaps of print
_NOISE_MASK = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)


@dataclass(frozen=True)
class CardQuality:
    """``sharpness``: how steep edges are, 0 to 1000; ``lightness`` and ``noise`` in grey steps of 255;
    ``glare``: share of the card that a lamp burnt out; ``width``: pixels of the frame the card was wide.
    """

    sharpness: float
    lightness: float
    noise: float
    glare: float
    width: int

    def problems(self, field: str) -> tuple[Problem, ...]:
        """What a person should know, the worst first; they warn, but for glare over much of the card."""
        found = []
        if self.glare > CARD.glare_refuses:
            found.append(blocking(field, "card_glare"))
        elif self.glare > CARD.glare_warns:
            found.append(warning(field, "card_glare"))
        if self.lightness < CARD.dark_below or self.noise >= CARD.noisy_from:
            found.append(warning(field, "card_dark"))
        if self.lightness > CARD.over_above:
            found.append(warning(field, "card_over"))
        if self.sharpness < CARD.blurred_below:
            found.append(warning(field, "card_blurred"))
        if self.width < CARD.smallest_width:
            found.append(warning(field, "card_too_small"))
        return tuple(found)

    @property
    def worth(self) -> float:
        """Larger is the better of two photos of one card: sharp first, a burnt spot costs dearly."""
        return self.sharpness * (1 - min(1.0, self.glare / CARD.glare_refuses) * 0.9)


def card_quality(straight: Pixels, width: int) -> CardQuality:
    """Judge a card straightened to 856 x 540; ``width`` is how wide it was in its frame."""
    grey = np.asarray(cv2.cvtColor(straight, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    lightness = _median(np.asarray(cv2.cvtColor(straight, cv2.COLOR_BGR2LAB)[..., 0], dtype=np.uint8))
    return CardQuality(sharpness(grey), lightness, _noise(grey), _glare(straight, lightness), width)


def _noise(grey: NDArray[np.uint8]) -> float:
    """Standard deviation of the noise: the median answer of a mask that ignores edges and slopes.

    The mask is Immerkær's (*Fast noise variance estimation*, 1996); its answer to noise of one grey step is
    six, and 0.6745 is the median of a normal distribution's absolute value. Answers end at 255, noise of 63
    grey steps, where no card is seen any more.
    """
    answer = cv2.convertScaleAbs(cv2.filter2D(grey, cv2.CV_16S, _NOISE_MASK))
    return _median(np.asarray(answer, dtype=np.uint8)) / 6 / 0.6745


def _median(steps: NDArray[np.uint8]) -> float:
    """Counted instead of sorted: a twentieth of the time."""
    below = cv2.calcHist([steps], [0], None, [256], [0, 256]).ravel().cumsum()
    lower, upper = np.searchsorted(below, ((steps.size + 1) // 2, steps.size // 2 + 1))
    return float(lower + upper) / 2


def _glare(straight: Pixels, lightness: float) -> float:
    """The share of the card within burnt-out spots; white paper that is burnt throughout is not glare."""
    if lightness > CARD.over_above:
        return 0.0
    blue, green, red = cv2.split(straight)
    burnt = (cv2.min(cv2.min(blue, green), red) >= CARD.burnt_from).astype(np.uint8)
    spot = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_GLARE_SPOT, _GLARE_SPOT))
    return float(cv2.morphologyEx(burnt, cv2.MORPH_OPEN, spot).mean())
