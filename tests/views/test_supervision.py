"""The supervisor sees at once who needs someone, in words, and how old what is shown is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import flet as ft
import pytest
from flet.controls.base_control import BaseControl

from declaration.wire.spelled import spell
from declaration.wire.supervision import (
    DaysOverview,
    PracticeMessage,
    StationDay,
    StationDays,
    StationOverview,
    StationsPage,
)
from desk.ports.service import Denied, NoAnswer, Reason
from desk.supervising.supervising import Supervising
from desk.views.place import Place
from desk.views.program import Person, PracticePass, Role, SignedIn
from desk.views.review.trouble import trouble_words
from desk.views.supervision import model, reading_out
from desk.views.supervision.view import supervision_screen
from tests.fakes.for_review import Report, station
from tests.fakes.people_service import FakePeopleService
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.sight import names_of

SUPERVISOR = SignedIn("phutrach", "Phạm Văn Trách", frozenset({Role.SUPERVISOR}))
NOW = datetime.now(UTC)
PRACTICE = (PracticePass(Person("phutrach", "Phạm Văn Trách", Role.SUPERVISOR), "mau-thu-2026"),)
MESSAGE = PracticeMessage(at=NOW, channel="sms", to="+84900000001", text="Tài khoản mẫu đã được cấp.")


@ft.observable
@dataclass
class Switch:
    """Whether the screen is in front."""

    on: bool = True


@ft.component
def shown_or_not(place: Place, switch: Switch) -> ft.Control:
    return supervision_screen(place) if switch.on else ft.Text("màn hình khác")


class Office:
    """A supervisor's screen over stations in memory."""

    def __init__(
        self, stations: Sequence[StationOverview], *, width: int = 1366, practice: bool = False
    ) -> None:
        self.service = FakePeopleService()
        self.service.all_stations = tuple(stations)
        self.service.messages = (MESSAGE,)
        self.program = FakeProgram(person=SUPERVISOR)
        self.program.supervising = Supervising(self.service)
        self.program.practice = PRACTICE if practice else ()
        self.switch = Switch()
        self.width = width

    def screen(self) -> Screen:
        return Screen(self._main, width=self.width)

    def _main(self, page: ft.Page) -> None:
        place = Place(self.program, 0, self.width, lambda _: None, lambda _: None)
        page.render(lambda: shown_or_not(place, self.switch))


WIDTHS = pytest.mark.parametrize("width", [1366, 820])


@WIDTHS
async def test_a_silent_station_is_shown_first_and_says_for_how_long(width: int) -> None:
    stations = [station(1, NOW), station(2, NOW), station(3, NOW, silent=timedelta(hours=9))]
    async with Office(stations, width=width).screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 03"))
        names = [words for words in screen.texts() if words.startswith("Quầy 0")]
        assert names == ["Quầy 03", "Quầy 01", "Quầy 02"]
        assert {"Lâu không liên lạc", "9 giờ"} <= set(screen.texts())


async def test_a_station_never_heard_of_is_said_so_and_counts_as_needing_someone() -> None:
    async with Office([station(1, NOW), station(2, NOW, silent=None)]).screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 02"))
        assert {"Chưa liên lạc", "Chưa lần nào", "trong 2 quầy"} <= set(screen.texts())
        assert screen.texts()[0] == "1"


@WIDTHS
async def test_refusals_are_shown_with_their_reasons_in_words(width: int) -> None:
    report = Report(refused={"revision_gap": 1, "content_invalid": 3, "a_newer_code": 1})
    async with Office([station(1, NOW, report=report)], width=width).screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 01"))
        assert screen.texts().count("5") == (2 if width == 1366 else 1)
        [said] = [each for each in screen.every(ft.Text) if "Nội dung tờ khai chưa hợp lệ" in each.value]
        assert said.value.startswith("Không được nhận: 3 × Nội dung tờ khai chưa hợp lệ · ")
        assert "1 × Cơ quan còn thiếu bản trước của tờ khai" in said.value
        assert "1 × Lý do: a_newer_code" in said.value
        assert said.max_lines is None, "never cut"


