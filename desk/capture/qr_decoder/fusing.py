"""Frames of one code laid upon each other: what no single frame shows well enough, their mean does.

The mean is searched as any picture is, and what led to a place in it leads there again with the next frame.

Cards of one family can be alike enough to be taken for one code: the same length, mask and address. Each
block is decoded by itself, so a card exchanged between two frames could give one block of either: a person
who does not exist. Parity tells: where two blocks differ at all, theirs agrees no better than chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.deadline import NEVER, Deadline
from desk.capture.qr_decoder.decoding import Check, Word, heard_alone
from desk.capture.qr_decoder.frame_search import FrameSearch, Lead, Place
from desk.capture.qr_decoder.patch import mapped
from desk.capture.qr_decoder.sampling import SampleGrid
from desk.capture.qr_decoder.stacking import Sheet, Stack
from desk.capture.qr_decoder.windows import CodeWindow

_KEEP = 6  # frames
_LEAST_BORNE_OUT = 4.0  # standard deviations a block's parity agrees with a frame beyond chance
_SHARE = 0.6  # of a frame's time; the rest is for the frame by itself
_STRANGERS = 3  # frames in a row that fit nothing before the memory is dropped


class Fuser:
    """Remembers the surroundings of the code before the camera; used from one thread at a time."""

    def __init__(self, keep: int = _KEEP) -> None:
        self._keep = keep
        self.reset()

    def reset(self) -> None:
        """The card has left."""
        self._stack: Stack | None = None
        self._lead: Lead | None = None  # to the code in the stack
        self._strangers = 0

    @property
    def frames(self) -> int:
        return 0 if self._stack is None else len(self._stack.sheets)

    @property
    def follows(self) -> bool:
        """True when the last frame it was given showed the code it remembers."""
        return self._lead is not None and self._strangers == 0

    def read(self, grey: Grey, check: Check, deadline: Deadline = NEVER) -> Word | None:
        """One more frame laid on those remembered; the word once they give one together."""
        laid = None if self._stack is None else self._stack.laid(grey, self._keep)
        if laid is None:
            self._strangers += 1
            return None
        self._stack, self._strangers = laid, 0
        return self._word(laid, check, deadline)

    def note(self, grey: Grey, place: Place | None, windows: Sequence[CodeWindow]) -> None:
        """The same frame once it has given no word by itself: where to begin, if there is nothing yet.

        ``place``: of what looks like a code in it, ``windows``: where else one may be, best first.
        """
        gone = self._strangers > 0 and (self.frames < 2 or self._strangers >= _STRANGERS)
        if gone or self._is_misled(place):
            self.reset()
            likeliest = [place.window] if place is not None else windows[:1]
            self._stack = Stack.begun(grey, likeliest[0]) if likeliest else None

    def _is_misled(self, place: Place | None) -> bool:
        """Texture taken for a code lies still while the code is beside it."""
        if place is None or self._stack is None or self._lead is not None:
            return False
        return not self._stack.shows(place.window)

    def _word(self, stack: Stack, check: Check, deadline: Deadline) -> Word | None:
        look = FrameSearch(stack.mean, check, deadline.after_share(_SHARE))
        word = None if self._lead is None else look.word_at(self._lead)
        if word is None and not look.is_found:
            word = look.word_in([stack.window])
        if look.place is None:
            return None
        self._lead = look.place.lead
        if word is None:
            return None
        true = [sheet for sheet in stack.sheets if _bears_out(sheet, look.place, word)]
        if len(true) < len(stack.sheets):  # the card was exchanged: what goes with the newest frame is kept
            newest = stack.sheets[-1]
            self._stack = stack.of(true if newest in true else [newest])
            return None
        back = np.linalg.inv(stack.sheets[-1].onto)
        return replace(word, frames=len(true), quad=mapped(back, look.place.quad))


def _bears_out(sheet: Sheet, place: Place, word: Word) -> bool:
    """Whether one frame's own soft values agree with the parity of every block."""
    heard = heard_alone(SampleGrid(sheet.picture, place.patch, place.final), word.version).ravel()
    return all(_agreement(heard[block != 0], block[block != 0]) >= _LEAST_BORNE_OUT for block in word.parity)


def _agreement(heard: Array, signs: Array) -> float:
    """In standard deviations of what a stranger's parity would give."""
    return float(heard @ signs / np.sqrt(heard @ heard + 1e-9))
