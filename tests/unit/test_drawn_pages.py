"""Practice holds up papers as a camera finds them, and people whose papers can be read."""

from __future__ import annotations

from datetime import date

import pytest

from declaration.cards.passport_zone import PassportZone, read_passport_zone
from desk.capture.page_outline import find_page
from desk.capture.print_reader import CardPrintReader
from desk.ports.camera import Scene
from desk.views.desk.aim import Aim, scene_for
from practice.drawn_pages import page_before_camera
from practice.foreigners import invented_foreigner, passport_zone
from practice.people import invented_person
from practice.virtual_camera import drawn

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_page_held_up_in_practice_is_found_whole(seed: int) -> None:
    assert find_page(page_before_camera(seed, (1280, 720))) is not None


@pytest.mark.parametrize("aim", [Aim.BIRTH_CERTIFICATE, Aim.SIGNED_FORM])
def test_whatever_page_is_wanted_is_held_up(aim: Aim) -> None:
    assert scene_for(aim) is Scene.PAGE


def test_where_a_passport_is_wanted_one_that_can_be_read_is_held_up() -> None:
    assert scene_for(Aim.PASSPORT_PAGE) is Scene.PASSPORT
    seen = drawn(invented_person(1), Scene.PASSPORT)
    assert find_page(seen) is not None
    text = CardPrintReader().passport_zone(seen).text
    assert text is not None
    assert isinstance(read_passport_zone(text, TODAY), PassportZone)


def test_the_invented_workers_passport_is_sound() -> None:
    worker = invented_foreigner(TODAY)
    found = read_passport_zone(passport_zone(worker), TODAY)
    assert isinstance(found, PassportZone)
    assert (found.number.value, found.nationality, found.expiry) == ("M1234567", "KOR", worker.expiry)
