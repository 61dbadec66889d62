"""A code read out over the telephone: one slip is always caught, and what cannot be told apart is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.wire.spelled import ALPHABET, LETTERS, Misspelled, read_spelled, spell

CODES = st.binary(min_size=16, max_size=16)
CODE = bytes.fromhex("00112233445566778899aabbccddeeff")


@given(CODES)
def test_what_is_spelled_is_read_back(code: bytes) -> None:
    text = spell(code)
    assert read_spelled(text) == code
    assert [len(group) for group in text.split("-")] == [4] * 7


@given(CODES)
def test_every_single_wrong_letter_is_caught(code: bytes) -> None:
    letters = spell(code).replace("-", "")
    for place in range(LETTERS):
        for other in ALPHABET.replace(letters[place], ""):
            assert read_spelled(letters[:place] + other + letters[place + 1 :]) is Misspelled.CHECK


@given(CODES)
def test_neighbours_and_next_neighbours_exchanged_are_caught(code: bytes) -> None:
    letters = spell(code).replace("-", "")
    for far in (1, 2):
        for place in range(LETTERS - far):
            swapped = list(letters)
            swapped[place], swapped[place + far] = swapped[place + far], swapped[place]
            if swapped != list(letters):
                assert read_spelled("".join(swapped)) is Misspelled.CHECK


def test_one_code_is_spelled_like_this_for_ever() -> None:
    assert spell(CODE) == "0024-H36H-2NCS-VRH6-DAQF-6DVV-QZ9W"


@pytest.mark.parametrize(
    "typed",
    [
        "0024-h36h-2ncs-vrh6-daqf-6dvv-qz9w",
        "  OO24 H36H 2NCS VRH6 DAQF 6DVV QZ9W\n",
        "O024H36H2NCSVRH6DAQF6DVVQZ9W",
        "0024–H36H–2NCS.VRH6.DAQF\u00a06DVV\tQZ9W",
    ],
)
def test_case_blanks_and_letters_that_sound_alike_do_not_matter(typed: str) -> None:
    assert read_spelled(typed) == CODE


def test_the_letters_nobody_can_tell_from_digits_are_those_digits() -> None:
    code = next(c for c in (bytes([0x11 * n] * 16) for n in range(1, 16)) if "1" in spell(c))
    assert read_spelled(spell(code).replace("1", "I")) == read_spelled(spell(code).replace("1", "l")) == code


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Misspelled.LENGTH),
        ("002J-4CT4", Misspelled.LENGTH),
        ("0024-H36H-2NCS-VRH6-DAQF-6DVV-QZ9W-0", Misspelled.LENGTH),
        ("0024-H36H-ÂNCS-VRH6-DAQF-6DVV-QZ9W", Misspelled.FOREIGN_LETTER),
        ("U024-H36H-2NCS-VRH6-DAQF-6DVV-QZ9W", Misspelled.FOREIGN_LETTER),
        ("một câu đủ dài", Misspelled.FOREIGN_LETTER),
        ("0" * LETTERS, Misspelled.CHECK),
        ("Z" * LETTERS, Misspelled.CHECK),
    ],
)
def test_what_is_no_code_is_told_why(typed: str, why: Misspelled) -> None:
    assert read_spelled(typed) is why


@given(st.text(max_size=60))
def test_no_text_makes_it_stumble(text: str) -> None:
    read_spelled(text)
