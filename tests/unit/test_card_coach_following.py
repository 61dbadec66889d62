"""A card that was found once is followed while it lies there, also where its edges hardly show."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from desk.capture.card_coach import DeskCardCoach
from desk.capture.card_coach_following import anchored, followed
from desk.capture.card_outline import CardOutline
from desk.capture.card_outline_fine import held
from desk.ports.camera import PhotoRole, Pixels, Quad
from desk.ports.photographs import CardSide
from practice.drawn_cards import card_back, card_front
from practice.people import PracticePerson
from tests.fakes.held_cards import moving, watched
from tests.fakes.photographs import NEWER, OLDER, STRAIGHT, TILTED, lying, with_noise, worst_corner

pytestmark = pytest.mark.pictures

SIDES = [(card_front, OLDER), (card_back, OLDER), (card_front, NEWER), (card_back, NEWER)]
WANDER = [round(9 * np.sin(look)) for look in range(30)]


def pale(card: Pixels, place: Quad = TILTED, *, edge: float = 0.0) -> Pixels:
    """The card on a table all but of its own colour; ``edge``: how much of the line between them is left."""
    paper = np.median(card.reshape(-1, 3), axis=0) - 3
    seen = lying(card, place, np.full((720, 1280, 3), paper, np.uint8))
    bare = cv2.polylines(seen.copy(), [np.array(place, np.int32)], True, paper.tolist(), 14)
    return with_noise(np.asarray(cv2.addWeighted(seen, edge, bare, 1 - edge, 0), np.uint8), 1)


def shifted(place: Quad, right: float) -> Quad:
    first, second, third, fourth = ((x + right, y) for x, y in place)
    return first, second, third, fourth


@pytest.mark.parametrize(("side", "person"), SIDES)
def test_a_wandering_card_without_edges_is_followed_by_its_face_and_errors_do_not_add_up(
    side: Callable[[PracticePerson], Pixels], person: PracticePerson
) -> None:
    first = pale(side(person))
    assert held(first, np.array(TILTED)) is None
    anchor = anchored(first, CardOutline(TILTED, 1.0))
    for right, pixels in zip(WANDER, moving(first, WANDER), strict=True):
        found = followed(with_noise(pixels, 1), anchor)
        assert found is not None
        anchor = found
        assert worst_corner(anchor.outline.corners, shifted(TILTED, right)) < 0.008


@pytest.mark.parametrize(
    "next_seen",
    [
        lambda: np.full((720, 1280, 3), 220, np.uint8),
        lambda: pale(card_front(OLDER)),
        lambda: pale(card_back(NEWER)),
        lambda: pale(card_back(OLDER), shifted(TILTED, -90)),
        lambda: lying(card_front(NEWER), STRAIGHT),
    ],
)
def test_a_card_that_left_turned_over_or_went_far_is_not_followed(
    next_seen: Callable[[], Pixels],
) -> None:
    anchor = anchored(pale(card_back(OLDER)), CardOutline(TILTED, 1.0))
    assert followed(next_seen(), anchor) is None


def test_a_card_on_a_table_of_its_colour_is_found_once_at_rest_and_takes_itself() -> None:
    looks = watched(
        DeskCardCoach(), moving(pale(card_back(OLDER), edge=0.3), WANDER[:8]), PhotoRole.CARD_BACK
    )
    first = next(at for at, look in enumerate(looks) if look.corners is not None)
    assert first <= 2  # three tenths of a second
    assert {look.side for look in looks[first:]} == {CardSide.CCCD_BACK}
    assert sum(look.take for look in looks) == 1
