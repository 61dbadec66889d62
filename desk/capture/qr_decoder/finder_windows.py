"""A second opinion on where a code is: three ring patterns of one size that stand like a code's corners.

Dense texture misleads ``windows`` on cloth, forms and wood. A finder pattern (6.3.3) seen from any side is
nearly a dark spot in a light ring in a dark ring, so one round template finds it whichever way it is turned.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.windows import CodeWindow

# longest side the picture is brought to, and the modules looked for there, in pixels: the larger in a smaller
_SCALES = ((800, (1.3, 1.65)), (400, (1.05, 1.35, 1.7, 2.2)))
_PEAKS_A_SCALE = 14
_LEAST_MATCH = 0.5
_LEAST_CONTRAST = 3.0  # standard deviation of grey values under the template
_LEAST_SPAN, _MOST_SPAN = 14.0, 100.0  # modules between two finders
_FINER = 8


def finder_windows(grey: Grey, most: int = 3) -> list[CodeWindow]:
    """At most ``most`` windows, best first; some fifteen milliseconds at 1280 x 720."""
    found: list[tuple[float, CodeWindow]] = []
    for longest, modules in _SCALES:
        scale = min(1.0, longest / max(grey.shape))
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), 0.6)
        for module in modules:
            found += _triples(_peaks(soft, module), module, scale)
    return _distinct(sorted(found, key=lambda scored: -scored[0]), most)


@cache
def _rings(module: float) -> Array:
    """The round mean of a finder pattern turned through all angles, light +1 and dark -1."""
    reach = int(4.5 * module + 0.5)
    fine = (np.arange((2 * reach + 1) * _FINER) + 0.5) / _FINER - reach - 0.5
    x, y = np.meshgrid(fine / module, fine / module)
    tones = np.zeros_like(x)
    for angle in np.arange(0, 90, 7.5):
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        out = np.maximum(np.abs(c * x + s * y), np.abs(c * y - s * x))
        tones += np.where((out < 1.5) | ((out > 2.5) & (out < 3.5)), -1.0, 1.0)
    side = 2 * reach + 1
    return np.asarray(cv2.resize(tones.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA))


def _peaks(small: Array, module: float) -> Array:
    """(k, 3): match, x and y of the best places for a finder of one size."""
    template = _rings(module)
    if min(small.shape) <= len(template):
        return np.zeros((0, 3))
    match = cv2.matchTemplate(small.astype(np.float32), template, cv2.TM_CCOEFF_NORMED)
    reach = int(3 * module) | 1
    highest = cv2.dilate(match, np.ones((reach, reach), np.uint8))
    rows, columns = np.nonzero((match == highest) & (match > _LEAST_MATCH))
    best = np.argsort(-match[rows, columns])[: 3 * _PEAKS_A_SCALE]
    half = len(template) // 2
    chosen = [
        (match[row, column], column + half, row + half)
        for row, column in zip(rows[best], columns[best], strict=True)
        if small[row : row + 2 * half + 1, column : column + 2 * half + 1].std() > _LEAST_CONTRAST
    ]
    return np.array(chosen[:_PEAKS_A_SCALE]).reshape(-1, 3)


def _triples(peaks: Array, module: float, scale: float) -> list[tuple[float, CodeWindow]]:
    """Scored windows, in picture pixels, of peaks that stand in a right angle with arms alike."""
    places = peaks[:, 1] + 1j * peaks[:, 2]
    arms = places[None, :] - places[:, None]  # from the corner to another
    spans = np.abs(arms) / module
    fitting = (spans > _LEAST_SPAN) & (spans < _MOST_SPAN)
    found = []
    for corner in range(len(peaks)):
        others = np.flatnonzero(fitting[corner])
        quotient = arms[corner][others][None, :] / arms[corner][others][:, None]
        slant, unlike = np.abs(np.angle(quotient) - np.pi / 2), np.abs(np.log(np.abs(quotient)))
        for one, two in np.argwhere((slant < 0.6) & (unlike < 0.6)):
            right, below = others[one], others[two]
            score = peaks[[corner, right, below], 0].sum() - 0.4 * slant[one, two] - 0.4 * unlike[one, two]
            middle = (places[right] + places[below]) / 2
            side = (spans[corner, right] + spans[corner, below]) / 2 * module + 7 * module
            found.append((float(score), CodeWindow(middle.real / scale, middle.imag / scale, side / scale)))
    return found


def _distinct(scored: list[tuple[float, CodeWindow]], most: int) -> list[CodeWindow]:
    kept: list[CodeWindow] = []
    for _, window in scored:
        if len(kept) == most:
            break
        if all(max(abs(window.x - k.x), abs(window.y - k.y)) > 0.3 * k.side for k in kept):
            kept.append(window)
    return kept
