"""Picture files: whatever people choose, the answer is a picture or a named problem."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from declaration.problems import Problem
from desk.capture.picture_file import open_picture

RED = (220, 20, 20)


def saved(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **how: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, RED).convert(mode).save(file, kind, **how)
    return file.getvalue()


def code_of(source: bytes | Path) -> str:
    problem = open_picture(source)
    assert isinstance(problem, Problem)
    assert problem.field == "picture"
    return problem.code


SOUND = [saved(kind) for kind in ("JPEG", "PNG", "WEBP", "BMP", "TIFF")]


@pytest.mark.parametrize("data", SOUND)
def test_a_picture_is_opened_in_blue_green_red(data: bytes) -> None:
    pixels = open_picture(data)
    assert not isinstance(pixels, Problem)
    assert pixels.shape == (40, 60, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels[20, 30].astype(int) - RED[::-1]).max() < 12


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "RGBA", "I;16"])
def test_every_colour_mode_becomes_plain_colour(mode: str) -> None:
    picture = Image.new(mode, (20, 10))
    file = io.BytesIO()
    picture.save(file, "TIFF" if mode == "CMYK" else "PNG")
    pixels = open_picture(file.getvalue())
    assert not isinstance(pixels, Problem)
    assert pixels.shape == (10, 20, 3)
    assert (pixels == 255).all() == (mode in ("LA", "RGBA", "CMYK"))


def test_sixteen_bit_grey_keeps_its_shades() -> None:
    file = io.BytesIO()
    Image.fromarray(np.full((4, 4), 32768, np.uint16)).save(file, "PNG")
    pixels = open_picture(file.getvalue())
    assert not isinstance(pixels, Problem)
    assert abs(int(pixels[0, 0, 0]) - 128) <= 1


def test_a_phone_picture_is_turned_the_right_way_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    pixels = open_picture(saved("JPEG", exif=exif))
    assert not isinstance(pixels, Problem)
    assert pixels.shape == (60, 40, 3)


def test_a_file_is_opened_by_path(tmp_path: Path) -> None:
    path = tmp_path / "ảnh thẻ.png"
    path.write_bytes(saved("PNG"))
    assert not isinstance(open_picture(path), Problem)
    assert code_of(tmp_path / "missing.png") == "picture_unreadable"
    assert code_of(tmp_path) == "picture_unreadable"


def test_text_named_as_a_picture_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_text("đây không phải ảnh", encoding="utf-8")
    assert code_of(path) == "picture_unreadable"
    assert code_of(b"") == "picture_unreadable"
    assert code_of(saved("GIF")) == "picture_unreadable"


def test_a_decompression_bomb_is_refused_unopened() -> None:
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    problem = open_picture(bomb + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT")))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.details) == ("picture_too_large", {"megapixels": "60"})


def test_a_file_of_hundreds_of_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.bmp"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert code_of(path) == "picture_too_large"


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow remarks on what it passed over
@given(st.sampled_from(SOUND), st.data())
def test_no_damage_to_a_file_ever_raises(sound: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sound) - 1))
    spoilt = sound[:at] + data.draw(st.binary(max_size=8)) + sound[at + data.draw(st.integers(0, 8)) :]
    for damaged in (spoilt, sound[:at]):
        answer = open_picture(damaged)
        assert isinstance(answer, Problem) or answer.ndim == 3
