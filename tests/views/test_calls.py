"""Whoever has an account is called, told and helped step by step; the next one by itself."""

from __future__ import annotations

import flet as ft
import pytest

from declaration.wire.changes import ChangeKind
from declaration.wire.contact_outcome import Step
from desk.i18n import assets_dir
from desk.ports.calls import Calling
from desk.views.answers.parts import answers_in_parts
from desk.views.calls import model as models
from practice.people import invented_person
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing


@pytest.fixture
def program() -> FakeProgram:
    program = FakeProgram()
    agency = FakeAgency(program.outbox, program.clock)
    for seed in (1, 2):
        declared = declare(program.registration, seed)
        agency.receive(declared)
        agency.answer(declared, ChangeKind.APPROVED)
        agency.answer(declared, ChangeKind.ACCOUNT_ISSUED, user_name=f"000000000{seed}")
    return program


def name(seed: int) -> str:
    return invented_person(seed).full_name.upper()


def on(program: FakeProgram, width: int) -> Screen:
    return Screen(Standing(program, width).at(answers_in_parts), width=width)


async def choose(screen: Screen, seed: int) -> None:
    await screen.until(lambda: screen.sees(name(seed)))
    row = next(c for c in screen.every(ft.Container) if c.ink and name(seed) in _words(c))
    await screen.click(row)


def _words(row: ft.Container) -> list[str]:
    line: ft.Row = row.content  # type: ignore[assignment]
    column = next(part for part in line.controls if isinstance(part, ft.Column))
    return [text.value for text in column.controls if isinstance(text, ft.Text)]


@pytest.mark.parametrize("width", [1366, 820])
async def test_one_person_after_the_other_is_told(program: FakeProgram, width: int) -> None:
    async with on(program, width) as screen:
        await screen.until(lambda: screen.sees("Gọi điện · 2"))
        await screen.press("Gọi điện · 2")
        await choose(screen, 1)
        assert screen.sees("Tên đăng nhập 0000000001")
        assert screen.sees("1900 9068")
        await screen.press("Đã báo")
        await screen.until(lambda: screen.sees("Tên đăng nhập 0000000002"))
        await screen.press("Gọi lại sau")
        await screen.until(lambda: screen.sees("Gọi điện · 1"))
        assert program.calls.counts() == {
            Calling.TO_CALL: 0,
            Calling.AGAIN: 1,
            Calling.UNREACHABLE: 0,
            Calling.INFORMED: 1,
        }


async def test_a_step_ticks_those_before_it_and_all_are_kept_with_the_outcome(program: FakeProgram) -> None:
    async with on(program, 1366) as screen:
        await screen.until(lambda: screen.sees("Gọi điện · 2"))
        await screen.press("Gọi điện · 2")
        await choose(screen, 1)
        boxes = {box.label: box for box in screen.every(ft.Checkbox)}
        await screen.choose(boxes["3. Đã đổi mật khẩu"], True)
        assert [box.value for box in screen.every(ft.Checkbox)] == [True, True, True, False]
        await screen.press("Đã báo")
        await screen.until(lambda: program.calls.counts()[Calling.INFORMED] == 1)
        [call] = program.calls.calls(Calling.INFORMED, first=0, limit=9)
        assert call.steps == set(Step) - {Step.CARD_SHOWN}


async def test_without_an_account_there_is_nobody_to_call() -> None:
    async with on(FakeProgram(), 820) as screen:
        await screen.press("Gọi điện")
        await screen.until(lambda: screen.sees("Chưa có ai cần gọi"))


async def test_who_was_told_is_said_by_a_key_and_the_next_is_there(program: FakeProgram) -> None:
    async with on(program, 1366) as screen:
        await screen.until(lambda: screen.sees("Gọi điện · 2"))
        await screen.press("Gọi điện · 2")
        await screen.key("F9")
        assert program.calls.counts()[Calling.INFORMED] == 0, "nobody is chosen"
        await choose(screen, 1)
        await screen.key("F9")
        await screen.until(lambda: screen.sees("Tên đăng nhập 0000000002"))
        assert program.calls.counts()[Calling.INFORMED] == 1


@pytest.mark.parametrize("step", Step)
def test_every_step_has_its_picture(step: Step) -> None:
    assert (assets_dir() / "guide" / f"{step}.svg").read_text().startswith("<svg")


async def test_somebody_who_calls_back_is_looked_for(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "SEARCH_PAUSE", 0.02)
    async with on(program, 1366) as screen:
        await screen.until(lambda: screen.sees("Gọi điện · 2"))
        await screen.press("Gọi điện · 2")
        await screen.until(lambda: screen.sees(name(2)))
        search = "Tìm theo tên, số giấy tờ, mã số BHXH hoặc điện thoại"
        await screen.type(screen.field(search), invented_person(2).phone[-6:])
        await screen.until(lambda: screen.sees(name(2)) and not screen.sees(name(1)))
        await screen.type(screen.field(search), "không có ai")
        await screen.until(lambda: screen.sees("Không thấy ai như vậy"))
        await screen.press("Xóa ô tìm")
        await screen.until(lambda: screen.sees(name(1)) and screen.sees(name(2)))
