"""Cards are found and laid straight."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from desk.capture.card_outline import (
    CardOutline,
    find_card,
    find_cards,
    seen_width,
    straight_size,
    straighten,
    turned_over,
)
from desk.capture.card_outline_code import outline_by_code
from desk.capture.card_outline_fine import refined
from desk.capture.card_outline_places import IDENTITY_CARD
from desk.capture.card_outline_shape import rectangle_ratio, shape_score
from desk.capture.card_outline_standing import as_held
from desk.capture.card_photo import code_in
from desk.ports.camera import Pixels, Quad
from desk.ports.photographs import CardSide
from practice.drawn_cards import CARD_HEIGHT, CARD_WIDTH, card_back, card_front, insurance_card
from tests.fakes.photographs import (
    ASIDE,
    NEWER,
    OLDER,
    STRAIGHT,
    TILTED,
    beside_a_sheet,
    lying,
    turned,
    with_noise,
    worst_corner,
)

CLOSE = 0.01


def found(pixels: Pixels, *, by_code: bool = True) -> CardOutline:
    code = code_in(pixels) if by_code else None
    outline = find_card(pixels, code.corners if code else None)
    assert outline is not None
    return outline


@pytest.mark.parametrize("corners", [STRAIGHT, TILTED, turned(STRAIGHT, 2), turned(TILTED, 2)])
def test_a_code_leads_to_its_card_and_says_which_way_up_it_is(corners: Quad) -> None:
    outline = found(lying(card_front(OLDER), corners))
    assert worst_corner(outline.corners, corners) < CLOSE
    assert outline.support > 0.8


@pytest.mark.parametrize("ground", [20, 96, 180, 228])
def test_a_card_without_a_code_is_found_by_its_edges(ground: int) -> None:
    outline = found(lying(card_front(NEWER), TILTED, ground))
    assert worst_corner(outline.corners, TILTED) < CLOSE


def test_a_card_of_nearly_the_tables_colour_is_found_by_its_faint_long_edges() -> None:
    ground = np.full((720, 1280, 3), (216, 224, 216), np.uint8)
    outline = found(lying(card_back(OLDER), TILTED, ground), by_code=False)
    assert worst_corner(outline.corners, TILTED) < CLOSE


def test_a_paler_sheet_beside_the_card_is_offered_as_well_but_the_card_is_among_what_is_found() -> None:
    outlines = list(find_cards(lying(card_front(NEWER), ASIDE, beside_a_sheet())))
    assert min(worst_corner(outline.corners, ASIDE) for outline in outlines) < CLOSE


@pytest.mark.parametrize("ground", [20, 60, 140])
def test_print_beside_an_edge_does_not_draw_the_edge_towards_itself(ground: int) -> None:
    pixels = lying(card_front(OLDER), TILTED, ground)
    code = code_in(pixels)
    assert code is not None
    small = cv2.resize(pixels, (640, 360), interpolation=cv2.INTER_AREA)
    fit = outline_by_code(np.asarray(small, np.uint8), np.array(code.corners) / 2, IDENTITY_CARD)
    assert fit is not None
    assert np.linalg.norm(fit.quad - np.array(TILTED) / 2, axis=1).max() < 0.01 * 440


def test_a_steeply_tilted_card_is_found_though_its_code_tells_the_plane_only_roughly() -> None:
    for corners in (
        ((94.0, 172.0), (777.0, 218.0), (792.0, 636.0), (88.0, 665.0)),
        ((120.0, 60.0), (1100.0, 150.0), (1060.0, 600.0), (180.0, 690.0)),
    ):
        assert worst_corner(found(lying(card_front(OLDER), corners)).corners, corners) < 0.004


def test_sides_a_few_pixels_off_are_moved_onto_the_edges_of_the_full_picture() -> None:
    pixels = lying(card_front(OLDER), TILTED)
    rough = np.add(TILTED, [[5.0, -4.0], [-6.0, 5.0], [4.0, 6.0], [-5.0, -5.0]])
    assert np.linalg.norm(refined(pixels, rough) - TILTED, axis=1).max() < 2
    blank = np.full_like(pixels, 128)
    assert (refined(blank, rough) == rough).all()


@pytest.mark.parametrize("angle", range(-170, 190, 20))
def test_however_a_quad_is_turned_its_upper_long_side_comes_first(angle: int) -> None:
    turn = np.radians(angle)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    flat = np.array([[-158.6, -100], [158.6, -100], [158.6, 100], [-158.6, 100]])
    for first in range(4):
        stood = as_held(np.roll(flat @ spin.T, first, axis=0))
        assert np.linalg.norm(stood[1] - stood[0]) == pytest.approx(317.2)
        assert stood[:2, 1].mean() <= stood[2:, 1].mean()


def test_a_card_that_says_nothing_stands_as_it_is_held() -> None:
    blank: Pixels = np.full((CARD_HEIGHT, CARD_WIDTH, 3), 225, np.uint8)
    for quarters in range(4):
        outline = found(lying(blank, turned(TILTED, quarters)))
        assert worst_corner(outline.corners, TILTED) < CLOSE


def test_where_no_edge_shows_the_codes_place_is_the_anchor() -> None:
    pixels = lying(card_front(OLDER), STRAIGHT)
    code = code_in(pixels)
    assert code is not None
    left, right, bottom = (round(code.corners[0][0]) - 12, round(code.corners[1][0]) + 12, 290)
    blank = np.full_like(pixels, 128)
    blank[70:bottom, left:right] = pixels[70:bottom, left:right]
    outline = find_card(blank, code.corners)
    assert outline is not None
    assert worst_corner(outline.corners, STRAIGHT) < 0.12
    assert outline.support < 0.5


def test_an_insurance_card_is_found_by_its_edges_around_its_code() -> None:
    pixels = lying(insurance_card(OLDER), turned(TILTED, 2))
    code = code_in(pixels)
    assert code is not None
    outline = find_card(pixels, code.corners, CardSide.BHYT_FRONT)
    assert outline is not None
    assert worst_corner(outline.corners, turned(TILTED, 2)) < CLOSE


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_an_empty_table_has_no_card(tone: int) -> None:
    assert find_card(np.full((720, 1280, 3), tone, np.uint8)) is None
    assert find_card(with_noise(np.full((720, 1280, 3), tone, np.uint8), 4)) is None


def test_a_straightened_card_is_upright_at_its_ratio_and_never_larger_than_it_was_seen() -> None:
    pixels = lying(card_front(OLDER), turned(TILTED, 2))
    outline = found(pixels)
    straight = straighten(pixels, outline)
    assert straight.shape[1::-1] == straight_size(outline)
    assert straight.shape[1] <= seen_width(outline) + 1
    assert straight.shape[1] / straight.shape[0] == pytest.approx(85.6 / 53.98, abs=0.01)
    assert straight.shape[1] >= 880  # of 1280: nothing of the frame is thrown away
    drawn = card_front(OLDER)[::2, ::2].astype(float)
    again = straighten(pixels, outline, drawn.shape[1::-1]).astype(float)
    assert np.abs(again - drawn).mean() < 12


def test_turning_over_twice_changes_nothing() -> None:
    outline = CardOutline(TILTED, 1.0)
    assert turned_over(outline).corners[0] == TILTED[2]
    assert turned_over(turned_over(outline)) == outline


def test_the_rectangle_behind_the_perspective_has_a_cards_ratio_however_it_is_tilted() -> None:
    assert rectangle_ratio(np.array(STRAIGHT), (1280, 720)) == pytest.approx(1.586, abs=0.01)
    # a card tilted by 40 degrees before a lens of 1.1 times the picture's width
    half = np.array([[-1.586, -1], [1.586, -1], [1.586, 1], [-1.586, 1]])
    depth = 6 + half[:, 1] * np.sin(np.radians(40))
    seen = np.stack([half[:, 0] / depth, half[:, 1] * np.cos(np.radians(40)) / depth], axis=1)
    assert rectangle_ratio(seen * 1408 + [640, 360], (1280, 720)) == pytest.approx(1.586, abs=0.02)


@pytest.mark.parametrize(
    "quad",
    [
        [(0, 0), (60, 0), (60, 38), (0, 38)],  # too small
        [(100, 100), (600, 100), (600, 600), (100, 600)],  # a square
        [(100, 100), (1100, 100), (300, 300), (100, 700)],  # not convex
        [(100, 100), (1100, 350), (1100, 370), (100, 700)],  # hardly a quadrilateral
    ],
)
def test_what_no_card_can_look_like_is_none(quad: list[tuple[float, float]]) -> None:
    assert shape_score(np.array(quad, float), (1280, 720)) == 0
