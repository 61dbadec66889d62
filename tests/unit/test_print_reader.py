"""Print on cards: read letter by letter as it stands there, or not at all."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from declaration.cards.mrz import Mrz, read_mrz
from desk.capture.card_photo import take_card
from desk.capture.faces import FaceFinder
from desk.capture.print_reader import CardPrintReader
from desk.capture.print_reader_letters import ALPHABET
from desk.capture.print_reader_zone import letters_allowed, zone_in
from desk.i18n import assets_dir
from desk.ports.camera import Pixels, Quad
from practice.drawn_cards import card_back, card_front, insurance_card
from practice.people import PracticePerson, invented_person, machine_readable_zone
from tests.fakes.photographs import NEWER, OLDER, PEOPLE, STRAIGHT, TILTED, lying, with_noise

pytestmark = pytest.mark.pictures

READER = CardPrintReader()


def zone_of(person: PracticePerson) -> str:
    return "\n".join(machine_readable_zone(person))


def seen(card: Pixels, *, width: int = 1012, blur: float = 0, light: float = 1, noise: float = 0) -> Pixels:
    """A card laid straight, as a worse camera would have it."""
    size = width, round(width * card.shape[0] / card.shape[1])
    small = cv2.resize(card, size, interpolation=cv2.INTER_AREA) * light
    soft = cv2.GaussianBlur(small, (0, 0), blur) if blur else small
    return with_noise(np.clip(soft, 0, 255).astype(np.uint8), noise)


def glaring(card: Pixels, at: tuple[int, int], radius: int) -> Pixels:
    lit = card.copy()
    cv2.circle(lit, at, radius, (255, 255, 255), -1)
    return lit


@pytest.mark.parametrize("person", PEOPLE[:6])
def test_a_zone_is_read_letter_by_letter(person: PracticePerson) -> None:
    assert READER.zone(card_back(person)) == zone_of(person)


@pytest.mark.parametrize(
    "card",
    [
        seen(card_back(OLDER), width=1280),
        seen(card_back(OLDER), width=640, noise=3),
        seen(card_back(OLDER), width=480),
        seen(card_back(OLDER), blur=1.8, noise=3),
        seen(card_back(OLDER), light=0.45, noise=4),
        seen(card_back(OLDER), light=1.08),
    ],
)
def test_it_is_read_small_soft_dim_and_noisy(card: Pixels) -> None:
    assert READER.zone(card) == zone_of(OLDER)


@pytest.mark.parametrize("corners", [STRAIGHT, TILTED])
@pytest.mark.parametrize("person", [OLDER, NEWER])
def test_what_a_camera_saw_is_read_as_it_is_filed(person: PracticePerson, corners: Quad) -> None:
    faces = FaceFinder()
    back = take_card(lying(card_back(person), corners), faces)
    front = take_card(lying(card_front(person), corners), faces)
    assert back is not None
    assert front is not None
    assert READER.zone(back.pixels) == zone_of(person)
    assert READER.numbers(front.pixels) == (person.number,)


@pytest.mark.parametrize("place", [9, 22])  # the last nine digits of the number, here and there
def test_digits_a_lamp_burnt_out_are_read_where_they_stand_again(place: int) -> None:
    card = glaring(card_back(OLDER), (62 + place * 30, 464), 40)
    assert READER.zone(card) == zone_of(OLDER)


@pytest.mark.parametrize(
    "at", [(62 + 2 * 30, 520), (62 + 9 * 30, 520), (62 + 2 * 30, 574), (62 + 16 * 30, 464)]
)
def test_letters_that_stand_nowhere_else_are_not_guessed(at: tuple[int, int]) -> None:
    assert READER.zone(glaring(card_back(OLDER), at, 24)) is None


def test_a_zone_whose_check_digits_do_not_hold_is_not_read() -> None:
    card = card_back(OLDER)
    first, second = (card[486:526, 62 + place * 30 - 15 : 62 + place * 30 + 15].copy() for place in (1, 4))
    card[486:526, 62 + 15 : 62 + 45], card[486:526, 62 + 105 : 62 + 135] = second, first
    assert machine_readable_zone(OLDER)[1][1] != machine_readable_zone(OLDER)[1][4]
    assert READER.zone(card) is None


@pytest.mark.parametrize(
    "card",
    [
        card_front(OLDER),
        card_front(NEWER),
        insurance_card(OLDER),
        card_back(OLDER)[::-1, ::-1],
        np.full((540, 856, 3), 255, np.uint8),
        np.zeros((540, 856, 3), np.uint8),
        np.random.default_rng(1).integers(0, 255, (540, 856, 3), np.uint8),
    ],
)
def test_where_no_zone_stands_none_is_read(card: Pixels) -> None:
    assert READER.zone(np.ascontiguousarray(card)) is None


@pytest.mark.parametrize("person", PEOPLE[:6])
def test_the_printed_number_is_read(person: PracticePerson) -> None:
    assert READER.numbers(card_front(person)) == (person.number,)
    assert READER.numbers(seen(card_front(person), width=640, blur=0.8, noise=3)) == (person.number,)


def test_a_number_half_hidden_is_not_read() -> None:
    assert READER.numbers(glaring(card_front(OLDER), (560, 254), 30)) == ()
    assert READER.numbers(card_back(OLDER)) == ()


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Số 001090123456", ("001090123456",)),
        ("001090123456  079190000001", ("001090123456", "079190000001")),
        ("00109012345", ()),
        ("0010901234567", ()),
        ("X001090123456", ()),
        ("001090 123456", ("001090123456",)),
        ("001090    123456", ()),
        ("15/07/2022", ()),
    ],
)
def test_a_number_is_twelve_digits_with_blanks_at_both_ends(line: str, read: tuple[str, ...]) -> None:
    paper = Image.new("RGB", (1012, 638), (222, 236, 226))
    font = ImageFont.truetype(assets_dir() / "fonts" / "BeVietnamPro-600.ttf", 32)
    ImageDraw.Draw(paper).text((120, 200), line, fill=(40, 36, 36), font=font)
    assert READER.numbers(np.asarray(paper)) == read


@given(st.integers(1, 700), st.integers(1, 700), st.integers(0, 2**32 - 1), st.sampled_from([1, 9, 40]))
@settings(max_examples=25, deadline=None)
def test_no_picture_at_all_raises(height: int, width: int, seed: int, grain: int) -> None:
    noise = np.random.default_rng(seed).integers(
        0, 255, (height // grain + 1, width // grain + 1, 3), np.uint8
    )
    card = np.asarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)
    assert READER.zone(card) is None
    READER.numbers(card)


# -- from likenesses to letters ------------------------------------------------------------------------


def likenesses(zone: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A zone as it would be seen at its clearest: every letter as like itself as can be."""
    letters = zone.replace("\n", "")
    clear = np.full((len(letters), len(ALPHABET)), 0.6, np.float32)
    clear[np.arange(len(letters)), [ALPHABET.index(letter) for letter in letters]] = 0.98
    return np.where(letters_allowed(), clear, -1).astype(np.float32)


