"""Where a card lies in a picture, and the card laid straight.

A code that was read shows the way (its place on the card is known); without one the card's own edges must do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from desk.capture.card_outline_code import outline_by_code, outline_by_place
from desk.capture.card_outline_edges import outline_by_edges
from desk.capture.card_outline_faint import outlines_by_lines
from desk.capture.card_outline_fine import held, refined
from desk.capture.card_outline_lines import Points, side_lengths
from desk.capture.card_outline_places import CODE_PLACES, IDENTITY_CARD, CodePlace
from desk.capture.card_outline_shape import shape_score
from desk.capture.card_outline_standing import as_code_stands, as_held
from desk.capture.thresholds import CARD, OUTLINE
from desk.ports.camera import Pixels, Quad
from desk.ports.photographs import CardSide

_WORK_PIXELS = 640


@dataclass(frozen=True)
class CardOutline:
    """A card's corners (TL TR BR BL as the card stands, in pixels); ``support`` 0 to 1: how sure.

    Without a code the card may stand on its head: ``card_side`` tells.
    """

    corners: Quad
    support: float

    @property
    def quad(self) -> Points:
        return np.array(self.corners, dtype=np.float64)


def find_card(
    pixels: Pixels, code: Quad | None = None, code_side: CardSide | None = None
) -> CardOutline | None:
    """The card in a picture, or None.

    ``code``: corners of its decoded code (TL TR BR BL as the code stands); ``code_side``: the side the code's
    text belongs to, None for an identity card of either kind.
    """
    return max(find_cards(pixels, code, code_side), key=lambda outline: outline.support, default=None)


def find_cards(
    pixels: Pixels,
    code: Quad | None = None,
    code_side: CardSide | None = None,
    *,
    faint: bool = True,
) -> Iterator[CardOutline]:
    """What may be the card, the likeliest first; later ones cost more, so take one by one.

    Sheets and boxes have a card's shape too: who can tell a card by what is on it should look at several.
    ``faint`` False: without a code only edges that leave no doubt, in a tenth of the time.
    """
    scale = min(1.0, _WORK_PIXELS / max(pixels.shape[:2]))
    small = np.asarray(
        cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
    if code is None:
        yield from _by_edges(pixels, small, scale, faint=faint)
    else:
        place = IDENTITY_CARD if code_side is None else CODE_PLACES.get(code_side)
        found = _by_code(pixels, small, scale, np.array(code, dtype=np.float64), place)
        if found is not None:
            yield found


def still_there(pixels: Pixels, near: Quad) -> Iterator[CardOutline]:
    """The card where it lay in a frame close by, its sides on edges of this one; nothing once it moved."""
    fit = held(pixels, np.array(near, dtype=np.float64))
    if fit is not None and shape_score(fit.quad, (pixels.shape[1], pixels.shape[0])) > 0:
        yield _outline(fit.quad, fit.support)


def straighten(pixels: Pixels, outline: CardOutline, size: tuple[int, int] | None = None) -> Pixels:
    """The card alone, upright, at ratio 1.586; as large as the picture shows it unless a size is given."""
    width, height = size or straight_size(outline)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    lay = cv2.getPerspectiveTransform(outline.quad.astype(np.float32), flat).astype(np.float64)
    shrinks = width < seen_width(outline) * 0.7
    source, lay = _shrunk(pixels, lay, width / seen_width(outline)) if shrinks else (pixels, lay)
    straight = cv2.warpPerspective(
        source, lay, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(straight, dtype=np.uint8)


def seen_width(outline: CardOutline) -> float:
    """How many pixels of the picture the card is wide, where it is nearest."""
    sides = side_lengths(outline.quad)
    return float(max(sides[0], sides[2]))


def straight_size(outline: CardOutline) -> tuple[int, int]:
    """Width and height of the straightened card: no more pixels than were seen, no more than are filed."""
    width = min(round(seen_width(outline)), CARD.widest)
    return width, max(1, round(width / OUTLINE.ratio))


def turned_over(outline: CardOutline) -> CardOutline:
    """The same outline with the card standing the other way up."""
    first, second, third, fourth = outline.corners
    return CardOutline((third, fourth, first, second), outline.support)


def _shrunk(pixels: Pixels, lay: Points, scale: float) -> tuple[Pixels, Points]:
    """Average before sampling: a warp that only picks pixels makes small print of large."""
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    back = np.diag([pixels.shape[1] / small.shape[1], pixels.shape[0] / small.shape[0], 1.0])
    return np.asarray(small, dtype=np.uint8), np.asarray(lay @ back)


def _by_code(
    pixels: Pixels, small: Pixels, scale: float, code: Points, place: CodePlace | None
) -> CardOutline | None:
    size = small.shape[1], small.shape[0]
    guided = outline_by_code(small, code * scale, place) if place else None
    if guided is None or guided.support < OUTLINE.sure_by_code:
        # a small code on a steep card tells its plane poorly
        edged = outline_by_edges(small, code * scale)
        likeness = guided.support * shape_score(guided.quad, size) if guided else 0.0
        if edged is not None and edged.support >= max(OUTLINE.least_support_by_edges, likeness):
            return _outline(as_code_stands(refined(pixels, edged.quad / scale), code), edged.support)
    if guided is not None and guided.support >= OUTLINE.least_support_by_code:
        return _outline(refined(pixels, guided.quad / scale), guided.support)
    return _by_place(code, place, scale, size) if place else None


def _by_place(code: Points, place: CodePlace, scale: float, size: tuple[int, int]) -> CardOutline | None:
    quad = outline_by_place(code, place)
    return _outline(quad, OUTLINE.place_support) if shape_score(quad * scale, size) > 0 else None


def _by_edges(pixels: Pixels, small: Pixels, scale: float, *, faint: bool) -> Iterator[CardOutline]:
    fit = outline_by_edges(small)
    first = fit is not None and fit.support >= OUTLINE.sure_by_edges
    if fit is not None and first:
        yield _outline(as_held(refined(pixels, fit.quad / scale)), fit.support)
    if not faint:
        return
    rest = [*outlines_by_lines(small), *([fit] if fit is not None and not first else [])]
    for other in sorted(rest, key=lambda other: -other.support):
        if other.support >= OUTLINE.least_support_by_edges:
            yield _outline(as_held(refined(pixels, other.quad / scale)), other.support)


def _outline(quad: Points, support: float) -> CardOutline:
    first, second, third, fourth = ((float(x), float(y)) for x, y in quad)
    return CardOutline((first, second, third, fourth), support)
