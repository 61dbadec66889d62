"""Blur undone by a linear filter learnt on this picture: on its known modules, then on its own decisions.

A symbol of version 7 has some five hundred modules whose tone is fixed (6.3); they teach a filter over the
samples round a module what dark and light look like here. Soft values are +1 light, -1 dark;
log-likelihood ratios positive for light.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.sampling import SampleGrid

MOST_RATIO = 40.0
_NOISE_WINDOW = (7, 7)  # modules


@dataclass(frozen=True, eq=False)
class Equalised:
    """Both (n, n): ``ratios`` are log-likelihoods, ``soft`` the same in units of a module's amplitude."""

    ratios: Array
    soft: Array

    @property
    def error_rate(self) -> float:
        """The share of modules expected to be wrong."""
        return error_rate(self.ratios)


@dataclass(frozen=True, eq=False)
class Labels:
    """What is known of a symbol's modules (n * n,): +1, -1 or 0. ``fixed`` by the standard, ``solved`` from
    blocks that have decoded."""

    fixed: Array
    solved: Array

    @property
    def all(self) -> Array:
        return np.where(self.solved != 0, self.solved, self.fixed)


def error_rate(ratios: Array) -> float:
    return float(np.mean(1 / (1 + np.exp(np.abs(ratios)))))


def equalise(grid: SampleGrid, labels: Labels, before: Array | None, radius: int, ridge: float) -> Equalised:
    """One pass; ``before`` are the soft values of the last one, ``radius`` in samples."""
    values, certainty, amplitude = _filtered(grid, labels, before, radius, ridge)
    total, power = grid.inside * values * certainty, grid.inside * certainty * amplitude
    ratios = np.clip(2 * total, -MOST_RATIO, MOST_RATIO).reshape(grid.size, grid.size)
    return Equalised(ratios, (total / np.maximum(power, 1e-6)).reshape(grid.size, grid.size))


def _filtered(
    grid: SampleGrid, labels: Labels, before: Array | None, radius: int, ridge: float
) -> tuple[Array, Array, float]:
    """The filter's output (n * n,), how much each value counts, and the output's amplitude."""
    targets, weights = _lesson(grid, labels, before)
    features = grid.features(radius)
    values = features @ _learnt(features, targets, weights, _sharpening(radius), ridge)
    taught = labels.fixed if before is None else labels.all
    known = (taught != 0) & (grid.inside > 0)
    amplitude = max(float((values[known] * targets[known]).mean()), 0.05)
    noise = float(((values[known] - amplitude * targets[known]) ** 2).mean()) + 0.01
    unsteady = _local((np.abs(values) - amplitude) ** 2, grid.size)
    return values, amplitude / (noise * np.clip(unsteady, 0.3, 6)), amplitude


def _lesson(grid: SampleGrid, labels: Labels, before: Array | None) -> tuple[Array, Array]:
    """Targets and weights: what is known counts fully, the last pass's decisions by their sureness."""
    if before is None:
        return labels.fixed, (labels.fixed != 0) * grid.inside
    guesses, known = before.ravel(), labels.all
    sureness = 0.6 * np.minimum(np.abs(guesses), 1.0) ** 2
    targets = np.where(known != 0, known, np.sign(guesses)).astype(np.float32)
    return targets, np.where(known != 0, 1.0, sureness).astype(np.float32) * grid.inside


def _learnt(features: Array, targets: Array, weights: Array, prior: Array, ridge: float) -> Array:
    """Weighted least squares, held to the prior filter by ``ridge``."""
    used = weights > 0
    chosen, scale = features[used], weights[used]
    weighted = chosen * scale[:, None]
    normal = weighted.T @ chosen
    wanted = weighted.T @ (targets[used] - chosen @ prior)
    normal.flat[:: len(prior) + 1] += ridge * np.trace(normal) / len(prior)
    return np.asarray(prior + np.linalg.solve(normal, wanted))


@cache
def _sharpening(radius: int) -> Array:
    """The filter to begin with: a narrow bell less a wide one."""
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1] / 2
    distance = x**2 + y**2
    bells = np.exp(-distance / (2 * 0.35**2)) - 0.35 * np.exp(-distance / (2 * 0.9**2))
    return np.asarray((bells / np.abs(bells).sum() * 1.6).ravel().astype(np.float32))


def _local(squares: Array, size: int) -> Array:
    """Local means against the whole's mean, (n * n,)."""
    mean = cv2.blur(squares.reshape(size, size), _NOISE_WINDOW, borderType=cv2.BORDER_REFLECT).ravel()
    return np.asarray(mean / (mean.mean() + 1e-6))
