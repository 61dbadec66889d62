"""The machine-readable zone: believed only when every check digit agrees."""

from __future__ import annotations

from datetime import date

import pytest

from declaration.cards.mrz import Mrz, check_digit, read_mrz
from declaration.person import BirthDate, Sex
from declaration.problems import Problem

ZONE = """IDVNM0901234562001090123456<<3
9001011M3001019VNM<<<<<<<<<<<4
NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<
"""


def changed(**replacements: str) -> str:
    lines = dict(zip(("first", "second", "third"), ZONE.splitlines(), strict=True)) | replacements
    return "\n".join(lines.values())


def test_a_sound_zone_is_read_whole() -> None:
    zone = read_mrz(ZONE)
    assert isinstance(zone, Mrz)
    assert (zone.number.value, zone.full_name) == ("001090123456", "NGUYEN VAN MAU")
    assert (zone.birth, zone.sex, zone.expiry) == (BirthDate(1990, 1, 1), Sex.MALE, date(2030, 1, 1))
    assert repr(zone) == "<Mrz>"


def test_blanks_and_windows_line_ends_do_not_matter() -> None:
    assert read_mrz("\n " + ZONE.replace("\n", " \r\n\r\n")) == read_mrz(ZONE)


def test_a_card_without_end_has_no_expiry() -> None:
    body = "9001011M991231" + check_digit("991231")
    whole = check_digit("0901234562001090123456<<3" + "9001011" + "991231" + check_digit("991231") + "<" * 11)
    zone = read_mrz(changed(second=f"{body}VNM<<<<<<<<<<<{whole}"))
    assert isinstance(zone, Mrz)
    assert zone.expiry is None


@pytest.mark.parametrize(("text", "digit"), [("520727", "3"), ("AB2134<<<", "5"), ("", "0")])
def test_check_digits_follow_the_examples_of_the_standard(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize("line", [0, 1])
def test_every_single_changed_digit_is_noticed(line: int) -> None:
    lines = ZONE.splitlines()
    for place, letter in enumerate(lines[line]):
        if letter.isdigit():
            other = str((int(letter) + 1) % 10)
            spoilt = lines[line][:place] + other + lines[line][place + 1 :]
            assert isinstance(read_mrz("\n".join([*lines[:line], spoilt, *lines[line + 1 :]])), Problem)


def test_a_letter_slipped_into_the_filler_is_noticed() -> None:
    problem = read_mrz(changed(second="9001011M3001019VNM<<<<<<<<<<B4"))
    assert isinstance(problem, Problem)
    assert problem.details == {"part": "whole"}


def test_the_part_that_fails_is_named() -> None:
    problem = read_mrz(changed(second="9001011M3002019VNM<<<<<<<<<<<4"))
    assert isinstance(problem, Problem)
    assert (problem.field, problem.code, problem.details) == (
        "mrz",
        "mrz_check_digit_wrong",
        {"part": "expiry"},
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        ZONE[:-5],
        ZONE + ZONE,
        changed(first="I" * 30),
        changed(third="<" * 30),
        changed(third="1" * 30),
    ],
)
def test_what_is_no_zone_is_unreadable(text: str) -> None:
    problem = read_mrz(text)
    assert isinstance(problem, Problem)
    assert problem.code == "mrz_unreadable"
