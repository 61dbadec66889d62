"""From a file to the unit's list and out again: put in twice, stopped; its faults and missing given away."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook, load_workbook

from desk.ports.rosters import Contact, Standing, StoppedError, Taken, Unit, UnitKind
from desk.ports.tables import Unreadable
from desk.registration.rosters.reading import Order
from desk.registration.rosters.rostering import Rostering, Seen
from desk.tables.opening import FileTables
from practice.people import invented_person
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram, SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryRoster
from tests.fakes.unit_lists import MemoryLists
from tests.unit.roster_rows import NUMBER


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
