"""The portrait coach: one thing at a time, and the photo takes itself when all is well."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from declaration.problems import Severity
from desk import i18n
from desk.capture.faces import Face, FaceFinder
from desk.capture.portrait import DeskPortraitCoach, advice_for, portrait_of
from desk.capture.portrait_cut import cut_by_head, cut_from_middle, oval_for
from desk.capture.steady import Steady
from desk.ports.camera import Frame, Pixels
from desk.ports.photographs import Advice, PortraitCoach
from tests.fakes.photographs import PEOPLE, sitter, with_noise

FACES = FaceFinder()


def darker(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=0.25), dtype=np.uint8)


def brighter(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=1.25, beta=20), dtype=np.uint8)


def blurred(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 7), dtype=np.uint8)


def before_a_shelf(pixels: Pixels) -> Pixels:
    ground = (pixels == pixels[0, 0]).all(axis=2)
    blocks = np.random.default_rng(1).integers(40, 255, (18, 32, 1)).repeat(3, axis=2).astype(np.uint8)
    shelf = cv2.resize(blocks, (1280, 720), interpolation=cv2.INTER_NEAREST)
    return np.where(ground[..., None], shelf, pixels).astype(np.uint8)


def with_glinting_glasses(pixels: Pixels) -> Pixels:
    seen = pixels.copy()
    for middle in (575, 705):
        cv2.ellipse(seen, (middle, 345), (30, 10), 0, 0, 360, (255, 255, 255), -1)
    return seen


def two_people() -> Pixels:
    halves = [cv2.resize(sitter(number)[:, 320:960], (640, 720)) for number in (1, 2)]
    return np.asarray(np.hstack(halves), dtype=np.uint8)


@pytest.mark.parametrize("number", range(8))
def test_a_person_well_placed_is_all_green(number: int) -> None:
    advice, face = advice_for(with_noise(sitter(number), 3), FACES)
    assert advice == ()
    assert face is not None


@pytest.mark.parametrize(
    ("seen", "first"),
    [
        (lambda: np.full((720, 1280, 3), 200, np.uint8), Advice.NO_FACE),
        (two_people, Advice.SEVERAL_FACES),
        (lambda: sitter(scale=0.6), Advice.CLOSER),
        (lambda: sitter(scale=1.25), Advice.FARTHER),
        (lambda: sitter(right=150), Advice.MOVE_LEFT),
        (lambda: sitter(right=-150), Advice.MOVE_RIGHT),
        (lambda: sitter(down=-80), Advice.MOVE_DOWN),
        (lambda: sitter(down=105), Advice.MOVE_UP),
        (lambda: sitter(lean=10), Advice.STRAIGHTEN),
        (lambda: sitter(lean=-10), Advice.STRAIGHTEN),
        (lambda: darker(sitter()), Advice.TOO_DARK),
        (lambda: brighter(sitter()), Advice.TOO_BRIGHT),
        (lambda: before_a_shelf(sitter()), Advice.BACKGROUND_BUSY),
        (lambda: blurred(sitter()), Advice.BLURRED),
        (lambda: with_glinting_glasses(sitter()), Advice.GLASSES_GLARE),
    ],
)
def test_the_first_thing_said_is_the_first_to_mend(seen: Callable[[], Pixels], first: Advice) -> None:
    assert advice_for(seen(), FACES)[0][0] is first


def test_several_things_are_said_in_the_order_of_mending() -> None:
    codes = advice_for(darker(sitter(scale=0.7, lean=9)), FACES)[0]
    assert codes == tuple(sorted(codes, key=list(Advice).index))
    assert {Advice.CLOSER, Advice.STRAIGHTEN, Advice.TOO_DARK} <= set(codes)


def test_a_small_lean_is_forgiven_and_measured() -> None:
    codes, face = advice_for(sitter(lean=4), FACES)
    assert Advice.STRAIGHTEN not in codes
    assert face is not None
    assert face.lean == pytest.approx(4, abs=2)


def test_a_face_on_the_wall_behind_does_not_stop_anyone() -> None:
    seen = sitter(scale=0.9)
    small = cv2.resize(sitter(2)[:, 390:890], (125, 180))
    seen[20:200, 40:165] = small
    assert Advice.SEVERAL_FACES not in advice_for(seen, FACES)[0]


def test_the_photo_takes_itself_once_after_four_tenths_of_a_second_of_green() -> None:
    coach: PortraitCoach = DeskPortraitCoach(FACES)
    seen = sitter()
    looks = [coach.look(Frame(seen, number * 0.15)) for number in range(8)]
    assert all(look.all_green and not look.stops for look in looks)
    assert [look.take for look in looks].index(True) == 3
    assert sum(look.take for look in looks) == 1
    assert looks[1].steady == pytest.approx(0.375)
    coach.reset()
    again = [coach.look(Frame(seen, 10 + number * 0.15)) for number in range(6)]
    assert sum(look.take for look in again) == 1


def test_one_who_moves_is_asked_to_hold_still_and_the_wait_begins_anew() -> None:
    coach = DeskPortraitCoach(FACES)
    looks = [coach.look(Frame(sitter(right=right), at)) for right, at in ((-30, 0.0), (30, 0.2), (30, 0.4))]
    assert looks[1].codes == (Advice.HOLD_STILL,)
    assert (looks[1].steady, looks[2].steady) == (0.0, 0.0)
    assert looks[2].all_green


def test_no_face_stops_and_everything_else_only_advises() -> None:
    coach = DeskPortraitCoach(FACES)
    assert coach.look(Frame(np.full((720, 1280, 3), 200, np.uint8), 0.0)).stops
    assert not coach.look(Frame(sitter(scale=0.6), 1.0)).stops


@pytest.mark.parametrize(
    ("looks", "due"),
    [
        ([(0.0, True), (0.3, True), (0.59, True)], False),
        ([(0.0, True), (0.3, True), (0.6, True)], True),
        ([(0.0, True), (0.3, False), (0.6, True)], False),
        ([(0.0, True), (0.9, True)], False),  # two looks prove little
        ([(0.0, True), (1.2, True), (2.4, True)], True),  # a slow machine
        ([(0.0, True), (1.6, True), (3.2, True)], False),  # nobody looked in between
        ([(0.0, True), (0.4, True), (0.2, True), (0.5, True)], False),  # a clock set back proves nothing
    ],
)
def test_the_timer_believes_only_what_it_saw(looks: list[tuple[float, bool]], due: bool) -> None:
    steady = Steady(0.6)
    for now, green in looks:
        steady = steady.after(green, now)
    assert steady.is_due is due
    assert not steady.once_taken().is_due


@pytest.mark.parametrize(
    ("greens", "due"),
    [
        ("gtgg", True),
        ("gtgt", False),  # the look that takes is green
        ("gttgg", False),  # two on end are no trembling
        ("grgg", False),
    ],
)
def test_one_look_that_trembles_at_a_limit_is_forgiven(greens: str, due: bool) -> None:
    steady = Steady(0.4)
    for number, look in enumerate(greens):
        steady = steady.after(look == "g", number * 0.15, trembles=look == "t")
    assert steady.is_due is due


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (720, 1280), (3840, 2160)])
def test_a_portrait_is_cut_by_the_head_to_the_rules_shape(size: tuple[int, int]) -> None:
    scale = size[1] / 720 if size[0] > size[1] else 1.0
    face = Face(size[0] / 2 - 185 * scale, 180 * scale, 370 * scale)
    cut = cut_by_head(face, size)
    assert cut.is_large_enough
    assert cut.height / cut.width == pytest.approx(1.5, abs=0.01)
    assert 0.69 <= face.head / cut.height <= 0.80
    assert 0.03 < (face.crown - cut.top) / cut.height < 0.2
    assert cut.left + cut.width / 2 == pytest.approx(face.middle, abs=1)


@pytest.mark.parametrize("place", [(0.0, 0.0), (1200.0, 0.0), (0.0, 600.0), (1200.0, 600.0)])
def test_a_cut_never_leaves_the_frame(place: tuple[float, float]) -> None:
    for size in ((1280, 720), (300, 200), (200, 900)):
        cut = cut_by_head(Face(*place, 300.0), size)
        assert 0 <= cut.left <= size[0] - cut.width
        assert 0 <= cut.top <= size[1] - cut.height


def test_a_head_far_away_gets_more_room_rather_than_fewer_pixels() -> None:
    cut = cut_by_head(Face(900, 400, 150), (1920, 1080))
    assert (cut.width, cut.height) == (473, 709)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (640, 480), (720, 1280)])
def test_the_oval_lies_inside_the_frame_and_asks_for_enough_pixels(size: tuple[int, int]) -> None:
    oval = oval_for(size)
    assert oval.x - oval.width / 2 > 0
    assert oval.y - oval.height / 2 > 0
    assert oval.y + oval.height / 2 < 1
    if min(size) >= 720:
        assert oval.height * size[1] >= 0.69 * 709


def test_only_a_missing_face_several_and_too_few_pixels_stop_a_portrait() -> None:
    def said(pixels: Pixels) -> dict[str, Severity]:
        return {problem.code: problem.severity for problem in portrait_of(pixels, FACES)[1]}

    assert said(sitter()) == {}
    assert said(np.full((720, 1280, 3), 200, np.uint8)) == {"portrait_no_face": Severity.BLOCKS}
    assert said(two_people()) == {"portrait_several_faces": Severity.BLOCKS}
    assert said(sitter(scale=0.6))["portrait_closer"] is Severity.WARNS
    small = said(np.asarray(cv2.resize(sitter(), (640, 360), interpolation=cv2.INTER_AREA), dtype=np.uint8))
    assert small["portrait_too_small"] is Severity.BLOCKS


def test_without_a_face_the_middle_is_cut_out() -> None:
    cut = cut_from_middle((1280, 720))
    assert (cut.left, cut.top, cut.width, cut.height) == (400, 0, 480, 720)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_advice_and_every_problem_has_words(language: str) -> None:
    texts = i18n.load(language).texts
    said = [code for code in Advice if code is not Advice.HOLD_STILL]
    assert [code for code in Advice if f"advice.{code}" not in texts] == []
    assert [code for code in said if f"problem.portrait_{code}" not in texts] == []
    cards = ("not_found", "wrong_side", "blurred", "dark", "over", "glare", "too_small")
    assert [code for code in cards if f"problem.card_{code}" not in texts] == []


def test_coming_a_little_closer_is_measured_as_such() -> None:
    shares = np.linspace(0.75, 1.0, 12)
    heads = [FACES.find(sitter(3, scale=share), eyes=True)[0].head / share for share in shares]
    assert max(heads) / min(heads) < 1.08


def test_a_face_is_found_with_its_eyes_on_every_drawn_person() -> None:
    for number in range(len(PEOPLE[:6])):
        [face] = FACES.find(sitter(number), eyes=True)
        assert face.eyes is not None
        assert abs(face.lean or 0) < 3
