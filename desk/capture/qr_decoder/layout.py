"""Where everything stands in a symbol: function patterns, format, data modules in reading order, masks.

Clauses 6.3 (function patterns), 7.7.3 (placement), 7.8.2 (masks), 7.9.1 (format),
7.10 (version). Rows and columns count from the upper left; dark is 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.tables import (
    FORMAT_BITS,
    alignment_centres,
    format_bits,
    symbol_size,
    version_word,
)

_TIMING = 6  # row and column of the timing patterns


@dataclass(frozen=True, eq=False)
class Layout:
    """One version's map.

    ``known`` (n, n): 1 dark, 0 light, -1 where the message decides. ``order`` (k, 2): row and column of the
    data modules as they are read. ``formats``: the two places of the format word, (15, 2) each, least
    significant bit first.
    """

    known: Array
    order: Array
    formats: tuple[Array, Array]


@cache
def layout(version: int) -> Layout:
    size = symbol_size(version)
    known = np.full((size, size), -1, np.int8)
    _draw_finders(known)
    _draw_timing(known)
    _draw_alignment(known, alignment_centres(version))
    if version >= 7:
        _draw_version(known, version)
    known[size - 8, 8] = 1  # the module that is always dark (7.9.1)
    taken = (known >= 0) | _format_area(size)
    return Layout(known, np.array(list(_data_modules(~taken))), _format_places(size))


def _draw_finders(known: Array) -> None:
    """The three finder patterns and their separators (6.3.3, 6.3.4)."""
    size = len(known)
    finder = np.zeros((9, 9), np.int8)
    finder[1:8, 1:8], finder[2:7, 2:7], finder[3:6, 3:6] = 1, 0, 1
    known[:8, :8] = finder[1:, 1:]
    known[:8, size - 8 :] = finder[1:, :8]
    known[size - 8 :, :8] = finder[:8, 1:]


def _draw_timing(known: Array) -> None:
    between = slice(8, len(known) - 8)
    dark_first = (np.arange(len(known)) + 1) % 2
    known[_TIMING, between] = known[between, _TIMING] = dark_first[between]


def _draw_alignment(known: Array, centres: tuple[int, ...]) -> None:
    pattern = np.ones((5, 5), np.int8)
    pattern[1:4, 1:4], pattern[2, 2] = 0, 1
    last = len(known) - 7
    for row, column in product(centres, centres):
        if (row, column) not in ((_TIMING, _TIMING), (_TIMING, last), (last, _TIMING)):
            known[row - 2 : row + 3, column - 2 : column + 3] = pattern


def _draw_version(known: Array, version: int) -> None:
    word, edge = version_word(version), len(known) - 11
    for bit in range(18):
        long, short = bit // 3, edge + bit % 3
        known[long, short] = known[short, long] = word >> bit & 1


def _format_area(size: int) -> Array:
    area = np.zeros((size, size), bool)
    area[8, :9] = area[:9, 8] = area[8, size - 8 :] = area[size - 7 :, 8] = True
    return area


def _format_places(size: int) -> tuple[Array, Array]:
    beside = [(row, 8) for row in range(6)] + [(7, 8), (8, 8), (8, 7)]
    beside += [(8, 14 - bit) for bit in range(9, FORMAT_BITS)]
    split = [(8, size - 1 - bit) for bit in range(8)]
    split += [(size - FORMAT_BITS + bit, 8) for bit in range(8, FORMAT_BITS)]
    return np.array(beside), np.array(split)


def _data_modules(free: Array) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turn, past the timing column (7.7.3)."""
    size, upwards = len(free), True
    rights = [right if right > _TIMING else right - 1 for right in range(size - 1, 0, -2)]
    for right in rights:
        for row in range(size - 1, -1, -1) if upwards else range(size):
            yield from ((row, column) for column in (right, right - 1) if free[row, column])
        upwards = not upwards


@cache
def masked(version: int, mask: int) -> Array:
    """(n, n) of bool: the modules a data mask turns over (7.8.2 table 10)."""
    i, j = np.mgrid[0 : symbol_size(version), 0 : symbol_size(version)]
    conditions = (
        (i + j) % 2,
        i % 2,
        j % 3,
        (i + j) % 3,
        (i // 2 + j // 3) % 2,
        i * j % 2 + i * j % 3,
        (i * j % 2 + i * j % 3) % 2,
        ((i + j) % 2 + i * j % 3) % 2,
    )
    return np.asarray(conditions[mask] == 0)


def known_signs(version: int, format_word: int | None = None) -> Array:
    """(n * n,) float32: +1 light, -1 dark, 0 unknown; with a format word its modules are known, too."""
    plan = layout(version)
    signs = np.where(plan.known < 0, 0, 1 - 2 * plan.known).astype(np.float32)
    if format_word is not None:
        for places in plan.formats:
            signs[places[:, 0], places[:, 1]] = -format_bits()[format_word]
    return signs.ravel()
