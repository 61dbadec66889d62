"""Papers go into a batch with one press; its list is printed, and it is handed over after a question."""

from __future__ import annotations

from datetime import timedelta

import flet as ft
import pytest

from desk.ports.handovers import BatchState
from desk.ports.store import RosterPerson
from desk.views.declarations.parts import declarations_in_parts
from practice.people import invented_person
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing


@pytest.fixture
def program() -> FakeProgram:
    program = FakeProgram()
    for seed in (1, 2):
        declare(program.registration, seed)
    return program


def on(program: FakeProgram, width: int) -> Screen:
    return Screen(Standing(program, width).at(declarations_in_parts), width=width)


@pytest.mark.parametrize("width", [1366, 820])
async def test_a_batch_is_made_printed_and_handed_over(program: FakeProgram, width: int) -> None:
    async with on(program, width) as screen:
        await screen.press("Bàn giao")
        await screen.until(lambda: screen.sees("Mười ngày tới: tờ khai sẽ quá hạn"))
        last = program.clock.today() + timedelta(days=10)
        assert screen.sees(f"{last:%d/%m/%Y}: 2 tờ")
        assert screen.sees("BHXH cơ sở Mẫu")
        await screen.press("Lập đợt tất cả 2 tờ")
        await screen.until(lambda: screen.sees(invented_person(2).full_name.upper()))
        await screen.press(f"Bỏ {invented_person(2).full_name.upper()} khỏi đợt")
        await screen.until(lambda: screen.sees("Đợt 1 · 1 tờ khai"))
        assert isinstance(screen.button("In bảng kê"), ft.FilledButton), "signed by both, it is printed first"
        await screen.press("In bảng kê")
        await screen.until(lambda: bool(program.offered))
        await screen.until(lambda: isinstance(screen.button("Đã bàn giao"), ft.FilledButton))
        assert program.offered[0][2] == "bang-ke.pdf"
        await screen.press("Đã bàn giao")
        await screen.until(lambda: screen.sees("Đợt 1 đã bàn giao?"))
        [batch] = program.handovers.batches(9)
        assert batch.state is BatchState.OPEN, "nothing is handed over before the answer"
        await screen.press("Ghi đã bàn giao")
        await screen.until(lambda: screen.sees("Chờ cơ quan xác nhận"))
        assert not screen.sees("Lập đợt tất cả 2 tờ"), "one is left"
        assert program.handovers.batches(9)[0].state is BatchState.HANDED


@pytest.mark.parametrize("width", [1366, 820])
async def test_units_whose_names_begin_alike_are_told_apart(width: int) -> None:
    program = FakeProgram()
    units = [f"Công ty Trách nhiệm hữu hạn Một thành viên Thương mại Dịch vụ Mẫu {n}" for n in (1, 2)]
    for seed, unit in enumerate(units, start=1):
        number = invented_person(seed).number
        program.roster.add([RosterPerson(0, unit, "Nguyễn Mẫu", "", number, "", "", "")])
        declare(program.registration, seed)
    async with on(program, width) as screen:
        await screen.press("Bàn giao")
        await screen.until(lambda: screen.sees(units[0]))
        names = [text for text in screen.every(ft.Text) if text.value in units]
        assert len(names) == 2
        assert not any(text.max_lines for text in names)


async def test_without_papers_there_is_nothing_to_hand_over() -> None:
    async with on(FakeProgram(), 820) as screen:
        await screen.press("Bàn giao")
        await screen.until(lambda: screen.sees("Chưa có tờ khai nào để bàn giao"))
