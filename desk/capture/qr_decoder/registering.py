"""All function patterns of a symbol fitted to the picture at once, to a fraction of a pixel.

Gauss-Newton over a homography and, at the end, a slight quadratic bend (a card is seldom quite flat); what
does not agree is weighed down. Where clause 12 takes a module's place from three finders and one alignment
pattern, here a few hundred known modules have a say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.layout import layout
from desk.capture.qr_decoder.patch import Layer, Patch, mapped
from desk.capture.qr_decoder.tables import symbol_size

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
class _KnownPoints:
    """Points on known modules, the blurred drawing's value there, and 1.0 for those away from finders."""

    points: Array
    values: Array
    away: Array


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


def pose_from(homography: Array, version: int) -> Pose:
    return Pose(homography / homography[2, 2], symbol_size(version), np.zeros(6))


def bend_shape(points: Array, size: int) -> Array:
    """(k, 3): the quadratic forms a bend is made of."""
    x, y = (points / size * 2 - 1).T
    return np.stack([x * x - 0.33, x * y, y * y - 0.33], 1)


def register(patch: Patch, pose: Pose, version: int, stage: Stage, *, bending: bool = False) -> Fit:
    """The pose made better step by step until it stands still."""
    layer, known, before = patch.layer(stage.blur), _known_points(version)[stage.name], -2.0
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


@cache
def _known_points(version: int) -> dict[str, _KnownPoints]:
    quarter = ((-0.25, -0.25), (0.25, 0.25), (-0.25, 0.25), (0.25, -0.25))
    return {
        "coarse": _points(version, 1.0, ((0.0, 0.0),)),
        "fine": _points(version, 0.55, quarter),
    }


def _points(version: int, blur: float, offsets: tuple[tuple[float, float], ...]) -> _KnownPoints:
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
    return _KnownPoints(points, drawn[y, x], (~finders).astype(np.float32))


def _look(patch: Patch, layer: Layer, known: _KnownPoints, pose: Pose) -> _Look | None:
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
