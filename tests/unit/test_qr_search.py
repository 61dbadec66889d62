"""Whole pictures: what thresholding loses is read, what is not there is not, and nothing is ever wrong."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import segno
import zxingcpp

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.deadline import NEVER, Deadline
from desk.capture.qr_decoder.finder_windows import finder_windows
from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.qr_decoder.searching import search
from desk.capture.qr_decoder.tables import Level
from desk.capture.qr_decoder.windows import code_windows

pytestmark = pytest.mark.pictures

PAYLOAD = (
    "001090123456||Nguyễn Thị Ửng|01011990|Nữ|Tổ 5, Ấp Ví Dụ, Xã Thử, Huyện Mẫu, An Giang|15072022".encode()
)
SIZE = 45  # version 7


def anything(_data: bytes, _sure: bool) -> bool:
    return True


def lens(corners: list[tuple[float, float]]) -> Array:
    code = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    return cv2.getPerspectiveTransform(code, np.array(corners, np.float32))


def picture(
    corners: list[tuple[float, float]],
    *,
    blur: float = 0.6,
    noise: float = 2.0,
    light: float = 1.0,
    seed: int = 1,
) -> Grey:
    """640 x 480 with the code's corners where they are wanted."""
    rows = segno.make(PAYLOAD, version=7, error="m", boost_error=False, mode="byte").matrix
    modules = np.pad(np.array([bytearray(row) for row in rows], np.uint8), 4)
    flat = np.repeat(np.repeat(np.where(modules, 30, 230).astype(np.uint8), 12, 0), 12, 1)
    side = 1 / (SIZE * 12)
    to_unit = np.array([[side, 0, -48 * side], [0, side, -48 * side], [0, 0, 1]])
    frame = np.full((960, 1280), 170, np.uint8)
    onto = np.diag([2.0, 2.0, 1.0]) @ lens(corners) @ to_unit
    cv2.warpPerspective(
        flat, onto, (1280, 960), dst=frame, borderMode=cv2.BORDER_TRANSPARENT, flags=cv2.INTER_AREA
    )
    small = cv2.resize(frame, (640, 480), interpolation=cv2.INTER_AREA).astype(np.float32)
    dim = cv2.GaussianBlur(small, (0, 0), blur) * light
    grain = np.random.default_rng(seed).standard_normal(dim.shape) * noise
    return np.clip(dim + grain, 0, 255).astype(np.uint8)


def square(x: float, y: float, side: float, degrees: float = 0.0) -> list[tuple[float, float]]:
    turn = np.exp(1j * np.radians(degrees))
    corners = [complex(x, y) + turn * side / 2 * corner for corner in (-1 - 1j, 1 - 1j, 1 + 1j, -1 + 1j)]
    return [(corner.real, corner.imag) for corner in corners]


def zxing_reads(grey: Grey) -> bool:
    return any(code.valid for code in zxingcpp.read_barcodes(grey))


@pytest.mark.parametrize("degrees", [0, 30, 45, 77, 90, 180, 200, 315])
def test_a_turned_code_is_read_and_its_corners_are_its_own(degrees: float) -> None:
    corners = square(330, 240, 170, degrees)
    word = search(picture(corners), anything)
    assert word is not None
    assert (word.data, word.sure, word.version, word.level, word.frames) == (PAYLOAD, True, 7, Level.M, 1)
    assert word.quad is not None
    assert np.abs(word.quad - corners).max() < 1.5
    assert repr(word) == "<Word>"


def test_a_blur_of_more_than_a_module_is_read_where_zxing_gives_up() -> None:
    blurred = picture(square(320, 240, 150, 8), blur=2.1, noise=1.0)
    assert not zxing_reads(blurred)
    word = search(blurred, anything)
    assert word is not None
    assert word.data == PAYLOAD


def test_a_dark_noisy_code_is_read_where_zxing_gives_up() -> None:
    dark = picture(square(320, 240, 150, 3), light=0.18, noise=7, blur=1.0)
    assert not zxing_reads(dark)
    word = search(dark, anything)
    assert word is not None
    assert word.data == PAYLOAD


@pytest.mark.parametrize("squeeze", [0.7, 0.62, 0.56])
def test_a_strong_tilt_is_undone(squeeze: float) -> None:
    near, far, height = 130.0, 110.0, 120 * squeeze
    corners = [
        (320 - far, 240 - height),
        (320 + far, 240 - height),
        (320 + near, 240 + height),
        (320 - near, 240 + height),
    ]
    word = search(picture(corners), anything)
    assert word is not None
    assert word.data == PAYLOAD


def test_a_refused_payload_is_no_word() -> None:
    asked: list[tuple[bytes, bool]] = []

    def never(data: bytes, sure: bool) -> bool:
        asked.append((data, sure))
        return False

    assert search(picture(square(320, 240, 170)), never) is None
    assert (PAYLOAD, True) in asked


@pytest.mark.parametrize("seed", range(6))
def test_noise_cloth_and_print_hold_no_code(seed: int) -> None:
    chance = np.random.default_rng(seed)
    noise = chance.integers(0, 255, (480, 640)).astype(np.uint8)
    cloth = cv2.resize(noise[:60, :80], (640, 480), interpolation=cv2.INTER_NEAREST)
    assert search(noise, anything) is None
    assert search(np.asarray(cloth, np.uint8), anything) is None


@pytest.mark.parametrize("shape", [(1, 1), (5, 400), (31, 31), (40, 33), (480, 640)])
def test_any_size_of_empty_picture_is_borne(shape: tuple[int, int]) -> None:
    for tone in (0, 128, 255):
        assert search(np.full(shape, tone, np.uint8), anything) is None


@pytest.mark.parametrize(("x", "y"), [(20, 20), (630, 240), (320, 475), (0, 470)])
def test_a_code_half_outside_the_picture_is_borne(x: float, y: float) -> None:
    word = search(picture(square(x, y, 170, 10)), anything)
    assert word is None or word.data == PAYLOAD


def test_frames_too_poor_alone_are_read_together() -> None:
    fuser, alone, together = Fuser(), 0, 0
    for seed in range(6):
        poor = picture(
            square(318 + seed, 240 - seed, 150, 3 + seed / 3), light=0.16, noise=19, blur=1.2, seed=seed
        )
        alone += search(poor, anything) is not None
        word = search(poor, anything, fuser)
        assert word is None or word.data == PAYLOAD
        together += word is not None
    assert together > alone


def test_a_fuser_forgets_another_card() -> None:
    fuser = Fuser()
    poor = picture(square(318, 240, 150), light=0.16, noise=19, blur=1.2)
    assert search(poor, anything, fuser) is None
    held = fuser.frames
    fuser.reset()
    assert (held, fuser.frames) == (1, 0)


def test_no_time_means_no_search() -> None:
    assert search(picture(square(320, 240, 170)), anything, deadline=Deadline.after_ms(-1)) is None
    assert not NEVER.passed
    assert NEVER.allows(1e12)


def test_finder_patterns_alone_lead_to_the_code() -> None:
    (first, *_) = finder_windows(picture(square(200, 300, 160, 20)))
    assert abs(first.x - 200) < 20
    assert abs(first.y - 300) < 20
    assert 110 < first.side < 230
    assert finder_windows(np.full((480, 640), 99, np.uint8)) == []


def test_the_densest_texture_is_the_first_window() -> None:
    first = code_windows(picture(square(420, 160, 160)))[0]
    assert abs(first.x - 420) < 40
    assert abs(first.y - 160) < 40
