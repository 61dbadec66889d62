"""The card's outline where its edges are faint or other things crowd it: four of the picture's long lines.

A card's print and edges share two directions. With the picture turned so that these are level and upright,
averaging along them brings out edges of a few grey steps, which no single point shows. Of all pairs of level
and of upright lines the four win that have a card's shape and edges along all their length.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.capture.card_outline_lines import Fit, Points, fit_sides
from desk.capture.card_outline_long import likely_quads, long_lines
from desk.capture.card_outline_shape import shape_score
from desk.ports.camera import Pixels

Evidence = NDArray[np.float32]

_DIRECTIONS = 4
_SHORTEST_SEGMENT, _LONGEST_COUNTS = 16.0, 80.0  # pixels of a picture some 640 wide
_ALONG = 31  # pixels averaged along a line
_CLEAR = 3.5  # times the noise of its surroundings makes an edge
_FAINTEST = 0.7  # grey steps a pixel, once averaged
_TOLERANCES = (6.0, 3.0)
_ALIKE, _GIVEN = 12.0, 4


def outlines_by_lines(small: Pixels) -> list[Fit]:
    """The likeliest card-shaped quads among a picture's long lines, best first, none much like another."""
    fits = [fit for angle in _directions(small) for fit in _in_direction(small, angle)]
    distinct: list[Fit] = []
    for fit in sorted(fits, key=lambda fit: -fit.support):
        if all(np.abs(fit.quad - other.quad).max() > _ALIKE for other in distinct):
            distinct.append(fit)
    return distinct[:_GIVEN]


def _directions(small: Pixels) -> Iterator[float]:
    """The angles, in degrees from -45 to 45, that most straight pieces of the picture share."""
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), 1)
    found: Points | None = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(grey)[0]  # type: ignore[assignment]
    if found is None:
        return
    way = found[:, 0, 2:] - found[:, 0, :2]
    length = np.hypot(way[:, 0], way[:, 1])
    long = length > _SHORTEST_SEGMENT
    angle = (np.degrees(np.arctan2(way[long, 1], way[long, 0])) + 45) % 90
    votes = np.bincount(
        np.minimum(angle, 89.9).astype(int), weights=np.minimum(length[long], _LONGEST_COUNTS), minlength=90
    )
    for _ in range(_DIRECTIONS):
        near = np.convolve(np.concatenate([votes[-2:], votes, votes[:2]]), [0.3, 0.8, 1, 0.8, 0.3], "valid")
        best = int(near.argmax())
        if near[best] <= 0:
            return
        yield best + 0.5 - 45
        votes[np.arange(best - 7, best + 8) % 90] = 0


def _in_direction(small: Pixels, angle: float) -> Iterator[Fit]:
    turned, turn = _turned(small, angle)
    level, upright = _evidence(turned)
    levels, uprights = long_lines(level), long_lines(upright.T)
    if min(len(levels), len(uprights)) < 2:
        return
    edges = [np.argwhere(evidence > 0)[:, ::-1].astype(np.float64) for evidence in (level, upright)]
    back = cv2.invertAffineTransform(turn).astype(np.float64)
    size = small.shape[1], small.shape[0]
    for quad in likely_quads(level, upright, levels, uprights, size[0] * size[1]):
        fit = _moved_onto(quad, edges, back)
        likeness = 0.0 if fit is None else shape_score(fit.quad, size)
        if fit is not None and likeness > 0:
            yield Fit(fit.quad, fit.support * likeness)


def _turned(small: Pixels, angle: float) -> tuple[Pixels, NDArray[np.float64]]:
    height, width = small.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = int(height * sin + width * cos), int(height * cos + width * sin)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    lifted = np.maximum(small, 1)  # black is kept for what lies outside
    return np.asarray(cv2.warpAffine(lifted, turn, size), dtype=np.uint8), np.asarray(turn)


def _evidence(turned: Pixels) -> tuple[Evidence, Evidence]:
    """Where level and upright edges run: 1 on the ridge of an edge that stands out of its noise, else 0."""
    level = np.zeros(turned.shape[:2], np.float32)
    upright = np.zeros(turned.shape[:2], np.float32)
    for plane in cv2.split(cv2.cvtColor(turned, cv2.COLOR_BGR2LAB)):
        smooth = plane.astype(np.float32)
        np.maximum(level, _ridges(cv2.blur(smooth, (_ALONG, 1))), out=level)
        np.maximum(upright, _ridges(cv2.blur(smooth, (1, _ALONG)).T).T, out=upright)
    whole = cv2.erode(turned.max(axis=2), np.ones((9, 9), np.uint8)) > 0
    return level * whole, upright * whole


def _ridges(averaged: NDArray[Any]) -> Evidence:
    steep = np.abs(cv2.Sobel(averaged, cv2.CV_32F, 0, 1, ksize=3)) / 8
    noise = cv2.blur(np.minimum(steep, 6), (61, 61))
    ridge = (steep >= np.roll(steep, 1, axis=0)) & (steep >= np.roll(steep, -1, axis=0))
    return np.asarray(ridge & (steep > _FAINTEST) & (steep > _CLEAR / 2 * noise), dtype=np.float32)


def _moved_onto(quad: Points, edges: list[Points], back: Points) -> Fit | None:
    support = 0.0
    for tolerance in _TOLERANCES:
        fit = fit_sides(quad, [*edges, *edges], tolerance)
        if fit is None:
            return None
        quad, support = fit.quad, fit.support
    return Fit(np.asarray(quad @ back[:, :2].T + back[:, 2]), support)
