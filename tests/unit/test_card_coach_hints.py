"""What the card coach says of a card badly held or lit, and of one nobody knows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from desk.ports.camera import PhotoRole, Pixels
from desk.ports.photographs import CardHint, CardSide
from practice.drawn_cards import card_back, card_front, insurance_card
from tests.fakes.held_cards import lit, settled
from tests.fakes.photographs import (
    NEWER,
    OLDER,
    STRAIGHT,
    TILTED,
    lying,
)

FRONT, BACK = PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK


def under_a_lamp(pixels: Pixels, radius: int = 110) -> Pixels:
    return np.asarray(cv2.circle(pixels.copy(), (640, 400), radius, (255, 255, 255), -1), dtype=np.uint8)


def blurred(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 4.5), dtype=np.uint8)


def far(pixels: Pixels) -> Pixels:
    small = cv2.resize(pixels, None, fx=0.58, fy=0.58, interpolation=cv2.INTER_AREA)
    table = np.full(pixels.shape, pixels[2, 2], np.uint8)
    table[150 : 150 + small.shape[0], 260 : 260 + small.shape[1]] = small
    return table


@pytest.mark.slow
@pytest.mark.parametrize(
    ("card", "role"),
    [
        (card_front(OLDER), FRONT),
        (card_back(OLDER), BACK),
        (card_front(NEWER), FRONT),
        (card_back(NEWER), BACK),
    ],
)
def test_dark_burnt_glaring_blurred_and_far_cards_are_each_told(card: Pixels, role: PhotoRole) -> None:
    pixels = lying(card, STRAIGHT, 120)
    for view, hint in (
        (lit(pixels, 0.35), CardHint.TOO_DARK),
        (lit(pixels, 1.6), CardHint.TOO_BRIGHT),
        (under_a_lamp(pixels), CardHint.TILT),
        (blurred(pixels), CardHint.BLURRED),
        (far(pixels), CardHint.CLOSER),
    ):
        assert hint in settled(view, role).codes
    assert CardHint.TILT in settled(under_a_lamp(pixels), None).codes


def test_several_things_are_said_in_the_order_of_mending() -> None:
    codes = settled(far(lit(lying(card_front(OLDER), STRAIGHT, 120), 0.35))).codes
    assert codes == (CardHint.TOO_DARK, CardHint.CLOSER)


@pytest.mark.slow
def test_any_card_will_do_where_no_side_is_wanted_and_none_takes_itself() -> None:
    for card in (card_front(OLDER), card_back(NEWER), insurance_card(OLDER)):
        assert settled(lying(card, TILTED), None).codes == ()
        assert settled(lying(card, TILTED), PhotoRole.PORTRAIT).codes == ()


@pytest.mark.slow
def test_a_side_nobody_knows_is_left_to_a_person() -> None:
    blank = np.full((638, 1012, 3), (222, 232, 214), np.uint8)
    for card in (blank, insurance_card(OLDER)):
        for role in (FRONT, BACK):
            assert settled(lying(card, TILTED), role, looks=6).codes == (CardHint.SIDE_UNKNOWN,)


@pytest.mark.slow
def test_a_back_whose_zone_is_covered_is_left_to_a_person() -> None:
    for person in (OLDER, NEWER):
        pixels = lying(card_back(person), STRAIGHT)
        cv2.ellipse(pixels, (640, 640), (420, 90), 0, 0, 360, (120, 150, 205), -1)  # a thumb
        for role in (FRONT, BACK):
            assert not settled(pixels, role, looks=5).all_green


def test_a_code_that_contradicts_the_marks_of_its_side_leaves_the_side_unknown() -> None:
    """As if a căn cước carried a code of the older form: its back must not become somebody's front."""
    card = card_back(OLDER).copy()
    card[22:260, 750:1000] = card_front(OLDER)[22:260, 750:1000]
    for role in (FRONT, BACK):
        assert settled(lying(card, TILTED), role, looks=6).side is CardSide.UNKNOWN
