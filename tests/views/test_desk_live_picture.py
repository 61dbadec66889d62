"""The camera's pixels on their way to the window."""

from __future__ import annotations

import numpy as np
import pytest

from desk.ports.camera import Frame, Pixels
from desk.views.components.live_picture import pixels_of
from desk.views.desk.aim import Aim
from desk.views.desk.camera import pace
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
