"""Finder patterns in a window: three of them, each where the picture correlates with a drawn one.

The window is turned upright by its own gradients (a code's edges have two directions) and brought to one
size, so that a few scales of one template suffice. Clause 12 step c), with greys instead of run lengths.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import permutations
from math import log

import cv2
import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.uprighting import Upright, upright
from desk.capture.qr_decoder.windows import CodeWindow

_MODULES = (2.5, 2.95, 3.45, 4.05, 4.75, 5.6)  # pixels a module of the templates tried
_STEP = 1.173  # between them
_LEAST_MATCH = 0.36
_PEAKS_A_SCALE, _PEAKS = 9, 11
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


@dataclass(frozen=True)
class _Peak:
    match: float
    x: float
    y: float
    module: float


@dataclass(frozen=True, eq=False)
class _Matches:
    """Correlation maps by scale, and the way from a template's corner to its middle."""

    maps: tuple[Array, ...]
    offsets: tuple[float, ...]

    def around(self, scale: int, x: float, y: float) -> float:
        column, row = round(x - self.offsets[scale]), round(y - self.offsets[scale])
        part = self.maps[scale][max(0, row - 2) : row + 3, max(0, column - 2) : column + 3]
        return float(part.max()) if part.size else 0.0


def locate(
    grey: Grey, window: CodeWindow, most: int = 3, size: int = 200, *, sheared: bool = False
) -> list[Finders]:
    """The likeliest triples of a window, best first. ``size``: the pixels a code's side is brought to.

    ``sheared`` first undoes the squeeze of a strong tilt, and gives nothing where there is none to undo.
    """
    view = upright(grey, window, size, sheared=sheared)
    if view is None:
        return []
    triples = _triples(_peaks(_flattened(view.picture, size)), size)
    return [_in_picture(view, *triple) for triple in triples[:most]]


def _flattened(picture: Array, size: int) -> Array:
    """Local light and contrast taken out."""
    window = size // 5 | 1
    mean = cv2.blur(picture, (window, window))
    spread = np.sqrt(np.maximum(cv2.blur(picture * picture, (window, window)) - mean * mean, 1))
    return np.asarray((picture - mean) / (spread + 3))


@cache
def _drawn_finder(module: float) -> Array:
    """A finder pattern with half its separator round it, slightly blurred; light is +1."""
    fine = 12
    drawn: Array = np.ones((9 * fine, 9 * fine), np.float32)
    for inset, tone in ((1, -1), (2, 1), (3, -1)):
        drawn[inset * fine : -inset * fine, inset * fine : -inset * fine] = tone
    drawn = cv2.GaussianBlur(drawn, (0, 0), 0.45 * fine)[fine // 2 : -fine // 2, fine // 2 : -fine // 2]
    side = max(7, round(8 * module))
    return np.asarray(cv2.resize(drawn, (side, side), interpolation=cv2.INTER_AREA))


def _peaks(flat: Array) -> list[_Peak]:
    found: list[_Peak] = []
    maps, offsets = [], []
    for module in _MODULES:
        template = _drawn_finder(module)
        match = cv2.matchTemplate(flat, template, cv2.TM_CCOEFF_NORMED)
        maps.append(match)
        offsets.append(template.shape[1] / 2 - 0.5)
        reach = max(3, int(3 * module)) | 1
        highest = cv2.dilate(match, np.ones((reach, reach), np.uint8))
        rows, columns = np.nonzero((match == highest) & (match > _LEAST_MATCH))
        for at in np.argsort(-match[rows, columns])[:_PEAKS_A_SCALE]:
            x, y = columns[at] + offsets[-1], rows[at] + offsets[-1]
            found.append(_Peak(float(match[rows[at], columns[at]]), float(x), float(y), module))
    matches = _Matches(tuple(maps), tuple(offsets))
    return [_refined(peak, matches) for peak in _apart(found)]


def _apart(peaks: list[_Peak]) -> list[_Peak]:
    kept: list[_Peak] = []
    for peak in sorted(peaks, key=lambda peak: (-peak.match, -peak.x, -peak.y)):
        if all((peak.x - k.x) ** 2 + (peak.y - k.y) ** 2 > (2.5 * k.module) ** 2 for k in kept):
            kept.append(peak)
        if len(kept) == _PEAKS:
            break
    return kept


def _refined(peak: _Peak, matches: _Matches) -> _Peak:
    """The scale between two templates, by a parabola through three."""
    scale = _MODULES.index(peak.module)
    if not 0 < scale < len(_MODULES) - 1:
        return peak
    below, above = (matches.around(scale + step, peak.x, peak.y) for step in (-1, 1))
    bow = below - 2 * peak.match + above
    if bow >= -1e-3:
        return peak
    shift = float(np.clip(0.5 * (below - above) / bow, -0.6, 0.6))
    return _Peak(peak.match, peak.x, peak.y, peak.module * _STEP**shift)


_Triple = tuple[float, _Peak, _Peak, _Peak, float]


def _triples(peaks: list[_Peak], size: int) -> list[_Triple]:
    judged = (_judged(corner, right, below, size) for corner, right, below in permutations(peaks, 3))
    return sorted((triple for triple in judged if triple is not None), key=lambda triple: -triple[0])


def _judged(corner: _Peak, right: _Peak, below: _Peak, size: int) -> _Triple | None:
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
    view: Upright, score: float, corner: _Peak, right: _Peak, below: _Peak, module: float
) -> Finders:
    centres = np.array([[peak.x, peak.y, 1] for peak in (corner, right, below)]) @ view.back.T
    return Finders(score, centres[0], centres[1], centres[2], module / view.scale)
