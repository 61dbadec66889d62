"""Frames of one code added up: what no single frame shows well enough, several do together."""

from __future__ import annotations

import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.deadline import NEVER, Deadline
from desk.capture.qr_decoder.decoding import Check, Word, decode
from desk.capture.qr_decoder.layout import layout
from desk.capture.qr_decoder.sampling import SampleGrid

_KEEP = 6  # frames
_SAME_CODE = 0.25  # correlation of soft values between frames of one code
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
        if len(self._grids) == 1:
            self._soft = soft
            return None
        decoded = decode(self._grids, version, check, deadline)
        self._soft = decoded.soft
        return decoded.word

    def _belongs(self, version: int, soft: Array) -> bool:
        if self._version is None or self._soft is None:
            return True
        if self._version != version:
            return False
        data = layout(version).known < 0
        return float(np.corrcoef(soft[data], self._soft[data])[0, 1]) >= _SAME_CODE
