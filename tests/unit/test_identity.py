"""Identity numbers: the shape is a wall, what the number says only warns."""

from __future__ import annotations

from datetime import date

import pytest

from declaration.identity import (
    PROVINCES,
    UNKNOWN_INSURANCE_CODE,
    CitizenId,
    InsuranceCode,
    OldId,
    Passport,
    UnknownInsuranceCode,
    card_expiry,
    citizen_id_problems,
    document_kind,
    expiry_problems,
    may_be_of_one,
    old_id_problems,
    read_citizen_id,
    read_document,
    read_insurance_code,
)
from declaration.person import BirthDate, Sex
from declaration.problems import Problem


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def test_the_63_provinces_first_issued_are_known() -> None:
    assert len(PROVINCES) == 63
    assert (PROVINCES["001"], PROVINCES["077"], PROVINCES["096"]) == ("Hà Nội", "Bà Rịa – Vũng Tàu", "Cà Mau")


@pytest.mark.parametrize(
    ("number", "sex", "year"),
    [
        ("001090123456", Sex.MALE, 1990),
        ("079190000001", Sex.FEMALE, 1990),
        ("001305000001", Sex.FEMALE, 2005),
    ],
)
def test_a_citizen_id_tells_sex_and_year(number: str, sex: Sex, year: int) -> None:
    assert (CitizenId(number).sex, CitizenId(number).century_year) == (sex, year)


@pytest.mark.parametrize(
    "typed", ["001090123456", " 001 090 123 456 ", "001.090.123.456", "001090123456\u200b"]
)
def test_a_citizen_id_is_read_however_it_is_grouped(typed: str) -> None:
    assert read_citizen_id(typed) == CitizenId("001090123456")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" ", "citizen_id_missing"),
        ("00109012345", "citizen_id_not_12_digits"),
        ("0010901234567", "citizen_id_not_12_digits"),
        ("٠٠١٠٩٠١٢٣٤٥٦", "citizen_id_not_12_digits"),
    ],
)
def test_anything_but_twelve_ascii_digits_is_refused(typed: str, code: str) -> None:
    problem = read_citizen_id(typed)
    assert isinstance(problem, Problem)
    assert (problem.field, problem.code, problem.blocks) == ("document_number", code, True)


def test_a_number_at_odds_with_the_person_only_warns() -> None:
    problems = citizen_id_problems(CitizenId("999090123456"), BirthDate(1991), Sex.FEMALE)
    assert codes(problems) == [
        "citizen_id_unknown_province",
        "citizen_id_sex_differs",
        "citizen_id_birth_year_differs",
    ]
    assert not any(problem.blocks for problem in problems)
    assert citizen_id_problems(CitizenId("001090123456"), BirthDate(1990), Sex.MALE) == ()
    assert citizen_id_problems(CitizenId("001090123456"), None, None) == ()


@pytest.mark.parametrize("make", [CitizenId, Passport, OldId, InsuranceCode])
@pytest.mark.parametrize(
    "value",
    ["", "12", "٠٠١٠٩٠١٢٣", "٠٠١٠٩٠١٢٣٤", "٠٠١٠٩٠١٢٣٤٥٦", "ABCDEF", "001090123456789", "0010901234\n"],
)
def test_a_number_of_the_wrong_shape_cannot_be_made(make: type[CitizenId], value: str) -> None:
    with pytest.raises(ValueError, match="digits") as raised:
        make(value)
    assert not value or value not in str(raised.value)


def test_documents_are_read_by_kind_and_know_their_kind() -> None:
    for kind, text in {"citizen_id": "001090123456", "passport": "c 1234567", "old_id": "012345678"}.items():
        document = read_document(kind, text)
        assert not isinstance(document, Problem)
        assert document_kind(document) == kind
    for kind in ("citizen_id", "passport", "old_id"):
        assert isinstance(read_document(kind, ""), Problem)
        assert isinstance(read_document(kind, "?"), Problem)
    with pytest.raises(ValueError, match="kind"):
        read_document("library_card", "1")


def test_the_nine_digit_card_has_ended() -> None:
    assert old_id_problems(date(2024, 12, 31)) == ()
    (problem,) = old_id_problems(date(2025, 1, 1))
    assert (problem.code, problem.details) == ("old_id_expired", {"date": "31/12/2024"})


@pytest.mark.parametrize(
    ("birth", "issued", "expiry"),
    [
        (date(1990, 1, 1), date(2022, 7, 15), date(2030, 1, 1)),
        (date(1990, 1, 1), date(2027, 12, 31), date(2030, 1, 1)),
        (date(1990, 1, 1), date(2028, 1, 1), date(2050, 1, 1)),
        (date(2002, 6, 1), date(2024, 7, 1), date(2027, 6, 1)),
        (date(2015, 6, 1), date(2024, 7, 1), date(2029, 6, 1)),
        (date(1960, 6, 1), date(2022, 6, 1), None),
        (date(2000, 2, 29), date(2022, 1, 1), date(2025, 2, 28)),
        (date(2000, 2, 29), date(2023, 2, 28), date(2040, 2, 29)),
    ],
)
def test_a_card_ends_at_the_next_age_of_renewal(birth: date, issued: date, expiry: date | None) -> None:
    assert card_expiry(birth, issued) == expiry


def test_an_ended_card_warns_with_its_last_day() -> None:
    birth, issued = date(1990, 1, 1), date(2022, 7, 15)
    assert expiry_problems(birth, issued, date(2030, 1, 1)) == ()
    (problem,) = expiry_problems(birth, issued, date(2030, 1, 2))
    assert (problem.code, problem.details, problem.blocks) == ("card_expired", {"date": "01/01/2030"}, False)
    assert expiry_problems(date(1950, 1, 1), issued, date(2099, 1, 1)) == ()


@pytest.mark.parametrize("typed", ["0123456789", "01234 56789", "GD4010123456789", "gd 4 01 0123456789"])
def test_an_insurance_code_is_the_last_ten_of_a_card_number(typed: str) -> None:
    assert read_insurance_code(typed) == InsuranceCode("0123456789")


@pytest.mark.parametrize(
    ("typed", "code"), [("", "insurance_code_missing"), ("012345678", "insurance_code_not_10_digits")]
)
def test_a_wrong_insurance_code_is_said(typed: str, code: str) -> None:
    problem = read_insurance_code(typed)
    assert isinstance(problem, Problem)
    assert (problem.field, problem.code) == ("insurance_code", code)


def test_an_unknown_insurance_code_is_one_value() -> None:
    assert UnknownInsuranceCode() == UNKNOWN_INSURANCE_CODE


def test_numbers_hide_themselves() -> None:
    shown = repr(
        [CitizenId("001090123456"), Passport("C1234567"), OldId("012345678"), InsuranceCode("0123456789")]
    )
    assert shown == "[<CitizenId>, <Passport>, <OldId>, <InsuranceCode>]"


@pytest.mark.parametrize(
    ("number", "other", "may_be"),
    [
        ("001090123456", "", True),
        ("001090123456", "001090123456", True),
        ("001090123456", "012345678", True),
        ("012345678", "012345679", False),
        ("001090123456", "001090123457", False),
        ("001090123456", "C12345678", False),
    ],
)
def test_an_old_number_and_the_one_that_replaced_it_may_be_of_one_person(
    number: str, other: str, may_be: bool
) -> None:
    assert may_be_of_one(number, other) is may_be_of_one(other, number) is may_be
