"""Whether the view before the camera has come to rest, told from thumbnails; pure logic but for those."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from declaration.privacy import Private
from desk.capture.thresholds import CARD_COACH
from desk.ports.camera import Pixels

_SIDE = 12  # pixels of a thumbnail: noise and a hand's wander are averaged away
_EVERY = 4  # rows and columns of the picture


@dataclass(frozen=True, eq=False, repr=False)
class View(Private):
    """What is seen: ``thumbnail``, since when (seconds of a steady clock), and when it was last searched."""

    thumbnail: NDArray[np.float32]
    since: float
    searched: float | None = None

    @property
    def _next_search(self) -> float:
        if self.searched is None:
            return self.since + CARD_COACH.rest_seconds
        return self.searched + CARD_COACH.search_again_seconds

    def is_due(self, now: float) -> bool:
        """Whether a slow search is worth its time: at rest, and not searched just now."""
        return now >= self._next_search

    def once_searched(self, now: float) -> View:
        return replace(self, searched=now)


def view_after(before: View | None, pixels: Pixels, now: float) -> View:
    """The view before while it stays what it is, else a new one; also where the clock was set back."""
    seen = cv2.resize(pixels[::_EVERY, ::_EVERY], (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    thumbnail = np.asarray(cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY), dtype=np.float32)
    if before is None or now < before.since:
        return View(thumbnail, now)
    stays = float(np.abs(thumbnail - before.thumbnail).mean()) <= CARD_COACH.rest_grey
    return before if stays else View(thumbnail, now)
