"""Whatever a code holds comes back byte for byte, from a clear picture or a spoilt one, or not at all."""

from __future__ import annotations

import cv2
import numpy as np
import segno
from hypothesis import given, settings
from hypothesis import strategies as some

from desk.capture.qr_decoder import Grey
from desk.capture.qr_decoder.deadline import Deadline
from desk.capture.qr_decoder.searching import search
from desk.capture.trust import as_text, believable, is_card

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặỜỞỠỚỢỪỬỮỨỰ 0123456789|,-"
TEXTS = some.text(LETTERS, min_size=60, max_size=110)


def photographed(text: str, version: int, level: str, blur: float, noise: float, seed: int) -> Grey:
    code = segno.make(
        text.encode(), version=version, error=level, boost_error=False, micro=False, mode="byte"
    )
    dark = np.pad(np.array([bytearray(row) for row in code.matrix], np.uint8), 4)
    large = np.repeat(np.repeat(np.where(dark, 40, 220).astype(np.uint8), 4, 0), 4, 1)
    framed = cv2.copyMakeBorder(large, 40, 60, 50, 30, cv2.BORDER_CONSTANT, value=(160,))
    grain = np.random.default_rng(seed).standard_normal(framed.shape) * noise
    soft = cv2.GaussianBlur(framed, (0, 0), blur)
    return np.asarray(np.clip(soft + grain, 0, 255), dtype=np.uint8)


@settings(max_examples=15, deadline=None)
@given(TEXTS, some.sampled_from("LM"), some.integers(9, 11), some.integers(0, 999))
def test_a_clear_code_gives_its_very_bytes(text: str, level: str, version: int, seed: int) -> None:
    word = search(photographed(text, version + 2, level, 0.8, 3, seed), lambda _data, _sure: True)
    assert word is not None
    assert (word.data, word.sure) == (text.encode(), True)


@settings(max_examples=10, deadline=None)
@given(TEXTS, some.floats(1.5, 4.5), some.floats(2, 40), some.integers(0, 999))
def test_a_spoilt_code_gives_its_very_bytes_or_nothing(
    text: str, blur: float, noise: float, seed: int
) -> None:
    spoilt = photographed(text, 12, "M", blur, noise, seed)
    word = search(spoilt, lambda _data, _sure: True, deadline=Deadline.after_ms(400))
    assert word is None or word.data == text.encode()


@given(some.binary(max_size=120), some.booleans())
def test_believing_never_fails_and_asks_for_a_card(data: bytes, sure: bool) -> None:
    text = as_text(data)
    assert not believable(data, sure) or (text is not None and is_card(text))
