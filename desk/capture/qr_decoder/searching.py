"""A whole frame searched: window by window, triple by triple, version by version, until a word stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.deadline import NEVER, Deadline
from desk.capture.qr_decoder.decoding import Check, Word, decode
from desk.capture.qr_decoder.finder_windows import finder_windows
from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.qr_decoder.locating import Finders, locate
from desk.capture.qr_decoder.patch import OutsidePictureError, Patch, mapped, patch_around
from desk.capture.qr_decoder.pose import Pose
from desk.capture.qr_decoder.posing import poses
from desk.capture.qr_decoder.registering import FINAL, Fit, register
from desk.capture.qr_decoder.sampling import SampleGrid
from desk.capture.qr_decoder.windows import CodeWindow, code_windows

_LEAST_TRIPLE = 1.32  # empty scenes stay below, ninety-nine of a hundred codes above
_STRONG_TRIPLE = 1.4
_LEAST_FIT = 0.36
_SECOND_FIT = 0.6  # of the first
_FOUND = 0.75  # so good a fit is a code: other places need no look
_LEAST_FINAL_FIT = 0.3
_POSES = 2
_VIEWS = (False, True)  # as it lies, and with the squeeze of a tilt undone


def search(
    grey: Grey,
    check: Check,
    fuser: Fuser | None = None,
    deadline: Deadline = NEVER,
    windows: list[CodeWindow] | None = None,
) -> Word | None:
    """The first word that passes ``check``, or None. With a fuser, frames of one code add up.

    ``windows``: those of ``code_windows``, where the caller has them already.
    """
    dense = code_windows(grey) if windows is None else windows
    return _Search(grey, check, deadline).run(dense, fuser)


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A code that would not decode: what a fuser may make of it."""

    fit: Fit
    grid: SampleGrid
    soft: Array
    quad: Array


class _Search:
    def __init__(self, grey: Grey, check: Check, deadline: Deadline) -> None:
        self._grey, self._check, self._deadline = grey, check, deadline
        self._best: _Candidate | None = None

    def run(self, dense: list[CodeWindow], fuser: Fuser | None) -> Word | None:
        word = self._alone(dense)
        if word is not None or fuser is None:
            return word
        best = self._best
        if best is None:
            fuser.miss()
            return None
        word = fuser.add(best.grid, best.fit.version, best.soft, self._check, self._deadline)
        return None if word is None else word.at(best.quad)

    def _alone(self, dense: list[CodeWindow]) -> Word | None:
        for window in self._windows(dense):
            if self._deadline.passed:
                break
            for finders, strongly in _triples(self._grey, window):
                word = self._word_of(finders, widely=strongly)
                if word is not None or self._deadline.passed or self._is_found:
                    return word
        return None

    def _windows(self, dense: list[CodeWindow]) -> Iterator[CodeWindow]:
        """Those of dense texture, then those where finder patterns stand alone."""
        yield from dense
        more = finder_windows(self._grey)
        yield from (window for window in more if not any(map(window.close_to, dense)))

    @property
    def _is_found(self) -> bool:
        return self._best is not None and self._best.fit.away > _FOUND

    def _word_of(self, finders: Finders, *, widely: bool) -> Word | None:
        """The word a triple leads to."""
        try:
            patch = patch_around(self._grey, finders)
            fits = poses(patch, self._deadline, widely=widely)
            likely = [fit for fit in fits[:_POSES] if fit.away >= max(_LEAST_FIT, _SECOND_FIT * fits[0].away)]
            words = (self._word_at(patch, fit) for fit in likely)
            return next((word for word in words if word is not None), None)
        except (OutsidePictureError, np.linalg.LinAlgError):
            return None  # a triple of no code: its patch is bare or its equations have no solution

    def _word_at(self, patch: Patch, fit: Fit) -> Word | None:
        final = register(patch, fit.pose, fit.version, FINAL, bending=True)
        if final.away < _LEAST_FINAL_FIT:
            return None
        grid, quad = SampleGrid(self._grey, patch, final.pose), corners(patch, final.pose)
        decoded = decode((grid,), fit.version, self._check, self._deadline)
        if decoded.word is not None:
            return decoded.word.at(quad)
        if self._best is None or fit.away > self._best.fit.away:
            self._best = _Candidate(fit, grid, decoded.soft, quad)
        return None


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
