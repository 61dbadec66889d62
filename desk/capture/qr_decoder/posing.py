"""From three finder patterns to poses of the whole symbol, one for each version that may be, best first."""

from __future__ import annotations

import cv2
import numpy as np

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.deadline import NEVER, Deadline
from desk.capture.qr_decoder.patch import Patch
from desk.capture.qr_decoder.pose import pose_from
from desk.capture.qr_decoder.registering import COARSE, FINE, Fit, register
from desk.capture.qr_decoder.tables import symbol_size
from desk.capture.qr_decoder.versions import likely_versions

_GOOD_FIT = 0.7
_SEARCH = 5  # modules round the place where the last alignment pattern should be
_FINE_PIXELS = 4
_LEAST_MATCH = 0.25


def poses(patch: Patch, deadline: Deadline = NEVER, *, widely: bool = False) -> list[Fit]:
    """Fits by their correlation away from the finders, best first; those found when time is up."""
    found: list[Fit] = []
    for version in likely_versions(patch, widely=widely):
        fit = _best_of_version(patch, version)
        if fit.correlation > _LEAST_MATCH:
            fit = register(patch, pose_from(fit.pose.homography, version), version, FINE)
        found.append(fit)
        if fit.away > _GOOD_FIT or deadline.passed:
            break
    return sorted(found, key=lambda fit: -fit.away)


def _best_of_version(patch: Patch, version: int) -> Fit:
    size = symbol_size(version)
    three = np.array([[3.5, 3.5], [size - 3.5, 3.5], [3.5, size - 3.5]], np.float32)
    seen = np.array([patch.top_left, patch.top_right, patch.bottom_left], np.float32)
    flat = cv2.getAffineTransform(three, seen)
    best: Fit | None = None
    for place in _alignment_places(patch, flat, size):
        fourth = flat @ np.array([*place, 1])
        drawn = np.vstack([three, [size - 6.5, size - 6.5]]).astype(np.float32)
        homography = cv2.getPerspectiveTransform(drawn, np.vstack([seen, fourth]).astype(np.float32))
        fit = register(patch, pose_from(homography.astype(np.float64), version), version, COARSE)
        if best is None or fit.together > best.together:
            best = fit
        if fit.away > _GOOD_FIT:
            break
    assert best is not None
    return best


def _alignment_places(patch: Patch, flat: Array, size: int) -> list[tuple[float, float]]:
    """Where the lower right alignment pattern (6.3.6) may be: two matches, then its place on a flat card."""
    fine, first = _FINE_PIXELS, size - 6.5 - _SEARCH
    side = (2 * _SEARCH + 5) * fine
    pixels_to_modules = np.array([[1 / fine, 0, first - 2.5], [0, 1 / fine, first - 2.5], [0, 0, 1]])
    view = (np.vstack([flat, [0, 0, 1]]) @ pixels_to_modules)[:2]
    seen = cv2.warpAffine(patch.values, view, (side, side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    match = cv2.matchTemplate(seen, _drawn_alignment(), cv2.TM_CCOEFF_NORMED)
    rows, columns = np.mgrid[0 : match.shape[0], 0 : match.shape[1]]
    match = match - 0.02 * np.hypot(columns - _SEARCH * fine, rows - _SEARCH * fine) / fine
    places = []
    for _ in range(2):
        _, highest, _, (x, y) = cv2.minMaxLoc(match)
        if highest < _LEAST_MATCH:
            break
        places.append((first + x / fine, first + y / fine))
        cv2.circle(match, (x, y), 2 * fine, (-1,), -1)
    return [*places, (size - 6.5, size - 6.5)]


def _drawn_alignment() -> Array:
    fine = _FINE_PIXELS
    drawn = np.full((5 * fine, 5 * fine), -1, np.float32)
    drawn[fine:-fine, fine:-fine] = 1
    drawn[2 * fine : 3 * fine, 2 * fine : 3 * fine] = -1
    return cv2.GaussianBlur(drawn, (0, 0), 0.4 * fine)