@given(st.integers(0, 5000).map(invented_person))
@settings(max_examples=30, deadline=None)
def test_every_persons_zone_has_the_layout(person: PracticePerson) -> None:
    assert zone_in(likenesses(zone_of(person))) == zone_of(person)


@given(st.integers(0, 89), st.sampled_from(ALPHABET), st.integers(0, 5000).map(invented_person))
@settings(max_examples=60, deadline=None)
def test_one_letter_misread_is_never_another_number_birth_or_end(
    at: int, letter: str, person: PracticePerson
) -> None:
    seen_letters = likenesses(zone_of(person))
    seen_letters[at, ALPHABET.index(letter)] += 0.5
    zone, truth = zone_in(seen_letters), read_mrz(zone_of(person))
    if zone is not None:
        read = read_mrz(zone)
        assert isinstance(read, Mrz)
        assert isinstance(truth, Mrz)
        assert (read.number, read.birth, read.expiry) == (truth.number, truth.birth, truth.expiry)


@pytest.mark.parametrize("likeness", [0.69, 0.9])
def test_a_letter_that_might_be_another_is_not_read(likeness: float) -> None:
    seen_letters = likenesses(zone_of(OLDER))
    seen_letters[62, 10:] = likeness - 0.02
    seen_letters[62, ALPHABET.index("H")] = likeness
    assert zone_in(seen_letters) is None


def test_settled_letters_alone_make_no_zone() -> None:
    faint = likenesses(zone_of(OLDER))
    settled = letters_allowed().sum(axis=1) == 1
    faint[settled] = np.where(faint[settled] > 0, 0.3, -1)
    assert zone_in(faint) is None