async def test_every_figure_that_worries_is_said_in_words_and_colour() -> None:
    report = Report(
        waiting=12, oldest_age=30 * 3600, at_risk=2, set_aside=1, clock_error=-430.0, free_space=900_000_000
    )
    async with Office([station(1, NOW, report=report)]).screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 01"))
        assert {"12", "30 giờ", "2", "1", "Chậm 7 phút", "900 MB", "0.1.0"} <= set(screen.texts())
        assert screen.sees("Sắp hết hạn · Sai đồng hồ · Sắp đầy bộ nhớ")


async def test_a_quiet_day_raises_no_alarm() -> None:
    async with Office([station(1, NOW), station(2, NOW)]).screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 02"))
        assert screen.texts().count("Ổn") == 2
        assert not [icon for icon in screen.every(ft.Icon) if icon.icon in _ALARMS]


_ALARMS = {ft.Icons.ERROR_ROUNDED, ft.Icons.WARNING_AMBER_ROUNDED, ft.Icons.CLOUD_OFF_ROUNDED}


async def _ask(screen: Screen, act: str) -> None:
    """Press the station's button and wait for the question."""
    (button, *_) = [each for each in screen.controls() if act in set(names_of(each)) and _is_pressed(each)]
    await screen.click(button)
    await screen.until(lambda: screen.sees(f"{act} · Quầy 01"))


def _is_pressed(control: BaseControl) -> bool:
    return getattr(control, "on_click", None) is not None


@WIDTHS
async def test_a_station_is_drained_after_a_question_and_let_work_again(width: int) -> None:
    office = Office([station(1, NOW)], width=width)
    async with office.screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 01"))
        await _ask(screen, "Ngừng nhận mới")
        await screen.key("Escape")
        assert office.service.all_stations[0].state == "normal", "only asked"
        await _ask(screen, "Ngừng nhận mới")
        await screen.click(screen.one(ft.FilledButton))
        await screen.until(lambda: screen.sees("Chỉ gửi nốt"))
        assert office.service.all_stations[0].state == "drain"
        await _ask(screen, "Cho nhận lại")
        await screen.click(screen.one(ft.FilledButton))
        await screen.until(lambda: not screen.sees("Chỉ gửi nốt"))
        assert office.service.all_stations[0].state == "normal"


async def test_draining_without_an_answer_is_named_until_it_is_asked_about_again() -> None:
    office = Office([station(1, NOW)])
    async with office.screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 01"))
        await _ask(screen, "Ngừng nhận mới")
        office.service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.click(screen.one(ft.FilledButton))
        said = "Chưa rõ đã xong chưa: Ngừng nhận mới · Quầy 01 · Khu công nghiệp Mẫu."
        await screen.until(lambda: screen.sees(said))
        office.service.trouble = None
        await screen.press("Tải lại")
        assert screen.sees(said), "newer figures say nothing of it"
        await screen.press("Thử lại")
        await screen.click(screen.one(ft.FilledButton))
        await screen.until(lambda: office.service.all_stations[0].state == "drain")
        assert not screen.sees(said)


async def test_what_was_done_is_read_even_while_older_figures_are_on_their_way() -> None:
    office = Office([station(1, NOW)])
    read, goes_on = office.service.stations, asyncio.Event()

    async def later() -> StationsPage | Denied | NoAnswer:
        answer = await read()
        await goes_on.wait()
        return answer

    async with office.screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 01"))
        office.service.stations = later  # type: ignore[method-assign]
        reading = asyncio.create_task(screen.press("Tải lại"))
        await screen.settle()
        await _ask(screen, "Ngừng nhận mới")
        doing = asyncio.create_task(screen.click(screen.one(ft.FilledButton)))
        await screen.until(lambda: office.service.all_stations[0].state == "drain")
        await screen.settle()
        goes_on.set()
        await asyncio.gather(reading, doing)
        await screen.until(lambda: screen.sees("Chỉ gửi nốt"))


