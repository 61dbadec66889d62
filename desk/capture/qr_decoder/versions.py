"""Which version a code is, judged by its timing patterns (clause 6.3.5) and by its size."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.patch import MODULE, Patch
from desk.capture.qr_decoder.registering import at
from desk.capture.qr_decoder.tables import LEAST_VERSION, symbol_size

_MOST_VERSION = 20  # beyond it no camera of a desk has the pixels
_CLEAR_MATCH, _CLEAR_LEAD = 0.45, 0.25
_NO_MATCH = 0.12


@dataclass(frozen=True)
class _Guess:
    score: float
    version: int


def likely_versions(patch: Patch, most: int = 4, *, widely: bool = False) -> list[int]:
    """Versions worth trying, best first; one where the timing patterns speak clearly.

    ``widely`` adds smaller ones when nothing speaks: heavy blur makes finders look small.
    """
    size = _size_by_distance(patch)
    guesses = _by_timing(patch, size)
    if not guesses:
        return []
    best = guesses[0]
    alone = len(guesses) < 2 or best.score > guesses[1].score + _CLEAR_LEAD
    if best.score > _CLEAR_MATCH and alone:
        return [best.version]
    estimate = (size - 17) / 4
    nearest = sorted((guess.version for guess in guesses), key=lambda version: abs(version - estimate))[:3]
    tried = [best.version, *nearest, *(guess.version for guess in guesses[1:3])]
    chosen = list(dict.fromkeys(tried))[: most + 1]
    if widely and best.score < _NO_MATCH:
        chosen += range(max(LEAST_VERSION, int(estimate) - 4), int(estimate) + 1)
    return list(dict.fromkeys(chosen))


def _size_by_distance(patch: Patch) -> float:
    """Modules along a side, from the finders' distance."""
    sides = (patch.top_right - patch.top_left, patch.bottom_left - patch.top_left)
    return float(sum(np.linalg.norm(side) for side in sides) / 2 / MODULE + 7)


def _by_timing(patch: Patch, size: float) -> list[_Guess]:
    least = max(LEAST_VERSION, int((size * 0.78 - 17) / 4))
    most = min(_MOST_VERSION, int((size * 1.28 - 17) / 4) + 1)
    guesses = [
        _Guess(timing_match(patch, version) - 0.02 * abs(symbol_size(version) - size) / 4, version)
        for version in range(least, most + 1)
    ]
    return sorted(guesses, key=lambda guess: (-guess.score, -guess.version))


def timing_match(patch: Patch, version: int) -> float:
    """Correlation of both timing patterns with the patch, their place taken from the finders alone."""
    along, aside = patch.top_right - patch.top_left, patch.bottom_left - patch.top_left
    values = patch.layer(0.35).values
    ways = ((along, aside), (aside, along))
    return sum(_timing_along(values, patch.top_left, *way, symbol_size(version)) for way in ways) / 2


def _timing_along(values: Array, start: Array, along: Array, aside: Array, size: int) -> float:
    modules = np.arange(8, size - 8)
    share = (modules + 0.5 - 3.5) / (size - 7)
    tones = np.where((modules + 1) % 2, -1.0, 1.0)
    best = -1.0
    for offset in (2.6, 3.0, 3.4):  # three modules aside, a little wrong at worst
        seen = at(values, start + np.outer(share, along) + aside * (offset / (size - 7)))
        seen = seen - cv2.blur(seen[None], (5, 1))[0]
        best = max(best, float((seen * tones).sum() / (np.sqrt((seen * seen).sum() * len(tones)) + 1e-6)))
    return best
