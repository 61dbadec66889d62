"""A list is looked through and kept: how far everybody is, whom to ask, who is off it, and its end."""

from __future__ import annotations

import pytest

from practice.people import invented_person
from tests.fakes.program import FakeProgram
from tests.views.at_the_lists import SCANNER, on, until
from tests.views.at_the_lists import filled as filled
from tests.views.at_the_lists import program as program


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
