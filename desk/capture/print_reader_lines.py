"""Where the three lines of a zone lie at a card's foot, and on which lattice their letters may stand.

ICAO 9303 part 5: thirty letters a line, 2.54 mm apart, the lines evenly spaced and their letters in columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from desk.capture.print_reader_format import CARD, CARD_WIDTH
from desk.capture.print_reader_ink import Light

Places: TypeAlias = NDArray[np.float64]

WIDTH, LETTERS = CARD_WIDTH, CARD.letters
_BLOCK = 16  # columns summed up before lines are tilted
_SLOPES = [step * 0.005 for step in range(-9, 10)]
_LINE_PITCHES = np.arange(0.06, 0.125, 0.0025)  # of the card's height
_LETTER_HEIGHT = 0.042  # of the card's height
_GAPS_WEIGH = 0.75
_LETTER_PITCHES = CARD.pitch * np.arange(0.93, 1.09, 0.0075)
_LEFT_STEP, _MARGIN = 1.5, 8
_EDGES_WEIGH = 1.5
_LATTICES = 6
_APART, _WIDER = 6.0, 8.0  # pixels at the left end, and over all, that make another lattice


@dataclass(frozen=True)
class Lines:
    """Three lines: the middle of the first at half the card's width, from line to line, and their slope."""

    first: float
    pitch: float
    slope: float


@dataclass(frozen=True)
class Lattice:
    """Where the letters of three lines may stand: the left edge of the first and their pitch, in pixels."""

    lines: Lines
    left: float
    pitch: float


def find_lines(ink: Light, card_height: int) -> Lines:
    """The likeliest three lines; there need not be any."""
    rows = np.arange(len(ink), dtype=np.float64)
    blocks = ink.reshape(len(ink), -1, _BLOCK).mean(axis=2)
    across = (np.arange(blocks.shape[1]) + 0.5) * _BLOCK - WIDTH / 2
    found = [_best_comb(_tilted(blocks, across, rows, slope), rows, card_height, slope) for slope in _SLOPES]
    return max(found, key=lambda each: each[0])[1]


def _tilted(blocks: Light, across: Places, rows: Places, slope: float) -> Places:
    """The sum of each row, were the card turned by a slope."""
    columns = [np.interp(rows + slope * x, rows, blocks[:, n]) for n, x in enumerate(across)]
    return np.asarray(np.sum(columns, axis=0))


def _best_comb(sums: Places, rows: Places, card_height: int, slope: float) -> tuple[float, Lines]:
    """Three dark bands of a letter's height with light between them."""
    band = max(3, round(card_height * _LETTER_HEIGHT))
    dark = np.convolve(sums, np.ones(band) / band, "same")
    best = -np.inf, Lines(0, 1, slope)
    for pitch in _LINE_PITCHES * card_height:
        first = np.arange(0, len(rows) - 2 * pitch - 1)
        lines = np.mean([np.interp(first + n * pitch, rows, dark) for n in range(3)], axis=0)
        gaps = np.mean([np.interp(first + (n + 0.5) * pitch, rows, sums) for n in range(-1, 3)], axis=0)
        worth = lines - _GAPS_WEIGH * gaps
        at = int(worth.argmax())
        best = max(best, (float(worth[at]), Lines(float(first[at]), float(pitch), slope)), key=lambda b: b[0])
    return best


def find_lattices(ink: Light, lines: Lines) -> list[Lattice]:
    """The likeliest few: print in the middles of cells, none at their edges."""
    sums = _column_sums(ink, lines)
    columns = np.arange(WIDTH)
    found = []
    for pitch in _LETTER_PITCHES:
        lefts = np.arange(_MARGIN, WIDTH - LETTERS * pitch - _MARGIN, _LEFT_STEP)
        edges = np.interp(lefts[:, None] + pitch * np.arange(LETTERS + 1), columns, sums).mean(axis=1)
        middles = np.interp(lefts[:, None] + pitch * (np.arange(LETTERS) + 0.5), columns, sums).mean(axis=1)
        worths = middles - _EDGES_WEIGH * edges
        found += [
            (float(w), Lattice(lines, float(x), float(pitch))) for w, x in zip(worths, lefts, strict=True)
        ]
    return _different([lattice for _, lattice in sorted(found, key=lambda each: -each[0])])


def _column_sums(ink: Light, lines: Lines) -> Light:
    """How much print each column has within the three lines, their slope undone."""
    columns = np.arange(WIDTH)
    band = np.arange(-round(lines.pitch / 3), round(lines.pitch / 3) + 1)
    middle = lines.first + lines.slope * (columns - WIDTH / 2)
    rows = np.concatenate([middle + n * lines.pitch + each for n in range(3) for each in band])
    inside = np.clip(np.rint(rows), 0, len(ink) - 1).astype(int).reshape(-1, WIDTH)
    sums = ink[inside, columns].mean(axis=0)
    return np.asarray(np.convolve(sums, (0.25, 0.5, 0.25), "same"), dtype=np.float32)


def _different(lattices: list[Lattice]) -> list[Lattice]:
    kept: list[Lattice] = []
    for one in lattices:
        if all(_is_other(one, other) for other in kept):
            kept.append(one)
        if len(kept) == _LATTICES:
            break
    return kept


def _is_other(one: Lattice, other: Lattice) -> bool:
    return abs(one.left - other.left) > _APART or abs(one.pitch - other.pitch) * LETTERS > _WIDER
