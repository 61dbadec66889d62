"""A list becomes people; what is wrong in a row is said with its number, and nobody gets another's number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from desk.ports.rosters import StoppedError
from desk.ports.tables import Letters, Merged, Row, TableFile
from desk.registration.rosters.columns import Column
from desk.registration.rosters.reading import Order, Read, Reading
from tests.unit.roster_rows import COLUMNS, NAME, NUMBER, TODAY, C


class Sheet:
    """Implements ports.tables.TableFile over rows."""

    sheets: Sequence[str] = ("DS",)
    over: Sequence[Merged] = ()
    letters = Letters.UNICODE

    def __init__(self, *rows: Row) -> None:
        self._rows = rows

    def height(self, sheet: int) -> int | None:
        return len(self._rows)

    def rows(self, sheet: int) -> Iterator[Row]:
        return iter(self._rows)

    def merged(self, sheet: int) -> Sequence[Merged]:
        return self.over

    def in_unicode(self) -> TableFile:
        return self


def read(*rows: Row, columns: tuple[Column | None, ...] = COLUMNS) -> Read:
    return Reading(Order(Sheet(*rows), 0, 1, columns, "Công ty Mẫu"), TODAY).read()


def test_the_same_person_twice_is_taken_once_and_said_with_the_first_row() -> None:
    found = read((NAME, NUMBER), (), (NAME.upper(), NUMBER))
    assert len(found.people) == 1
    (fault,) = found.faults
    assert (fault.row, fault.is_taken, fault.problems[0].code) == (3, False, "roster_row_twice")
    assert fault.problems[0].details == {"row": "1"}


def test_anothers_number_stops_the_row_and_anothers_phone_is_left_out() -> None:
    first = (NAME, NUMBER, "", "", "0912345678")
    found = read(first, ("Trần Thị Thử", NUMBER), ("Lê Thị Mẫu", "", "1990", "", "0912345678"))
    assert [(fault.row, fault.problems[0].code) for fault in found.faults] == [
        (2, "roster_document_number_of_another"),
        (3, "roster_phone_of_another"),
    ]
    assert [person.phone for _, person in found.people] == ["+84912345678", ""]


def test_two_of_one_name_and_birth_without_numbers_are_one() -> None:
    found = read((NAME, "", "1990"), (NAME, "", "1990"))
    assert (len(found.people), found.faults[0].problems[0].code) == (1, "roster_row_twice")


def test_reading_ends_after_a_thousand_blank_rows_and_not_before() -> None:
    found = read((NAME, NUMBER), *((),) * 999, ("Trần Thị Thử", "", "1991"), *((),) * 5000)
    assert len(found.people) == 2


def test_reading_stops_when_it_is_told_to() -> None:
    reading = Reading(Order(Sheet((NAME,), (NAME,)), 0, 1, COLUMNS, ""), TODAY)
    reading.stop()
    with pytest.raises(StoppedError):
        reading.read()


def test_two_of_one_name_are_one_person_only_where_something_else_says_so() -> None:
    columns = (C.FULL_NAME, C.BIRTH, C.MEMBER_CODE, C.PHONE)
    found = read(
        (NAME, "", "", "0912345678"),
        (NAME, "", "", "0912345678"),
        (NAME, "", "", ""),
        (NAME, "", "", ""),
        (NAME, "02/01/2005", "SV1", ""),
        (NAME, "02/01/2005", "SV2", ""),
        columns=columns,
    )
    assert [row for row, _ in found.people] == [1, 3, 4, 5, 6]
    twice = [fault for fault in found.faults if not fault.is_taken]
    assert [(fault.row, fault.problems[-1].code) for fault in twice] == [(2, "roster_row_twice")]


def test_what_is_written_once_over_several_rows_holds_for_each() -> None:
    columns = (C.UNIT, C.FULL_NAME, C.PHONE, C.SCHOOL_CLASS)
    sheet = Sheet(
        ("Cũ", "Họ và tên", "", ""),
        ("Công ty Gộp", "Nguyễn Văn Một", "0912345671", "K1"),
        ("", "Nguyễn Văn Hai", "0912345672", ""),
        ("",),
        ("", "Nguyễn Văn Ba", "", ""),
        ("", "Nguyễn Văn Bốn", "", ""),
    )
    sheet.over = (Merged(0, 2, 5), Merged(3, 2, 3), Merged(2, 2, 5))
    found = Reading(Order(sheet, 0, 2, columns, "Công ty Mẫu"), TODAY).read()
    units = [(row, person.unit, person.school_class) for row, person in found.people]
    assert units == [
        (2, "Công ty Gộp", "K1"),
        (3, "Công ty Gộp", "K1"),
        (5, "Công ty Gộp", ""),
        (6, "Công ty Mẫu", ""),
    ]
    assert [person.phone for _, person in found.people][2:] == ["", ""], "a telephone is one person's"


def test_a_row_of_no_unit_is_named_and_not_put_into_a_unit_without_a_name() -> None:
    columns = (C.UNIT, C.FULL_NAME, C.DOCUMENT_NUMBER)
    found = Reading(Order(Sheet(("", NAME, NUMBER)), 0, 1, columns, ""), TODAY).read()
    assert found.people == ()
    assert [problem.code for problem in found.faults[0].problems] == ["roster_unit_missing"]
