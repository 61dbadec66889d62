"""A row is a person or says what is wrong with it; what a spreadsheet did to its cells is undone."""

from __future__ import annotations

import pytest

from desk.ports.tables import Number, Row
from desk.registration.rosters.columns import Column
from desk.registration.rosters.entries import Entry, EntryReader, is_in_old_letters
from practice.people import invented_person
from tests.unit.roster_rows import COLUMNS, NAME, NUMBER, TODAY, C


def entry(*cells: str, columns: tuple[Column | None, ...] = COLUMNS) -> Entry | None:
    return EntryReader(columns, "Công ty Mẫu", TODAY).read(7, cells)


def codes(found: Entry | None) -> list[str]:
    assert found is not None
    return [problem.code for problem in found.problems]


def test_a_good_row_is_a_person() -> None:
    found = entry(NAME, NUMBER, "01/01/1990", "0123456789", "0912345678", "mau@example.com")
    assert found is not None
    assert found.person is not None
    assert codes(found) == []
    person = found.person
    assert (person.full_name, person.document_number, person.birth) == (NAME, NUMBER, "1990-01-01")
    assert (person.insurance_code, person.phone, person.email) == (
        "0123456789",
        "+84912345678",
        "mau@example.com",
    )
    assert person.unit == "Công ty Mẫu"


@pytest.mark.parametrize("birth", ["1/2/1990", "01-02-1990", "01.02.1990", "1990-02-01", Number("32905")])
def test_a_date_may_be_a_text_or_a_count_of_days(birth: str) -> None:
    found = entry(NAME, NUMBER, birth)
    assert found is not None
    assert found.person is not None
    assert found.person.birth == "1990-02-01"


def test_a_month_before_the_day_is_not_turned_round() -> None:
    found = entry(NAME, NUMBER, "12/31/1990")
    assert codes(found) == ["birth_unreadable"]
    assert found is not None
    assert found.person is not None
    assert found.person.birth == ""


@pytest.mark.parametrize("digits", [Number("1090123456"), "1090123456", "'001090123456", "001 090 123 456"])
def test_zeros_a_spreadsheet_dropped_come_back_when_year_and_province_bear_them_out(digits: str) -> None:
    found = entry(NAME, digits, "1990")
    assert found is not None
    assert found.person is not None
    assert found.person.document_number == NUMBER


@pytest.mark.parametrize(
    ("number", "birth"),
    [("1090123456", "1991"), ("1090123456", ""), ("00109012345", "1990"), ("12345", "1990"), ("abc", "")],
)
def test_a_number_that_is_none_stops_the_row(number: str, birth: str) -> None:
    found = entry(NAME, number, birth)
    assert found is not None
    assert found.person is None
    assert codes(found)[0] == "roster_number_unreadable"


def test_what_cannot_be_read_beside_the_number_is_left_empty_and_said() -> None:
    found = entry(NAME, NUMBER, "?", "12345", "02838222222", "khong co")
    assert codes(found) == [
        "birth_unreadable",
        "insurance_code_not_10_digits",
        "phone_not_mobile",
        "email_unreadable",
    ]
    assert found is not None
    assert found.person is not None


def test_a_code_lost_one_zero_only_where_the_cell_is_a_number() -> None:
    as_number, as_text = (
        entry(NAME, NUMBER, "", Number("123456789")),
        entry(NAME, NUMBER, "", "123456789"),
    )
    assert as_number is not None
    assert as_number.person is not None
    assert as_number.person.insurance_code == "0123456789"
    assert codes(as_text) == ["insurance_code_not_10_digits"]


def test_a_name_in_two_columns_is_one() -> None:
    found = entry("Nguyễn Văn", "Mẫu", "K65", columns=(C.SURNAME, C.GIVEN_NAME, C.SCHOOL_CLASS))
    assert found is not None
    assert found.person is not None
    assert (found.person.full_name, found.person.school_class) == (NAME, "K65")


def test_a_missing_name_is_said_with_what_may_have_hidden_it() -> None:
    assert codes(entry("", NUMBER)) == ["roster_name_missing"]


@pytest.mark.parametrize("cells", [("", "", ""), ("Tổng cộng: 120 người",), ("Người lập biểu: A",)])
def test_a_row_that_holds_nobody_is_passed_over(cells: Row) -> None:
    assert entry(*cells) is None


@pytest.mark.parametrize("name", ["NguyÔn V¨n MÉu", "TrÇn ThÞ Hoa", "Nguyeãn Vaên Maãu", "Traàn Thò Hoøa"])
def test_old_fonts_letters_are_known_for_what_they_are(name: str) -> None:
    assert is_in_old_letters(name)
    assert codes(entry(name, NUMBER)) == ["roster_old_letters"]


@pytest.mark.parametrize("seed", range(40))
def test_no_true_name_is_taken_for_old_letters(seed: int) -> None:
    name = invented_person(seed).full_name
    assert not is_in_old_letters(name)
    assert not is_in_old_letters(name.upper())


def test_a_relative_is_of_an_employee_and_the_employee_of_nobody() -> None:
    columns = (C.FULL_NAME, C.RELATION, C.RELATIVE_OF)
    wife, self = (
        entry("Trần Thị Thử", "Vợ", NAME, columns=columns),
        entry(NAME, "Bản thân", "", columns=columns),
    )
    assert wife is not None
    assert wife.person is not None
    assert (wife.person.relation, wife.person.relative_of, wife.person.is_relative) == ("Vợ", NAME, True)
    assert self is not None
    assert self.person is not None
    assert not self.person.is_relative
