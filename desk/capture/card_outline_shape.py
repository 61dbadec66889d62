"""How like a card a quad is: its size, and the ratio of the rectangle behind the perspective."""

from __future__ import annotations

import cv2
import numpy as np

from desk.capture.card_outline_lines import Points, side_lengths
from desk.capture.thresholds import OUTLINE

_FOCAL = 1.1  # of the picture's longer side: between laptops (0.9) and telephones (1.4)


def shape_score(quad: Points, size: tuple[int, int]) -> float:
    """0 (no card would look like this) to 1, for a quad in a picture of so many pixels (width, height)."""
    area = float(cv2.contourArea(quad.astype(np.float32))) / (size[0] * size[1])
    if not OUTLINE.smallest_area < area < OUTLINE.largest_area:
        return 0.0
    if not cv2.isContourConvex(quad.astype(np.float32)):
        return 0.0
    sides = side_lengths(quad)
    if max(sides[0] / sides[2], sides[2] / sides[0], sides[1] / sides[3], sides[3] / sides[1]) > OUTLINE.skew:
        return 0.0
    ratio = rectangle_ratio(quad, size)
    if not OUTLINE.lowest_ratio < ratio < OUTLINE.highest_ratio:
        return 0.0
    likeness = float(np.exp(-(((ratio - OUTLINE.ratio) / OUTLINE.ratio_spread) ** 2)))
    return likeness * (0.5 + min(area * 2, 0.5))


def rectangle_ratio(quad: Points, size: tuple[int, int]) -> float:
    """Long to short side of the rectangle that looks like this quad through an ordinary lens.

    The first two columns of the homography, without the lens, are the rectangle's sides (Zhang, *A flexible
    new technique for camera calibration*, 2000, section 2.3).
    """
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    seen = cv2.getPerspectiveTransform(unit, (quad - np.array(size) / 2).astype(np.float32))
    lens = np.array([_FOCAL * max(size), _FOCAL * max(size), 1.0])
    sides = np.linalg.norm(seen[:, :2] / lens[:, None], axis=0)
    return float(max(sides) / max(min(sides), 1e-9))
