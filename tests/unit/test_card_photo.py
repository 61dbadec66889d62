"""A card side as it is filed: which side it is, how good it is, and the best of a burst."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from declaration.problems import Severity
from desk.capture.card_outline import CardOutline, straighten
from desk.capture.card_photo import CardPhoto, best_of, code_in, take_card
from desk.capture.card_photo_quality import CardQuality, card_quality
from desk.capture.card_photo_side import SIZE, side_seen, zone_lines
from desk.capture.faces import FaceFinder
from desk.capture.sharpness import sharpness
from desk.capture.thresholds import CARD
from desk.ports.camera import Pixels
from desk.ports.photographs import CardSide
from practice.drawn_cards import card_back, card_front
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

pytestmark = pytest.mark.pictures

FACES = FaceFinder()
FRONTS = frozenset({CardSide.CCCD_FRONT, CardSide.CAN_CUOC_FRONT})
GOOD = CardQuality(sharpness=600, lightness=180, noise=1, glare=0, width=1000)


def taken(pixels: Pixels) -> CardPhoto:
    photo = take_card(pixels, FACES)
    assert photo is not None
    return photo


@pytest.mark.parametrize("quarters", [0, 2])
@pytest.mark.parametrize(
    ("card", "side"),
    [
        (card_front(OLDER), CardSide.CCCD_FRONT),
        (card_back(OLDER), CardSide.CCCD_BACK),
        (card_front(NEWER), CardSide.CAN_CUOC_FRONT),
        (card_back(NEWER), CardSide.CAN_CUOC_BACK),
    ],
)
def test_each_side_is_known_and_set_upright(card: Pixels, side: CardSide, quarters: int) -> None:
    corners = turned(TILTED, quarters)
    photo = taken(lying(card, corners))
    assert photo.seen.side is side
    assert worst_corner(photo.outline.corners, corners) < 0.01


def test_what_a_code_says_is_believed_and_what_is_guessed_is_said_to_be() -> None:
    assert taken(lying(card_front(OLDER), TILTED)).seen.sureness == 1.0
    assert taken(lying(card_back(OLDER), TILTED)).seen.sureness == 0.95
    assert taken(lying(card_front(NEWER), TILTED)).seen.sureness < 0.9


def test_a_front_whose_head_lines_look_like_two_of_a_zone_is_a_front() -> None:
    beyond = ((150.0, 60.0), (1130.0, 48.0), (1130.0, 666.0), (150.0, 666.0))  # twelve pixels off
    straight = straighten(lying(card_front(OLDER), STRAIGHT, 40), CardOutline(beyond, 1.0), SIZE)
    assert zone_lines(np.ascontiguousarray(straight[::-1, ::-1])) == 2
    seen = side_seen(straight, has_code=False, faces=FACES)
    assert seen.side in FRONTS
    assert not seen.upside_down


def test_a_blank_card_is_of_no_side() -> None:
    seen = side_seen(np.full((SIZE[1], SIZE[0], 3), 210, np.uint8), has_code=False, faces=FACES)
    assert (seen.side, seen.sureness) == (CardSide.UNKNOWN, 0.0)


def test_a_sheet_with_a_cards_shape_is_passed_over_for_the_card() -> None:
    for card in (card_back(OLDER), card_front(NEWER)):
        photo = taken(lying(card, ASIDE, beside_a_sheet()))
        assert worst_corner(photo.outline.corners, ASIDE) < 0.01


def test_corners_a_person_dragged_are_believed() -> None:
    pixels = lying(card_front(OLDER), TILTED)
    photo = take_card(pixels, FACES, outline=STRAIGHT)
    assert photo is not None
    assert photo.outline.corners == STRAIGHT


def test_the_wrong_side_is_said_only_when_it_is_sure() -> None:
    back, guessed = taken(lying(card_back(OLDER), TILTED)), taken(lying(card_front(NEWER), TILTED))
    assert "card_wrong_side" in {problem.code for problem in back.problems("card_front", FRONTS)}
    assert guessed.problems("card_back", frozenset({CardSide.CCCD_BACK})) == guessed.quality.problems(
        "card_back"
    )


def test_a_good_card_has_no_problems() -> None:
    photo = taken(lying(card_front(OLDER), TILTED))
    assert photo.problems("card_front", FRONTS) == ()
    assert repr(photo) == "<CardPhoto>"


@pytest.mark.parametrize(
    ("amiss", "code", "severity"),
    [
        ({"sharpness": 349.0}, "card_blurred", Severity.WARNS),
        ({"lightness": 89.0}, "card_dark", Severity.WARNS),
        ({"noise": 4.0}, "card_dark", Severity.WARNS),
        ({"lightness": 246.0}, "card_over", Severity.WARNS),
        ({"glare": 0.011}, "card_glare", Severity.WARNS),
        ({"glare": 0.051}, "card_glare", Severity.BLOCKS),
        ({"width": 639}, "card_too_small", Severity.WARNS),
    ],
)
def test_every_limit_is_a_problem_just_beyond_it(
    amiss: dict[str, float], code: str, severity: Severity
) -> None:
    values = {"sharpness": 350.0, "lightness": 90.0, "noise": 3.9, "glare": 0.01, "width": 640} | amiss
    problems = CardQuality(**values).problems("card_back")  # type: ignore[arg-type]
    assert [(problem.field, problem.code, problem.severity) for problem in problems] == [
        ("card_back", code, severity)
    ]


def straight(
    ground: int = 96, *, blur: float = 0, light: float = 1, lamp: int = 0, noise: float = 0
) -> CardQuality:
    pixels = lying(card_front(OLDER), STRAIGHT, ground).astype(np.float64) * light
    if lamp:
        cv2.circle(pixels, (700, 400), lamp, (300, 300, 300), -1)
    if blur:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), blur), dtype=np.float64)
    seen = with_noise(np.clip(pixels, 0, 255).astype(np.uint8), noise)
    return card_quality(straighten(seen, CardOutline(STRAIGHT, 1.0), SIZE), 980)


def test_blur_darkness_noise_and_glare_are_each_told() -> None:
    def codes(quality: CardQuality) -> list[str]:
        return [problem.code for problem in quality.problems("card_front")]

    assert codes(straight()) == []
    assert codes(straight(blur=4)) == ["card_blurred"]
    assert codes(straight(light=0.35)) == ["card_dark"]
    assert codes(straight(noise=12)) == ["card_dark"]
    assert codes(straight(lamp=60)) == ["card_glare"]
    assert straight(lamp=60).glare == pytest.approx(np.pi * 60**2 / (980 * 618), rel=0.25)


def test_a_white_card_is_bright_but_not_glare() -> None:
    quality = card_quality(np.full((SIZE[1], SIZE[0], 3), 255, np.uint8), 1000)
    assert (quality.glare, quality.sharpness) == (0.0, 0.0)
    assert "card_over" in {problem.code for problem in quality.problems("card_front")}


def test_sharpness_is_told_whatever_the_contrast_and_however_little_is_printed() -> None:
    sharp, pale = straight(), straight(light=0.6)
    assert sharp.sharpness == pytest.approx(pale.sharpness, rel=0.1)
    assert sharp.sharpness > straight(blur=1).sharpness > CARD.blurred_below > straight(blur=4).sharpness
    assert sharpness(np.full((50, 50), 90, np.uint8)) == 0.0


def test_of_a_burst_the_sharpest_least_glaring_frame_is_kept() -> None:
    sharp = lying(card_front(OLDER), TILTED)
    blurred = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 3), dtype=np.uint8)
    glaring = sharp.copy()
    cv2.circle(glaring, (650, 420), 110, (255, 255, 255), -1)
    for burst in ([blurred, sharp, glaring], [sharp, glaring, blurred], [glaring, blurred, sharp]):
        best = best_of(burst, FACES, code=code_in(burst[-1]))
        assert best is not None
        assert best.quality.glare < CARD.glare_warns
        assert best.quality.sharpness > CARD.blurred_below


def test_a_burst_without_a_card_gives_none() -> None:
    empty = np.full((720, 1280, 3), 90, np.uint8)
    assert best_of([empty, empty], FACES) is None
    assert take_card(empty, FACES) is None


def test_where_a_coach_saw_the_card_it_is_looked_for_first_and_elsewhere_once_it_has_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pixels = lying(card_back(OLDER), TILTED)
    wandered = tuple((x + 4, y - 3) for x, y in TILTED)
    moved = tuple((x + 160, y + 40) for x, y in TILTED)
    for near in (wandered, moved):
        photo = take_card(pixels, FACES, near=near)  # type: ignore[arg-type]
        assert photo is not None
        assert worst_corner(photo.outline.corners, TILTED) < 0.01
    monkeypatch.setattr("desk.capture.card_photo.find_cards", lambda *_: iter(()))
    assert take_card(pixels, FACES, near=wandered) is not None  # type: ignore[arg-type]
    assert take_card(pixels, FACES, near=moved) is None  # type: ignore[arg-type]
