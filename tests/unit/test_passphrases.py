"""What may be a passphrase at the service."""

from __future__ import annotations

import unicodedata

import pytest

from approval.passphrases import LONGEST, SHORTEST, as_kept, problem_with


@pytest.mark.parametrize(
    "text",
    [
        "mật khẩu của tôi",
        "MậtKhẩu@123456",
        "matkhau12345",
        "2026Baohiemxahoi!",
        "Password-2026",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "123456789012",
        "098765432109",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "anh yêu em nhiều lắm",
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
    ],
)
def test_what_everybody_tries_first_is_refused_however_it_is_dressed_up(text: str) -> None:
    problem = problem_with(text)
    assert problem is not None
    assert problem.code == "passphrase_well_known"


@pytest.mark.parametrize("text", ["duyet duyet 2026", "Nguyễn Thị Duyệt 1990", "duyet-1234567"])
def test_ones_own_name_is_no_secret(text: str) -> None:
    problem = problem_with(text, ("duyet", "Nguyễn Thị Duyệt"))
    assert problem is not None
    assert problem.code == "passphrase_well_known"


@pytest.mark.parametrize(
    "text", ["con mèo nhà bên hay ngủ", "zvkqwplmdhtg", "847201938475", "duyet-thu-2026", "ALLCAPITALSHERE"]
)
def test_no_capital_digit_or_sign_is_ever_asked_for(text: str) -> None:
    assert problem_with(text, ("duyet", "Nguyễn Thị Duyệt")) is None


def test_length_counts_first_and_has_an_end() -> None:
    assert problem_with("m" * (SHORTEST - 1)) is not None
    long = problem_with("mèo bên nhà " * LONGEST)
    assert long is not None
    assert long.code == "passphrase_too_long"


def test_letters_in_pieces_are_the_same_letters() -> None:
    pieces = unicodedata.normalize("NFD", "một câu đủ dài")
    assert as_kept(pieces) == as_kept("một câu đủ dài")
