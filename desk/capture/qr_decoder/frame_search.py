"""One picture searched: window by window, triple by triple, version by version, until a word stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.deadline import Deadline
from desk.capture.qr_decoder.decoding import Check, Word, decode
from desk.capture.qr_decoder.finder_windows import finder_windows
from desk.capture.qr_decoder.locating import Finders, locate
from desk.capture.qr_decoder.patch import OutsidePictureError, Patch, mapped, patch_around
from desk.capture.qr_decoder.pose import Pose
from desk.capture.qr_decoder.posing import poses
from desk.capture.qr_decoder.registering import FINAL, Fit, register
from desk.capture.qr_decoder.sampling import SampleGrid
from desk.capture.qr_decoder.windows import CodeWindow

_LEAST_TRIPLE = 1.32  # empty scenes stay below, ninety-nine of a hundred codes above
_STRONG_TRIPLE = 1.4
_LEAST_FIT = 0.36
_SECOND_FIT = 0.6  # of the first
_FOUND = 0.75  # so good a fit is a code: other places need no look
_LEAST_FINAL_FIT = 0.3
_POSES = 2
_VIEWS = (False, True)  # as it lies, and with the squeeze of a tilt undone


@dataclass(frozen=True, eq=False)
class Lead:
    """What led to a code, three finder patterns and a pose: good for every picture that lies true with it."""

    finders: Finders
    fit: Fit


@dataclass(frozen=True, eq=False)
class Place:
    """Where in a picture a code lies: the patch and the last pose in it."""

    lead: Lead
    patch: Patch
    final: Pose

    @property
    def quad(self) -> Array:
        return corners(self.patch, self.final)

    @property
    def window(self) -> CodeWindow:
        """The square a look at this place alone would begin with."""
        quad = self.quad
        middle = quad.mean(0)
        side = float(np.linalg.norm(quad - np.roll(quad, 1, 0), axis=1).mean())
        return CodeWindow(float(middle[0]), float(middle[1]), side)


class FrameSearch:
    """One look at one picture; ``place`` is the best-fitting place seen, or that of the word."""

    def __init__(self, grey: Grey, check: Check, deadline: Deadline) -> None:
        self._grey, self._check, self._deadline = grey, check, deadline
        self.place: Place | None = None

    @property
    def is_found(self) -> bool:
        """True when a place fits so well that no other need be looked at."""
        return self.place is not None and self.place.lead.fit.away > _FOUND

    def word_anywhere(self, dense: list[CodeWindow]) -> Word | None:
        """The first word in windows of dense texture, then where finder patterns stand alone."""
        return self.word_in(self._windows(dense))

    def word_in(self, windows: Iterable[CodeWindow]) -> Word | None:
        for window in windows:
            if self._deadline.passed:
                break
            for finders, strongly in _triples(self._grey, window):
                word = self._word_of(finders, widely=strongly)
                if word is not None or self._deadline.passed or self.is_found:
                    return word
        return None

    def word_at(self, lead: Lead) -> Word | None:
        """The word at a place known from another picture that lies true with this one."""
        try:
            return self._word_at(patch_around(self._grey, lead.finders), lead)
        except (OutsidePictureError, np.linalg.LinAlgError):
            return None

    def _windows(self, dense: list[CodeWindow]) -> Iterator[CodeWindow]:
        """Those of dense texture, then those where finder patterns stand alone."""
        yield from dense
        more = finder_windows(self._grey)
        yield from (window for window in more if not any(map(window.close_to, dense)))

    def _word_of(self, finders: Finders, *, widely: bool) -> Word | None:
        """The word a triple leads to."""
        try:
            patch = patch_around(self._grey, finders)
            fits = poses(patch, self._deadline, widely=widely)
            likely = [fit for fit in fits[:_POSES] if fit.away >= max(_LEAST_FIT, _SECOND_FIT * fits[0].away)]
            words = (self._word_at(patch, Lead(finders, fit)) for fit in likely)
            return next((word for word in words if word is not None), None)
        except (OutsidePictureError, np.linalg.LinAlgError):
            return None  # a triple of no code: its patch is bare or its equations have no solution

    def _word_at(self, patch: Patch, lead: Lead) -> Word | None:
        version = lead.fit.version
        final = register(patch, lead.fit.pose, version, FINAL, bending=True)
        if final.away < _LEAST_FINAL_FIT:
            return None
        place = Place(lead, patch, final.pose)
        grid = SampleGrid(self._grey, patch, final.pose)
        word = decode(grid, version, self._check, self._deadline)
        if word is not None or self.place is None or lead.fit.away > self.place.lead.fit.away:
            self.place = place
        return None if word is None else word.at(place.quad)


def _triples(grey: Grey, window: CodeWindow) -> Iterator[tuple[Finders, bool]]:
    """Triples worth trying, none twice; the flag marks a strong first one of its view."""
    tried: list[Finders] = []
    for sheared in _VIEWS:
        for place, finders in enumerate(locate(grey, window, sheared=sheared)):
            if any(finders.close_to(earlier) for earlier in tried):
                continue
            if finders.score < _LEAST_TRIPLE:
                break
            tried.append(finders)
            yield finders, place == 0 and finders.score > _STRONG_TRIPLE


def corners(patch: Patch, pose: Pose) -> Array:
    """(4, 2): a symbol's corners in picture pixels, clockwise from its upper left."""
    n = pose.size
    outline = np.array([[0, 0], [n, 0], [n, n], [0, n]], np.float64)
    return mapped(patch.back, pose.placed(outline))
