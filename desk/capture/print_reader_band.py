"""Where the two long lines of a passport's zone lie in a picture, however far away and somewhat askew.

No outline of the page is asked for: passports are held open by fingers, and covers are as dark as tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.capture.print_reader_format import PASSPORT
from desk.capture.print_reader_ink import Light, ink
from desk.capture.print_reader_lines import Lattice, Lines

_WIDTH = 960
_WIDEST_STROKE, _PRINT = 25, 0.18
_NEXT_LETTER = 15  # pixels: the next letter of a line begins within them
_PIECE = 0.12  # of the width: what is left of a line that something hides
_SHORTEST, _THICKEST, _STEEPEST = 0.28, 1 / 13, 0.45  # shares of the width and of a line's length; radians
_APART, _PARALLEL = (0.036, 0.085), 0.045  # of a line's length, 0.057 by the standard; radians
_AS_LONG, _BESIDE = 0.1, 0.06  # of a line's length
_BANDS = 2
_LINE_PITCH = 2.5 * PASSPORT.pitch  # 6.35 mm
_PRINTED = PASSPORT.letters - 0.3  # letters wide, blank rims left out
_FIRST = 60.0  # pixels from a strip's edge to the middle of its first line, and from that of the last
_LEFTS = (-0.2, 0.0, 0.2)  # letters that the first may stand beside its place


@dataclass(frozen=True)
class Line:
    """A long thin piece of print, from its left end to its right, in pixels of the picture."""

    left: NDArray[np.float64]
    right: NDArray[np.float64]
    thick: float

    @property
    def length(self) -> float:
        return float(np.linalg.norm(self.right - self.left))

    @property
    def slope(self) -> float:
        along = self.right - self.left
        return float(np.arctan2(along[1], along[0]))


@dataclass(frozen=True)
class Band:
    """Two lines, the upper one first."""

    upper: Line
    lower: Line

    @property
    def pitch(self) -> float:
        """Pixels of the picture from letter to letter."""
        return (self.upper.length + self.lower.length) / 2 / _PRINTED

    @property
    def unlike(self) -> float:
        """How far its lines are from being of one length and one thickness."""
        upper, lower = self.upper, self.lower
        return float(abs(np.log(upper.thick / lower.thick)) + abs(np.log(upper.length / lower.length)))


def find_bands(picture: Light) -> list[Band]:
    """The likeliest first: their lines are of one thickness; ``picture`` in grey."""
    lines, scale = _lines(picture, _SHORTEST), picture.shape[1] / _WIDTH
    pairs = (sorted(pair, key=lambda line: line.left[1] + line.right[1]) for pair in combinations(lines, 2))
    bands = [Band(*pair) for pair in pairs if _is_band(*pair)]
    likeliest = sorted(bands, key=lambda band: band.unlike)[:_BANDS]
    return [Band(_scaled(band.upper, scale), _scaled(band.lower, scale)) for band in likeliest]


def light_along_print(picture: Light) -> Light:
    """The picture's rows across which the longest piece of a printed line stands; none without print."""
    pieces = _lines(picture, _PIECE)
    if not pieces:
        return picture[:0]
    scale, longest = picture.shape[1] / _WIDTH, max(pieces, key=lambda line: line.length)
    tops, bottoms = min(longest.left[1], longest.right[1]), max(longest.left[1], longest.right[1])
    rows = slice(max(0, round((tops - longest.thick) * scale)), round((bottoms + longest.thick) * scale))
    return picture[rows]


def straight_strip(picture: Light, band: Band) -> Light:
    """The band laid straight, its letters as far apart as ``PASSPORT`` has them."""
    shrink = min(1.0, PASSPORT.pitch / band.pitch)
    near = picture
    if shrink < 1:  # many pixels become one: all of them count
        smaller = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        near = np.asarray(smaller, dtype=np.float32)
    edge = (PASSPORT.width - _PRINTED * PASSPORT.pitch) / 2
    low = _FIRST + _LINE_PITCH
    flat = [[edge, _FIRST], [PASSPORT.width - edge, _FIRST], [PASSPORT.width - edge, low], [edge, low]]
    seen = [band.upper.left, band.upper.right, band.lower.right, band.lower.left]
    lay = cv2.getPerspectiveTransform(np.array(seen, np.float32) * shrink, np.array(flat, np.float32))
    size = PASSPORT.width, round(low + _FIRST)
    strip = cv2.warpPerspective(near, lay, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, dtype=np.float32)


def strip_lattices() -> list[Lattice]:
    """Where the letters stand in a strip."""
    lines = Lines(_FIRST, _LINE_PITCH, 0.0)
    left = (PASSPORT.width - PASSPORT.letters * PASSPORT.pitch) / 2
    return [Lattice(lines, left + aside * PASSPORT.pitch, PASSPORT.pitch) for aside in _LEFTS]


def _lines(picture: Light, shortest: float) -> list[Line]:
    """Everything printed that is long and thin, in pixels of a picture ``_WIDTH`` wide."""
    size = _WIDTH, round(picture.shape[0] * _WIDTH / picture.shape[1])
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    dark = (ink(small, _WIDEST_STROKE) > _PRINT).astype(np.uint8)
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, _NEXT_LETTER), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [
        line
        for label in range(1, count)
        if boxes[label, cv2.CC_STAT_WIDTH] >= shortest * _WIDTH
        and (line := _line(np.argwhere(labels == label)[:, ::-1].astype(np.float32))) is not None
        and line.length >= shortest * _WIDTH
    ]


def _line(points: NDArray[np.float32]) -> Line | None:
    middle, sides, angle = cv2.minAreaRect(points)
    long, thick = max(sides), min(sides)
    turned = np.deg2rad(angle if sides[0] >= sides[1] else angle + 90)
    slope = (turned + np.pi / 2) % np.pi - np.pi / 2
    if thick > _THICKEST * long or abs(slope) > _STEEPEST:
        return None
    half = np.array([np.cos(slope), np.sin(slope)]) * long / 2
    return Line(np.array(middle) - half, np.array(middle) + half, thick)


def _is_band(upper: Line, lower: Line) -> bool:
    longer, shorter = max(upper.length, lower.length), min(upper.length, lower.length)
    if abs(upper.slope - lower.slope) > _PARALLEL or shorter < (1 - _AS_LONG) * longer:
        return False
    along = np.array([np.cos(upper.slope), np.sin(upper.slope)])
    between = (lower.left + lower.right - upper.left - upper.right) / 2
    apart, beside = float(along[0] * between[1] - along[1] * between[0]), float(along @ between)
    return _APART[0] <= apart / longer <= _APART[1] and abs(beside) <= _BESIDE * longer


def _scaled(line: Line, scale: float) -> Line:
    return Line(line.left * scale, line.right * scale, line.thick * scale)
