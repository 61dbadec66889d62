"""Where a card is printed, whatever the light: how much darker than the ground around it."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.ports.camera import Pixels

Light: TypeAlias = NDArray[np.float32]

_SMOOTH = 4


def grey_of_width(card: Pixels, width: int) -> Light:
    """The card in grey at one width, so that print is of one size whatever the camera."""
    height = round(card.shape[0] * width / card.shape[1])
    grey = cv2.cvtColor(card, cv2.COLOR_BGR2GRAY)
    shrinks = card.shape[1] > width
    scaled = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return np.asarray(scaled, dtype=np.float32)


def ink(grey: Light, widest: int) -> Light:
    """0 for bare ground to 1 for black; ``widest``: pixels across which no stroke reaches."""
    ground = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((widest, widest), np.uint8))
    ground = cv2.GaussianBlur(ground, (0, 0), _SMOOTH)
    return np.asarray(np.clip(1 - grey / np.maximum(ground, 1), 0, 1), dtype=np.float32)
