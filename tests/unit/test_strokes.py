"""A signature is a smooth line: on the pad and in the picture the same one, near to the hand's own."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from desk.ports.strokes import pieces, sampled

NUMBERS = st.floats(0, 600, allow_nan=False)
STROKES = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=30)


@given(STROKES)
def test_the_curve_begins_and_ends_where_the_pen_did(stroke: list[tuple[float, float]]) -> None:
    drawn = sampled(stroke)
    assert drawn[:1] == stroke[:1]
    assert [tuple(round(part, 6) for part in point) for point in drawn[-1:]] == [
        tuple(round(part, 6) for part in point) for point in stroke[-1:]
    ]


@given(STROKES)
def test_it_stays_within_the_hands_own_path(stroke: list[tuple[float, float]]) -> None:
    xs, ys = [x for x, _ in stroke], [y for _, y in stroke]
    assert all(min(xs) - 1e-6 <= x <= max(xs) + 1e-6 for x, _ in sampled(stroke))
    assert all(min(ys) - 1e-6 <= y <= max(ys) + 1e-6 for _, y in sampled(stroke))


def test_a_sharp_turn_of_the_pen_becomes_a_bow() -> None:
    drawn = sampled([(0, 0), (100, 0), (100, 100)])
    turns = [_turn(*three) for three in zip(drawn, drawn[1:], drawn[2:], strict=False)]
    assert max(turns) < math.radians(40)  # the pen's own turn is ninety degrees


def test_a_dot_has_no_line() -> None:
    assert pieces([(1, 1)]) == []
    assert not pieces([])
    assert not sampled([])


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    one, other = (b[0] - a[0], b[1] - a[1]), (c[0] - b[0], c[1] - b[1])
    if not any(one) or not any(other):
        return 0.0
    turn = math.atan2(other[1], other[0]) - math.atan2(one[1], one[0])
    return abs((turn + math.pi) % (2 * math.pi) - math.pi)
