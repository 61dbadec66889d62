"""Figures add up, whichever way one looks at them, and leave as typed tables and as a report."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from desk.ports.figures import Count, Span, Stage
from desk.ports.store import RosterPerson
from desk.registration.figures.adding_up import added_up
from desk.registration.figures.figuring import Figuring
from practice.people import invented_person
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram, SetClock

WEDNESDAY = date(2026, 3, 4)
COUNTS = [
    Count(date(2026, 3, 2), 9, "Công ty Mẫu", "MAU01", "mau", Stage.DONE, 3),
    Count(date(2026, 3, 2), 19, "", "MAU01", "thu", Stage.WAITING, 1),
    Count(WEDNESDAY, 9, "Công ty Mẫu", "MAU02", "mau", Stage.RETURNED, 2),
]


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram(clock=SetClock(datetime(2026, 3, 4, 3, 0, tzinfo=UTC)))


def figuring(program: FakeProgram) -> Figuring:
    assert program.table is not None
    return program.table.figuring


def test_a_week_begins_on_monday_and_a_month_on_its_first_and_none_goes_beyond_today() -> None:
    assert {span.value: span.days(WEDNESDAY) for span in Span} == {
        "today": (WEDNESDAY, WEDNESDAY),
        "yesterday": (date(2026, 3, 3), date(2026, 3, 3)),
        "week": (date(2026, 3, 2), WEDNESDAY),
        "last_week": (date(2026, 2, 23), date(2026, 3, 1)),
        "month": (date(2026, 3, 1), WEDNESDAY),
        "last_month": (date(2026, 2, 1), date(2026, 2, 28)),
    }


def test_every_table_adds_up_to_the_whole() -> None:
    figures = added_up(COUNTS, date(2026, 3, 2), WEDNESDAY)
    tables = (figures.days, figures.hours, figures.of_units, figures.of_agencies, figures.of_registrars)
    assert {sum(row.total for row in rows) for rows in tables} == {figures.whole.total} == {6}


def test_days_and_hours_have_no_gap_and_the_largest_unit_comes_first() -> None:
    figures = added_up(COUNTS, date(2026, 3, 2), WEDNESDAY)
    assert [(row.of, row.total) for row in figures.days] == [
        ("2026-03-02", 4),
        ("2026-03-03", 0),
        ("2026-03-04", 2),
    ]
    assert [row.of for row in figures.hours] == [str(hour) for hour in range(8, 20)]
    assert [(row.of, row.total) for row in figures.of_units] == [("Công ty Mẫu", 5), ("", 1)]


def test_one_unit_is_looked_at_alone_and_the_others_stay_to_be_chosen() -> None:
    figures = added_up(COUNTS, date(2026, 3, 2), WEDNESDAY, "")
    assert (figures.whole.total, figures.units) == (1, ("", "Công ty Mẫu"))


def test_the_spreadsheet_has_a_sheet_a_table_with_typed_cells_and_no_formula(program: FakeProgram) -> None:
    person = invented_person(1)
    unit = "=HYPERLINK(1)"
    program.roster.add([RosterPerson(0, unit, person.full_name, "", person.number, "", "", "")])
    declare(program.registration, 1)
    book = load_workbook(io.BytesIO(figuring(program).spreadsheet(figuring(program).look(Span.WEEK, None))))
    assert book.sheetnames == ["Theo ngày", "Theo đơn vị", "Theo cơ quan", "Theo cán bộ", "Danh sách đơn vị"]
    days = list(book["Theo ngày"].iter_rows(min_row=5, max_col=3, values_only=True))
    assert days[-1] == (datetime(2026, 3, 4), 1, 1)  # noqa: DTZ001 - a cell has no zone
    cells = [row[0] for row in book["Theo đơn vị"].iter_rows(min_row=5)]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", "'=HYPERLINK(1)")]
    assert book["Theo cơ quan"]["A5"].value == "BHXH cơ sở Mẫu"
    assert [cell.value for cell in book["Danh sách đơn vị"][3]] == ["'=HYPERLINK(1)", 1, 0, 1, 0, 0]


def test_the_report_says_the_same_in_words(program: FakeProgram) -> None:
    declare(program.registration, 1)
    pages = PdfReader(io.BytesIO(figuring(program).report(figuring(program).look(Span.TODAY, None)))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (
        "BÁO CÁO TIẾP NHẬN TỜ KHAI",
        "Ngày 04/03/2026",
        "Chờ tiếp nhận",
        "BHXH cơ sở Mẫu",
        "Lê Thị Mẫu",
    ):
        assert words in text
    assert invented_person(1).full_name not in text
