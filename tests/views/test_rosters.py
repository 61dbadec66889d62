"""Lists are put in with their columns confirmed, looked through, ticked by card, and leave as files."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import flet as ft
import pytest
from openpyxl import load_workbook

from desk.ports.rosters import EVERYBODY, Contact, Group, Unit, UnitKind
from desk.ports.store import RosterPerson
from desk.registration.rosters import reading
from desk.registration.rosters.giving import Told
from desk.registration.rosters.rostering import Rostering
from desk.views.rosters import model as models
from desk.views.rosters.columns_view import column_letter
from desk.views.rosters.giving_away import GivingAway
from desk.views.rosters.view import rosters_screen
from practice.people import invented_person
from tests.fakes.cameras import FakeCameras
from tests.fakes.declared import declare
from tests.fakes.desk_eyes import FakeEyes, HeldUp
from tests.fakes.old_fonts import in_tcvn3, in_vni
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing as Stage

SCANNER = "Quét thẻ để đánh dấu đã đến"
LIST = (
    "Trường Đại học Mẫu;;;\nMSSV;Họ và tên;Ngày sinh;Số CCCD;Lớp;Điện thoại\n"
    "B1;Nguyễn Văn Mẫu;01/01/1990;001090123456;K65;0912345678\n"
    "B2;Trần Thị Thử;31/31/1991;;K65;0912345678\nB3;;;;;\n"
)


def listed(seed: int, *, number: bool = True) -> RosterPerson:
    person = invented_person(seed)
    return RosterPerson(
        0, "Công ty Mẫu", person.full_name, person.birth.iso(), person.number if number else "", "", "", ""
    )


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> FakeProgram:
    monkeypatch.setattr(models, "SEARCH_PAUSE", 0.02)
    return FakeProgram()


@pytest.fixture
def filled(program: FakeProgram) -> FakeProgram:
    program.lists.take([listed(1), listed(2, number=False), listed(3)], lambda _: True, "mau")
    program.lists.keep_unit(Unit("Công ty Mẫu", contact=Contact("Lê Thị Đầu Mối", "0900000001", "")))
    declare(program.registration, 1)
    return program


def on(program: FakeProgram, width: int = 1366, **answers: Any) -> Screen:
    return Screen(Stage(program, width).at(rosters_screen), width=width, answers=answers)


def chosen(data: bytes) -> dict[str, Any]:
    return {"FilePicker.pick_files": [{"id": 1, "name": "ds.csv", "size": 9, "path": None, "bytes": data}]}


def card(seed: int) -> str:
    person = invented_person(seed)
    born, issued = f"{person.birth.exact:%d%m%Y}", f"{person.issued:%d%m%Y}"
    sex = "Nam" if person.sex.value == "male" else "Nữ"
    return f"{person.number}||{person.full_name}|{born}|{sex}|{person.address}|{issued}"


async def until(screen: Screen, words: str) -> None:
    await screen.until(lambda: screen.sees(words))


async def test_without_a_list_the_next_act_is_to_put_one_in(program: FakeProgram) -> None:
    async with on(program) as screen:
        await until(screen, "Chưa có danh sách đơn vị nào")
        assert isinstance(screen.button("Nạp danh sách"), ft.FilledButton)
        await screen.key("F2")
        assert screen.sees("Chọn tệp danh sách")


@pytest.mark.parametrize("width", [1366, 820])
async def test_a_file_becomes_a_list_by_way_of_its_columns(program: FakeProgram, width: int) -> None:
    async with Screen(
        Stage(program, width).at(rosters_screen), width=width, answers=chosen(LIST.encode())
    ) as screen:
        await until(screen, "Nạp danh sách")
        await screen.press("Nạp danh sách")
        await screen.press("Chọn tệp danh sách")
        await until(screen, "Tiêu đề ở dòng 2")
        assert screen.field("Tên đơn vị").value == "Trường Đại học Mẫu"
        assert screen.sees("Cột B: Họ và tên")
        assert screen.sees("Ví dụ: Nguyễn Văn Mẫu · Trần Thị Thử")
        await screen.key("F9")
        await until(screen, "Đã nạp danh sách")
        assert screen.sees("2 người mới")
        assert screen.sees("1 dòng chưa nạp được")
        assert screen.sees("Dòng 5")
        assert screen.sees("Ngày sinh: Ghi ngày sinh dạng 31/12/1990")
        await screen.press("Xuất các dòng này (.xlsx)")
        await screen.until(lambda: bool(program.offered))
        page = load_workbook(io.BytesIO(program.offered[0][0])).active
        assert [row[0] for row in page.iter_rows(min_row=2, values_only=True)] == [4, 5]
        await screen.key("F9")
        await until(screen, "2 người · Chưa đăng ký 2")
        figures = program.lists.units()[0]
        assert figures.unit.kind is UnitKind.SCHOOL


async def test_a_column_can_be_put_right_and_a_missing_name_stops_the_start(program: FakeProgram) -> None:
    data = b"a;b\nx;y\nNguyen Van Mau;001090123456\n"
    async with Screen(Stage(program).at(rosters_screen), answers=chosen(data)) as screen:
        await until(screen, "Nạp danh sách")
        await screen.press("Nạp danh sách")
        await screen.press("Chọn tệp danh sách")
        await until(screen, "Chưa nhận ra dòng tiêu đề")
        assert screen.sees("Chọn cột họ và tên")
        assert getattr(screen.button("Nạp danh sách"), "disabled", False)
        field = next(d for d in screen.every(ft.Dropdown) if d.label == "Cột A")
        await screen.choose(field, "full_name")
        await screen.type(screen.field("Tên đơn vị"), "Công ty Mẫu")
        assert not screen.sees("Chọn cột họ và tên")
        await screen.press("Nạp danh sách")
        await until(screen, "Đã nạp danh sách")


async def test_the_file_is_named_and_another_may_be_chosen_before_anything_is_put_in(
    program: FakeProgram,
) -> None:
    answers = chosen(LIST.encode())
    async with on(program, **answers) as screen:
        await until(screen, "Nạp danh sách")
        await screen.press("Nạp danh sách")
        await screen.press("Chọn tệp danh sách")
        await until(screen, "Tiêu đề ở dòng 2")
        assert screen.sees("ds.csv")
        answers["FilePicker.pick_files"][0] |= {"name": "ảnh.png", "bytes": b"%PDF-1.7"}
        await screen.press("Chọn tệp khác")
        await until(screen, "không phải danh sách Excel")
        assert screen.sees("ds.csv")
        assert screen.field("Tên đơn vị").value == "Trường Đại học Mẫu"
        answers["FilePicker.pick_files"][0] |= {"name": "khác.csv", "bytes": OLD_LIST.encode()}
        await screen.key("F2")
        await until(screen, "khác.csv")
        assert not screen.sees("không phải danh sách Excel")
        assert screen.field("Tên đơn vị").value == "Công ty Mẫu"


OLD_LIST = (
    "Công ty Mẫu;;\nHọ và tên;Ngày sinh;Số CCCD\n"
    "Nguyễn Văn Mẫu;01/01/1990;001090123456\nTrần Thị Ánh;02/01/1991;\nTran An;1992;\n"
)


@pytest.mark.parametrize(("typed", "name"), [(in_tcvn3, "TCVN3 (ABC)"), (in_vni, "VNI Windows")])
async def test_a_list_in_an_old_fonts_letters_is_shown_as_it_becomes_and_taken_so(
    program: FakeProgram, typed: Callable[[str], str], name: str
) -> None:
    async with on(program, **chosen(typed(OLD_LIST).encode())) as screen:
        await until(screen, "Nạp danh sách")
        await screen.press("Nạp danh sách")
        await screen.press("Chọn tệp danh sách")
        await until(screen, f"Phông chữ cũ {name}, đã chuyển sang Unicode")
        assert screen.sees(f"{typed('Nguyễn Văn Mẫu')} thành Nguyễn Văn Mẫu")
        assert screen.sees("thành Trần Thị Ánh")
        assert not screen.sees("thành Tran An")
        assert screen.sees("Cột A: Họ và tên")
        assert screen.field("Tên đơn vị").value == "Công ty Mẫu"
        await screen.key("F9")
        await until(screen, "3 người mới")
    assert [person.full_name for person in program.shelf.people] == [
        "Nguyễn Văn Mẫu",
        "Trần Thị Ánh",
        "Tran An",
    ]


async def test_old_letters_stay_as_they_stand_where_a_person_says_so(program: FakeProgram) -> None:
    async with on(program, **chosen(in_tcvn3(OLD_LIST).encode())) as screen:
        await until(screen, "Nạp danh sách")
        await screen.press("Nạp danh sách")
        await screen.press("Chọn tệp danh sách")
        await until(screen, "đã chuyển sang Unicode")
        await screen.press("Không chuyển")
        await until(screen, "giữ nguyên như trong tệp")
        assert screen.sees(in_tcvn3("Nguyễn Văn Mẫu"))
        assert screen.field("Tên đơn vị").value != "Công ty Mẫu"
        await screen.press("Chuyển sang Unicode")
        await until(screen, "đã chuyển sang Unicode")
        assert screen.field("Tên đơn vị").value == "Công ty Mẫu"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7", "không phải danh sách Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Tệp Excel đời cũ"),
        (b"PK\x03\x04", "bị hỏng"),
        (b"   ", "Tệp này trống"),
    ],
)
async def test_a_wrong_file_is_named_and_another_can_be_chosen(
    program: FakeProgram, data: bytes, words: str
) -> None:
    async with Screen(Stage(program).at(rosters_screen), answers=chosen(data)) as screen:
        await until(screen, "Nạp danh sách")
        await screen.press("Nạp danh sách")
        await screen.press("Chọn tệp danh sách")
        await until(screen, words)
        assert screen.button("Chọn tệp danh sách")


async def test_stopping_in_the_middle_leaves_the_list_as_it_was(
    filled: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    note = reading.Reading._note

    def slowly(self: reading.Reading, number: int) -> None:
        begun.set()
        go_on.wait(5)
        note(self, number)

    monkeypatch.setattr(reading.Reading, "_note", slowly)
    async with Screen(Stage(filled).at(rosters_screen), answers=chosen(LIST.encode())) as screen:
        await until(screen, "3 người")
        await screen.key("F2")
        await screen.press("Chọn tệp danh sách")
        await until(screen, "Tiêu đề ở dòng 2")
        reading_on = asyncio.create_task(screen.key("F9"))
        await screen.until(begun.is_set)
        await until(screen, "Đang đọc dòng")
        await screen.press("Dừng")
        go_on.set()
        await reading_on
        await until(screen, "Danh sách vẫn như trước khi nạp")
        assert [figures.people for figures in filled.lists.units()] == [3]


async def test_a_unit_shows_how_far_everybody_has_come(filled: FakeProgram) -> None:
    async with on(filled) as screen:
        await until(screen, "3 người · Đang chờ 1 · Chưa đăng ký 2")
        await screen.press("Công ty Mẫu")
        await until(screen, invented_person(1).full_name.upper())
        assert screen.sees("Đầu mối: Lê Thị Đầu Mối · 0900000001")
        await screen.type(
            screen.field("Tìm theo tên, số giấy tờ, điện thoại hoặc mã"), invented_person(3).number
        )
        await screen.until(lambda: not screen.sees(invented_person(1).full_name.upper()))
        assert screen.sees(invented_person(3).full_name.upper())


async def test_cards_held_up_before_the_camera_tick_their_people_once_each(filled: FakeProgram) -> None:
    held = HeldUp()
    filled.cameras, filled.eyes = FakeCameras(held), FakeEyes(held)
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await screen.press("Quét bằng máy ảnh")
        await until(screen, "Đưa mặt có mã của thẻ vào khung")
        held.hold(card(1))
        await until(screen, f"{invented_person(1).full_name.upper()}: đã đến. Đang chờ")
        held.hold(card(3))
        await until(screen, f"{invented_person(3).full_name.upper()}: đã đến. Chưa đăng ký")
        held.hold(card(3))  # left lying there: not news
        held.unplug()
        await until(screen, "Máy ảnh vừa bị ngắt")
        await screen.press("Tắt máy ảnh")
        await screen.until(lambda: not held.is_running)
        assert filled.lists.units()[0].ticked == 2


async def test_a_card_ticks_its_person_and_who_may_be_meant_is_asked_about(filled: FakeProgram) -> None:
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await until(screen, SCANNER)
        await screen.type(screen.field(SCANNER), card(1), submit=True)
        await until(screen, f"{invented_person(1).full_name.upper()}: đã đến. Đang chờ")
        await screen.type(screen.field(SCANNER), card(2), submit=True)
        await until(screen, "Có phải người này không?")
        await screen.press(f"Đúng, {invented_person(2).full_name}")
        await until(screen, f"{invented_person(2).full_name.upper()}: đã đến. Chưa đăng ký")
        await screen.type(screen.field(SCANNER), card(9), submit=True)
        await until(screen, f"{invented_person(9).full_name.upper()} không có trong danh sách này")
        assert filled.lists.units()[0].ticked == 2


async def test_a_card_of_somebody_the_list_has_by_name_only_is_asked_about(filled: FakeProgram) -> None:
    bare = replace(listed(5, number=False), birth="", school_class="K65")
    others = [replace(bare, unit=f"Trường Mẫu {number}") for number in range(5)]
    filled.lists.take([bare, *others], lambda _: True, "mau")
    async with on(filled) as screen:
        await until(screen, "4 người")
        await screen.press("Công ty Mẫu")
        await until(screen, SCANNER)
        await screen.type(screen.field(SCANNER), card(5), submit=True)
        await until(screen, "chưa ghi ngày sinh và số giấy tờ. Có phải người này không?")
        assert not any(person.document_number for person in filled.shelf.people[3:]), "nobody by itself"
        await screen.press(f"Đúng, {bare.full_name} · K65")
        await until(screen, f"{bare.full_name.upper()}: đã đến. Chưa đăng ký")
    assert [bool(person.document_number) for person in filled.shelf.people[3:]] == [True, *[False] * 5]


async def test_the_missing_leave_as_a_file_whose_name_says_nothing(filled: FakeProgram) -> None:
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await until(screen, "Xuất người chưa đăng ký")
        await screen.press("Xuất người chưa đăng ký")
        await screen.until(lambda: bool(filled.offered))
        data, _, name = filled.offered[0]
        assert name == "chua-dang-ky.xlsx"
        assert filled.lists.given == [2], "what leaves is noted"
        cells = [
            str(c) for row in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True) for c in row
        ]
        assert invented_person(3).full_name in cells
        assert invented_person(1).full_name not in cells


async def test_giving_the_missing_away_is_seen_asked_for_once_and_stopped(
    filled: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, times = threading.Event(), threading.Event(), []
    missing = Rostering.missing

    def slowly(self: Rostering, unit: Unit, told: Told, group: Group) -> bytes:
        times.append(unit.name)

        def patient(done: int, total: int) -> bool:
            heard = told(done, total)
            if done == 1:
                begun.set()
                go_on.wait(5)
                return told(done, total)
            return heard

        return missing(self, unit, patient, group)

    monkeypatch.setattr(Rostering, "missing", slowly)
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await until(screen, "Xuất người chưa đăng ký")
        going = asyncio.create_task(screen.press("Xuất người chưa đăng ký"))
        await screen.until(begun.is_set)
        await until(screen, "Đang viết 1 trên 2 người: Công ty Mẫu")
        assert getattr(screen.button("Xuất người chưa đăng ký"), "disabled", False)
        await screen.press("Dừng")
        go_on.set()
        await going
        await until(screen, "Đã dừng, chưa xuất tệp nào.")
        assert (filled.offered, filled.lists.given, times) == ([], [], ["Công ty Mẫu"])
        await screen.press("Xuất người chưa đăng ký")
        await screen.until(lambda: bool(filled.offered))
        assert not screen.sees("Đã dừng, chưa xuất tệp nào.")


async def test_the_list_being_saved_when_it_is_stopped_is_not_given(filled: FakeProgram) -> None:
    assert filled.table is not None
    giving = GivingAway(filled.table, lambda *_: pytest.fail("it was stopped"))
    going = asyncio.create_task(giving.give(Unit("Công ty Mẫu"), EVERYBODY))
    again = asyncio.create_task(giving.give(Unit("Công ty Mẫu"), EVERYBODY))
    await again
    await giving.stop()
    await going
    assert (giving.is_stopped, giving.unit) == (True, "")


async def test_a_list_goes_only_after_a_question(filled: FakeProgram) -> None:
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await until(screen, SCANNER)
        await screen.press("Xóa danh sách này")
        assert screen.sees("Xóa danh sách của Công ty Mẫu?")
        await screen.key("Escape")
        assert filled.lists.units()
        await screen.press("Xóa danh sách này")
        await screen.press("Xóa danh sách")
        await until(screen, "Chưa có danh sách đơn vị nào")


async def test_the_contact_is_written_down(filled: FakeProgram) -> None:
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await until(screen, SCANNER)
        await screen.press("Sửa đơn vị")
        await screen.type(screen.field("E-mail"), "dm@example.com")
        await screen.press("Lưu")
        await until(screen, "dm@example.com")
        assert filled.lists.units()[0].unit.contact.email == "dm@example.com"


def test_columns_are_lettered_as_spreadsheets_letter_them() -> None:
    assert [column_letter(at) for at in (0, 25, 26, 199, 701, 702)] == ["A", "Z", "AA", "GR", "ZZ", "AAA"]


@pytest.mark.parametrize("width", [1366, 820])
async def test_who_is_missing_is_found_and_given_away_by_faculty_and_class(
    program: FakeProgram, width: int
) -> None:
    people = [
        replace(listed(seed), unit="Trường Mẫu", faculty=faculty, school_class=of)
        for seed, faculty, of in (
            (1, "Khoa Toán", "K65A"),
            (2, "Khoa Toán", "K66A"),
            (3, "Khoa Luật", "K65B"),
        )
    ]
    program.lists.take(people, lambda _: True, "mau")
    names = [invented_person(seed).full_name.upper() for seed in (1, 2, 3)]
    async with on(program, width) as screen:
        await until(screen, "Trường Mẫu")
        await screen.click(next(row for row in screen.every(ft.Container) if row.ink))
        await until(screen, names[2])
        await screen.choose(dropdown(screen, "Khoa"), "Khoa Toán")
        await screen.until(lambda: screen.sees(names[1]) and not screen.sees(names[2]))
        assert [each.key for each in dropdown(screen, "Lớp").options] == ["all", "K65A", "K66A"]
        await screen.choose(dropdown(screen, "Lớp"), "K66A")
        await screen.until(lambda: screen.sees(names[1]) and not screen.sees(names[0]))
        await screen.press("Xuất người chưa đăng ký")
        await screen.until(lambda: bool(program.offered))
        sheet = load_workbook(io.BytesIO(program.offered[0][0])).active
        cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        assert "Trường Mẫu · Khoa Toán · K66A" in cells[0]
        assert [name for name in names if name in (cell.upper() for cell in cells)] == [names[1]]


def dropdown(screen: Screen, label: str) -> ft.Dropdown:
    return next(each for each in screen.every(ft.Dropdown) if each.label == label)


@pytest.mark.parametrize("width", [1366, 820])
async def test_a_person_is_taken_off_after_a_question_with_the_name_and_put_back(
    filled: FakeProgram, width: int
) -> None:
    name = invented_person(2).full_name.upper()
    async with on(filled, width) as screen:
        await until(screen, "Công ty Mẫu")
        await screen.press("Công ty Mẫu")
        await until(screen, name)
        await screen.press(f"Đưa {name} ra khỏi danh sách")
        assert screen.sees(f"Đưa {name} ra khỏi danh sách?")
        await screen.key("Escape")
        assert not filled.shelf.taken_off
        await screen.press(f"Đưa {name} ra khỏi danh sách")
        await screen.press("Đưa ra khỏi danh sách")
        await until(screen, f"Đã đưa {name} ra khỏi danh sách")
        assert screen.sees("2 người")
        await screen.press("Hoàn tác")
        await until(screen, f"Đã đưa {name} lại vào danh sách")
        assert not filled.shelf.taken_off
        assert screen.sees("3 người")


async def test_who_was_taken_off_is_a_part_of_the_list_to_put_back_from(filled: FakeProgram) -> None:
    filled.lists.take_off(2, "mau", filled.clock.now())
    name = invented_person(2).full_name.upper()
    async with on(filled) as screen:
        await until(screen, "Công ty Mẫu")
        await screen.press("Công ty Mẫu")
        await until(screen, invented_person(1).full_name.upper())
        assert not screen.sees(name)
        await screen.pick("Đã đưa ra · 1")
        await until(screen, name)
        assert screen.sees("Đưa ra lúc")
        await screen.press(f"Đưa {name} lại vào danh sách")
        await until(screen, f"Đã đưa {name} lại vào danh sách")
        assert screen.sees(invented_person(1).full_name.upper()), "nobody is off: the whole list"


async def test_a_file_that_names_whom_one_took_off_says_so(filled: FakeProgram) -> None:
    filled.lists.take_off(1, "mau", filled.clock.now())
    person = invented_person(1)
    data = f"Họ và tên;Số CCCD\n{person.full_name};{person.number}\n".encode()
    async with on(filled, **chosen(data)) as screen:
        await until(screen, "Công ty Mẫu")
        await screen.press("Công ty Mẫu")
        await until(screen, "Quét thẻ")
        await screen.key("F2")
        await screen.press("Chọn tệp danh sách")
        await until(screen, "Tiêu đề ở dòng 1")
        await screen.key("F9")
        await until(screen, "1 người đã đưa ra khỏi danh sách lại có trong tệp")
    assert 1 in filled.shelf.taken_off


async def test_a_scanner_finds_its_line_after_whatever_was_pressed(filled: FakeProgram) -> None:
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await until(screen, "Xuất người chưa đăng ký")

        def at_the_line() -> int:
            return [(c.method, c.label) for c in screen.client.calls].count(("focus", SCANNER))

        await screen.until(lambda: at_the_line() == 1)
        await screen.pick("Chưa đăng ký · 2")
        await screen.until(lambda: at_the_line() == 2)
        await screen.press("Xuất người chưa đăng ký")
        await screen.until(lambda: at_the_line() == 3)


async def test_a_list_is_put_in_once_however_often_the_key_is_pressed(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in, times = Rostering.put_in, []

    def counted(*asked: Any) -> Any:
        times.append(1)
        return put_in(*asked)

    monkeypatch.setattr(Rostering, "put_in", counted)
    nameless = LIST.partition("\n")[2]
    async with on(program, **chosen(nameless.encode())) as screen:
        await until(screen, "Nạp danh sách")
        await screen.press("Nạp danh sách")
        await screen.press("Chọn tệp danh sách")
        await until(screen, "Tiêu đề ở dòng 1")
        cursor = [call.label for call in screen.client.calls if call.method == "focus"]
        assert cursor == ["Tên đơn vị"], "the file does not say whose list it is"
        await screen.type(screen.field("Tên đơn vị"), "Trường Đại học Mẫu")
        await asyncio.gather(screen.key("F9"), screen.key("F9"))
        await until(screen, "Đã nạp danh sách")
        assert times == [1]
