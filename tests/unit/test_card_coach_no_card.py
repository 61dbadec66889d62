"""What the card coach takes for no card at all, when it searches, and how little it keeps."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from desk.capture import card_outline
from desk.capture.card_coach import DeskCardCoach
from desk.capture.card_coach_rest import view_after
from desk.capture.card_outline_lines import Fit
from desk.ports.camera import Frame, PhotoRole, Pixels, Scene
from desk.ports.photographs import CardHint, CardSide
from practice.drawn_cards import card_back, card_front, insurance_card, seen_by_camera
from tests.fakes.held_cards import FACES, held_out, lit, settled, still, watched
from tests.fakes.held_memory import held_bytes
from tests.fakes.photographs import (
    ASIDE,
    OLDER,
    PEOPLE,
    TILTED,
    beside_a_sheet,
    lying,
    sitter,
)

pytestmark = pytest.mark.pictures

FRONT, BACK = PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK


def test_a_card_whose_side_is_settled_is_not_searched_for_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: Pixels) -> list[Fit]:
        raise AssertionError

    monkeypatch.setattr(card_outline, "outlines_by_lines", slow)
    assert settled(lying(insurance_card(OLDER), TILTED), looks=5).side is CardSide.BHYT_FRONT
    with pytest.raises(AssertionError):
        settled(seen_by_camera(None, 1), looks=5)


def test_an_empty_table_has_no_card_and_a_dark_one_wants_light_first() -> None:
    empty = seen_by_camera(None, 1)
    assert settled(empty).codes == (CardHint.NO_CARD,)
    assert settled(empty, None).codes == (CardHint.NO_CARD,)
    assert settled(lit(empty, 0.1)).codes == (CardHint.TOO_DARK, CardHint.NO_CARD)
    assert settled(empty).corners is None


@pytest.mark.parametrize("number", range(0, len(PEOPLE), 3))
def test_a_face_is_no_card(number: int) -> None:
    assert settled(sitter(number)).codes == (CardHint.NO_CARD,)


def test_a_hand_a_sheet_and_a_box_never_take_themselves() -> None:
    table = np.full((720, 1280, 3), 96, np.uint8)
    hand = cv2.ellipse(table.copy(), (640, 380), (420, 240), 20, 0, 360, (120, 150, 205), -1)
    hand = cv2.GaussianBlur(hand, (0, 0), 3)
    assert settled(np.asarray(hand, np.uint8)).codes == (CardHint.NO_CARD,)
    for view in (beside_a_sheet(), lying(np.full((638, 1012, 3), (120, 150, 205), np.uint8), TILTED)):
        assert CardSide.UNKNOWN is settled(view).side


def test_a_card_beside_a_sheet_is_found_once_the_view_is_at_rest() -> None:
    looks = watched(DeskCardCoach(FACES), still(lying(card_back(OLDER), ASIDE, beside_a_sheet()), 6), BACK)
    assert looks[-1].side is CardSide.CCCD_BACK


def test_a_hands_wander_is_rest_and_a_card_laid_down_is_not() -> None:
    pictures = list(held_out(OLDER, Scene.CARD_FRONT, 8))
    first = view_after(None, pictures[0], 0.0)
    assert all(view_after(first, pixels, 1.0) is first for pixels in pictures)
    assert view_after(first, seen_by_camera(None, 1), 1.0) is not first
    assert view_after(first, pictures[0], -1.0).since == -1.0  # a clock set back
    assert repr(first) == "<View>"
    assert [first.is_due(now) for now in (0.2, 0.3)] == [False, True]
    assert [first.once_searched(0.3).is_due(now) for now in (3.2, 3.4)] == [False, True]


@pytest.mark.slow
def test_two_hundred_looks_keep_an_outline_and_two_thumbnails_only() -> None:
    coach = DeskCardCoach(FACES)
    empty, card = (
        np.asarray(cv2.resize(seen_by_camera(seen, 1), (320, 180), interpolation=cv2.INTER_AREA), np.uint8)
        for seen in (None, card_front(OLDER))
    )
    for look in range(200):
        coach.look(Frame((card if look % 10 > 7 else empty) - np.uint8(look % 3), look * 0.2), FRONT)
        if look % 10 == 9:
            assert 0 < held_bytes(coach) <= 30_000
