"""A list becomes people; what is wrong in a row is said with its number, and nobody gets another's number."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from desk.ports.rosters import Contact, Standing, StoppedError, Taken, Unit, UnitKind
from desk.ports.tables import Letters, Merged, Number, Row, TableFile, Unreadable
from desk.registration.rosters.columns import Column
from desk.registration.rosters.entries import Entry, EntryReader, is_in_old_letters
from desk.registration.rosters.reading import Order, Read, Reading
from desk.registration.rosters.rostering import Rostering, Seen
from desk.tables.opening import FileTables
from practice.people import invented_person
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram, SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryRoster
from tests.fakes.unit_lists import MemoryLists

C = Column
COLUMNS = (C.FULL_NAME, C.DOCUMENT_NUMBER, C.BIRTH, C.INSURANCE_CODE, C.PHONE, C.EMAIL)
NAME, NUMBER = "Nguyễn Văn Mẫu", "001090123456"
TODAY = date(2026, 11, 20)


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


def entry(*cells: str, columns: tuple[Column | None, ...] = COLUMNS) -> Entry | None:
    return EntryReader(columns, "Công ty Mẫu", TODAY).read(7, cells)


def codes(found: Entry | None) -> list[str]:
    assert found is not None
    return [problem.code for problem in found.problems]


def read(*rows: Row, columns: tuple[Column | None, ...] = COLUMNS) -> Read:
    return Reading(Order(Sheet(*rows), 0, 1, columns, "Công ty Mẫu"), TODAY).read()


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


# -- the whole way --


class Office:
    def __init__(self) -> None:
        shelf = Shelf()
        self.lists = MemoryLists(shelf)
        self.rostering = Rostering(self.lists, MemoryRoster(shelf), FileTables(), SetClock(), "mau")

    def put_in(self, text: str | bytes, unit: Unit = Unit("Trường Mẫu", UnitKind.SCHOOL)):  # type: ignore[no-untyped-def]  # noqa: B008
        file = self.rostering.open(text if isinstance(text, bytes) else text.encode())
        assert not isinstance(file, Unreadable)
        layout = self.rostering.lay_out(file, 0)
        order = Order(file, 0, layout.first, layout.columns, unit.name)
        return self.rostering.put_in(self.rostering.reading(order), unit)


LIST = (
    "DANH SÁCH\nMSSV;Họ đệm;Tên;Ngày sinh;Số CCCD;Lớp;Khoa\n"
    "B1;Nguyễn Văn;Mẫu;01/01/1990;001090123456;K65;Cơ khí\n"
    "B2;Trần Thị;Thử;02/01/1991;;K65;Cơ khí\n"
    "B3;Lê Thị;Mẫu;02/01/1992;99;K66;=HYPERLINK(0)\n"
)


def test_a_list_put_in_twice_doubles_nobody() -> None:
    office = Office()
    first, again = office.put_in(LIST), office.put_in(LIST)
    assert (first.taken, again.taken) == (Taken(new=2), Taken(same=2))
    assert [fault.row for fault in first.left_out] == [5]
    figures = office.rostering.units()[0]
    assert (figures.unit, figures.people) == (Unit("Trường Mẫu", UnitKind.SCHOOL), 2)
    line = office.rostering.page("Trường Mẫu", None, "", first=0, limit=5).lines[0]
    assert (line.person.member_code, line.person.school_class, line.person.faculty) == ("B1", "K65", "Cơ khí")


def test_a_list_put_in_again_keeps_whom_to_ask() -> None:
    office = Office()
    asked = Contact("Trần Thị Đầu Mối", "0900000001", "")
    office.put_in(LIST, Unit("Trường Mẫu", UnitKind.SCHOOL, asked))
    office.put_in(LIST, Unit("Trường Mẫu", UnitKind.SCHOOL, Contact(email="dm@example.com")))
    kept = office.rostering.units()[0].unit.contact
    assert kept == Contact("Trần Thị Đầu Mối", "0900000001", "dm@example.com")


def test_a_list_that_is_stopped_leaves_nothing() -> None:
    office = Office()
    file = office.rostering.open(LIST.encode())
    assert not isinstance(file, Unreadable)
    layout = office.rostering.lay_out(file, 0)
    reading = office.rostering.reading(Order(file, 0, layout.first, layout.columns, "Trường Mẫu"))
    reading.stop()
    with pytest.raises(StoppedError):
        office.rostering.put_in(reading, Unit("Trường Mẫu"))
    assert office.rostering.units() == []


def test_faulty_rows_leave_with_their_reason_and_no_formula() -> None:
    office = Office()
    imported = office.put_in(LIST)
    headings = LIST.splitlines()[1].split(";")
    page = load_workbook(io.BytesIO(office.rostering.faulty(headings, imported.faults))).active
    assert page["A2"].value == 5
    assert "Số giấy tờ" in page["C2"].value
    assert page["J2"].value == "'=HYPERLINK(0)"


def test_who_is_missing_leaves_without_the_numbers_of_their_papers() -> None:
    office = Office()
    office.put_in(LIST)
    page = load_workbook(io.BytesIO(office.rostering.missing(Unit("Trường Mẫu"), lambda *_: True))).active
    cells = [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None]
    assert "Nguyễn Văn Mẫu" in cells
    assert "01/01/1990" in cells
    assert not any("001090123456" in cell for cell in cells)


def test_writing_who_is_missing_says_how_far_it_is_and_stopped_gives_nothing_away() -> None:
    office = Office()
    office.put_in(LIST)
    heard: list[tuple[int, int]] = []

    def told(done: int, total: int) -> bool:
        heard.append((done, total))
        return True

    office.rostering.missing(Unit("Trường Mẫu"), told)
    (*rows, end), people = heard, heard[-1][1]
    assert (rows, end) == ([(done, people) for done in range(people)], (people, people))
    assert people > 1
    noted = list(office.lists.given)
    for answers in ([True, False], [*[True] * people, False]):
        with pytest.raises(StoppedError):
            office.rostering.missing(Unit("Trường Mẫu"), lambda *_, left=answers: left.pop(0))
    assert office.lists.given == noted


def test_a_number_with_another_name_in_another_units_list_is_said_and_taken() -> None:
    office = Office()
    office.put_in(LIST)
    imported = office.put_in("Họ và tên;Số CCCD\nPhạm Thị Khác;001090123456\n", Unit("Công ty Mẫu"))
    (fault,) = imported.faults
    assert (fault.row, fault.is_taken, fault.problems[0].code) == (2, True, "roster_number_elsewhere")


def test_a_card_held_up_finds_its_person_on_the_list() -> None:
    program = FakeProgram()
    assert program.table is not None
    one, two = invented_person(1), invented_person(2)
    text = "Họ và tên;Ngày sinh;Số CCCD\n"
    text += f"{one.full_name};{one.birth.shown()};{one.number}\n{two.full_name};{two.birth.shown()};\n"
    rostering = program.table.rosters
    file = rostering.open(text.encode())
    assert not isinstance(file, Unreadable)
    layout = rostering.lay_out(file, 0)
    rostering.put_in(rostering.reading(Order(file, 0, 2, layout.columns, "KCN")), Unit("KCN"))

    def card(seed: int) -> str:
        person = invented_person(seed)
        born, issued = f"{person.birth.exact:%d%m%Y}", f"{person.issued:%d%m%Y}"
        sex = "Nam" if person.sex.value == "male" else "Nữ"
        return f"{person.number}||{person.full_name}|{born}|{sex}|{person.address}|{issued}"

    seen = rostering.look_for(card(1), "KCN")
    assert isinstance(seen, Seen)
    assert seen.certain is not None
    rostering.tick(seen.certain, seen.number)
    maybe = rostering.look_for(card(2), "KCN")
    assert isinstance(maybe, Seen)
    assert (maybe.certain, len(maybe.possible)) == (None, 1)
    nobody = rostering.look_for(card(3), "KCN")
    assert isinstance(nobody, Seen)
    assert (nobody.certain, nobody.possible) == (None, ())
    assert rostering.look_for("https://example.com", "KCN") == "rosters.scan.no_card"
    declare(program.registration, 1)
    figures = rostering.units()[0]
    assert (figures.ticked, figures.standings[Standing.WAITING]) == (1, 1)


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


def test_a_unit_merged_over_its_people_is_everyones() -> None:
    made = Workbook()
    page = made.active
    for row in (["Đơn vị", "Họ và tên"], ["Công ty Gộp", "Nguyễn Văn Một"], [None, "Nguyễn Văn Hai"]):
        page.append(row)
    page.merge_cells("A2:A3")
    out = io.BytesIO()
    made.save(out)
    desk = Office()
    desk.put_in(out.getvalue(), Unit(""))
    assert [(each.unit.name, each.people) for each in desk.lists.units()] == [("Công ty Gộp", 2)]


def test_a_telephone_of_the_faulty_rows_is_read_when_they_are_put_in_again() -> None:
    office = Office()
    first = office.put_in("Họ và tên;Số CCCD;Điện thoại\nPhạm Thị Sửa;99;+84912345670\n", Unit("Công ty Sửa"))
    given = load_workbook(io.BytesIO(office.rostering.faulty(("A", "Số CCCD", "Điện thoại"), first.faults)))
    sheet = given.active
    assert sheet["F2"].value == "'+84912345670"
    sheet["D1"], sheet["E2"] = "Họ và tên", NUMBER
    out = io.BytesIO()
    given.save(out)
    again = office.put_in(out.getvalue(), Unit("Công ty Sửa"))
    assert again.faults == ()
    assert (
        office.lists.page("Công ty Sửa", None, "", first=0, limit=1).lines[0].person.phone == "+84912345670"
    )
