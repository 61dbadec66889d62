"""Points on the modules every symbol of a version has in common, with what a camera would see there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.layout import layout


@dataclass(frozen=True, eq=False)
class PatternPoints:
    """Points on known modules, the blurred drawing's value there, and 1.0 for those away from finders."""

    points: Array
    values: Array
    away: Array


@cache
def pattern_points(version: int) -> dict[str, PatternPoints]:
    """By the name of a registering stage: a module's middle, much blurred; four places in it, less."""
    quarter = ((-0.25, -0.25), (0.25, 0.25), (-0.25, 0.25), (0.25, -0.25))
    return {
        "coarse": _points(version, 1.0, ((0.0, 0.0),)),
        "fine": _points(version, 0.55, quarter),
    }


def _points(version: int, blur: float, offsets: tuple[tuple[float, float], ...]) -> PatternPoints:
    known, fine = layout(version).known, 4
    tones = np.where(known < 0, 0, 1 - 2 * known).astype(np.float32)
    large: Array = np.kron(np.pad(tones, 4), np.ones((fine, fine), np.float32))
    drawn = cv2.GaussianBlur(large, (0, 0), blur * fine)
    rows, columns = np.nonzero(known >= 0)
    shifted = [np.stack([columns + 0.5 + dx, rows + 0.5 + dy], 1) for dy, dx in offsets]
    points = np.concatenate(shifted).astype(np.float64)
    x, y = np.round((points + 4) * fine - 0.5).astype(int).T
    near, far = points < 8, points > len(known) - 8
    finders = near.all(1) | (far[:, 0] & near[:, 1]) | (near[:, 0] & far[:, 1])
    return PatternPoints(points, drawn[y, x], (~finders).astype(np.float32))
