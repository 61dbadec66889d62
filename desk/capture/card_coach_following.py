"""A card followed from look to look: by its edges where they show, else by what is on its face.

On a table of the card's own colour the edges are found once, slowly; its print is seen in every look. A face
is compared with the one first seen, never with the one before, so that small errors do not add up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from declaration.privacy import Private
from desk.capture.card_outline import CardOutline, straighten
from desk.capture.card_outline_fine import held
from desk.capture.card_outline_lines import Points
from desk.capture.card_outline_shape import shape_score
from desk.ports.camera import Pixels

_FACE = (107, 68)  # pixels of a remembered face: print is seen, letters are not
_WINDOW = cv2.createHanningWindow(_FACE, cv2.CV_32F)
_SAME_FACE = 0.55  # of the peak: 0.8 and more for one card, 0.1 for a table, 0.5 for another card's back
_FARTHEST = 0.06  # of the card's width; beyond it the two views overlap too little


@dataclass(frozen=True, eq=False, repr=False)
class Anchor(Private):
    """Where a card was seen for sure, and its face as it looked there; ``outline``: where it is now."""

    seen: CardOutline
    face: NDArray[np.float32]
    outline: CardOutline


def anchored(pixels: Pixels, outline: CardOutline) -> Anchor:
    return Anchor(outline, _face(pixels, outline), outline)


def followed(pixels: Pixels, anchor: Anchor) -> Anchor | None:
    """The card where it lies now; None when it has left, or moved more than a hand wanders."""
    fit = held(pixels, anchor.outline.quad)
    size = pixels.shape[1], pixels.shape[0]
    if fit is not None and shape_score(np.asarray(fit.quad), size) > 0:
        return anchored(pixels, _at(fit.quad, anchor.outline))
    moved = _moved_by_face(pixels, anchor)
    return None if moved is None else replace(anchor, outline=moved)


def _moved_by_face(pixels: Pixels, anchor: Anchor) -> CardOutline | None:
    now = _face(pixels, anchor.seen)
    shift, peak = cv2.phaseCorrelate(anchor.face, now, _WINDOW)
    if peak < _SAME_FACE or math.hypot(*shift) > _FARTHEST * _FACE[0]:
        return None
    flat = _corners()
    back = cv2.getPerspectiveTransform(flat, anchor.seen.quad.astype(np.float32))
    quad = cv2.perspectiveTransform((flat + np.array(shift, np.float32))[None], back)[0]
    return _at(quad.astype(np.float64), anchor.seen)


def _face(pixels: Pixels, outline: CardOutline) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(straighten(pixels, outline, _FACE), cv2.COLOR_BGR2GRAY), dtype=np.float32)


def _corners() -> NDArray[np.float32]:
    width, height = _FACE
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def _at(quad: Points, outline: CardOutline) -> CardOutline:
    first, second, third, fourth = ((float(x), float(y)) for x, y in quad)
    return CardOutline((first, second, third, fourth), outline.support)
