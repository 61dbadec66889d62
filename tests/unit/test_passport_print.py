"""A passport's zone in a picture: read letter by letter as it stands there, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declaration.cards.mrz import check_digit
from declaration.draft import PhotoRole
from desk.capture.page_outline import find_page
from desk.capture.photo import DeskPhotoLab
from desk.capture.print_reader import CardPrintReader
from desk.capture.print_reader_letters import ALPHABET
from desk.capture.print_reader_passport import letters_allowed, zone_in
from desk.ports.camera import Frame, Pixels
from desk.ports.print_reader import ZoneHint
from practice.drawn_cards import card_back, card_front, face, invented_person, seen_by_camera
from practice.drawn_pages import page_before_camera
from practice.drawn_passports import passport_before_camera, passport_page
from practice.foreigners import Foreigner, another_foreigner, passport_zone
from tests.fakes.photographs import with_noise

pytestmark = pytest.mark.pictures

READER = CardPrintReader()
PEOPLE = [another_foreigner(seed, date(2026, 3, 2)) for seed in range(12)]
PERSON = PEOPLE[1]
SMALL, LARGE = (1280, 720), (1920, 1080)
_LEFT, _PITCH, _LINES = 86, 30, (853, 928)  # where the zone is drawn
SPOTS = {"lamp": (255, 255, 255), "dirt": (40, 40, 40), "fingertip": (150, 180, 220)}
FIELDS = {
    "issuing state": (0, 3),
    "surname": (0, 5),
    "filler in the name": (0, 7),
    "given name": (0, 12),
    "number": (1, 1),
    "number's check digit": (1, 9),
    "nationality": (1, 11),
    "birth": (1, 14),
    "birth's check digit": (1, 19),
    "sex": (1, 20),
    "last day": (1, 22),
    "last day's check digit": (1, 27),
    "personal number": (1, 30),
    "check digit of the whole": (1, 43),
}


def seen(
    person: Foreigner, size: tuple[int, int] = SMALL, *, tilt: float = 0, light: float = 1, noise: float = 2
) -> Pixels:
    frame = passport_before_camera(passport_page(person), 1, size, tilt=tilt)
    return with_noise(np.asarray(frame * light, dtype=np.uint8), noise)


def with_spot(page: Pixels, line: int, place: int, colour: tuple[int, int, int], radius: int = 13) -> Pixels:
    spotted = page.copy()
    cv2.circle(spotted, (_LEFT + round((place + 0.5) * _PITCH), _LINES[line]), radius, colour, -1)
    return spotted


def framed(page: Pixels) -> Pixels:
    return passport_before_camera(page, 1, SMALL, tilt=1)


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize(
    "how",
    [{}, {"tilt": 5}, {"tilt": -5}, {"light": 0.4}, {"noise": 12}, {"tilt": 5, "light": 0.5, "noise": 6}],
    ids=str,
)
def test_it_is_read_straight_tilted_dim_and_noisy(size: tuple[int, int], how: dict[str, float]) -> None:
    for person in PEOPLE[:4]:
        assert READER.passport_zone(seen(person, size, **how)).text == passport_zone(person)


@pytest.mark.parametrize("person", PEOPLE)
def test_names_numbers_and_states_of_all_shapes_are_read(person: Foreigner) -> None:
    assert READER.passport_zone(seen(person, tilt=2)).text == passport_zone(person)


def test_it_is_read_upside_down_and_from_a_picture_standing_on_its_side() -> None:
    frame = seen(PERSON, tilt=2)
    for turned in (frame[::-1, ::-1], np.rot90(frame), np.rot90(frame, 3)):
        assert READER.passport_zone(np.ascontiguousarray(turned)).text == passport_zone(PERSON)


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_it_is_read_on_the_photo_as_it_is_filed(size: tuple[int, int]) -> None:
    lab, frame = DeskPhotoLab(), seen(PERSON, size, tilt=3)
    assert find_page(frame) is not None
    opened = lab.open(lab.photograph(Frame(frame, 0.0), PhotoRole.PASSPORT_PAGE).photo.data)
    assert isinstance(opened, Frame)
    assert READER.passport_zone(opened.pixels).text == passport_zone(PERSON)


# -- never anything else than what stands there --------------------------------------------------------


@pytest.mark.parametrize("spot", SPOTS)
@pytest.mark.parametrize("field", FIELDS)
def test_a_letter_nobody_can_see_is_not_guessed_in_any_field(field: str, spot: str) -> None:
    look = READER.passport_zone(framed(with_spot(passport_page(PERSON), *FIELDS[field], SPOTS[spot])))
    assert look.text is None
    assert look.hint not in (None, ZoneHint.NO_ZONE)


@pytest.mark.parametrize("radius", [4, 6, 8])
@pytest.mark.parametrize("field", FIELDS)
def test_a_letter_half_gone_is_read_right_or_not_at_all(field: str, radius: int) -> None:
    for aside in (-8, 0, 8):
        page = with_spot(passport_page(PERSON), *FIELDS[field], (232, 238, 240), radius)
        line, place = FIELDS[field]
        at = (_LEFT + round((place + 0.5) * _PITCH) + aside, _LINES[line] + aside)
        cv2.circle(page, at, radius, (232, 238, 240), -1)
        assert READER.passport_zone(framed(page)).text in (None, passport_zone(PERSON))


@pytest.mark.parametrize("place", [0, 5, 9, 13, 19, 22, 27, 43])
def test_a_zone_whose_check_digits_do_not_hold_is_not_read(place: int) -> None:
    first, second = passport_zone(PERSON).splitlines()
    other = "7" if int(second[place], 36) % 10 == 4 else "4"
    page = passport_page(PERSON, f"{first}\n{second[:place]}{other}{second[place + 1 :]}")
    assert READER.passport_zone(framed(page)).text is None


def test_a_visa_is_no_passport() -> None:
    assert READER.passport_zone(framed(passport_page(PERSON, "V" + passport_zone(PERSON)[1:]))).text is None


@pytest.mark.parametrize(
    "frame",
    [
        seen_by_camera(card_front(invented_person(1)), 1),
        seen_by_camera(card_back(invented_person(1)), 1),
        seen_by_camera(None, 1),
        face(invented_person(1)),
        page_before_camera(1, SMALL),
        np.zeros((720, 1280, 3), np.uint8),
        np.random.default_rng(1).integers(0, 255, (720, 1280, 3), np.uint8),
    ],
    ids=["front", "back", "table", "face", "form", "dark", "noise"],
)
def test_where_no_passport_lies_none_is_read(frame: Pixels) -> None:
    assert READER.passport_zone(frame).text is None


@given(st.integers(1, 700), st.integers(1, 700), st.integers(0, 2**32 - 1), st.sampled_from([1, 9, 40]))
@settings(max_examples=25, deadline=None)
def test_no_picture_at_all_raises(height: int, width: int, seed: int, grain: int) -> None:
    shape = (height // grain + 1, width // grain + 1, 3)
    noise = np.random.default_rng(seed).integers(0, 255, shape, np.uint8)
    picture = cv2.resize(noise, (width, height), interpolation=cv2.INTER_NEAREST)
    assert READER.passport_zone(np.asarray(picture, dtype=np.uint8)).text is None


# -- what to change ------------------------------------------------------------------------------------


def test_what_to_change_is_said() -> None:
    page = passport_page(PERSON)
    finger = page.copy()
    cv2.ellipse(finger, (700, 980), (60, 130), 0, 0, 360, (140, 170, 220), -1)
    soft = cv2.GaussianBlur(seen(PERSON), (0, 0), 3.5)
    told = {
        ZoneHint.NO_ZONE: seen_by_camera(None, 1),
        ZoneHint.STRAIGHTEN: seen(PERSON, tilt=22),
        ZoneHint.TILT: framed(with_spot(page, 0, 20, (255, 255, 255), 12)),
        ZoneHint.COVERED: framed(finger),
        ZoneHint.BLURRED: np.asarray(soft, dtype=np.uint8),
        ZoneHint.UNREAD: framed(passport_page(PERSON, passport_zone(PERSON)[:-1] + "7")),
    }
    assert not passport_zone(PERSON).endswith("7")
    assert {hint: READER.passport_zone(frame).hint for hint, frame in told.items()} == {h: h for h in told}


# -- from likenesses to letters ------------------------------------------------------------------------


def likenesses(zone: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A zone as it would be seen at its clearest: every letter as like itself as can be."""
    letters = zone.replace("\n", "")
    clear = np.full((len(letters), len(ALPHABET)), 0.6, np.float32)
    clear[np.arange(len(letters)), [ALPHABET.index(letter) for letter in letters]] = 0.98
    return np.where(letters_allowed(), clear, -1).astype(np.float32)


