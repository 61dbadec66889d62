"""The card's outline guided by its code: in the code's own plane the card's sides are level, so search there.

The corners of a decoded code fix the plane of the card. Unrolled into that plane, the right, top, left and
bottom edges stand at distances that the card's size and the code's place allow; the best sum of edge evidence
over those distances is the card. Lines are then fitted, as a plane extrapolated from a code of 18 mm leans a
little at the far end of a card of 86 mm.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desk.capture.card_outline_lines import Fit, Points, crossings, fit_sides
from desk.capture.card_outline_places import CARD_HEIGHT_MM, CARD_WIDTH_MM, CodePlace
from desk.capture.card_outline_plane import (
    PER_MM,
    Evidence,
    Plane,
    edge_points,
    through,
    to_millimetres,
    unrolled,
)
from desk.ports.camera import Pixels

_STEP_MM = 0.3
_SCALES = np.arange(0.86, 1.3, 0.01)  # the card's size, when the code counts as its nominal size
_ROUNDED_MM = 4.5
_SAMPLES = 60
# how far a corner may be off: those far from the code (left) more, as its plane is known from its corners
_NEAR_LEAN_MM, _FAR_LEAN_MM = np.arange(-1.6, 1.61, 0.2), np.arange(-5.0, 5.01, 0.25)
_NEAR_MM = 0.7
_MILLIMETRE_COSTS = 0.02
_WEAKEST_WEIGHS = 1.5


def outline_by_code(small: Pixels, code: Points, place: CodePlace) -> Fit | None:
    """The card around a code's corners (TL TR BR BL); None when no four lines can be fitted.

    The corners come in the card's order, as the code stands upright on its card.
    """
    plane = unrolled(small, code, place)
    left, top, right, bottom = _searched(plane, place)
    quad = _leant(plane, np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))
    if quad is None:
        return None
    upright = edge_points(plane.upright, plane)
    level = edge_points(plane.level, plane)
    fit = fit_sides(quad, [level, upright, level, upright], _NEAR_MM)
    return None if fit is None else Fit(through(fit.quad, plane.to_picture), fit.support)


def outline_by_place(code: Points, place: CodePlace) -> Points:
    """Where the card must be from its code's place alone, when no edge shows: right to a few millimetres."""
    back = np.linalg.inv(to_millimetres(code, place))
    whole = np.array([[0, 0], [CARD_WIDTH_MM, 0], [CARD_WIDTH_MM, CARD_HEIGHT_MM], [0, CARD_HEIGHT_MM]])
    return through(whole, np.asarray(back, dtype=np.float64))


def _searched(plane: Plane, place: CodePlace) -> tuple[float, float, float, float]:
    """Left, top, right and bottom in millimetres with the most edge along the four sides together."""
    right_of = place.left + place.size + np.arange(*place.beside, _STEP_MM)
    top_of = place.top - np.arange(*place.above, _STEP_MM)
    right, top, scale = np.meshgrid(right_of, top_of, _SCALES, indexing="ij")
    left, bottom = right - CARD_WIDTH_MM * scale, top + CARD_HEIGHT_MM * scale
    round_off = _ROUNDED_MM * scale
    columns, rows = _running(plane.upright, 0), _running(plane.level, 1)

    def x(mm: Points) -> NDArray[np.intp]:
        return np.clip(((mm - plane.left) * PER_MM).astype(np.intp), 0, plane.upright.shape[1] - 1)

    def y(mm: Points) -> NDArray[np.intp]:
        return np.clip(((mm - plane.top) * PER_MM).astype(np.intp), 0, plane.upright.shape[0] - 1)

    down, up = y(bottom - round_off), y(top + round_off)
    far, near = x(right - round_off), x(left + round_off)
    held = [(columns[down, x(at)] - columns[up, x(at)]) / np.maximum(down - up, 1) for at in (left, right)]
    held += [(rows[y(at), far] - rows[y(at), near]) / np.maximum(far - near, 1) for at in (top, bottom)]
    best = int(np.argmax(np.sum(held, axis=0) + _WEAKEST_WEIGHS * np.min(held, axis=0)))
    edges = (left.flat[best], top.flat[best], right.flat[best], bottom.flat[best])
    return float(edges[0]), float(edges[1]), float(edges[2]), float(edges[3])


def _leant(plane: Plane, quad: Points) -> Points | None:
    """Each side moved at both ends to where most edge lies along it: steadier than fitting to all edges near.

    Print beside an edge draws a fit towards itself; a straight line over the whole side it is not.
    """
    lines = []
    for side in range(4):
        evidence = plane.level if side % 2 == 0 else plane.upright
        start, end = quad[side], quad[(side + 1) % 4]
        shift = np.array([0.0, 1.0]) if side % 2 == 0 else np.array([1.0, 0.0])
        ends = [_FAR_LEAN_MM if corner % 4 in (0, 3) else _NEAR_LEAN_MM for corner in (side, side + 1)]
        one, other = np.meshgrid(*ends, indexing="ij")
        share = np.linspace(0.08, 0.92, _SAMPLES)
        off = one[..., None] * (1 - share) + other[..., None] * share
        places = start + (end - start) * share[:, None] + off[..., None] * shift
        columns = np.clip((places[..., 0] - plane.left) * PER_MM, 0, evidence.shape[1] - 1).astype(np.intp)
        rows = np.clip((places[..., 1] - plane.top) * PER_MM, 0, evidence.shape[0] - 1).astype(np.intp)
        held = evidence[rows, columns].mean(axis=2) - _MILLIMETRE_COSTS * (np.abs(one) + np.abs(other))
        best = np.unravel_index(int(held.argmax()), held.shape)
        lines.append((start + one[best] * shift, end + other[best] * shift))
    return crossings([(start, (end - start) / np.linalg.norm(end - start)) for start, end in lines])


def _running(evidence: Evidence, axis: int) -> NDArray[np.float64]:
    before = [(0, 0), (0, 0)]
    before[axis] = (1, 0)
    return np.pad(np.cumsum(evidence, axis=axis, dtype=np.float64), before)
