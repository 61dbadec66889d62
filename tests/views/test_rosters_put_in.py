"""A list is put in with its columns confirmed; a wrong file, old letters, a stop in the middle are said."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Callable
from typing import Any

import flet as ft
import pytest
from openpyxl import load_workbook

from desk.ports.rosters import UnitKind
from desk.registration.rosters import reading
from desk.registration.rosters.rostering import Rostering
from desk.views.rosters.columns_view import column_letter
from desk.views.rosters.view import rosters_screen
from practice.people import invented_person
from tests.fakes.old_fonts import in_tcvn3, in_vni
from tests.fakes.program import FakeProgram
from tests.views.at_the_lists import filled as filled
from tests.views.at_the_lists import on, until
from tests.views.at_the_lists import program as program
from tests.views.harness import Screen
from tests.views.standing import Standing as Stage

LIST = (
    "Trường Đại học Mẫu;;;\nMSSV;Họ và tên;Ngày sinh;Số CCCD;Lớp;Điện thoại\n"
    "B1;Nguyễn Văn Mẫu;01/01/1990;001090123456;K65;0912345678\n"
    "B2;Trần Thị Thử;31/31/1991;;K65;0912345678\nB3;;;;;\n"
)


def chosen(data: bytes) -> dict[str, Any]:
    return {"FilePicker.pick_files": [{"id": 1, "name": "ds.csv", "size": 9, "path": None, "bytes": data}]}


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


def test_columns_are_lettered_as_spreadsheets_letter_them() -> None:
    assert [column_letter(at) for at in (0, 25, 26, 199, 701, 702)] == ["A", "Z", "AA", "GR", "ZZ", "AAA"]


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
