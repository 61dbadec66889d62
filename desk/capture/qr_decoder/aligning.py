"""One picture of a code laid on another by all they show alike: print and modules, not finder patterns.

What is too noisy for a finder pattern to be found in is still the same picture as the one before. A shift is
looked for first, then turn, size and slant are fitted by maximising the correlation (G. Evangelidis and
E. Psarakis, "Parametric image alignment using enhanced correlation coefficient maximization", 2008).
"""

from __future__ import annotations

import cv2
import numpy as np

from desk.capture.qr_decoder import Array, Grey

_LEAST_ALIKE = 0.45  # correlation of two pictures of one place
_MOST_SHIFT = 0.17  # of a picture's side
_STEPS, _STILL = 15, 1e-3
_CONTRAST_WINDOW = 0.12  # of a picture's side


def alignment(reference: Grey, picture: Grey) -> Array | None:
    """(3, 3): places in ``reference`` to places in ``picture``, both square and of one size.

    None when they do not show the same.
    """
    wanted, seen = _small(reference), _small(picture)
    edge = int(len(wanted) * _MOST_SHIFT)
    match = cv2.matchTemplate(seen, wanted[edge:-edge, edge:-edge], cv2.TM_CCOEFF_NORMED)
    _, _, _, (x, y) = cv2.minMaxLoc(match)
    shift = np.array([[1, 0, x - edge], [0, 1, y - edge]], np.float32)
    inner = np.zeros(wanted.shape, np.uint8)
    inner[edge:-edge, edge:-edge] = 1
    enough = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, _STEPS, _STILL)
    try:
        alike, found = cv2.findTransformECC(wanted, seen, shift, cv2.MOTION_AFFINE, enough, inner, 1)
    except cv2.error:
        return None  # nothing in common: the steps lead nowhere
    if alike < _LEAST_ALIKE:
        return None
    found[:, 2] = found[:, 2] * 2 + (1 - found[:, :2].sum(1)) / 2  # from pixels twice the size
    return np.vstack([found, [0, 0, 1]]).astype(np.float64)


def _small(picture: Grey) -> Array:
    """Half the size, light and contrast evened."""
    half: Array = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32)
    soft = cv2.GaussianBlur(half, (0, 0), 0.6)
    window = int(len(half) * _CONTRAST_WINDOW) | 1
    mean = cv2.blur(soft, (window, window))
    spread = np.sqrt(np.maximum(cv2.blur(soft * soft, (window, window)) - mean * mean, 1))
    return np.asarray((soft - mean) / (spread + 1), np.float32)
