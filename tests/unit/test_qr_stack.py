"""Frames laid upon each other: they lie true, they lose noise, and nothing foreign is ever among them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder import fusing as fusing_module
from desk.capture.qr_decoder.aligning import alignment
from desk.capture.qr_decoder.deadline import NEVER
from desk.capture.qr_decoder.frame_search import FrameSearch
from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.qr_decoder.patch import mapped
from desk.capture.qr_decoder.searching import search
from desk.capture.qr_decoder.stacking import Stack
from desk.capture.qr_decoder.windows import CodeWindow
from tests.unit.test_qr_search import PAYLOAD, anything, picture, square

SIDE = 150
CORNERS = np.array([[50.0, 50], [350, 50], [350, 350], [50, 350]])


def poor(seed: int) -> Grey:
    """A hand's tremor apart, and too dark and grainy for a finder pattern to be found in."""
    at = square(318 + seed, 240 - seed, SIDE, 3 + seed / 3)
    return picture(at, light=0.16, noise=21, blur=1.2, seed=seed)


def blotches(seed: int) -> Grey:
    """400 x 400 of something that is nowhere like itself."""
    chance = np.random.default_rng(seed).integers(0, 255, (60, 60)).astype(np.uint8)
    return np.asarray(cv2.resize(chance, (400, 400), interpolation=cv2.INTER_CUBIC), np.uint8)


def moved(x: float, y: float, degrees: float, size: float) -> Array:
    way = np.eye(3)
    way[:2] = cv2.getRotationMatrix2D((200, 200), degrees, size)
    way[:2, 2] += (x, y)
    return way


def with_noise(seen: Array, seed: int) -> Grey:
    grain = np.random.default_rng(seed).standard_normal(seen.shape) * 20
    return np.clip(seen + grain, 0, 255).astype(np.uint8)


@settings(max_examples=25, deadline=None)
@given(x=st.floats(-20, 20), y=st.floats(-20, 20), degrees=st.floats(-2.5, 2.5), size=st.floats(0.97, 1.03))
def test_a_tremor_is_told_to_half_a_pixel(x: float, y: float, degrees: float, size: float) -> None:
    way, still = moved(x, y, degrees, size), blotches(3)
    seen = cv2.warpAffine(still, way[:2], (400, 400), borderMode=cv2.BORDER_REFLECT)
    found = alignment(with_noise(still, 1), with_noise(seen, 2))
    assert found is not None
    assert np.abs(mapped(found, CORNERS) - mapped(way, CORNERS)).max() < 0.5


@pytest.mark.parametrize("seed", range(5))
def test_what_shows_something_else_is_not_laid_on_it(seed: int) -> None:
    assert alignment(blotches(seed), blotches(seed + 100)) is None
    assert alignment(blotches(seed), np.full((400, 400), 90, np.uint8)) is None


def test_sheets_lie_true_and_their_mean_has_less_noise_than_any() -> None:
    stack: Stack | None = Stack.begun(poor(0), CodeWindow(318, 240, SIDE))
    for seed in range(1, 6):
        assert stack is not None
        stack = stack.laid(poor(seed), most=6)
    assert stack is not None
    corners = [
        mapped(sheet.onto, np.array(square(318 + seed, 240 - seed, SIDE, 3 + seed / 3)))
        for seed, sheet in enumerate(stack.sheets)
    ]
    assert max(float(np.abs(one - corners[0]).max()) for one in corners) < 2.5
    clear = picture(square(318, 240, SIDE, 3), light=0.16, noise=0, blur=1.2)
    wanted = Stack.begun(clear, CodeWindow(318, 240, SIDE)).mean
    noise = [float((sheet.picture.astype(float) - wanted).std()) for sheet in stack.sheets]
    assert float((stack.mean.astype(float) - wanted).std()) < 0.55 * min(noise)


def test_no_more_sheets_are_kept_than_asked_for() -> None:
    stack: Stack | None = Stack.begun(poor(0), CodeWindow(318, 240, SIDE))
    for seed in range(1, 4):
        assert stack is not None
        stack = stack.laid(poor(seed), most=2)
    assert stack is not None
    assert len(stack.sheets) == 2


@pytest.mark.parametrize("side", [60, 150, 600])
def test_a_sheet_is_large_enough_for_small_codes_and_small_enough_for_large_ones(side: float) -> None:
    stack = Stack.begun(poor(0), CodeWindow(320, 240, side))
    assert 390 <= len(stack.sheets[0].picture) <= 900


def test_frames_in_which_nothing_is_found_are_read_together() -> None:
    frames = [poor(seed) for seed in range(6)]
    assert [search(grey, anything) for grey in frames] == [None] * 6
    fuser = Fuser()
    words = [search(grey, anything, fuser) for grey in frames]
    word = next(word for word in words if word is not None)
    assert word.data == PAYLOAD
    assert word.frames > 1


def test_the_corners_are_those_in_the_newest_frame() -> None:
    fuser = Fuser()
    for seed in range(6):
        word = search(poor(seed), anything, fuser)
        if word is not None:
            break
    assert word is not None
    assert word.quad is not None
    assert np.abs(word.quad - square(318 + seed, 240 - seed, SIDE, 3 + seed / 3)).max() < 2


def test_a_word_that_one_frame_does_not_bear_out_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fusing_module, "_LEAST_BORNE_OUT", 1e6)
    fuser = Fuser()
    assert [search(poor(seed), anything, fuser) for seed in range(6)] == [None] * 6
    assert fuser.frames == 1  # the newest alone


def test_a_card_that_has_left_is_forgotten_with_the_third_frame_of_something_else() -> None:
    fuser, table = Fuser(), np.asarray(cv2.resize(blotches(9), (640, 480)), np.uint8)
    for seed in range(2):
        search(poor(seed), anything, fuser)
    assert fuser.frames == 2
    kept = []
    for _ in range(3):
        search(table, anything, fuser)
        kept.append(fuser.frames)
    assert kept == [2, 2, 1]
    assert not fuser.follows


def test_texture_that_lies_still_beside_a_code_is_given_up_for_it() -> None:
    def nothing(_data: bytes, _sure: bool) -> bool:
        return False

    fuser = Fuser()
    for seed in range(3):
        grey = picture(square(400, 240, SIDE), blur=1.2, noise=4, seed=seed)
        grey[60:220, 60:220] = blotches(5)[:160, :160]
        alone = FrameSearch(grey, nothing, NEVER)
        word = fuser.read(grey, anything)
        alone.word_anywhere([CodeWindow(400, 240, SIDE)])
        fuser.note(grey, alone.place if seed else None, [CodeWindow(140, 140, 140)])
    assert word is not None
    assert word.data == PAYLOAD
