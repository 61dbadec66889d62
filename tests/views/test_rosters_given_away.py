"""Who is missing leaves as a file, whole or by faculty and class; it is seen, and can be stopped."""

from __future__ import annotations

import asyncio
import io
import threading
from dataclasses import replace

import flet as ft
import pytest
from openpyxl import load_workbook

from desk.ports.rosters import EVERYBODY, Group, Unit
from desk.registration.rosters.giving import Told
from desk.registration.rosters.rostering import Rostering
from desk.views.rosters.giving_away import GivingAway
from practice.people import invented_person
from tests.fakes.program import FakeProgram
from tests.views.at_the_lists import filled as filled
from tests.views.at_the_lists import listed, on, until
from tests.views.at_the_lists import program as program
from tests.views.harness import Screen


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
