"""Erasure on request is asked twice, with a reason, and says afterwards when the last copy expires."""

from __future__ import annotations

from dataclasses import replace

import flet as ft
import pytest

from desk import i18n
from desk.ports.care import ErasureReason, LastBackup, NotErasable
from desk.registration.declarations import Finished
from desk.views.declarations.view import declarations_screen
from desk.views.place import Place
from desk.views.wanted import look_at
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing

ERASE, SURE = "Xóa theo yêu cầu", "Xóa hẳn"


@pytest.fixture
def program() -> FakeProgram:
    i18n.use("vi", strict=True)
    return FakeProgram()


@pytest.fixture
def declared(program: FakeProgram) -> Finished:
    return declare(program.registration, 1)


class Opened:
    """The declarations screen with one open; ``cleared`` counts how often the desk was emptied."""

    def __init__(self, program: FakeProgram, declared: Finished) -> None:
        self.cleared = 0

        async def clear() -> None:
            self.cleared += 1

        def screen(place: Place) -> ft.Control:
            place = replace(place, clear_desk=clear)
            look_at(place, declared.id)
            return declarations_screen(place)

        self.main = Standing(program).at(screen)


async def test_nothing_goes_without_a_reason_a_second_question_and_the_papers(
    program: FakeProgram, declared: Finished
) -> None:
    opened = Opened(program, declared)
    async with Screen(opened.main) as screen:
        await screen.until(lambda: screen.sees(ERASE))
        await screen.press(ERASE)
        await screen.until(lambda: screen.sees("Sẽ xóa hẳn khỏi máy này: 1 tờ khai, 0 bản nháp, 4 ảnh"))
        await screen.press("Tiếp tục")
        assert screen.sees("Chọn lý do")
        await screen.choose(screen.one(ft.RadioGroup), ErasureReason.ASKED_FOR.value)
        await screen.press("Tiếp tục")
        assert getattr(screen.button(SURE), "disabled", False)
        await screen.choose(screen.one(ft.Checkbox), True)
        assert program.care.erased == []
        await screen.press(SURE)
        await screen.until(lambda: screen.sees("Đã xóa mọi dấu vết"))
        assert screen.sees("Không có bản sao lưu nào còn giữ")
    assert program.care.erased == [(declared.id, ErasureReason.ASKED_FOR)]
    assert opened.cleared == 1, "what is on the desk is put away before"


async def test_old_copies_are_named_with_the_day_they_expire(
    program: FakeProgram, declared: Finished
) -> None:
    now = program.clock.now()
    program.care.stands = replace(program.care.stands, backup=LastBackup(now, now.date()))
    async with Screen(Opened(program, declared).main) as screen:
        await screen.until(lambda: screen.sees(ERASE))
        await screen.press(ERASE)
        await screen.until(lambda: screen.sees("Lý do"))
        await screen.choose(screen.one(ft.RadioGroup), ErasureReason.ORDERED.value)
        await screen.press("Tiếp tục")
        await screen.choose(screen.one(ft.Checkbox), True)
        await screen.press(SURE)
        await screen.until(lambda: screen.sees(f"còn giữ đến hết ngày {now:%d/%m/%Y}"))


@pytest.mark.parametrize("why", list(NotErasable))
async def test_what_may_not_go_yet_says_why_and_offers_no_erasing(
    program: FakeProgram, declared: Finished, why: NotErasable
) -> None:
    program.care.held = why
    async with Screen(Opened(program, declared).main) as screen:
        await screen.until(lambda: screen.sees(ERASE))
        await screen.press(ERASE)
        await screen.until(lambda: screen.sees(i18n.t(f"care.not_erasable.{why}")))
        assert not screen.sees("Tiếp tục")
        await screen.press("Đóng")
        assert not screen.sees("Chưa xóa được")


async def test_it_can_be_thought_better_of_at_either_question(
    program: FakeProgram, declared: Finished
) -> None:
    async with Screen(Opened(program, declared).main) as screen:
        await screen.until(lambda: screen.sees(ERASE))
        await screen.press(ERASE)
        await screen.until(lambda: screen.sees("Lý do"))
        await screen.key("Escape")
        assert not screen.sees("Lý do")
        await screen.press(ERASE)
        await screen.until(lambda: screen.sees("Lý do"))
        await screen.choose(screen.one(ft.RadioGroup), ErasureReason.NO_BASIS.value)
        await screen.press("Tiếp tục")
        await screen.press("Không xóa")
        assert not screen.sees("Xóa hẳn, không lấy lại được?")
    assert program.care.erased == []
