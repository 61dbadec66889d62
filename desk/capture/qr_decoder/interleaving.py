"""How a symbol's codewords are dealt to its error correction blocks (clauses 7.5.1 and 7.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.layout import layout
from desk.capture.qr_decoder.tables import Level, block_count, parity_codewords


@dataclass(frozen=True, eq=False)
class Blocks:
    """How codewords are dealt to blocks: per block the places in the stream and the number of data words."""

    places: tuple[Array, ...]
    data_counts: tuple[int, ...]
    parity: int
    total: int


@cache
def blocks(version: int, level: Level) -> Blocks:
    """The blocks of one version and level; short ones come first (7.6)."""
    total = len(layout(version).order) // 8
    count, parity = block_count(version, level), parity_codewords(version, level)
    shorter = total // count - parity
    counts = tuple(shorter + (block >= count - total % count) for block in range(count))
    dealt = [block for place in range(max(counts)) for block in range(count) if place < counts[block]]
    stream = np.array(dealt + list(range(count)) * parity)
    return Blocks(tuple(np.flatnonzero(stream == block) for block in range(count)), counts, parity, total)
