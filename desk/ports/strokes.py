"""A drawn stroke as a smooth curve: what the pad shows and what is filed are the same line.

A pen tells some fifty points a second. Between the middles of neighbouring ones a parabola runs that has each
point as its control: the curve has no corners and never leaves the hand's own path by more than half a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
Stroke = Sequence[Point]
Piece = tuple[Point, Point]
"""A control point and where the piece ends; it begins where the one before ended."""


def pieces(stroke: Stroke) -> list[Piece]:
    """The curve through a stroke after its first point; empty for a dot."""
    inner = [(here, _middle(here, after)) for here, after in pairwise(stroke[1:])]
    return [*inner, (stroke[-1], stroke[-1])] if len(stroke) > 1 else []


def sampled(stroke: Stroke, steps: int = 8) -> list[Point]:
    """The same curve as points, for what can draw nothing but lines."""
    if not stroke:
        return []
    points, begin = [stroke[0]], stroke[0]
    for control, end in pieces(stroke):
        points += [_on(begin, control, end, step / steps) for step in range(1, steps + 1)]
        begin = end
    return points


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _on(begin: Point, control: Point, end: Point, share: float) -> Point:
    rest = 1 - share
    x, y = (
        rest * rest * a + 2 * rest * share * b + share * share * c
        for a, b, c in zip(begin, control, end, strict=True)
    )
    return x, y
