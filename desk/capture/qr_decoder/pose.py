"""Where a symbol lies in a patch: module coordinates to patch pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.patch import mapped
from desk.capture.qr_decoder.tables import symbol_size


@dataclass(frozen=True, eq=False)
class Pose:
    """Module coordinates (x right, y down, 0 to size) to patch pixels: a bend, then a homography."""

    homography: Array
    size: int
    bend: Array

    def bent(self, points: Array) -> Array:
        if not self.bend.any():
            return points
        shape = bend_shape(points, self.size)
        return np.asarray(points + np.stack([shape @ self.bend[:3], shape @ self.bend[3:]], 1))

    def placed(self, points: Array) -> Array:
        return mapped(self.homography, self.bent(points))


def pose_from(homography: Array, version: int) -> Pose:
    return Pose(homography / homography[2, 2], symbol_size(version), np.zeros(6))


def bend_shape(points: Array, size: int) -> Array:
    """(k, 3): the quadratic forms a bend is made of."""
    x, y = (points / size * 2 - 1).T
    return np.stack([x * x - 0.33, x * y, y * y - 0.33], 1)
