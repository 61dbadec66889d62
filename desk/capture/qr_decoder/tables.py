"""What ISO/IEC 18004 fixes in tables: error correction by version, and the two kinds of BCH word.

Clause 7.5.1 table 9 (blocks and codewords), 7.9 with annex C (format), 7.10 with annex D (version), annex E
(alignment patterns).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import numpy as np

from desk.capture.qr_decoder import Array

LEAST_VERSION, MOST_VERSION = 1, 40
FORMAT_BITS = 15


class Level(StrEnum):
    """Error correction level."""

    L = "l"
    M = "m"
    Q = "q"
    H = "h"


# parity codewords of one block, by version
_PARITY = {
    Level.L: "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28" + " 30" * 14,
    Level.M: "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26" + " 28" * 19,
    Level.Q: "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 28 30 30 30 30 28" + " 30" * 14,
    Level.H: "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 30 24" + " 30" * 18,
}
_BLOCKS = {
    Level.L: "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22"
    " 24 25",
    Level.M: "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40"
    " 43 45 47 49",
    Level.Q: "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43 45 48 51 53"
    " 56 59 62 65 68",
    Level.H: "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 25 34 30 32 35 37 40 42 45 48 51 54 57 60 63"
    " 66 70 74 77 81",
}
_LEVEL_OF_BITS = {0b01: Level.L, 0b00: Level.M, 0b11: Level.Q, 0b10: Level.H}
_FORMAT_GENERATOR, _FORMAT_MASK = 0x537, 0x5412
_VERSION_GENERATOR = 0x1F25


def symbol_size(version: int) -> int:
    """Modules along a side (clause 6.3.1)."""
    return 17 + 4 * version


def parity_codewords(version: int, level: Level) -> int:
    """Error correction codewords of each block."""
    return int(_PARITY[level].split()[version - 1])


def block_count(version: int, level: Level) -> int:
    return int(_BLOCKS[level].split()[version - 1])


def alignment_centres(version: int) -> tuple[int, ...]:
    """Rows, and columns, of the alignment patterns' centres (annex E)."""
    if version == 1:
        return ()
    gaps = version // 7 + 1
    # even steps counted from the far side; version 32 is the one exception of the table
    step = 26 if version == 32 else -(-(symbol_size(version) - 13) // (gaps * 2)) * 2
    return (6, *sorted(symbol_size(version) - 7 - step * back for back in range(gaps)))


def version_word(version: int) -> int:
    """The 18 bits of the version information (annex D), present from version 7 on."""
    return version << 12 | _remainder(version, _VERSION_GENERATOR, 12)


def format_level(word: int) -> Level:
    """Of a format number 0 to 31: two bits of level, three of mask."""
    return _LEVEL_OF_BITS[word >> 3]


def format_mask(word: int) -> int:
    return word & 7


@cache
def format_bits() -> Array:
    """(32, 15) of +1 dark and -1 light, least significant bit first: every masked format word."""
    words = [(word << 10 | _remainder(word, _FORMAT_GENERATOR, 10)) ^ _FORMAT_MASK for word in range(32)]
    return np.array(
        [[1 if word >> bit & 1 else -1 for bit in range(FORMAT_BITS)] for word in words], np.float32
    )


def _remainder(value: int, generator: int, bits: int) -> int:
    """The BCH check bits of a value."""
    rest = value << bits
    while rest.bit_length() > bits:
        rest ^= generator << (rest.bit_length() - 1 - bits)
    return rest
