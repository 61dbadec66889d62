"""Long straight lines in a picture turned level, and the quads that pairs of them make."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.capture.card_outline_lines import Points
from desk.capture.thresholds import OUTLINE

Evidence = NDArray[np.float32]
Indices = NDArray[np.intp]

_LINES = 26
_UNBROKEN = 21  # pixels: shorter pieces are print
_SHORTEST_LINE = 0.12  # of the picture's width
_SLOPES = np.linspace(-0.16, 0.16, 33)  # opposite sides of a tilted card lean apart
_ROUNDED = 0.1
_APART = 40  # pixels between opposite sides
_RATIOS = (1.3, 1.95)
_BEST = 12
_WEAKEST_WEIGHS = 1.5


def long_lines(evidence: Evidence) -> Points:
    """The longest lines that are all but level: rows of (height at the left edge, slope)."""
    height, width = evidence.shape
    thick = cv2.morphologyEx(cv2.dilate(evidence, np.ones((3, 1))), cv2.MORPH_OPEN, np.ones((1, _UNBROKEN)))
    half = np.ascontiguousarray(thick[:, ::2])
    held = np.zeros((len(_SLOPES), height), np.float32)
    for number, slope in enumerate(_SLOPES):
        shear = np.array([[1, 0, 0], [-2 * slope, 1, slope * width / 2]], np.float64)
        sheared = cv2.warpAffine(half, shear, half.shape[::-1], flags=cv2.INTER_NEAREST)
        held[number] = 2 * sheared.sum(axis=1)
    lines: list[tuple[float, float]] = []
    for _ in range(_LINES):
        number, row = divmod(int(held.argmax()), height)
        if held[number, row] < _SHORTEST_LINE * width:
            break
        lines.append((row - _SLOPES[number] * width / 2, _SLOPES[number]))
        held[max(0, number - 4) : number + 5, max(0, row - 4) : row + 5] = 0
    return np.array(lines, dtype=np.float64).reshape(-1, 2)


def likely_quads(
    level: Evidence, upright: Evidence, levels: Points, uprights: Points, area: int
) -> Iterator[Points]:
    """The likeliest quads of two level and two upright lines, the best first; ``area`` is the picture's."""
    x, y = _crossings(levels, uprights)
    fours, ratio, share = _card_shaped(_fours(levels, uprights), x, y, area)
    top, bottom, left, right = fours
    across, down = _running(level, levels), _running(upright.T, uprights)
    held = [_covered(across, line, x[line, left], x[line, right]) for line in (top, bottom)]
    held += [_covered(down, line, y[top, line], y[bottom, line]) for line in (left, right)]
    score = np.sum(held, axis=0) + _WEAKEST_WEIGHS * np.min(held, axis=0) - np.abs(ratio - OUTLINE.ratio)
    score += np.sqrt(share)  # a card's print makes many small frames
    for best in np.argsort(-score)[:_BEST]:
        rows, columns = (
            [top[best]] * 2 + [bottom[best]] * 2,
            [left[best], right[best], right[best], left[best]],
        )
        yield np.stack([x[rows, columns], y[rows, columns]], axis=1)


def _crossings(levels: Points, uprights: Points) -> tuple[Points, Points]:
    """Where each level line meets each upright one: x and y, a row per level line."""
    height, slope = levels[:, None, 0], levels[:, None, 1]
    beside, lean = uprights[None, :, 0], uprights[None, :, 1]
    x = (beside + lean * height) / (1 - lean * slope)
    return x, height + slope * x


def _fours(levels: Points, uprights: Points) -> Indices:
    """Every choice of a top, a bottom, a left and a right line: four rows of indices."""
    tops, bottoms = np.nonzero(levels[:, None, 0] < levels[None, :, 0] - _APART)
    lefts, rights = np.nonzero(uprights[:, None, 0] < uprights[None, :, 0] - _APART)
    one, other = np.repeat(np.arange(len(tops)), len(lefts)), np.tile(np.arange(len(lefts)), len(tops))
    return np.stack([tops[one], bottoms[one], lefts[other], rights[other]])


def _card_shaped(fours: Indices, x: Points, y: Points, area: int) -> tuple[Indices, Points, Points]:
    """Those of a card's shape, with their ratios and their shares of the picture."""
    top, bottom, left, right = fours
    wide = (x[top, right] - x[top, left] + x[bottom, right] - x[bottom, left]) / 2
    high = (y[bottom, left] - y[top, left] + y[bottom, right] - y[top, right]) / 2
    ratio = np.maximum(wide, high) / np.maximum(np.minimum(wide, high), 1)
    share = np.maximum(wide, 0) * np.maximum(high, 0) / area
    likely = (ratio > _RATIOS[0]) & (ratio < _RATIOS[1]) & (share > OUTLINE.smallest_area)
    return fours[:, likely], ratio[likely], share[likely]


def _running(evidence: Evidence, lines: Points) -> Points:
    """Per line, how much of it has evidence up to each column."""
    thick = cv2.dilate(evidence, np.ones((3, 1)))
    columns = np.arange(evidence.shape[1])
    rows = np.rint(lines[:, :1] + lines[:, 1:] * columns).astype(int)
    there = (rows >= 0) & (rows < evidence.shape[0])
    held = thick[np.clip(rows, 0, evidence.shape[0] - 1), columns] * there
    return np.pad(np.cumsum(held, axis=1, dtype=np.float64), ((0, 0), (1, 0)))


def _covered(running: Points, line: NDArray[np.intp], start: Points, end: Points) -> Points:
    """The share of each line with evidence between two columns, its rounded ends left out."""
    off = (end - start) * _ROUNDED
    last = running.shape[1] - 1
    first = np.clip(np.rint(start + off), 0, last).astype(int)
    final = np.clip(np.rint(end - off), 0, last).astype(int)
    return np.asarray((running[line, final] - running[line, first]) / np.maximum(end - start - 2 * off, 1))
