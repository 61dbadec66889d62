"""A supervisor's figures: of today, a week, one agency; the table by station or registrar; Excel."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import flet as ft
import pytest
from openpyxl import load_workbook

from desk.ports.service import NoAnswer, Reason
from desk.supervising.agency_figuring import AgencyFiguring
from desk.supervising.supervising import Supervising
from desk.tables.opening import FileTables
from desk.views.program import Role, SignedIn
from desk.views.supervision.parts import supervision_in_parts
from tests.fakes.for_review import Lying, lying
from tests.fakes.people_service import FakePeopleService
from tests.fakes.program import FakeProgram, SetClock
from tests.views.harness import Screen
from tests.views.standing import Standing

TODAY = date(2026, 3, 4)
WIDTHS = pytest.mark.parametrize("width", [1366, 820])


def declared(seed: int, status: str, days_ago: int = 0) -> Lying:
    return replace(lying(seed, days_left=10 - days_ago, today=TODAY), status=status, photos={})


class Agency:
    """A supervisor's screen over declarations in memory."""

    def __init__(self, width: int = 1366) -> None:
        some = (declared(1, "received"), declared(2, "returned"), declared(3, "activated", 1))
        self.service = FakePeopleService(some)
        clock = SetClock(datetime(2026, 3, 4, 3, 0, tzinfo=UTC))
        supervisor = SignedIn("phutrach", "Phạm Văn Trách", frozenset({Role.SUPERVISOR}))
        self.program = FakeProgram(clock=clock, person=supervisor)
        self.program.supervising = Supervising(self.service)
        self.program.agency_figuring = AgencyFiguring(self.service, FileTables(), clock)
        self.width = width

    def screen(self) -> Screen:
        return Screen(Standing(self.program, self.width).at(supervision_in_parts), width=self.width)


async def opened(screen: Screen) -> None:
    await screen.press("Số liệu")
    await screen.until(lambda: screen.sees("2 tờ khai"))


@WIDTHS
async def test_today_first_then_any_span_with_a_bar_for_every_day(width: int) -> None:
    async with Agency(width).screen() as screen:
        await opened(screen)
        assert screen.sees("Ngày 04/03/2026")
        await screen.pick("Tuần này")
        await screen.until(lambda: screen.sees("3 tờ khai"))
        for words in ("02/03: 0 tờ khai", "03/03: 1 tờ khai", "04/03: 2 tờ khai"):
            assert screen.sees(words), "every bar says in words what it shows, an empty one too"
        assert {"Được duyệt 1", "Chờ duyệt 1", "Trả lại 1", "Không duyệt 0"} <= set(screen.texts())


@WIDTHS
async def test_the_table_goes_by_agency_unit_station_or_registrar(width: int) -> None:
    async with Agency(width).screen() as screen:
        await opened(screen)
        assert screen.sees("Theo quầy")
        assert {"Quầy 03", "Khu công nghiệp Mẫu"} <= set(screen.texts())
        await screen.pick("Cán bộ")
        assert {"Lê Thị Mẫu", "Quầy 03 · Khu công nghiệp Mẫu"} <= set(screen.texts())
        assert "mau" not in screen.texts()
        await screen.pick("Cơ quan")
        assert screen.texts().count("BHXH cơ sở Mẫu") >= 1


async def test_one_agency_is_asked_for_by_its_code() -> None:
    agency = Agency()
    async with agency.screen() as screen:
        await opened(screen)
        await screen.choose(screen.one(ft.Dropdown, "Cơ quan"), "MAU01")
        await screen.until(lambda: len(agency.service.figures_asked) == 2)
        assert [asked.agency for asked in agency.service.figures_asked] == ["", "MAU01"]


async def test_the_spreadsheet_has_a_sheet_a_table_with_typed_cells() -> None:
    agency = Agency()
    async with agency.screen() as screen:
        await opened(screen)
        await screen.press("Xuất Excel")
        await screen.until(lambda: len(agency.program.offered) == 1)
    data, _, name = agency.program.offered[0]
    assert name == "so-lieu-co-quan.xlsx"
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Theo ngày", "Theo cơ quan", "Theo đơn vị", "Theo quầy", "Theo cán bộ"]
    heads = [cell.value for cell in book["Theo quầy"][4]]
    assert heads[:5] == ["Cơ quan", "Đơn vị", "Quầy", "Mã quầy", "Đã khai"]
    line = [cell.value for cell in book["Theo quầy"][5]]
    assert line[2:8] == ["Quầy 03", "station-3", 2, 1, 0, 1]
    by_registrar = [
        [cell.value for cell in row][2:7] for row in book["Theo cán bộ"].iter_rows(min_row=4, max_row=5)
    ]
    assert by_registrar[0] == ["Quầy", "Mã quầy", "Cán bộ", "Tên đăng nhập", "Đã khai"]
    assert by_registrar[1] == ["Quầy 03", "station-3", "Lê Thị Mẫu", "mau", 2]
    assert book["Theo ngày"]["A5"].value == datetime(2026, 3, 4)  # noqa: DTZ001 - a cell has no zone


async def test_what_was_read_stays_when_nothing_newer_comes_and_one_may_try_again() -> None:
    agency = Agency()
    async with agency.screen() as screen:
        await opened(screen)
        agency.service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.pick("Tuần này")
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        assert screen.sees("2 tờ khai")
        agency.service.trouble = None
        await screen.press("Thử lại")
        await screen.until(lambda: screen.sees("3 tờ khai"))
        assert not screen.sees("Chưa nối được mạng")


async def test_days_without_anybody_say_so() -> None:
    agency = Agency()
    agency.service.by_id.clear()
    async with agency.screen() as screen:
        await screen.press("Số liệu")
        await screen.until(lambda: screen.sees("Chưa có tờ khai nào trong những ngày này"))