async def test_old_figures_stay_with_their_time_when_no_newer_ones_come() -> None:
    office = Office([station(1, NOW)])
    async with office.screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 01"))
        office.service.trouble = NoAnswer(Reason.SERVICE_DOWN)
        await screen.press("Tải lại")
        await screen.until(lambda: screen.sees("Hệ thống của cơ quan tạm nghỉ"))
        assert screen.sees("Đang xem số liệu lúc")
        assert screen.sees("Quầy 01")
        office.service.trouble = None
        await screen.press("Thử lại")
        await screen.until(lambda: not screen.sees("tạm nghỉ"))


async def test_figures_are_read_anew_by_themselves_until_one_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "REFRESH_SECONDS", 0.01)
    office = Office([station(1, NOW)])
    async with office.screen() as screen:
        await screen.until(lambda: office.service.readings >= 3)
        office.switch.on = False
        await screen.until(lambda: screen.sees("màn hình khác"))
        read = office.service.readings
        await asyncio.sleep(0.1)
        assert office.service.readings == read


async def test_practice_messages_are_shown_and_never_called_real() -> None:
    async with Office([station(1, NOW)], practice=True).screen() as screen:
        await screen.until(lambda: screen.sees("Tin nhắn của nhà mạng mẫu (diễn tập)"))
        assert screen.sees("không gửi tới điện thoại hay hộp thư thật nào")
        assert {"SMS · +84900000001", "Tài khoản mẫu đã được cấp."} <= set(screen.texts())


async def test_in_real_use_there_is_no_word_of_practice() -> None:
    async with Office([station(1, NOW)]).screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 01"))
        assert not screen.sees("diễn tập")


async def test_an_agency_without_stations_is_told_how_they_come() -> None:
    async with Office([]).screen() as screen:
        await screen.until(lambda: screen.sees("Chưa có quầy nào"))


async def test_an_ended_session_leads_to_the_sign_in_page() -> None:
    office = Office([station(1, NOW)])
    office.service.trouble = NoAnswer(Reason.SIGN_IN)
    async with office.screen() as screen:
        await screen.until(lambda: screen.sees("Phiên làm việc đã hết hạn"))
        await screen.press("Khóa để đăng nhập lại")
        assert office.program.person is None


# -- the recovery code of a station --

CODE = spell(bytes(range(16)))
REASON = "Lê Thị Mẫu gọi, quên mật khẩu"


async def ask_for_code(screen: Screen, reason: str = REASON) -> None:
    await screen.until(lambda: screen.sees("Quầy 01"))
    await screen.press("Mã khôi phục…")
    await screen.until(lambda: screen.sees("Mã khôi phục · Quầy 01"))
    await screen.type(screen.field("Lý do"), reason)
    await screen.press("Xem mã")


@WIDTHS
async def test_a_code_is_shown_group_by_group_after_a_reason_and_said_to_be_noted(width: int) -> None:
    office = Office([station(1, NOW)], width=width)
    office.service.recovery_codes["station-1"] = CODE
    async with office.screen() as screen:
        await ask_for_code(screen)
        await screen.until(lambda: screen.sees("Mã số 1, tạo ngày"))
        assert screen.sees("Mã khôi phục · Quầy 01 · Khu công nghiệp Mẫu"), "no other unit's Quầy 01"
        groups = [" ".join(group) for group in CODE.split("-")]
        assert [text for text in screen.texts() if text in groups] == groups
        assert office.service.readings_out == [("station-1", REASON)]
        await screen.press("Ẩn mã")
        assert not any(screen.sees(group) for group in groups)


async def test_without_a_reason_the_service_is_not_even_asked() -> None:
    office = Office([station(1, NOW)])
    office.service.recovery_codes["station-1"] = CODE
    async with office.screen() as screen:
        await ask_for_code(screen, "vì")
        await screen.until(lambda: screen.sees("Ghi lý do, ít nhất 5 ký tự."))
        assert [call.label for call in screen.client.calls if call.method == "focus"] == ["Lý do"]
        assert office.service.readings_out == []


