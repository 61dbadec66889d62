"""The station's screen says how it stands, and lets a person do what there is to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import flet as ft
import pytest

from desk import i18n
from desk.ports.care import (
    BackupTrouble,
    CheckResult,
    ClockState,
    ClockTrouble,
    LastBackup,
    Salvaged,
    Soundness,
)
from desk.ports.clock import VIETNAM
from desk.ports.recovery import RecoveryState
from desk.ports.standing import BACKUP_EVERY, Concern, Mendings, Space, SpaceLeft
from desk.views.care.concerning import concerning
from desk.views.care.view import care_screen
from desk.views.care.words import clock_words, recovery_words, space_words
from desk.views.theme import Tone
from tests.fakes.care import FakeCare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing

BACK_UP, CHECK = "Sao lưu ngay", "Kiểm tra ngay"


@pytest.fixture(autouse=True)
def in_vietnamese() -> None:
    i18n.use("vi", strict=True)


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


@pytest.fixture
def care(program: FakeProgram) -> FakeCare:
    return program.care


def at(program: FakeProgram, width: float = 1366) -> Callable[[ft.Page], None]:
    return Standing(program, width).at(care_screen)


async def test_a_station_that_is_well_says_so_and_asks_for_nothing(program: FakeProgram) -> None:
    async with Screen(at(program)) as screen:
        await screen.until(lambda: screen.sees("Máy trạm ổn, không cần làm gì"))
        assert screen.sees("Đĩa còn 41,2 GB")
        assert screen.sees("Đồng hồ máy đúng")
        assert not screen.sees("Cứu dữ liệu")


def test_a_backup_is_due_a_week_after_the_last_or_after_the_first_day(care: FakeCare) -> None:
    now = care.stands.at
    edge = replace(care.stands, begun_at=now - BACKUP_EVERY)
    assert not edge.is_backup_due
    late = replace(care.stands, begun_at=now - BACKUP_EVERY - timedelta(seconds=1))
    assert late.concerns == (Concern.BACKUP_DUE,)
    made = replace(late, backup=LastBackup(now, now.date()))
    assert made.concerns == ()


def test_the_most_pressing_is_said_first_and_the_others_counted(care: FakeCare) -> None:
    stands = replace(
        care.stands,
        begun_at=care.stands.at - timedelta(days=8),
        check=CheckResult(Soundness.DAMAGED, care.stands.at, 3),
        space=SpaceLeft(Space.LITTLE, 400_000_000),
        clock=ClockState(ClockTrouble.BEHIND, 7200),
    )
    assert stands.concerns == (
        Concern.DAMAGED,
        Concern.SPACE_LITTLE,
        Concern.CLOCK,
        Concern.BACKUP_DUE,
    )
    said = concerning(stands.concerns)
    assert said is not None
    assert (said.tone, said.words) == (Tone.ERROR, "Tệp có chỗ hỏng +3")
    assert concerning(()) is None


@pytest.mark.parametrize("space", list(Space))
def test_every_state_of_the_disk_has_its_words(space: Space) -> None:
    assert "420 MB" in space_words(SpaceLeft(space, 420_000_000))[1]


@pytest.mark.parametrize("trouble", list(ClockTrouble))
def test_a_clock_that_is_off_is_said_with_by_how_much(trouble: ClockTrouble) -> None:
    tone, words = clock_words(ClockState(trouble, 7200))
    assert tone is Tone.WARNING
    assert "2 giờ" in words


def test_where_the_recovery_code_is_is_said() -> None:
    assert recovery_words(None)[0] is Tone.WARNING
    assert "chờ có mạng" in recovery_words(RecoveryState(3, is_at_agency=False))[1]
    assert recovery_words(RecoveryState(3, is_at_agency=True)) == (
        Tone.SUCCESS,
        "Mã số 3 đã gửi cơ quan giữ",
    )


@pytest.mark.parametrize("width", [1366, 820])
async def test_a_backup_goes_to_the_stick_that_is_there(
    program: FakeProgram, care: FakeCare, width: int
) -> None:
    care.go_on.clear()
    async with Screen(at(program, width), width=width) as screen:
        await screen.until(lambda: screen.sees("Chưa sao lưu lần nào"))
        await screen.press(BACK_UP)
        await screen.until(lambda: screen.sees("Sao lưu vào đâu?"))
        assert screen.sees("/media/mau/USB-MAU · còn 15,4 GB")
        pressed = asyncio.create_task(screen.key("Enter", ctrl=True))
        await screen.until(lambda: screen.sees("40%"))
        care.go_on.set()
        await pressed
        await screen.until(lambda: screen.sees("Đã sao lưu và đọc lại đủ"))
        assert screen.sees("Sao lưu gần nhất")
    assert care.written == [Path("/media/mau/USB-MAU")]


@asynccontextmanager
async def without_a_stick(program: FakeProgram, care: FakeCare) -> AsyncIterator[Screen]:
    """Where to back up to is being asked."""
    care.sticks = ()
    async with Screen(at(program)) as screen:
        await screen.until(lambda: screen.sees("Chưa sao lưu lần nào"))
        await screen.press(BACK_UP)
        await screen.until(lambda: screen.sees("Chưa thấy USB"))
        yield screen


async def test_without_a_stick_a_folder_is_typed_and_none_is_not_enough(
    program: FakeProgram, care: FakeCare
) -> None:
    async with without_a_stick(program, care) as screen:
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Chọn hoặc gõ thư mục"))
        await screen.until(lambda: ("focus", "Thư mục") in [(c.method, c.label) for c in screen.client.calls])
        await screen.type(screen.field("Thư mục"), "/sao-luu")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Đã sao lưu và đọc lại đủ"))
    assert care.written == [Path("/sao-luu")]


async def test_a_part_of_a_path_is_not_taken_and_enter_is_the_button(
    program: FakeProgram, care: FakeCare
) -> None:
    async with without_a_stick(program, care) as screen:
        await screen.type(screen.field("Thư mục"), "sao-luu", submit=True)
        await screen.until(lambda: screen.sees("Gõ đủ đường dẫn, bắt đầu từ ổ đĩa"))
        assert care.written == [], "it would lie wherever the program was started"
        await screen.type(screen.field("Thư mục"), "/sao-luu", submit=True)
        await screen.until(lambda: screen.sees("Đã sao lưu và đọc lại đủ"))
    assert care.written == [Path("/sao-luu")]


@pytest.mark.parametrize("act", [BACK_UP, "Ghi nhật ký ngày"])
async def test_a_folder_that_could_not_be_written_is_there_to_be_put_right(
    program: FakeProgram, care: FakeCare, act: str
) -> None:
    care.sticks, care.trouble, care.takes_days = (), BackupTrouble.NO_FOLDER, False
    async with Screen(at(program)) as screen:
        await screen.until(lambda: screen.sees("Chưa sao lưu lần nào"))
        await screen.press(act)
        await screen.until(lambda: screen.sees("Chưa thấy USB"))
        await screen.type(screen.field("Thư mục"), "/khong-co", submit=True)
        await screen.until(lambda: screen.sees("Không ghi được vào thư mục đó"))
        await screen.press(act)
        await screen.until(lambda: screen.field("Thư mục").value == "/khong-co")


@pytest.mark.parametrize("trouble", list(BackupTrouble))
async def test_a_backup_that_did_not_come_about_says_why(
    program: FakeProgram, care: FakeCare, trouble: BackupTrouble
) -> None:
    care.trouble = trouble
    async with Screen(at(program)) as screen:
        await screen.until(lambda: screen.sees("Chưa sao lưu lần nào"))
        await screen.press(BACK_UP)
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees(i18n.t(f"care.backup.{trouble}")))


async def test_a_backup_begun_in_another_window_is_seen_here(program: FakeProgram, care: FakeCare) -> None:
    care.backing_up = 0.6
    async with Screen(at(program)) as screen:
        await screen.until(lambda: screen.sees("60%"))
        care.backing_up = None
        await screen.until(lambda: not screen.sees("60%"))


async def test_the_whole_file_is_looked_through_on_request(program: FakeProgram, care: FakeCare) -> None:
    care.stands = replace(care.stands, check=CheckResult())
    care.steps = 30
    async with Screen(at(program)) as screen:
        await screen.until(lambda: screen.sees("Chưa kiểm tra trọn tệp lần nào"))
        await screen.press(CHECK)
        await screen.until(lambda: screen.sees("Tệp nguyên vẹn"))
    assert care.steps == 0


async def test_damage_says_what_to_do_and_salvage_is_asked_about_first(
    program: FakeProgram, care: FakeCare
) -> None:
    care.stands = replace(care.stands, check=CheckResult(Soundness.DAMAGED, care.stands.at, 3))
    async with Screen(at(program)) as screen:
        await screen.until(lambda: screen.sees("3 dòng trong tệp không đọc được"))
        assert screen.sees("Sao lưu trước nếu được")
        await screen.press("Cứu dữ liệu")
        assert program.salvages == 0
        await screen.key("Escape")
        await screen.press("Cứu dữ liệu")
        dialog = screen.one(ft.AlertDialog)
        await screen.click(dialog.actions[-1])
    assert program.salvages == 1


@pytest.mark.parametrize("width", [1366, 820])
async def test_a_days_trail_goes_to_the_stick_that_is_there(
    program: FakeProgram, care: FakeCare, width: int
) -> None:
    today = care.stands.at.astimezone(VIETNAM).date()
    async with Screen(at(program, width), width=width) as screen:
        await screen.until(lambda: screen.sees("Ghi nhật ký ngày"))
        await screen.press("Ghi nhật ký ngày")
        await screen.until(lambda: screen.sees("Tệp không mã hóa"))
        await screen.choose(screen.one(ft.Dropdown), (today - timedelta(days=1)).isoformat())
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Đã ghi nhật ký ngày"))
    assert care.days == [(today - timedelta(days=1), Path("/media/mau/USB-MAU"))]


async def test_a_days_trail_that_could_not_be_written_says_so_and_wants_a_place_first(
    program: FakeProgram, care: FakeCare
) -> None:
    care.sticks, care.takes_days = (), False
    async with Screen(at(program)) as screen:
        await screen.until(lambda: screen.sees("Ghi nhật ký ngày"))
        await screen.press("Ghi nhật ký ngày")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Chọn hoặc gõ thư mục"))
        await screen.type(screen.field("Thư mục"), "/khong-co")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Không ghi được vào thư mục đó"))
    assert care.days == []


async def test_what_was_salvaged_erased_and_erased_again_is_told(
    program: FakeProgram, care: FakeCare
) -> None:
    now = care.stands.at
    made = LastBackup(now - timedelta(days=2), (now + timedelta(days=28)).date())
    care.stands = replace(care.stands, backup=made)
    care.done = Mendings(2, now, now, Salvaged(812, 3, 1), now)
    async with Screen(at(program)) as screen:
        await screen.until(lambda: screen.sees("812 dòng giữ được, 3 dòng mất, 1 tờ khai để riêng"))
        assert screen.sees("Đã xóa theo yêu cầu 2 lần")
        assert screen.sees("Bản sao lưu cũ còn giữ đến hết ngày")
        assert screen.sees("đã xóa lại những người từng yêu cầu")
        assert screen.sees("30 ngày")
        assert screen.sees("không giới hạn")
