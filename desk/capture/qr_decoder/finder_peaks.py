"""Places in an upright view that correlate with a drawn finder pattern (clause 6.3.3), at several sizes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from desk.capture.qr_decoder import Array

_MODULES = (2.5, 2.95, 3.45, 4.05, 4.75, 5.6)  # pixels a module of the templates tried
_STEP = 1.173  # between them
_LEAST_MATCH = 0.36
_PEAKS_A_SCALE, _PEAKS = 9, 11


@dataclass(frozen=True)
class Peak:
    """One place: its correlation, its middle and the size of a module there, in pixels of the view."""

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


def finder_peaks(view: Array, size: int) -> list[Peak]:
    """The best places, far apart, best first. ``size``: about the pixels of a code's side in the view."""
    flat = _flattened(view, size)
    found: list[Peak] = []
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
            found.append(Peak(float(match[rows[at], columns[at]]), float(x), float(y), module))
    matches = _Matches(tuple(maps), tuple(offsets))
    return [_refined(peak, matches) for peak in _apart(found)]


def _apart(peaks: list[Peak]) -> list[Peak]:
    kept: list[Peak] = []
    for peak in sorted(peaks, key=lambda peak: (-peak.match, -peak.x, -peak.y)):
        if all((peak.x - k.x) ** 2 + (peak.y - k.y) ** 2 > (2.5 * k.module) ** 2 for k in kept):
            kept.append(peak)
        if len(kept) == _PEAKS:
            break
    return kept


def _refined(peak: Peak, matches: _Matches) -> Peak:
    """The scale between two templates, by a parabola through three."""
    scale = _MODULES.index(peak.module)
    if not 0 < scale < len(_MODULES) - 1:
        return peak
    below, above = (matches.around(scale + step, peak.x, peak.y) for step in (-1, 1))
    bow = below - 2 * peak.match + above
    if bow >= -1e-3:
        return peak
    shift = float(np.clip(0.5 * (below - above) / bow, -0.6, 0.6))
    return Peak(peak.match, peak.x, peak.y, peak.module * _STEP**shift)


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
