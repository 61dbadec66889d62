"""Frames of one code added up: what no single frame shows well enough, several do together.

Cards of one family can be alike enough to be taken for one code: the same length, mask and address. Each
block is decoded by itself, so a card exchanged between two frames could give one block of either: a person
who does not exist. Parity tells: where two blocks differ at all, theirs agrees no better than chance.
"""

from __future__ import annotations

import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.deadline import NEVER, Deadline
from desk.capture.qr_decoder.decoding import Check, Word, decode
from desk.capture.qr_decoder.layout import layout
from desk.capture.qr_decoder.sampling import SampleGrid

_KEEP = 6  # frames
_SAME_CODE = 0.25  # correlation of soft values between frames of one code
_MOST_WRONG = 1 / 3  # of a block's parity in any frame: a quarter at most, but a half in another card's
_STRANGERS = 3  # frames in a row that fit nothing before the memory is dropped


class Fuser:
    """Remembers the grids of the code before the camera; used from one thread at a time."""

    def __init__(self, keep: int = _KEEP) -> None:
        self._keep = keep
        self.reset()

    def reset(self) -> None:
        """The card has left."""
        self._version: int | None = None
        self._grids: tuple[SampleGrid, ...] = ()
        self._heard: tuple[Array, ...] = ()  # what each said by itself
        self._soft: Array | None = None
        self._strangers = 0

    @property
    def frames(self) -> int:
        return len(self._grids)

    @property
    def follows(self) -> bool:
        """True when the last frame it was given showed the code it remembers."""
        return bool(self._grids) and self._strangers == 0

    def miss(self) -> None:
        """A frame without any code; several in a row mean that the card has left."""
        self._strangers += 1
        if self._strangers >= _STRANGERS:
            self.reset()

    def add(
        self, grid: SampleGrid, version: int, soft: Array, check: Check, deadline: Deadline = NEVER
    ) -> Word | None:
        """One more frame with its soft values; the word once the frames together give one."""
        if not self._belongs(version, soft):
            self.miss()
            if self._version is not None:
                return None
        self._version, self._strangers = version, 0
        self._grids = (*self._grids, grid)[-self._keep :]
        self._heard = (*self._heard, soft)[-self._keep :]
        if len(self._grids) == 1:
            self._soft = soft
            return None
        decoded = decode(self._grids, version, check, deadline)
        self._soft = decoded.soft
        if decoded.word is None or all(_bears_out(heard, decoded.word) for heard in self._heard):
            return decoded.word
        self._grids, self._heard, self._soft = (grid,), (soft,), soft  # the card was exchanged
        return None

    def _belongs(self, version: int, soft: Array) -> bool:
        if self._version is None or self._soft is None:
            return True
        if self._version != version:
            return False
        data = layout(version).known < 0
        return float(np.corrcoef(soft[data], self._soft[data])[0, 1]) >= _SAME_CODE


def _bears_out(heard: Array, word: Word) -> bool:
    """Whether one frame's own soft values agree with the parity of every block."""
    signs = np.sign(heard.ravel())
    return all(float((signs[block != 0] != block[block != 0]).mean()) <= _MOST_WRONG for block in word.parity)
