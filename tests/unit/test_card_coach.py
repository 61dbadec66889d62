"""The card coach: the wanted side takes itself once, the other never; a card in motion is waited for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from declaration.cards.card import CardKind
from desk import i18n
from desk.capture.card_coach import DeskCardCoach
from desk.ports.camera import PhotoRole, Pixels, Scene
from desk.ports.photographs import CardCoach, CardHint, CardSide
from practice.drawn_cards import card_back, card_front
from practice.people import invented_person
from tests.fakes.held_cards import APART, FACES, held_out, moving, still, watched
from tests.fakes.photographs import NEWER, OLDER, STRAIGHT, TILTED, lying, turned, worst_corner

pytestmark = pytest.mark.pictures

FRONT, BACK = PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK
SCENES = {FRONT: Scene.CARD_FRONT, BACK: Scene.CARD_BACK}
OTHER = {FRONT: BACK, BACK: FRONT}


def taken_and_told(seed: int) -> Iterator[tuple[int, set[CardHint]]]:
    """For both sides of one person's card: takes while it is wanted, and what is said while it is not."""
    for role, scene in SCENES.items():
        pictures = list(held_out(invented_person(seed), scene, 6))
        wanted = watched(DeskCardCoach(FACES), pictures, role)
        unwanted = watched(DeskCardCoach(FACES), pictures[:3], OTHER[role])
        assert not any(look.take for look in unwanted)
        yield sum(look.take for look in wanted), set(unwanted[-1].codes)


@pytest.mark.parametrize("seed", range(4))
def test_the_wanted_side_takes_itself_once_and_the_other_is_told(seed: int) -> None:
    assert list(taken_and_told(seed)) == [(1, {CardHint.OTHER_SIDE})] * 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 28))
def test_whoevers_card_it_is_the_other_side_is_never_taken(seed: int) -> None:
    assert list(taken_and_told(seed)) == [(1, {CardHint.OTHER_SIDE})] * 2


def test_both_generations_are_among_these_people() -> None:
    assert {invented_person(seed).card_kind for seed in range(4)} == {CardKind.CCCD, CardKind.CAN_CUOC}


@pytest.mark.parametrize("quarters", [0, 2])
@pytest.mark.parametrize(
    ("card", "role", "side"),
    [
        (card_front(OLDER), FRONT, CardSide.CCCD_FRONT),
        (card_back(OLDER), BACK, CardSide.CCCD_BACK),
        (card_front(NEWER), FRONT, CardSide.CAN_CUOC_FRONT),
        (card_back(NEWER), BACK, CardSide.CAN_CUOC_BACK),
    ],
)
def test_a_side_lying_askew_or_on_its_head_is_known_and_its_corners_are_the_cards(
    card: Pixels, role: PhotoRole, side: CardSide, quarters: int
) -> None:
    place = turned(TILTED, quarters)
    looks = watched(DeskCardCoach(FACES), still(lying(card, place), 6), role)
    assert (looks[-1].side, sum(look.take for look in looks)) == (side, 1)
    assert looks[-1].corners is not None
    assert worst_corner(looks[-1].corners, place) < 0.02


def test_a_photo_takes_itself_after_four_tenths_of_a_second_and_again_only_after_a_reset() -> None:
    coach: CardCoach = DeskCardCoach(FACES)
    pixels = lying(card_front(OLDER), TILTED)
    first = watched(coach, still(pixels, 6), FRONT)
    assert [look.take for look in first] == [False, False, True, False, False, False]
    assert [look.steady for look in first][:3] == pytest.approx([0, 1 / 2, 1])
    assert all(look.all_green for look in first)
    coach.reset()
    assert sum(look.take for look in watched(coach, still(pixels, 6), FRONT, since=5.0)) == 1


def test_once_the_front_is_taken_the_card_is_to_be_turned_and_the_back_takes_itself() -> None:
    coach, front, back = (
        DeskCardCoach(FACES),
        lying(card_front(NEWER), TILTED),
        lying(card_back(NEWER), TILTED),
    )
    looks = watched(coach, still(front, 3), FRONT)
    lying_there = watched(coach, still(front, 4), BACK, since=0.8)
    turned_over = watched(coach, still(back, 6), BACK, since=1.6)
    put_back = watched(coach, still(front, 6), FRONT, since=2.8)
    assert looks[-1].take
    assert {look.codes for look in lying_there} == {(CardHint.OTHER_SIDE,)}
    assert [look.take for look in turned_over].index(True) >= 2
    assert not any(look.take for look in put_back)


def test_a_card_turned_over_in_its_place_begins_the_wait_anew() -> None:
    front, back = lying(card_front(OLDER), TILTED), lying(card_back(OLDER), TILTED)
    pictures = [front, front, back, back, front, front]
    looks = watched(DeskCardCoach(FACES), pictures, FRONT)
    assert not any(look.take for look in looks)
    assert [look.side for look in looks[1:5]] == [
        CardSide.CCCD_FRONT,
        CardSide.CCCD_BACK,
        CardSide.CCCD_BACK,
        CardSide.CCCD_FRONT,
    ]


@pytest.mark.parametrize("step", [20, 60, 150])
def test_a_moving_card_is_waited_for(step: int) -> None:
    pixels = lying(card_front(OLDER), STRAIGHT)
    path = [(look % 2) * step for look in range(8)]
    looks = watched(DeskCardCoach(FACES), moving(pixels, path), FRONT)
    assert not any(look.take for look in looks)
    assert {look.codes for look in looks[1:]} == {(CardHint.HOLD_STILL,)}
    assert {look.steady for look in looks} == {0.0}


def test_looks_seconds_apart_prove_no_stillness() -> None:
    coach, pixels = DeskCardCoach(FACES), lying(card_front(OLDER), TILTED)
    looks = [watched(coach, [pixels], FRONT, since=at)[0] for at in np.arange(6) * 10 * APART]
    assert not any(look.take for look in looks)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_hint_has_words(language: str) -> None:
    texts = i18n.load(language).texts
    assert [hint for hint in [*CardHint, "all_green"] if f"card_advice.{hint}" not in texts] == []
