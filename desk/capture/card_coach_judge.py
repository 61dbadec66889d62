"""What to change about one card in one picture: side, light, distance, rest, glare, focus; in that order."""

from __future__ import annotations

import numpy as np

from desk.capture.card_coach_side import CardSeen
from desk.capture.card_outline import seen_width
from desk.capture.card_photo_quality import card_quality
from desk.capture.thresholds import CARD, CARD_COACH
from desk.ports.camera import Pixels
from desk.ports.photographs import CardHint, CardSide

_HINTS = {
    "card_dark": CardHint.TOO_DARK,
    "card_over": CardHint.TOO_BRIGHT,
    "card_glare": CardHint.TILT,
    "card_blurred": CardHint.BLURRED,
    "card_too_small": CardHint.CLOSER,
}
_ORDER = list(CardHint)
_EVERY = 8  # rows and columns: enough to tell a dark room
_FIELD = "card"


def no_card_hints(pixels: Pixels) -> tuple[CardHint, ...]:
    """Without a card: light first where it is too dark to see one."""
    dark = float(np.median(pixels[::_EVERY, ::_EVERY].max(axis=2))) < CARD_COACH.dark_frame
    return (CardHint.TOO_DARK, CardHint.NO_CARD) if dark else (CardHint.NO_CARD,)


def hints(card: CardSeen, wanted: frozenset[CardSide] | None, *, moved: bool) -> tuple[CardHint, ...]:
    """Everything to change; empty when all is well. ``wanted`` None: any card will do."""
    if wanted is not None and card.is_known and card.seen.side not in wanted:
        return (CardHint.OTHER_SIDE,)
    amiss = _in_motion(card) if moved and wanted is not None else _at_rest(card)
    found = tuple(sorted(set(amiss), key=_ORDER.index))
    if CardHint.CLOSER in found:
        found = tuple(hint for hint in found if hint is not CardHint.BLURRED)  # few pixels, not poor focus
    if found or wanted is None or card.is_known:
        return found
    return (CardHint.SIDE_UNKNOWN,)


def _in_motion(card: CardSeen) -> list[CardHint]:
    far = seen_width(card.outline) < CARD.smallest_width
    return [CardHint.HOLD_STILL, *([CardHint.CLOSER] if far else [])]


def _at_rest(card: CardSeen) -> list[CardHint]:
    """The same limits as those of the filed photo: what takes itself has nothing to warn of."""
    quality = card_quality(card.straight, round(seen_width(card.outline)))
    found = [_HINTS[problem.code] for problem in quality.problems(_FIELD)]
    return [hint for hint in found if hint is not CardHint.TOO_BRIGHT or not _is_white(card)]


def _is_white(card: CardSeen) -> bool:
    """A health insurance card is white paper: that is no lamp's fault."""
    return card.seen.side is CardSide.BHYT_FRONT
