"""Which corner of a quad is the upper left of the card that lies there."""

from __future__ import annotations

import numpy as np

from desk.capture.card_outline_lines import Points, side_lengths


def as_held(quad: Points) -> Points:
    """A long side first: the upper one as the picture shows it."""
    sides = side_lengths(quad)
    long_first = quad if sides[0] + sides[2] >= sides[1] + sides[3] else np.roll(quad, -1, axis=0)
    upper = long_first[:2].mean(axis=0)[1] <= long_first[2:].mean(axis=0)[1]
    return long_first if upper else np.roll(long_first, -2, axis=0)


def as_code_stands(quad: Points, code: Points) -> Points:
    """The corners in the order of the code's: a card's code stands as its card does."""
    way = code[1] - code[0]
    turns = [np.roll(quad, -turn, axis=0) for turn in range(4)]
    return max(
        turns, key=lambda turn: float(np.dot(turn[1] - turn[0], way) / np.linalg.norm(turn[1] - turn[0]))
    )
