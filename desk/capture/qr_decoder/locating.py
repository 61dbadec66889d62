"""Finder patterns in a window: three of them, each where the picture correlates with a drawn one.

The window is turned upright by its own gradients (a code's edges have two directions) and brought to one
size, so that a few scales of one template suffice. Clause 12 step c), with greys instead of run lengths.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from math import log

import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.finder_peaks import Peak, finder_peaks
from desk.capture.qr_decoder.uprighting import Upright, upright
from desk.capture.qr_decoder.windows import CodeWindow

_MOST_UNLIKE = 1.9  # sizes of finders, lengths of sides
_LEAST_SPAN, _MOST_SPAN = 20, 115  # modules along a code's side, roughly


@dataclass(frozen=True, eq=False)
class Finders:
    """Centres of the finder patterns in picture pixels, (x, y) each; ``module`` in pixels."""

    score: float
    top_left: Array
    top_right: Array
    bottom_left: Array
    module: float

    def close_to(self, other: Finders) -> bool:
        """True when both would lead to the same code."""
        pairs = (
            (self.top_left, other.top_left),
            (self.top_right, other.top_right),
            (self.bottom_left, other.bottom_left),
        )
        return sum(float(np.abs(one - two).max()) for one, two in pairs) < 1.5 * self.module


def locate(
    grey: Grey, window: CodeWindow, most: int = 3, size: int = 200, *, sheared: bool = False
) -> list[Finders]:
    """The likeliest triples of a window, best first. ``size``: the pixels a code's side is brought to.

    ``sheared`` first undoes the squeeze of a strong tilt, and gives nothing where there is none to undo.
    """
    view = upright(grey, window, size, sheared=sheared)
    if view is None:
        return []
    triples = _triples(finder_peaks(view.picture, size), size)
    return [_in_picture(view, *triple) for triple in triples[:most]]


_Triple = tuple[float, Peak, Peak, Peak, float]


def _triples(peaks: list[Peak], size: int) -> list[_Triple]:
    judged = (_judged(corner, right, below, size) for corner, right, below in permutations(peaks, 3))
    return sorted((triple for triple in judged if triple is not None), key=lambda triple: -triple[0])


def _judged(corner: Peak, right: Peak, below: Peak, size: int) -> _Triple | None:
    """How well three peaks make the corners of a code, with their mean module; None when not at all."""
    modules = (corner.module, right.module, below.module)
    if max(modules) > _MOST_UNLIKE * min(modules):
        return None
    ux, uy, wx, wy = right.x - corner.x, right.y - corner.y, below.x - corner.x, below.y - corner.y
    if ux * wy - uy * wx <= 0:
        return None  # mirrored
    u, w = (ux * ux + uy * uy) ** 0.5, (wx * wx + wy * wy) ** 0.5
    slant = abs(ux * wx + uy * wy) / (u * w + 1e-6)
    if slant > 0.5 or max(u, w) > _MOST_UNLIKE * min(u, w):
        return None
    module = (modules[0] * modules[1] * modules[2]) ** (1 / 3)
    side = (u * w) ** 0.5
    if not _LEAST_SPAN < side / module + 7 < _MOST_SPAN:
        return None
    wrong_size = abs(log((side + 7 * module) / size))
    score = corner.match + right.match + below.match
    score -= 0.6 * slant + 0.5 * abs(log(u / w)) + 0.5 * max(0, wrong_size - 0.15)
    return score, corner, right, below, module


def _in_picture(
    view: Upright, score: float, corner: Peak, right: Peak, below: Peak, module: float
) -> Finders:
    centres = np.array([[peak.x, peak.y, 1] for peak in (corner, right, below)]) @ view.back.T
    return Finders(score, centres[0], centres[1], centres[2], module / view.scale)