@given(st.integers(0, 5000))
@settings(max_examples=30, deadline=None)
def test_every_persons_zone_has_the_layout(seed: int) -> None:
    zone = passport_zone(another_foreigner(seed, date(2026, 3, 2)))
    assert zone_in(likenesses(zone)) == zone


@pytest.mark.parametrize("place", range(0, 88, 3))
def test_a_letter_that_might_be_another_is_not_read(place: int) -> None:
    near = likenesses(passport_zone(PERSON))
    allowed = np.flatnonzero(letters_allowed()[place])
    at = int(near[place].argmax())
    other = next(int(each) for each in allowed if each != at)
    near[place, other] = near[place, at] - 0.005
    assert zone_in(near) is None


@pytest.mark.parametrize("twins", ["8S", "6G", "0A", "1L"])
def test_letters_that_no_check_digit_tells_apart_must_be_clearer_than_others(twins: str) -> None:
    one, other = twins[0], twins[1]
    assert check_digit(f"{one}12345") == check_digit(f"{other}12345")
    person = replace(PERSON, number=f"AB{one}12345")
    near = likenesses(passport_zone(person))
    place = 44 + 2
    near[place, ALPHABET.index(other)] = 0.965
    assert zone_in(near) is None
    near[place, ALPHABET.index(other)] = 0.6
    near[place, ALPHABET.index("Y")] = 0.965
    assert zone_in(near) == passport_zone(person)
