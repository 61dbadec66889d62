"""Names and birth dates: kept as precise and as spelt as they were given."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from declaration.person import (
    BirthDate,
    NameMatch,
    Precision,
    Sex,
    name_problems,
    names_match,
    read_birth_date,
    search_key,
    tidy_name,
)
from declaration.problems import Problem

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("1/1/1990", "1990-01-01"),
        ("01-02-1990", "1990-02-01"),
        (" 31.12.1990 ", "1990-12-31"),
        ("29/02/2000", "2000-02-29"),
        ("31121990", "1990-12-31"),
        ("2/1990", "1990-02"),
        ("1990", "1990"),
        ("1990-12-31", "1990-12-31"),
        ("20/11/2026", "2026-11-20"),
        ("2026", "2026"),
    ],
)
def test_a_birth_date_is_read_as_people_write_it(typed: str, iso: str) -> None:
    birth = read_birth_date(typed, TODAY)
    assert isinstance(birth, BirthDate)
    assert birth.iso() == iso


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "birth_unreadable"),
        ("31/02/1990", "birth_unreadable"),
        ("13/1990", "birth_unreadable"),
        ("1/2-1990", "birth_unreadable"),
        ("29/02/2001", "birth_unreadable"),
        ("١٩٩٠", "birth_unreadable"),
        ("0000", "birth_unreadable"),
        ("21/11/2026", "birth_in_future"),
        ("12/2026", "birth_in_future"),
        ("2027", "birth_in_future"),
        ("31/12/1899", "birth_too_old"),
    ],
)
def test_a_birth_date_nobody_has_is_named_as_a_problem(typed: str, code: str) -> None:
    problem = read_birth_date(typed, TODAY)
    assert isinstance(problem, Problem)
    assert (problem.field, problem.code, problem.blocks) == ("birth", code, True)


@pytest.mark.parametrize(
    ("stated", "precision", "shown", "latest"),
    [
        ("05021990", Precision.DAY, "05/02/1990", date(1990, 2, 5)),
        ("021992", Precision.MONTH, "02/1992", date(1992, 2, 29)),
        ("1990", Precision.YEAR, "1990", date(1990, 12, 31)),
        ("00021990", Precision.MONTH, "02/1990", date(1990, 2, 28)),
        ("00001990", Precision.YEAR, "1990", date(1990, 12, 31)),
    ],
)
def test_the_precision_a_card_states_is_kept(
    stated: str, precision: Precision, shown: str, latest: date
) -> None:
    birth = BirthDate.from_card(stated)
    assert birth is not None
    assert (birth.precision, birth.shown(), birth.latest()) == (precision, shown, latest)
    assert BirthDate.from_iso(birth.iso()) == birth
    assert birth.exact == (latest if precision is Precision.DAY else None)


@pytest.mark.parametrize("stated", ["", "19900", "32011990", "131990", "abcdefgh", "٠١٠١١٩٩٠"])
def test_a_card_date_that_is_none_is_not_read(stated: str) -> None:
    assert BirthDate.from_card(stated) is None


@pytest.mark.parametrize(
    "parts", [(1899,), (1990, 13), (1990, 0), (1990, None, 5), (1990, 2, 30), (1990, 2, 0)]
)
def test_an_impossible_birth_date_cannot_be_made(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^[a-z ]+$"):
        BirthDate(*parts)


def test_a_damaged_stored_date_raises_without_showing_it() -> None:
    with pytest.raises(ValueError, match="not a stored birth date"):
        BirthDate.from_iso("1990-1-1")


def test_a_birth_date_hides_itself() -> None:
    assert "1990" not in repr(BirthDate(1990, 1, 1)) + str(BirthDate(1990))


@pytest.mark.parametrize(
    ("stated", "sex"),
    [("Nam", Sex.MALE), ("Nữ", Sex.FEMALE), (unicodedata.normalize("NFD", " NỮ "), Sex.FEMALE), ("Nu", None)],
)
def test_sex_is_read_from_the_cards_words_only(stated: str, sex: Sex | None) -> None:
    assert Sex.from_card(stated) is sex


def test_a_name_is_tidied_without_losing_a_letter() -> None:
    untidy = "\ufeff " + unicodedata.normalize("NFD", "Ðỗ\u00a0\u200bThị  Thúy") + "\u202f"
    assert tidy_name(untidy) == "Đỗ Thị Thúy"


@pytest.mark.parametrize("name", ["Nguyễn Văn Mẫu", "H’Mŭi Êčăm", "Y Ƀlơ Niê", "Lò Thị Á-Ñ", "Jürgen Åse"])
def test_names_of_every_people_are_legal(name: str) -> None:
    assert name_problems(name) == ()


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        (" \u200b ", ["name_missing"]),
        ("Nguyễn Văn 5", ["name_has_digit"]),
        ("Nguyễn Văn ٥", ["name_has_digit"]),
        ("Nguyễn @ Văn", ["name_bad_letter"]),
        ("L礙 H簷a", ["name_bad_letter"]),
        ("Нам Ван", ["name_bad_letter"]),
        ("Lê " * 34, ["name_too_long"]),
        ("Mẫu", ["name_single_word"]),
    ],
)
def test_what_is_wrong_with_a_name_is_said(name: str, codes: list[str]) -> None:
    problems = name_problems(name, "guardian_name")
    assert [problem.code for problem in problems] == codes
    assert {problem.field for problem in problems} == {"guardian_name"}
    assert all(problem.blocks for problem in problems) is (codes != ["name_single_word"])


def test_a_hurried_search_finds_a_name_with_diacritics() -> None:
    assert search_key("ĐẶNG Thị Ngọc-Bích") == "dang thi ngoc bich"
    assert search_key("H’Ƀlơ") == search_key("H'blo") == "hblo"


@pytest.mark.parametrize(
    ("one", "other", "rung"),
    [
        ("Lê Hòa", unicodedata.normalize("NFD", "Lê  Hòa"), NameMatch.EXACT),
        ("Lê Hòa", "LÊ HÒA", NameMatch.CASE),
        ("Lê Hòa", "LÊ HOÀ", NameMatch.TONE_PLACEMENT),
        ("Lê Thúy Hòe", "Lê Thuý Hoè", NameMatch.TONE_PLACEMENT),
        ("Lê Thụy", "lê thuỵ", NameMatch.TONE_PLACEMENT),
        ("Quý", "Qúy", NameMatch.WITHOUT_DIACRITICS),
        ("Hòa", "Hóa", NameMatch.WITHOUT_DIACRITICS),
        ("Đỗ Thị Sơn", "Do Thi Son", NameMatch.WITHOUT_DIACRITICS),
        ("Lý", "Lí", NameMatch.DIFFERENT),
        ("Lê Hòa", "Lê Hoa Mai", NameMatch.DIFFERENT),
    ],
)
def test_names_are_compared_up_the_ladder(one: str, other: str, rung: NameMatch) -> None:
    assert names_match(one, other) is rung
    assert names_match(other, one) is rung
