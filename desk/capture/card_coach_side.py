"""One card before the camera: where it lies and which side it shows, its code and its marks together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from declaration.privacy import Private
from desk.capture.card_outline import CardOutline, straighten, turned_over
from desk.capture.card_outline_standing import as_code_stands
from desk.capture.card_photo import CodeSeen
from desk.capture.card_photo_side import SIDES_WANTED, SIZE, SideSeen, side_of_kind, side_seen
from desk.capture.faces import FaceFinder
from desk.capture.thresholds import CARD_COACH, OUTLINE
from desk.ports.camera import PhotoRole, Pixels
from desk.ports.photographs import CardSide

FRONTS, BACKS = SIDES_WANTED[PhotoRole.CARD_FRONT], SIDES_WANTED[PhotoRole.CARD_BACK]
_UNKNOWN = SideSeen(CardSide.UNKNOWN, 0.0)
_ZONE_COVERED = 0.7  # how sure a back is by its code alone


@dataclass(frozen=True, eq=False, repr=False)
class CardSeen(Private):
    """``outline`` as the card stands; ``straight``: the card at ``SIZE``, upright."""

    outline: CardOutline
    seen: SideSeen
    straight: Pixels

    @property
    def is_known(self) -> bool:
        """Whether one may act on the side without asking a person."""
        if not self.is_card:
            return False
        if self.seen.side in FRONTS:
            return self.seen.sureness >= CARD_COACH.sure_front
        return self.seen.side in BACKS and self.seen.sureness >= CARD_COACH.sure_back

    @property
    def is_settled(self) -> bool:
        """Whether looking elsewhere could tell no more; a health insurance card is a card, too."""
        return self.is_known or self.seen.sureness >= CARD_COACH.sure_back

    @property
    def is_card(self) -> bool:
        """Edges that leave no doubt, or marks only a card has; a face among straight lines has neither."""
        return self.outline.support >= OUTLINE.sure_by_edges or self.seen.sureness >= CARD_COACH.sure_back


def card_at(pixels: Pixels, outline: CardOutline, code: CodeSeen | None, faces: FaceFinder) -> CardSeen:
    """What lies within an outline; a ``code`` counts when it lies there, too."""
    own = code if code is not None and _holds(outline, code) else None
    place = outline if own is None else _standing_as(outline, own)
    straight = straighten(pixels, place, SIZE)
    marks = side_seen(straight, has_code=own is not None, faces=faces)
    if marks.upside_down:
        place, straight = turned_over(place), np.ascontiguousarray(straight[::-1, ::-1])
    seen = replace(marks, upside_down=False) if own is None else _agreed(own, marks)
    return CardSeen(place, seen, straight)


def _agreed(code: CodeSeen, marks: SideSeen) -> SideSeen:
    """The side of a code's kind, unless the card's own marks speak for the other side of a card.

    What kinds of card carry is known from a few only: where the two differ, no side is known.
    """
    if code.kind is None:
        return marks
    said = side_of_kind(code.kind)
    if {said, marks.side} & FRONTS and {said, marks.side} & BACKS:
        return _UNKNOWN
    if said in BACKS and marks.side not in BACKS:
        return SideSeen(said, _ZONE_COVERED)
    return SideSeen(said, 1.0)


def _holds(outline: CardOutline, code: CodeSeen) -> bool:
    around = outline.quad.astype(np.float32)
    middle = np.mean(code.corners, axis=0)
    return cv2.pointPolygonTest(around, (float(middle[0]), float(middle[1])), False) >= 0


def _standing_as(outline: CardOutline, code: CodeSeen) -> CardOutline:
    first, second, third, fourth = as_code_stands(outline.quad, np.array(code.corners))
    corners = tuple((float(x), float(y)) for x, y in (first, second, third, fourth))
    return CardOutline((corners[0], corners[1], corners[2], corners[3]), outline.support)
