"""The card coach: watches a card being held out, says one thing at a time, and lets a good photo take itself.

The wrong side filed by itself is worse than none filed: a side takes itself only when every look of the wait
has known it as the wanted one.
"""

from __future__ import annotations

import numpy as np

from desk.capture.card_coach_finding import CardSeeker
from desk.capture.card_coach_judge import hints, no_card_hints
from desk.capture.card_outline import CardOutline
from desk.capture.card_outline_lines import side_lengths
from desk.capture.card_photo_side import SIDES_WANTED
from desk.capture.faces import FaceFinder
from desk.capture.steady import Steady
from desk.capture.thresholds import CARD_COACH
from desk.ports.camera import Frame, PhotoRole
from desk.ports.photographs import CardAdvice


class DeskCardCoach:
    """Implements CardCoach; meant for five looks a second. Keeps two thumbnails, no picture."""

    def __init__(self, faces: FaceFinder | None = None) -> None:
        self._seeker = CardSeeker(faces or FaceFinder())
        self.reset()

    def reset(self) -> None:
        """Another person's cards, or the same once more."""
        self._seeker.reset()
        self._before: tuple[CardOutline, float] | None = None
        self._role: PhotoRole | None = None
        self._steady = Steady(CARD_COACH.steady_seconds)
        self._taken: frozenset[PhotoRole] = frozenset()

    def look(self, frame: Frame, role: PhotoRole | None) -> CardAdvice:
        """What to change now; ``take`` is True in one look for each of the two card roles until a reset.

        Of None and of other roles any card will do: no side is asked for, and nothing takes itself.
        """
        card = self._seeker.seek(frame)
        wanted = None if role is None else SIDES_WANTED.get(role)
        moved = card is not None and self._moved(card.outline, frame.taken_at)
        self._before = None if card is None else (card.outline, frame.taken_at)
        codes = no_card_hints(frame.pixels) if card is None else hints(card, wanted, moved=moved)
        take = self._takes(role, green=wanted is not None and not codes, now=frame.taken_at)
        if card is None:
            return CardAdvice(codes)
        return CardAdvice(codes, card.outline.corners, card.seen.side, self._steady.share, take)

    def _moved(self, outline: CardOutline, now: float) -> bool:
        if self._before is None:
            return False
        before, at = self._before
        far = np.linalg.norm(outline.quad - before.quad, axis=1).max()
        return now - at < CARD_COACH.still_within_seconds and bool(
            far > CARD_COACH.still * side_lengths(outline.quad).max()
        )

    def _takes(self, role: PhotoRole | None, *, green: bool, now: float) -> bool:
        if role is not self._role:
            self._role, self._steady = role, Steady(CARD_COACH.steady_seconds)
        self._steady = self._steady.after(green, now)
        if role is None or role in self._taken or not self._steady.is_due:
            return False
        self._taken |= {role}
        return True
