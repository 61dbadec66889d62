"""Pictures as bytes: small, legible, and silent about camera, time and place."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from approval.pictures import BYTES_NEEDED, is_picture
from desk.capture.encoding import Encoded, at_most, avif, jpeg, webp
from desk.ports.camera import Pixels
from practice.drawn_cards import card_front
from tests.fakes.photographs import OLDER, with_noise


def chunks(data: bytes) -> list[bytes]:
    """The names of a WebP file's chunks (RIFF: four letters, four bytes of length, even lengths)."""
    names, at = [], 12
    while at < len(data):
        names.append(data[at : at + 4])
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return names


def test_a_card_side_is_filed_within_its_weight_and_stays_legible() -> None:
    card = with_noise(card_front(OLDER), 3)
    encoded = webp(card)
    assert len(encoded.data) <= 110_000
    assert len(encoded.data) < 0.75 * len(jpeg(card, 85).data)
    again = np.asarray(Image.open(io.BytesIO(encoded.data)).convert("L"), dtype=float)
    before = np.asarray(Image.fromarray(card[:, :, ::-1]).convert("L"), dtype=float)
    print_ = before < 120
    assert np.corrcoef(again[print_], before[print_])[0, 1] > 0.9


def test_nothing_but_the_picture_is_in_the_file() -> None:
    encoded = webp(with_noise(card_front(OLDER), 2))
    assert chunks(encoded.data) == [b"VP8 "]
    assert repr(encoded) == "<Encoded>"


@pytest.mark.parametrize(
    ("encode", "media_type"),
    [(webp, "image/webp"), (avif, "image/avif"), (lambda pixels: jpeg(pixels, 85), "image/jpeg")],
)
def test_the_agency_knows_every_encoding_as_a_picture(
    encode: Callable[[Pixels], Encoded], media_type: str
) -> None:
    pixels = np.zeros((60, 80, 3), np.uint8)
    pixels[:, :40] = (255, 0, 0)
    encoded = encode(pixels)
    assert (encoded.media_type, encoded.width, encoded.height) == (media_type, 80, 60)
    assert is_picture(encoded.data[:BYTES_NEEDED])
    red, _, blue = np.asarray(Image.open(io.BytesIO(encoded.data)).convert("RGB"))[30, 10]
    assert blue > 200 > 60 > red


def test_a_picture_is_made_smaller_but_never_larger() -> None:
    assert at_most(np.zeros((4000, 6000, 3), np.uint8), 2560).shape == (1707, 2560, 3)
    assert at_most(np.zeros((3, 6000, 3), np.uint8), 600).shape == (1, 600, 3)
    small = np.zeros((40, 60, 3), np.uint8)
    assert at_most(small, 2560) is small


def test_what_is_no_picture_raises() -> None:
    with pytest.raises(Exception, match=r".+"):
        webp(np.zeros((0, 0, 3), np.uint8))
