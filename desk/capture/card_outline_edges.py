"""The card's outline from its own edges alone: contours, and which of them has a card's shape.

Three things can show where a card ends: its lightness, its colour, and the dark line between it and the
table. Each gives candidates; a candidate is moved onto the edges near it and judged by how well they hold it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.capture.card_outline_lines import Fit, Points, fit_sides
from desk.capture.card_outline_shape import shape_score
from desk.capture.thresholds import OUTLINE
from desk.ports.camera import Pixels

Mask = NDArray[np.uint8]

_LARGEST_CONTOURS = 6
_SAME_QUAD_PIXELS = 4
_TOLERANCES = (14, 6)  # pixels, first far then near
_EDGE_PERCENTILE, _WEAKEST_EDGE = 93, 30.0


def outline_by_edges(small: Pixels, around: Points | None = None) -> Fit | None:
    """The best card-shaped quad of a picture some 640 pixels wide; None when there is none.

    With ``around`` (a code's corners) only outlines that hold all of it are looked at.
    """
    edges = _edge_maps(small)
    together = edges[0] | edges[1] | edges[2]
    points = np.argwhere(together > 0)[:, ::-1].astype(np.float64)
    size = small.shape[1], small.shape[0]
    best: Fit | None = None
    tried: list[Points] = []
    for candidate in _candidates([*edges, together], small):
        if not _new(candidate, tried) or shape_score(candidate, size) == 0 or not _holds(candidate, around):
            continue
        tried.append(candidate)
        fit = _moved_onto(candidate, points, size)
        if fit is not None and _holds(fit.quad, around) and (best is None or fit.support > best.support):
            best = fit
    return best


def _edge_maps(small: Pixels) -> list[Mask]:
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    planes = ((cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), 5), (lab[..., 1], 7), (lab[..., 2], 7))
    maps = []
    for plane, median in planes:
        smooth = cv2.GaussianBlur(cv2.medianBlur(plane, median), (0, 0), 1.2)
        across, down = cv2.Sobel(smooth, cv2.CV_16S, 1, 0), cv2.Sobel(smooth, cv2.CV_16S, 0, 1)
        strength = np.abs(across.astype(np.int32)) + np.abs(down.astype(np.int32))
        high = max(_WEAKEST_EDGE, float(np.percentile(strength, _EDGE_PERCENTILE)))
        maps.append(np.asarray(cv2.Canny(across, down, high * 0.45, high), dtype=np.uint8))
    return maps


def _candidates(edges: list[Mask], small: Pixels) -> Iterator[Points]:
    for mask in _masks(edges, small):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:_LARGEST_CONTOURS]:
            hull = cv2.convexHull(contour)
            if cv2.contourArea(hull) < OUTLINE.smallest_area * mask.size:
                continue
            four = _four_cornered(hull)
            if four is not None:
                yield _round(four)
            yield _round(cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float64))


def _masks(edges: list[Mask], small: Pixels) -> Iterator[Mask]:
    for edge in edges:
        yield np.asarray(cv2.dilate(edge, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    for plane in cv2.split(cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 3), cv2.COLOR_BGR2LAB)):
        _, parted = cv2.threshold(plane, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        yield np.asarray(parted, dtype=np.uint8)
        yield np.asarray(255 - parted, dtype=np.uint8)


def _four_cornered(hull: NDArray[Any]) -> Points | None:
    around = cv2.arcLength(hull, True)
    for slack in np.arange(0.02, 0.11, 0.01):
        corners = cv2.approxPolyDP(hull, slack * around, True)
        if len(corners) <= 4:
            return corners[:, 0].astype(np.float64) if len(corners) == 4 else None
    return None


def _round(quad: Points) -> Points:
    """The corners in one sense of turning: clockwise as seen, from the upper left half."""
    middle = quad - quad.mean(axis=0)
    return np.asarray(quad[np.argsort(np.arctan2(middle[:, 1], middle[:, 0]))])


def _new(quad: Points, tried: list[Points]) -> bool:
    return all(np.abs(quad - other).max() >= _SAME_QUAD_PIXELS for other in tried)


def _holds(quad: Points, around: Points | None) -> bool:
    if around is None:
        return True
    contour = quad.astype(np.float32)
    return all(cv2.pointPolygonTest(contour, (float(x), float(y)), False) >= 0 for x, y in around)


def _moved_onto(quad: Points, points: Points, size: tuple[int, int]) -> Fit | None:
    support = 0.0
    for tolerance in _TOLERANCES:
        fit = fit_sides(quad, [points] * 4, tolerance)
        if fit is None or shape_score(fit.quad, size) == 0:
            return None
        quad, support = fit.quad, fit.support
    return Fit(quad, support * shape_score(quad, size))
