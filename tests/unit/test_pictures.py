"""A photo is judged by its header when it comes, and decoded whole later, as a file made to do harm."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from approval.pictures import BYTES_NEEDED, MOST_PIXELS, is_picture, is_readable

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")


def picture(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    file = io.BytesIO()
    Image.frombytes("RGB", size, random.Random(1).randbytes(3 * size[0] * size[1])).save(file, kind)
    return file.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 pixels wide and high."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    chunks = (header, data, b"IEND")
    ended = [struct.pack(">I", len(each) - 4) + each + struct.pack(">I", zlib.crc32(each)) for each in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(ended)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_whole_picture_is_taken_and_can_be_read(kind: str) -> None:
    data = picture(kind)
    assert is_picture(data[:BYTES_NEEDED])
    assert is_readable(data)


@pytest.mark.parametrize("kind", FORMATS)
def test_half_a_picture_cannot_be_read(kind: str) -> None:
    data = picture(kind)
    assert not is_readable(data[: len(data) // 2])


def test_what_is_no_picture_inside_cannot_be_read() -> None:
    assert not is_readable(b"\xff\xd8\xff\xe0" + random.Random(2).randbytes(3000))
    assert not is_readable(b"")


def test_a_picture_that_would_unpack_to_gigabytes_is_refused_at_the_door_and_never_unpacked() -> None:
    assert not is_picture(bomb())
    assert not is_readable(bomb())


@pytest.mark.parametrize("kind", FORMATS)
def test_the_dimensions_of_a_header_are_read(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture(kind)[:BYTES_NEEDED]
    monkeypatch.setattr("approval.pictures.MOST_PIXELS", 60 * 40)
    assert is_picture(data)
    monkeypatch.setattr("approval.pictures.MOST_PIXELS", 60 * 40 - 1)
    assert not is_picture(data)
    assert MOST_PIXELS > 50_000_000, "a telephone's camera may make 50 million"


def test_a_lossless_webp_says_its_size_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    Image.new("RGB", (33, 21)).save(file, "WEBP", lossless=True)
    monkeypatch.setattr("approval.pictures.MOST_PIXELS", 33 * 21)
    assert is_picture(file.getvalue())
    monkeypatch.setattr("approval.pictures.MOST_PIXELS", 33 * 21 - 1)
    assert not is_picture(file.getvalue())
