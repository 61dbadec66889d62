"""A complaint is taken down, its answer passed on, and it is closed."""

from __future__ import annotations

import asyncio

import flet as ft
import pytest

from declaration.wire.changes import Change, ChangeKind
from desk.ports.complaints import Hearing
from desk.views.answers.parts import answers_in_parts
from desk.views.complaints.model import ComplaintsModel
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


@pytest.mark.parametrize("width", [1366, 820])
async def test_from_the_person_to_the_agency_and_back(program: FakeProgram, width: int) -> None:
    standing = Standing(program, width)
    async with Screen(standing.at(answers_in_parts), width=width) as screen:
        await screen.press("Phản ánh")
        await screen.until(lambda: screen.sees("Không có trả lời nào cần báo lại"))
        await screen.press("Ghi phản ánh, kiến nghị")
        await screen.key("F9")
        await screen.until(lambda: screen.sees("Chọn phản ánh về việc gì"))
        assert screen.sees("Ghi nội dung phản ánh")
        await screen.choose(screen.one(ft.RadioGroup), "health_care")
        assert screen.sees("Chuyển: Bộ phận Giám định BHYT · BHXH cơ sở Mẫu")
        await screen.type(screen.field("Nội dung người dân nói"), "Thẻ chưa dùng được")
        await screen.type(screen.field("Họ và tên"), "Nguyễn Văn Mẫu")
        await screen.key("F9")
        await screen.until(lambda: screen.sees("Chờ trả lời · 1"))
        assert screen.sees("Thẻ chưa dùng được")
        [taken] = program.complaints.complaints(Hearing.WAITING, 9)
        answer(program, taken.id)
        standing.news()
        await screen.until(lambda: screen.sees("Phản ánh · 1"))
        await screen.pick("Cần báo lại · 1")
        await screen.until(lambda: screen.sees("Đã kích hoạt thẻ"))
        await screen.press("Đã báo qua điện thoại")
        await screen.until(lambda: screen.sees("Khép rồi thì không mở lại được"))
        await screen.key("Escape")
        assert program.complaints.complaints(Hearing.CLOSED, 9) == []
        await screen.press("Đã báo qua điện thoại")
        await screen.until(lambda: screen.sees("Khép rồi thì không mở lại được"))
        await screen.press("Khép phản ánh")
        await screen.until(lambda: screen.sees("Đã khép · 1"))
        [closed] = program.complaints.complaints(Hearing.CLOSED, 9)
        assert closed.content.told == "by_phone"


async def test_escape_asks_before_it_throws_away_what_is_written(program: FakeProgram) -> None:
    async with Screen(Standing(program).at(answers_in_parts)) as screen:
        await screen.press("Phản ánh")
        await screen.until(lambda: screen.sees("Ghi phản ánh, kiến nghị"))
        await screen.press("Ghi phản ánh, kiến nghị")
        await screen.key("Escape")
        assert not screen.sees("Nội dung người dân nói")
        await screen.press("Ghi phản ánh, kiến nghị")
        await screen.type(screen.field("Nội dung người dân nói"), "Thẻ chưa dùng được")
        await screen.key("Escape")
        assert screen.sees("Bỏ phản ánh đang ghi?")
        await screen.key("Escape")
        assert screen.field("Nội dung người dân nói").value == "Thẻ chưa dùng được"
        await screen.key("Escape")
        await screen.press("Bỏ phản ánh")
        assert not screen.sees("Nội dung người dân nói")


def answer(program: FakeProgram, complaint: object) -> None:
    change = Change.model_validate(
        {
            "sequence": 1,
            "kind": ChangeKind.COMPLAINT_ANSWERED,
            "record_id": complaint,
            "at": program.clock.now(),
            "data": {"answer": "Đã kích hoạt thẻ", "by": "lan"},
        }
    )
    program.outbox.apply([change], 1)


async def test_news_that_come_while_one_is_kept_do_not_lead_elsewhere(program: FakeProgram) -> None:
    assert program.table is not None

    async def nobody() -> None:
        """Nothing else counts here."""

    model = ComplaintsModel(program.table.complaining, nobody)
    await asyncio.gather(model.show(Hearing.WAITING), model.reload())
    assert model.hearing is Hearing.WAITING


async def test_a_wrong_number_is_said_as_one_leaves_it_and_the_cursor_goes_to_what_is_missing(
    program: FakeProgram,
) -> None:
    async with Screen(Standing(program).at(answers_in_parts)) as screen:
        await screen.press("Phản ánh")
        await screen.until(lambda: screen.sees("Không có trả lời nào cần báo lại"))
        await screen.press("Ghi phản ánh, kiến nghị")
        await screen.choose(screen.one(ft.RadioGroup), "other")
        await screen.type(screen.field("Nội dung người dân nói"), "Chờ lâu")
        await screen.type(screen.field("Điện thoại"), "091234")
        await screen.event(screen.field("Điện thoại"), "blur", "091234")
        await screen.until(lambda: bool(screen.field("Điện thoại").error))
        assert not screen.field("Họ và tên").error, "what is empty may still come"
        await screen.key("F9")
        focused = ("TextField", "focus", "Họ và tên")
        await screen.until(lambda: focused in [(c.control, c.method, c.label) for c in screen.client.calls])


async def test_one_is_kept_once_however_often_the_key_is_pressed(program: FakeProgram) -> None:
    async with Screen(Standing(program).at(answers_in_parts)) as screen:
        await screen.press("Phản ánh")
        await screen.until(lambda: screen.sees("Không có trả lời nào cần báo lại"))
        await screen.press("Ghi phản ánh, kiến nghị")
        await screen.choose(screen.one(ft.RadioGroup), "other")
        cursor = [call.label for call in screen.client.calls if call.method == "focus"]
        assert cursor == ["Nội dung người dân nói"], "what it is about is known, the words come next"
        await screen.type(screen.field("Nội dung người dân nói"), "Chờ lâu")
        await screen.type(screen.field("Họ và tên"), "Nguyễn Văn Mẫu")
        await asyncio.gather(screen.key("F9"), screen.key("F9"))
        await screen.until(lambda: screen.sees("Chờ trả lời · 1"))
        assert len(program.complaints.complaints(Hearing.WAITING, 9)) == 1
