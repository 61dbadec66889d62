"""Figures are one touch away from the declarations, by day and unit, and leave as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import flet as ft
import pytest

from desk.ports.store import RosterPerson
from desk.views.declarations.parts import declarations_in_parts
from practice.people import invented_person
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram, SetClock
from tests.views.harness import Screen
from tests.views.standing import Standing


@pytest.fixture
def program() -> FakeProgram:
    program = FakeProgram(clock=SetClock(datetime(2026, 3, 3, 3, 0, tzinfo=UTC)))
    person = invented_person(1)
    program.roster.add([RosterPerson(0, "Công ty Mẫu", person.full_name, "", person.number, "", "", "")])
    declare(program.registration, 1)
    program.clock.forward(timedelta(days=1))
    declare(program.registration, 2)
    return program


def on(program: FakeProgram, width: int) -> Screen:
    return Screen(Standing(program, width).at(declarations_in_parts), width=width)


async def opened(screen: Screen) -> None:
    await screen.press("Số liệu")
    await screen.until(lambda: screen.sees("1 tờ khai"))


@pytest.mark.parametrize("width", [1366, 820])
async def test_today_this_week_and_one_unit(program: FakeProgram, width: int) -> None:
    async with on(program, width) as screen:
        await opened(screen)
        await screen.pick("Tuần này")
        await screen.until(lambda: screen.sees("2 tờ khai"))
        assert screen.sees("Từ 02/03/2026 đến 04/03/2026")
        assert screen.sees("03/03: 1 tờ khai"), "every bar says in words what it shows"
        await screen.choose(screen.one(ft.Dropdown, "Đơn vị"), "Công ty Mẫu")
        await screen.until(lambda: screen.sees("Công ty Mẫu") and not screen.sees("2 tờ khai"))


async def test_the_table_goes_by_unit_agency_or_registrar(program: FakeProgram) -> None:
    async with on(program, 1366) as screen:
        await opened(screen)
        assert screen.sees("Ngoài danh sách")
        await screen.pick("Cơ quan tiếp nhận")
        assert screen.sees("BHXH cơ sở Mẫu")
        await screen.pick("Cán bộ")
        assert "Lê Thị Mẫu" in screen.texts()


async def test_figures_leave_as_a_spreadsheet_and_as_a_report(program: FakeProgram) -> None:
    async with on(program, 1366) as screen:
        await opened(screen)
        await screen.press("Xuất Excel")
        await screen.until(lambda: len(program.offered) == 1)
        await screen.press("In báo cáo")
        await screen.until(lambda: len(program.offered) == 2)
        assert [(data[:2], name) for data, _, name in program.offered] == [
            (b"PK", "so-lieu.xlsx"),
            (b"%P", "bao-cao.pdf"),
        ]


async def test_days_without_anybody_say_so() -> None:
    async with on(FakeProgram(), 820) as screen:
        await screen.press("Số liệu")
        await screen.until(lambda: screen.sees("Chưa có tờ khai nào trong những ngày này"))
