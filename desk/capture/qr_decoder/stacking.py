"""The surroundings of one code, frame laid upon frame: their mean is one picture with less noise than any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.aligning import alignment
from desk.capture.qr_decoder.windows import CodeWindow

_SIDE = 250  # pixels a code's side is brought to at least, so that the frames' pixels fall between each other
_MARGIN = 0.8  # of a code's side, from its middle
_MOST = 900  # pixels of a sheet's side


@dataclass(frozen=True, eq=False, repr=False)
class Sheet:
    """One frame's part of the stack: ``picture``, and ``onto`` (3, 3), frame pixels to its own."""

    picture: Grey
    onto: Array


@dataclass(frozen=True, eq=False, repr=False)
class Stack:
    """Sheets of one size that lie true, the newest last; ``window``: where in them the code should be."""

    window: CodeWindow
    sheets: tuple[Sheet, ...]

    @classmethod
    def begun(cls, grey: Grey, window: CodeWindow) -> Stack:
        """A first sheet, of the window with a margin."""
        reach = _MARGIN * window.side
        scale = min(max(1.0, _SIDE / window.side), _MOST / (2 * reach))
        middle = scale * reach
        shift = middle - scale * np.array([window.x, window.y])
        onto = np.array([[scale, 0, shift[0]], [0, scale, shift[1]], [0, 0, 1]])
        inside = CodeWindow(middle, middle, scale * window.side)
        return cls(inside, (Sheet(_seen(grey, onto, int(2 * middle)), onto),))

    def laid(self, grey: Grey, most: int) -> Stack | None:
        """With one sheet more, ``most`` of the newest kept; None when the frame does not show this place."""
        last, side = self.sheets[-1], len(self.sheets[-1].picture)
        moved = alignment(self.mean, _seen(grey, last.onto, side))
        if moved is None:
            return None
        onto = np.linalg.inv(moved) @ last.onto
        return replace(self, sheets=(*self.sheets, Sheet(_seen(grey, onto, side), onto))[-most:])

    @property
    def mean(self) -> Grey:
        total = np.sum([sheet.picture for sheet in self.sheets], axis=0, dtype=np.float32)
        return np.round(total / len(self.sheets)).astype(np.uint8)

    def shows(self, window: CodeWindow) -> bool:
        """Whether a window of the newest frame has its middle where the code should be."""
        onto = self.sheets[-1].onto
        middle = onto[:2, :2] @ (window.x, window.y) + onto[:2, 2]
        off = np.abs(middle - (self.window.x, self.window.y)).max()
        return bool(off < self.window.side / 2)

    def of(self, sheets: Sequence[Sheet]) -> Stack:
        """With these of its sheets only."""
        return replace(self, sheets=tuple(sheets))


def _seen(grey: Grey, onto: Array, side: int) -> Grey:
    area, border = (side, side), cv2.BORDER_REPLICATE
    return np.asarray(
        cv2.warpAffine(grey, onto[:2], area, flags=cv2.INTER_CUBIC, borderMode=border), np.uint8
    )
