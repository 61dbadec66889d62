"""The camera's pixels on their way to the window."""

from __future__ import annotations

import numpy as np
import pytest

from desk.ports.camera import Frame, Pixels, Quad
from desk.ports.photographs import CardAdvice, CardHint
from desk.views.components.live_picture import pixels_of
from desk.views.desk.aim import Aim
from desk.views.desk.camera import pace
from desk.views.desk.coaching import Coaching
from tests.views.at_the_desk import a_desk


@pytest.mark.parametrize(
    ("size", "widest", "shown"),
    [
        ((720, 1280), 640, (640, 360)),
        ((480, 640), 640, (640, 480)),
        ((1080, 1920), 640, (640, 360)),
        ((720, 1280), 400, (427, 240)),
        ((480, 640), 256, (320, 240)),
        ((36, 64), 640, (64, 36)),
    ],
)
def test_a_frame_is_made_small_and_its_colours_are_put_in_the_screens_order(
    size: tuple[int, int], widest: float, shown: tuple[int, int]
) -> None:
    seen: Pixels = np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8)
    width, height, pixels = pixels_of(Frame(seen, 0.0), widest)
    assert (width, height) == shown
    assert len(pixels) == width * height * 4
    assert pixels[:4] == bytes((*seen[0, 0, ::-1], 255))


def test_the_picture_is_not_quite_opaque_so_that_it_travels_as_pixels() -> None:
    seen: Pixels = np.zeros((36, 64, 3), np.uint8)
    _, _, pixels = pixels_of(Frame(seen, 0.0), 640)
    assert set(pixels[3::4]) == {0xFF, 0xFE}


def test_the_picture_hurries_while_something_is_held_up_and_leaves_the_window_alone_else() -> None:
    model = a_desk().model
    model.taking.set_aim(Aim.CARD_BACK)
    hurried = pace(model)
    model.attesting.open_pad()
    assert hurried < pace(model)
    model.attesting.close_pad()
    model.taking.set_aim(Aim.REST)
    assert hurried < pace(model)


def test_a_machine_that_looks_slowly_shows_fewer_pictures_but_some() -> None:
    model = a_desk().model
    model.taking.set_aim(Aim.CARD_BACK)
    quick = pace(model)
    for _ in range(20):
        model.taking.looked_for(0.2)
    assert quick < pace(model) == pytest.approx(0.4, rel=0.05)
    for _ in range(20):
        model.taking.looked_for(5.0)
    assert pace(model) == 1.0


def test_corners_that_tremble_are_not_drawn_anew_those_of_a_card_that_moves_are() -> None:
    coaching, frame = Coaching(), Frame(np.zeros((720, 1280, 3), np.uint8), 0.0)
    corners = ((100.0, 100.0), (900.0, 110.0), (890.0, 600.0), (105.0, 610.0))

    def seen(by: float) -> Quad:
        first, second, third, fourth = ((x + by, y) for x, y in corners)
        coaching.on_card(CardAdvice((), (first, second, third, fourth)), frame)
        assert coaching.corners is not None
        return coaching.corners

    assert seen(0.0) == corners
    assert seen(8.0) == corners
    assert seen(20.0)[0] == (120.0, 100.0)
    coaching.on_card(CardAdvice((CardHint.NO_CARD,)), frame)
    assert coaching.corners is None
