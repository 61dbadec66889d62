"""All function patterns of a symbol fitted to the picture at once, to a fraction of a pixel.

Gauss-Newton over a homography and, at the end, a slight quadratic bend (a card is seldom quite flat); what
does not agree is weighed down. Where clause 12 takes a module's place from three finders and one alignment
pattern, here a few hundred known modules have a say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.patch import Layer, Patch, mapped
from desk.capture.qr_decoder.pattern_points import PatternPoints, pattern_points
from desk.capture.qr_decoder.pose import Pose, bend_shape

_LEAST_POINTS = 60
_STILL = 3e-4  # a gain of correlation that is none


@dataclass(frozen=True)
class Stage:
    """How far apart picture and pattern may be: ``blur`` in modules of the picture, ``steps`` at most."""

    name: str
    blur: float
    steps: int


COARSE = Stage("coarse", 0.8, 5)
FINE = Stage("fine", 0.35, 4)
FINAL = Stage("fine", 0.35, 9)


@dataclass(frozen=True, eq=False)
class Fit:
    """A pose and how well it fits: correlation over all patterns, and away from the finders; -1 for none."""

    pose: Pose
    version: int
    correlation: float
    away: float

    @property
    def together(self) -> float:
        return self.correlation + self.away


@dataclass(frozen=True, eq=False)
class _Look:
    """What one pose sees: bent points, their places in the patch, weights, residuals, slopes' factor."""

    bent: Array
    places: Array
    seen: Array
    weights: Array
    residuals: Array
    gain: float
    correlation: float


def register(patch: Patch, pose: Pose, version: int, stage: Stage, *, bending: bool = False) -> Fit:
    """The pose made better step by step until it stands still."""
    layer, known, before = patch.layer(stage.blur), pattern_points(version)[stage.name], -2.0
    look = _look(patch, layer, known, pose)
    for step in range(1, stage.steps):
        if look is None or look.gain <= 0.02 or (step > 4 and abs(look.correlation - before) < _STILL):
            break
        before = look.correlation
        pose = _stepped(pose, look, layer, bending=bending and step > 2)
        look = _look(patch, layer, known, pose)
    if look is None:
        return Fit(pose, version, -1.0, -1.0)
    away = _correlation(look.seen, known.values, look.weights * known.away)
    return Fit(pose, version, look.correlation, away)


def _look(patch: Patch, layer: Layer, known: PatternPoints, pose: Pose) -> _Look | None:
    bent = pose.bent(known.points)
    places = mapped(pose.homography, bent)
    weights = patch.holds(places)
    count = float(weights.sum())
    if count < _LEAST_POINTS:
        return None
    seen = at(layer.values, places)
    drawn = (known.values - (known.values * weights).sum() / count) * weights
    found = (seen - (seen * weights).sum() / count) * weights
    power = float(drawn @ drawn)
    gain = float(drawn @ found) / power
    correlation = float(drawn @ found / np.sqrt(power * float(found @ found) + 1e-9))
    return _Look(bent, places, seen, weights, found - gain * drawn, gain, correlation)


def _stepped(pose: Pose, look: _Look, layer: Layer, *, bending: bool) -> Pose:
    spread = 2.5 * float(np.sqrt(look.residuals @ look.residuals / look.weights.sum())) + 1e-3
    robust = look.weights / (1 + (look.residuals / spread) ** 2)
    slopes = _slopes(pose, look, layer, bending=bending)
    sizes = np.sqrt((slopes * slopes).sum(0)) + 1e-9
    slopes = slopes / sizes
    damping = np.full(len(sizes), 1e-3)
    damping[8:] = 0.05
    normal = slopes.T @ (slopes * robust[:, None]) + np.diag(damping)
    step = -np.linalg.solve(normal, slopes.T @ (robust * look.residuals)) / sizes
    homography = pose.homography + np.append(step[:8], 0).reshape(3, 3)
    moved = replace(pose, homography=homography / homography[2, 2])
    return replace(moved, bend=pose.bend + step[8:]) if bending else moved


def _slopes(pose: Pose, look: _Look, layer: Layer, *, bending: bool) -> Array:
    """(k, 8 or 14): how each value changes with each number of the pose."""
    h, (x, y) = pose.homography, look.bent.T
    u, v = look.places.T
    depth = 1 / (look.bent @ h[2, :2] + h[2, 2])
    across, down = at(layer.across, look.places), at(layer.down, look.places)
    du, dv, dw = across * depth, down * depth, -(across * u + down * v) * depth
    columns = [du * x, du * y, du, dv * x, dv * y, dv, dw * x, dw * y]
    if bending:
        dx = du * (h[0, 0] - u * h[2, 0]) + dv * (h[1, 0] - v * h[2, 0])
        dy = du * (h[0, 1] - u * h[2, 1]) + dv * (h[1, 1] - v * h[2, 1])
        shape = bend_shape(look.bent, pose.size).T
        columns += [form * slope for slope in (dx, dy) for form in shape]
    return np.stack(columns, 1)


def at(picture: Array, places: Array) -> Array:
    """The picture's values at places (k, 2), between pixels by proportion."""
    x, y = places.T.astype(np.float32)
    return np.asarray(cv2.remap(picture, x[None], y[None], cv2.INTER_LINEAR)[0])


def _correlation(one: Array, other: Array, weights: Array) -> float:
    total = weights.sum() + 1e-6
    one, other = ((side - (side * weights).sum() / total) * weights for side in (one, other))
    return float(one @ other / np.sqrt(float(one @ one) * float(other @ other) + 1e-9))