async def test_after_a_minute_the_code_is_gone_from_the_screen_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds: list[float] = []

    async def at_once(seconds_: float) -> None:
        seconds.append(seconds_)
        await asyncio.sleep(0)

    assert reading_out.SHOWN_SECONDS == 60
    monkeypatch.setattr(reading_out, "SHOWN_SECONDS", 3)
    monkeypatch.setattr(reading_out, "pause", at_once)
    office = Office([station(1, NOW)])
    office.service.recovery_codes["station-1"] = CODE
    async with office.screen() as screen:
        await ask_for_code(screen)
        await screen.until(lambda: not screen.sees("Mã khôi phục · Quầy 01"))
        assert sum(seconds) == 3
        assert not screen.sees(CODE[:4])


async def test_a_station_that_sent_no_code_is_said_to_have_none_and_what_to_do() -> None:
    office = Office([station(1, NOW)])
    async with office.screen() as screen:
        await ask_for_code(screen)
        await screen.until(lambda: screen.sees("Quầy này chưa gửi mã khôi phục về cơ quan"))
        office.service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.press("Xem mã")
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        assert screen.field("Lý do").value == REASON


async def test_leaving_the_screen_takes_the_code_with_it() -> None:
    office = Office([station(1, NOW)])
    office.service.recovery_codes["station-1"] = CODE
    async with office.screen() as screen:
        await ask_for_code(screen)
        await screen.until(lambda: screen.sees("Mã số 1, tạo ngày"))
        office.switch.on = False
        await screen.until(lambda: screen.sees("màn hình khác"))
        assert not any(screen.sees(" ".join(group)) for group in CODE.split("-"))


DAY_FIGURES = pytest.mark.parametrize(
    ("days", "words"),
    [
        (DaysOverview(green=3), "3 khớp"),
        (DaysOverview(green=3, open=2), "2 chưa chốt"),
        (DaysOverview(green=3, open=2, unbalanced=1), "1 không khớp"),
        (DaysOverview(green=3, unbalanced=1, broken=True), "Không liền mạch"),
    ],
)


@DAY_FIGURES
async def test_the_worst_of_a_stations_days_is_said(days: DaysOverview, words: str) -> None:
    of_it = station(1, NOW).model_copy(update={"days": days})
    async with Office([of_it]).screen() as screen:
        await screen.until(lambda: screen.sees(words))
        assert screen.sees("Sổ ngày chưa khớp") is bool(days.unbalanced or days.broken)


@WIDTHS
async def test_a_stations_days_are_shown_one_by_one(width: int) -> None:
    office = Office([station(1, NOW)], width=width)
    name = office.service.all_stations[0].station
    closed = {"closed_at": NOW, "finished": 12, "compared_at": NOW}
    office.service.days[name] = StationDays(
        station=name,
        broken=(7,),
        days=(
            StationDay(day=date(2026, 3, 5), received=4),
            StationDay.model_validate({"day": "2026-03-04", "received": 12, "balanced": True} | closed),
            StationDay.model_validate(
                {"day": "2026-03-03", "received": 11, "balanced": False, "lacking": 1, "unknown": 2} | closed
            ),
            StationDay(day=date(2026, 3, 2), received=13, closed_at=NOW, finished=12, balanced=True),
        ),
    )
    async with office.screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 01"))
        await screen.press("Sổ ngày…")
        await screen.until(lambda: screen.sees("05/03/2026"))
        texts = screen.texts()
        assert {"Chưa chốt", "Đã chốt, khớp", "Không khớp", "Nhận thêm sau khi chốt"} <= set(texts)
        assert texts.count("Đã chốt, khớp") == 1, "green only what is equal on both sides"
        assert "quầy chốt 12 · 11 có biên nhận · cơ quan thiếu 1, quầy thiếu 2" in texts
        assert screen.sees("không liền mạch từ lần chốt 7")
        await screen.press("Đóng")
        await screen.until(lambda: not screen.sees("05/03/2026"))


async def test_days_that_do_not_come_say_why() -> None:
    office = Office([station(1, NOW)])
    async with office.screen() as screen:
        await screen.until(lambda: screen.sees("Quầy 01"))
        office.service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.press("Sổ ngày…")
        await screen.until(lambda: screen.sees("Sổ ngày · Quầy 01"))
        await screen.until(lambda: not screen.sees("Đang tải sổ ngày"))
        assert screen.sees(trouble_words(NoAnswer(Reason.NO_NETWORK)))
