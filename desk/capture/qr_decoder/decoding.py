"""A code's sample grid decoded: equaliser and blocks help one another until a word stands.

A word is accepted when every block has decoded, the segments are whole and the caller's own check agrees;
one that needed more than plain Reed-Solomon must also be padded as clause 7.4.10 says, and is not sure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from declaration.privacy import Private
from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.blocks import BlockSolver, SolvedBlock
from desk.capture.qr_decoder.deadline import NEVER, Deadline
from desk.capture.qr_decoder.equalising import Equalised, Labels, equalise, error_rate
from desk.capture.qr_decoder.layout import known_signs, layout
from desk.capture.qr_decoder.sampling import SampleGrid
from desk.capture.qr_decoder.segments import read_message
from desk.capture.qr_decoder.tables import Level, format_bits, format_level
from desk.capture.qr_decoder.turbo import cancel_blur

Check = Callable[[bytes, bool], bool]
"""The caller's own judgement of a payload; the flag says that it is sure."""

_PASSES = ((2, 0.08), (3, 0.02))  # radius in samples, ridge
_LAST_PASS = (5, 0.008)
_HOPELESS = 0.30  # error rate beyond which nothing mends
_TURBO = ((7, 0.35), (4, 0.5), (4, 0.6))  # turns, trust
_FORMAT_IS_CLEAR = 14.0  # of a score of 60 at best
_SECOND_FORMAT = 0.8
# error rates beyond which ordered statistics is a waste of time
_STATISTICS_TO = {Level.L: 0.055, Level.M: 0.12, Level.Q: 0.17, Level.H: 0.2}


@dataclass(frozen=True, eq=False, repr=False)
class Word(Private):
    """A code's bytes; ``sure`` when plain Reed-Solomon sufficed in every block.

    ``parity``: the modules of each block's parity words, (n * n,) with +1 light, -1 dark, 0 elsewhere;
    ``frames``: how many it took; ``quad`` (4, 2): its corners in the last one's pixels, clockwise from its
    own upper left.
    """

    data: bytes
    sure: bool
    version: int
    level: Level
    parity: tuple[Array, ...]
    frames: int = 1
    quad: Array | None = None

    def at(self, quad: Array) -> Word:
        return replace(self, quad=quad)


def decode(grid: SampleGrid, version: int, check: Check, deadline: Deadline = NEVER) -> Word | None:
    """Try until a word stands, nothing gets better, or time is up."""
    return _Attempt(grid, version, check, deadline).run()


def heard_alone(grid: SampleGrid, version: int) -> Array:
    """(n, n): what one frame says of each module, taught by nothing but the fixed modules and itself."""
    labels = Labels(known_signs(version), np.zeros(grid.size**2, np.float32))
    soft: Array | None = None
    for radius, ridge in _PASSES:
        soft = equalise(grid, labels, soft, radius, ridge).soft
    assert soft is not None
    return soft


class _Attempt:
    def __init__(self, grid: SampleGrid, version: int, check: Check, deadline: Deadline) -> None:
        self._grid, self._version, self._check, self._deadline = grid, version, check, deadline
        self._labels = Labels(known_signs(version), np.zeros(grid.size**2, np.float32))
        self._solver = BlockSolver(version)

    def run(self) -> Word | None:
        soft: Array | None = None
        for radius, ridge in _PASSES:
            passed = self._equalised(soft, radius, ridge)
            soft, word = passed.soft, self._word(passed.ratios, by_statistics=False)
            if word is not None:
                return word
        if passed.error_rate > _HOPELESS or self._deadline.passed:
            return None
        passed = self._equalised(soft, *_LAST_PASS)
        word = self._word(passed.ratios, by_statistics=True)
        return word or self._by_turbo(passed.ratios)

    def _equalised(self, soft: Array | None, radius: int, ridge: float) -> Equalised:
        return equalise(self._grid, self._labels, soft, radius, ridge)

    def _by_turbo(self, ratios: Array) -> Word | None:
        for turn, (turns, trust) in enumerate(_TURBO):
            if self._deadline.passed:
                return None
            solved = len(self._solver.solved)
            ratios = cancel_blur(self._grid, self._labels.all, ratios, turns, trust)
            word = self._word(ratios, by_statistics=True)
            if word is not None:
                return word
            if turn and len(self._solver.solved) == solved:
                return None  # nothing new: another turn would see the same
        return None

    def _word(self, ratios: Array, *, by_statistics: bool) -> Word | None:
        scores = _format_scores(np.tanh(ratios / 2), self._version)
        first, second = (int(word) for word in np.argsort(-scores)[:2])
        if scores[first] > _FORMAT_IS_CLEAR:
            self._labels = replace(self._labels, fixed=known_signs(self._version, first))
        wrong = error_rate(ratios)
        for format_word in (first, second):
            if format_word == second and scores[second] <= _SECOND_FORMAT * scores[first]:
                break
            mendable = by_statistics and wrong < _STATISTICS_TO[format_level(format_word)]
            mendable = mendable and not self._deadline.passed
            found = self._solver.attempt(ratios, format_word, by_statistics=mendable)
            word = self._accepted(found, format_word) if found is not None else None
            if word is not None:
                return word
            self._learn(format_word)
        return None

    def _accepted(self, found: tuple[SolvedBlock, ...], format_word: int) -> Word | None:
        """The word of all blocks; when it is refused they are forgotten, for one of them must be wrong."""
        level = format_level(format_word)
        message = read_message(self._solver.data(found, level), self._version)
        sure = all(block.plain for block in found)
        exact = message is not None and bool(message.data) and (sure or message.standard_padding)
        if message is not None and exact and self._check(message.data, sure):
            parity = self._solver.parity_signs(format_word)
            return Word(message.data, sure, self._version, level, parity)
        self._solver.forget()
        return None

    def _learn(self, format_word: int) -> None:
        signs = self._solver.signs(format_word)
        if signs is not None:
            self._labels = replace(self._labels, solved=signs)


def _format_scores(soft: Array, version: int) -> Array:
    """(32,): how well each format word agrees with both copies (7.9.1)."""
    both = sum(np.clip(-soft[places[:, 0], places[:, 1]], -2, 2) for places in layout(version).formats)
    return np.asarray(format_bits() @ both)
