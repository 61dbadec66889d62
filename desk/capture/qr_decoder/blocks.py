"""The blocks of a symbol decoded from soft modules, each by the cheapest way that has redundancy to spare.

Plain Reed-Solomon first, then with the least reliable words erased, more and more of them (generalised
minimum distance, G. D. Forney 1966), then ordered statistics. Clauses 7.5 to 7.8 and annex B.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.galois import mend, syndromes
from desk.capture.qr_decoder.interleaving import blocks
from desk.capture.qr_decoder.layout import layout, masked
from desk.capture.qr_decoder.ordered_statistics import likeliest_word
from desk.capture.qr_decoder.tables import Level, format_level, format_mask

_SPARE = 2  # parity words that must be left over to vouch for a word found with erasures
_MOST_COST = 0.25  # of a word found by ordered statistics
_FEWEST_ERASED = 3


@dataclass(frozen=True, eq=False, repr=False)
class SolvedBlock:
    """One block's words and how far it was from plain: errors mended, words erased, statistics asked."""

    words: Array
    errors: int
    erasures: int
    by_statistics: bool

    @property
    def plain(self) -> bool:
        return not self.erasures and not self.by_statistics


@dataclass(frozen=True, eq=False, repr=False)
class _Stream:
    """The codewords as received: bit ratios (total, 8), positive for 1; hard words; their reliabilities."""

    bits: Array
    words: Array
    reliability: Array


@dataclass(eq=False, repr=False)
class BlockSolver:
    """Remembers solved blocks while the equaliser gets better; one for each attempt at a code."""

    version: int
    solved: dict[tuple[int, int], SolvedBlock] = field(default_factory=dict)

    def attempt(
        self, ratios: Array, format_word: int, *, by_statistics: bool
    ) -> tuple[SolvedBlock, ...] | None:
        """All blocks, or None while one is missing. ``ratios`` (n, n), positive for light."""
        plan = blocks(self.version, format_level(format_word))
        stream = _stream(ratios, self.version, format_word)
        for number, places in enumerate(plan.places):
            if (format_word, number) not in self.solved:
                block = _solve(stream, places, plan.parity, by_statistics=by_statistics)
                if block is not None:
                    self.solved[format_word, number] = block
        found = tuple(self.solved.get((format_word, number)) for number in range(len(plan.places)))
        whole = tuple(block for block in found if block is not None)
        return whole if len(whole) == len(found) else None

    def data(self, found: tuple[SolvedBlock, ...], level: Level) -> Array:
        """The data codewords of all blocks, in order."""
        counts = blocks(self.version, level).data_counts
        return np.concatenate([block.words[:count] for block, count in zip(found, counts, strict=True)])

    def signs(self, format_word: int) -> Array | None:
        """(n * n,) +1 light, -1 dark, 0 unknown: the modules of the blocks solved; None without any."""
        plan = blocks(self.version, format_level(format_word))
        numbers = [number for number in range(len(plan.places)) if (format_word, number) in self.solved]
        return np.sum([self._signs(format_word, number) for number in numbers], axis=0) if numbers else None

    def parity_signs(self, format_word: int) -> tuple[Array, ...]:
        """The same for the parity words of each block, all of which are solved."""
        counts = blocks(self.version, format_level(format_word)).data_counts
        return tuple(self._signs(format_word, number, count) for number, count in enumerate(counts))

    def _signs(self, format_word: int, number: int, first: int = 0) -> Array:
        """(n * n,): the modules of one solved block from its word ``first`` on."""
        turned = masked(self.version, format_mask(format_word))
        places = blocks(self.version, format_level(format_word)).places[number][first:]
        words = self.solved[format_word, number].words[first:].astype(np.uint8)
        rows, columns = np.moveaxis(_bit_places(self.version)[places], 2, 0)
        dark = np.unpackbits(words[:, None], axis=1).astype(bool) ^ turned[rows, columns]
        signs = np.zeros(turned.shape, np.float32)
        signs[rows, columns] = np.where(dark, -1, 1)
        return signs.ravel()

    def forget(self) -> None:
        self.solved.clear()


def _bit_places(version: int) -> Array:
    """(total, 8, 2): row and column of every codeword bit."""
    order = layout(version).order
    return order[: len(order) // 8 * 8].reshape(-1, 8, 2)


def _stream(ratios: Array, version: int, format_word: int) -> _Stream:
    rows, columns = np.moveaxis(_bit_places(version), 2, 0)
    turned = masked(version, format_mask(format_word))[rows, columns]
    dark = -ratios[rows, columns]
    bits = np.where(turned, -dark, dark)
    words = np.packbits(bits > 0, axis=1)[:, 0].astype(np.int64)
    reliability = -np.logaddexp(0, -np.abs(bits)).sum(1)  # log-probability that the word is right
    return _Stream(bits, words, reliability)


def _solve(stream: _Stream, places: Array, parity: int, *, by_statistics: bool) -> SolvedBlock | None:
    words = stream.words[places]
    sums = syndromes(words, parity)
    plain = mend(words, parity, (), sums)
    if plain is not None:
        return SolvedBlock(plain.words, plain.errors, 0, by_statistics=False)
    weakest = [int(place) for place in np.argsort(stream.reliability[places])]
    step = 3 if parity < 20 else 4
    for count in range(_FEWEST_ERASED, parity - 5, step):
        found = mend(words, parity, weakest[:count], sums)
        if found is not None and 2 * found.errors + count <= parity - _SPARE:
            return SolvedBlock(found.words, found.errors, count, by_statistics=False)
    if by_statistics:
        likely = likeliest_word(stream.bits[places].ravel(), len(places), parity)
        if likely is not None and likely.cost < _MOST_COST:
            return SolvedBlock(likely.words, 0, 0, by_statistics=True)
    return None
