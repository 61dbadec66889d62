"""A zone that was typed by a document reader: however the keyboard stands, right letters or none."""

from __future__ import annotations

from datetime import date

import pytest

from declaration.cards.mrz import Mrz, read_mrz
from declaration.cards.zone_text import is_begun_zone, is_whole_zone, read_zone_text
from declaration.problems import Problem

LINES = ("IDVNM0901234562001090123456<<3", "9001011M3001019VNM<<<<<<<<<<<4", "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<")
TODAY = date(2026, 3, 2)
ZONE = "\n".join(LINES)
SOUND = read_mrz(ZONE)


@pytest.mark.parametrize(
    "typed",
    [
        ZONE,
        "".join(LINES),
        "\r\n".join(LINES) + "\r\n",
        "\t".join(LINES) + "\t",
        " ".join(LINES),
        "\ufeff" + ZONE + "\x00",
        ZONE.lower(),
        ZONE.swapcase(),
        *(ZONE.replace("<", sign) for sign in (">", ";", "?", ",", ".", "|", "\\", "«", "＜")),
        ZONE.replace("<", "&lt;"),
    ],
)
def test_whatever_the_keyboard_does_to_case_signs_and_lines_is_undone(typed: str) -> None:
    assert isinstance(SOUND, Mrz)
    assert read_zone_text(typed, TODAY) == SOUND
    assert is_whole_zone(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (ZONE.replace("3001019", "3002019"), "mrz_check_digit_wrong"),
        (ZONE[:-1], "mrz_unreadable"),
        (ZONE + "<", "mrz_unreadable"),
        ("".join(LINES[:2]), "mrz_unreadable"),
        (ZONE.replace("<<3", "<;3"), "mrz_unreadable"),
        (ZONE.replace("NGUYEN", "NGUYÊN"), "scanner_input_method_on"),
    ],
)
def test_what_came_through_wrong_is_named(typed: str, code: str) -> None:
    problem = read_zone_text(typed, TODAY)
    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize(
    "text",
    ["", "001090123456|012345678|Nguyễn Văn Mẫu", "P<VNMNGUYEN<<VAN<MAU", "IDCHE123456789", "Nguyễn Văn Mẫu"],
)
def test_what_was_not_meant_as_a_zone_is_left_to_others(text: str) -> None:
    assert read_zone_text(text, TODAY) is None
    assert not is_whole_zone(text)
    assert not is_begun_zone(text)


def test_a_zone_is_begun_until_its_last_letter() -> None:
    text = "".join(LINES)
    assert [is_begun_zone(text[:end]) for end in (4, 5, 30, 89, 90)] == [False, True, True, True, False]
    assert not is_begun_zone(LINES[0] + "001090123456|012345678|A")
