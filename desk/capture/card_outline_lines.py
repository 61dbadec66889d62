"""Four straight sides fitted to edge points, and the corners where they meet.

The corners are those of the lines, not of the card: cards are rounded there (ISO/IEC 7810, radius 3.18 mm).
Points and quads are (x, y) rows in whatever plane the caller works in; a quad goes round, side ``n`` from
corner ``n`` to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]

_ROUNDED = 0.09  # of a side at either end, where a card's corner is not yet straight
_FEWEST_POINTS = 12
_STRETCHES = 40  # a side is held when its points lie all along it, not in one heap
_FLATTEST_CROSSING = 0.2  # sine of the smallest angle two neighbouring sides may make
_WEAKEST_WEIGHS = 0.4


@dataclass(frozen=True)
class Fit:
    """A quad with its support: 0 (no side has an edge) to 1 (edges all along all four)."""

    quad: Points
    support: float


def fit_sides(quad: Points, edges: Sequence[Points], tolerance: float) -> Fit | None:
    """The quad moved onto the edge points near it; None when that leaves no quadrilateral.

    ``edges`` holds the points each of the four sides may use; ``tolerance`` is how far from its side a point
    may lie. A side without enough points stays where it was.
    """
    lines: list[tuple[Points, Points]] = []
    support: list[float] = []
    for side, points in enumerate(edges):
        start, end = quad[side], quad[(side + 1) % 4]
        length = float(np.linalg.norm(end - start))
        if length <= 0:
            return None
        line, held = _fit_side(points, start, (end - start) / length, length, tolerance)
        lines.append(line)
        support.append(held)
    corners = crossings(lines)
    if corners is None:
        return None
    mean = sum(support) / len(support)
    return Fit(corners, min(1.0, (1 - _WEAKEST_WEIGHS) * mean + _WEAKEST_WEIGHS * min(support)))


def _fit_side(
    points: Points, start: Points, way: Points, length: float, tolerance: float
) -> tuple[tuple[Points, Points], float]:
    across = np.array([-way[1], way[0]])
    along = (points - start) @ way
    near = (along > _ROUNDED * length) & (along < (1 - _ROUNDED) * length)
    near &= np.abs((points - start) @ across) < tolerance
    if np.count_nonzero(near) < _FEWEST_POINTS:
        return (start, way), 0.0
    fitted = cv2.fitLine(points[near].astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    stretches = np.unique((along[near] / length * _STRETCHES).astype(int)).size
    line = fitted[2:].astype(np.float64), fitted[:2].astype(np.float64)
    return line, min(1.0, stretches / (_STRETCHES * (1 - 2 * _ROUNDED)))


def crossings(lines: Sequence[tuple[Points, Points]]) -> Points | None:
    """The corners between each side and the one before, from a point and a way each; None when none is."""
    corners = []
    for side in range(4):
        (start, way), (other, other_way) = lines[side - 1], lines[side]
        both = np.array([[way[0], -other_way[0]], [way[1], -other_way[1]]])
        if abs(np.linalg.det(both)) < _FLATTEST_CROSSING:
            return None
        corners.append(start + np.linalg.solve(both, other - start)[0] * way)
    found = np.array(corners)
    return found if np.isfinite(found).all() else None


def side_lengths(quad: Points) -> Points:
    """The lengths of the four sides."""
    return np.asarray(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1))
