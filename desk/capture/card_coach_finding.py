"""The card before the camera, look after look: followed while it lies there, searched for when it does not.

Following costs some ten milliseconds, a search by code or by plain edges forty. Edges that hardly show cost
ten times that, so they are searched for only once the view has come to rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from desk.capture.card_coach_following import Anchor, anchored, followed
from desk.capture.card_coach_rest import View, view_after
from desk.capture.card_coach_side import CardSeen, card_at
from desk.capture.card_outline import CardOutline, find_cards
from desk.capture.card_photo import CodeSeen, code_in
from desk.capture.card_photo_side import side_of_kind
from desk.capture.faces import FaceFinder
from desk.ports.camera import Frame, Pixels

_MOST_PLACES = 4  # looked at in one search: each costs some forty milliseconds


class CardSeeker:
    """Remembers an outline and two thumbnails, no picture; used from one thread at a time."""

    def __init__(self, faces: FaceFinder) -> None:
        self._faces = faces
        self.reset()

    def reset(self) -> None:
        self._anchor: Anchor | None = None
        self._view: View | None = None

    def seek(self, frame: Frame) -> CardSeen | None:
        """The card of the newest frame, its side known where possible."""
        self._view = view_after(self._view, frame.pixels, frame.taken_at)
        thorough = self._view.is_due(frame.taken_at)
        code = _card_code(frame.pixels)
        card = self._followed(frame.pixels, code)
        if card is None or (thorough and not card.is_settled):
            card = self._searched(frame, code, card, faint=thorough)
        if card is None:
            self._anchor = None
        elif self._anchor is None or card.outline != self._anchor.outline:
            self._anchor = anchored(frame.pixels, card.outline)
        return card

    def _followed(self, pixels: Pixels, code: CodeSeen | None) -> CardSeen | None:
        self._anchor = None if self._anchor is None else followed(pixels, self._anchor)
        if self._anchor is None:
            return None
        return _as_card(card_at(pixels, self._anchor.outline, code, self._faces))

    def _searched(
        self, frame: Frame, code: CodeSeen | None, card: CardSeen | None, *, faint: bool
    ) -> CardSeen | None:
        """The first place whose side is settled, else the best-held place of a card's shape."""
        for place in islice(self._places(frame, code, faint=faint), _MOST_PLACES):
            found = _as_card(card_at(frame.pixels, place, code, self._faces))
            if found is not None and found.is_settled:
                return found
            card = card or found
        return card

    def _places(self, frame: Frame, code: CodeSeen | None, *, faint: bool) -> Iterator[CardOutline]:
        if code is not None and code.kind is not None:
            yield from find_cards(frame.pixels, code.corners, side_of_kind(code.kind))
        if faint and self._view is not None:
            self._view = self._view.once_searched(frame.taken_at)
        yield from find_cards(frame.pixels, faint=faint)


def _card_code(pixels: Pixels) -> CodeSeen | None:
    """A card's code; any other says nothing about where a card lies."""
    code = code_in(pixels)
    return None if code is None or code.kind is None else code


def _as_card(card: CardSeen) -> CardSeen | None:
    """The card, trusted from now on when its marks were seen; None where there may be no card at all."""
    if not card.is_card:
        return None
    return replace(card, outline=replace(card.outline, support=1.0)) if card.is_known else card
