"""Tables, layout, blocks and segments agree with an independent maker of QR codes, module for module."""

from __future__ import annotations

import numpy as np
import pytest
import segno

from desk.capture.qr_decoder import Array
from desk.capture.qr_decoder.blocks import BlockSolver
from desk.capture.qr_decoder.interleaving import blocks
from desk.capture.qr_decoder.layout import known_signs, layout, masked
from desk.capture.qr_decoder.segments import read_message
from desk.capture.qr_decoder.tables import Level, format_bits, format_level, format_mask, symbol_size

LEVEL_BITS = {"L": 0b01, "M": 0b00, "Q": 0b11, "H": 0b10}


def made(text: str | bytes, version: int, level: str, mask: int = 3) -> segno.QRCode:
    return segno.make(text, version=version, error=level, mask=mask, boost_error=False, micro=False)


def dark(code: segno.QRCode) -> Array:
    return np.array([bytearray(row) for row in code.matrix], np.int8)


def ratios(code: segno.QRCode) -> Array:
    """A clear picture of the code: +8 light, -8 dark."""
    return np.where(dark(code) == 1, -8.0, 8.0)


def read(code: segno.QRCode, seen: Array) -> bytes | None:
    word = LEVEL_BITS[code.error] << 3 | code.mask
    solver = BlockSolver(int(code.version))
    found = solver.attempt(seen, word, by_statistics=False)
    if found is None:
        return None
    message = read_message(solver.data(found, format_level(word)), int(code.version))
    return message.data if message else None


@pytest.mark.parametrize("version", range(1, 41))
def test_every_known_module_is_what_the_symbol_shows(version: int) -> None:
    modules, known = dark(made("1", version, "L")), layout(version).known
    assert known.shape == (symbol_size(version),) * 2
    assert np.array_equal(known[known >= 0], modules[known >= 0])


@pytest.mark.parametrize("level", "LMQH")
@pytest.mark.parametrize("version", [1, 2, 5, 6, 7, 8, 9, 10, 14, 21, 27, 32, 40])
def test_a_clear_symbol_of_any_size_is_read(version: int, level: str) -> None:
    code = made("Hòa 1".encode(), version, level, mask=version % 8)
    assert read(code, ratios(code)) == "Hòa 1".encode()


@pytest.mark.parametrize("mask", range(8))
def test_every_mask_is_taken_off(mask: int) -> None:
    code = made(b"mask", 3, "M", mask)
    assert read(code, ratios(code)) == b"mask"
    assert masked(3, mask).shape == (29, 29)


@pytest.mark.parametrize("level", "LMQH")
@pytest.mark.parametrize("mask", range(8))
def test_both_copies_of_the_format_word_stand_in_their_places(level: str, mask: int) -> None:
    code = made("7", 4, level, mask)
    word = LEVEL_BITS[level] << 3 | mask
    signs = known_signs(4, word).reshape(33, 33)
    assert np.array_equal(signs[signs != 0], (1 - 2 * dark(code))[signs != 0])
    assert (format_level(word), format_mask(word)) == (Level(level.lower()), mask)


def test_format_words_differ_in_at_least_seven_bits() -> None:
    words = format_bits()
    apart = (words[:, None] != words[None]).sum(2)
    assert apart[~np.eye(32, dtype=bool)].min() >= 5  # annex C promises five; seven would be too many
    assert len({tuple(word) for word in words.tolist()}) == 32


@pytest.mark.parametrize("version", range(1, 41))
def test_every_codeword_belongs_to_one_block(version: int) -> None:
    for level in Level:
        plan = blocks(version, level)
        places = np.sort(np.concatenate(plan.places))
        assert np.array_equal(places, np.arange(plan.total))
        assert sum(plan.data_counts) + plan.parity * len(plan.places) == plan.total


@pytest.mark.parametrize(
    "text", ["0123456789012", "12", "7", "ABC-123 $%*+-./:", "A", "Đỗ Ửng|Nữ|01011990".encode(), b"\x00\xff"]
)
@pytest.mark.parametrize("version", [5, 12, 28])
def test_digits_letters_and_bytes_come_back_exactly(text: str | bytes, version: int) -> None:
    code = made(text, version, "M")
    assert read(code, ratios(code)) == (text if isinstance(text, bytes) else text.encode())


def test_a_named_character_set_is_passed_over() -> None:
    code = segno.make("Hoà", encoding="utf-8", eci=True, version=4, error="m", boost_error=False, micro=False)
    assert read(code, ratios(code)) == "Hoà".encode()


@pytest.mark.parametrize("named", ["00011010", "1000000000011010", "110000000000000000011010"])
def test_a_character_set_is_named_in_one_two_or_three_bytes(named: str) -> None:
    bits = f"0111{named}0100{1:08b}{ord('A'):08b}0000"
    padded = np.array([int(bit) for bit in bits.ljust(-(-len(bits) // 8) * 8, "0")], np.uint8)
    message = read_message(np.packbits(padded).astype(np.int64), 6)
    assert message is not None
    assert message.data == b"A"


@pytest.mark.parametrize(
    "bits", ["1000" + "0" * 60, "0100" + "11111111" + "0" * 8, "0001" + "0000000011" + "1" * 10]
)
def test_broken_segments_give_no_message(bits: str) -> None:
    padded = np.array([int(bit) for bit in bits.ljust(-(-len(bits) // 8) * 8, "0")], np.uint8)
    assert read_message(np.packbits(padded).astype(np.int64), 6) is None


@pytest.mark.parametrize(
    ("tail", "standard"),
    [([0xEC, 0x11, 0xEC], True), ([0, 0, 0], True), ([0, 0xEC, 0x11], True), ([1, 2, 3], False)],
)
def test_padding_that_no_encoder_writes_is_noticed(tail: list[int], standard: bool) -> None:
    words = np.array([0x40, 0x14, 0x10, *tail])  # one byte, "A", then the end
    message = read_message(words, 1)
    assert message is not None
    assert (message.data, message.standard_padding) == (b"A", standard)
    assert repr(message) == "<Message>"


def test_a_lost_corner_is_mended_and_a_lost_half_is_not() -> None:
    code = made(b"0123456789" * 8, 7, "M")
    seen = ratios(code)
    seen[30:38, 30:38] *= -1
    assert read(code, seen) == b"0123456789" * 8
    seen[10:40] *= -1
    assert read(code, seen) is None


def test_solved_blocks_teach_the_modules_of_the_symbol() -> None:
    code = made(b"0123456789" * 8, 7, "M")
    word = LEVEL_BITS["M"] << 3 | code.mask
    solver = BlockSolver(7)
    assert solver.signs(word) is None
    assert solver.attempt(ratios(code), word, by_statistics=False) is not None
    signs = solver.signs(word)
    assert signs is not None
    assert np.array_equal(signs[signs != 0], (1 - 2 * dark(code)).ravel()[signs != 0])
    assert (signs != 0).sum() == blocks(7, Level.M).total * 8
    solver.forget()
    assert solver.signs(word) is None
