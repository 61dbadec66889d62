"""The last pixel of an outline: its sides looked at again in the full picture.

An outline comes from a picture some 640 pixels wide. Across each side, profiles of the full picture are taken
at many places; where their steepest steps agree on a line, the side moves there.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.capture.card_outline_lines import Fit, Points, fit_sides, side_lengths
from desk.ports.camera import Pixels

_PROFILES = 60
_ENDS = 0.1
_REACH = 0.014  # of the card's width, to either side
_NEAR = 0.004
_LEAST_STEP = 6.0  # grey steps a pixel; weaker ones are print or noise
_LEAST_SUPPORT = 0.5


def refined(pixels: Pixels, quad: Points) -> Points:
    """The quad with its sides on the picture's edges, or as it was where they show none."""
    fit = held(pixels, quad)
    return quad if fit is None else fit.quad


def held(pixels: Pixels, quad: Points) -> Fit | None:
    """The quad with its sides on the edges close to them; None where the picture shows none there."""
    width = float(side_lengths(quad).max())
    reach = max(4, round(width * _REACH))
    edges = [_steepest(pixels, quad[side], quad[(side + 1) % 4], reach) for side in range(4)]
    found = Fit(quad, 0.0)
    for tolerance in (reach, max(2.0, width * _NEAR)):
        fit = fit_sides(found.quad, edges, tolerance)
        if fit is None or fit.support < _LEAST_SUPPORT:
            return None
        found = fit
    return found if np.linalg.norm(found.quad - quad, axis=1).max() <= 2 * reach else None


def _steepest(pixels: Pixels, start: Points, end: Points, reach: int) -> Points:
    """The points of the steepest steps across one side, where there is a step at all."""
    way = (end - start) / np.linalg.norm(end - start)
    across = np.array([-way[1], way[0]])
    at = start + (end - start) * np.linspace(_ENDS, 1 - _ENDS, _PROFILES)[:, None]
    offsets = np.arange(-reach, reach + 1)
    places = at[:, None, :] + across * offsets[None, :, None]
    steps = _steps(pixels, places)
    where = np.argmax(steps, axis=1)
    held = steps[np.arange(_PROFILES), where] >= _LEAST_STEP
    return np.asarray((at + across * offsets[where][:, None])[held])


def _steps(pixels: Pixels, places: Points) -> NDArray[np.float32]:
    """How steep the picture is at each place along its profile, over all three colours."""
    grid = places.astype(np.float32)
    profiles = cv2.remap(
        pixels, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    smooth = cv2.GaussianBlur(profiles.astype(np.float32), (5, 3), 0)
    return np.asarray(np.abs(np.gradient(smooth, axis=1)).max(axis=2), dtype=np.float32)
