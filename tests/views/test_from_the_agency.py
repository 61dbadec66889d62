"""What the agency asks and hands out is on the screens: how far it is, what it has set, what it wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import flet as ft
import pytest

from declaration.wire.handouts import StationSettings
from declaration.wire.sign_in import ServiceState
from desk import i18n
from desk.ports.handouts import Coming, HandoutState
from desk.ports.service import SyncState
from desk.registration.declarations import Finished
from desk.views.care.view import care_screen
from desk.views.place import Place
from desk.views.sync.coming import coming_words
from desk.views.sync.view import sync_screen
from desk.views.windows import windows
from tests.fakes.declared import filled
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing

ONLINE = SyncState(reached_once=True)
LIST = Coming(7, "roster_updated", "a" * 64, 2_100_000, 1_200_000, HandoutState.WAITING)


def at(program: FakeProgram, screen: Callable[[Place], ft.Control]) -> Callable[[ft.Page], None]:
    return Standing(program).at(screen)


@pytest.mark.parametrize(
    ("coming", "fraction", "words"),
    [
        (LIST, 1.2 / 2.1, "Danh sách đơn vị: đã tải 1,2 / 2,1 MB"),
        (replace(LIST, fetched=2_100_000), 1.0, "Danh sách đơn vị: đã tải 2,1 / 2,1 MB"),
        (
            replace(LIST, fetched=2_100_000, done=12_000, people=50_000),
            0.24,
            "Danh sách đơn vị: đã ghi 12.000 / 50.000 người",
        ),
    ],
)
def test_what_comes_says_how_far_it_is(coming: Coming, fraction: float, words: str) -> None:
    i18n.use("vi", strict=True)
    done, said = coming_words(coming)
    assert said == words
    assert done == pytest.approx(fraction)


@pytest.mark.parametrize("state", [HandoutState.DAMAGED, HandoutState.UNREADABLE])
async def test_what_could_not_be_used_says_so_and_can_be_fetched_again(state: HandoutState) -> None:
    program = FakeProgram()
    program.line.show(replace(ONLINE, coming=(replace(LIST, state=state),)))
    async with Screen(at(program, sync_screen)) as screen:
        await screen.until(lambda: screen.sees("Cơ quan gửi xuống"))
        assert screen.sees("Mọi thứ ở quầy vẫn như cũ")
        await screen.press("Thử lại")
        await screen.until(lambda: program.line.fetched_again == [LIST.id])


async def test_what_the_agency_has_no_more_can_be_tried_again_or_dismissed() -> None:
    program = FakeProgram()
    program.line.show(replace(ONLINE, coming=(replace(LIST, state=HandoutState.GONE),)))
    async with Screen(at(program, sync_screen)) as screen:
        await screen.until(lambda: screen.sees("cơ quan không còn bản này"))
        await screen.press("Thử lại")
        await screen.until(lambda: program.line.fetched_again == [LIST.id])
        await screen.press("Bỏ qua")
        await screen.until(lambda: program.line.dismissed == [LIST.id])


async def test_nothing_is_said_of_handouts_while_none_is_on_its_way() -> None:
    program = FakeProgram()
    program.line.show(ONLINE)
    async with Screen(at(program, sync_screen)) as screen:
        await screen.until(lambda: screen.sees("Cân đối sổ"))
        assert not screen.sees("Cơ quan gửi xuống")


async def test_what_the_agency_has_set_is_shown_as_its_own() -> None:
    program = FakeProgram()
    wished = StationSettings(photos_days=14, lock_after_minutes=3, records_only=True, agency="MAU01")
    program.care.stands = replace(program.care.stands, by_agency=wished)
    async with Screen(at(program, care_screen)) as screen:
        await screen.until(lambda: screen.sees("Do cơ quan đặt"))
        texts = screen.texts()
        for words, value in (
            ("Tự khóa khi không ai dùng", "3 phút"),
            ("Chỉ gửi tờ khai, để ảnh lại", "có"),
            ("Cơ quan tiếp nhận mặc định", "MAU01"),
        ):
            assert texts[texts.index(words) + 1] == value


async def test_a_station_nothing_was_set_for_has_no_such_card() -> None:
    async with Screen(at(FakeProgram(), care_screen)) as screen:
        await screen.until(lambda: screen.sees("Sao lưu"))
        assert not screen.sees("Do cơ quan đặt")


@pytest.mark.parametrize(
    ("order", "words", "problem"),
    [
        (ServiceState.DRAIN, "Cơ quan cho quầy này ngừng nhận tờ khai mới", "intake_drained"),
        (ServiceState.LOCKED, "Cơ quan đang khóa quầy này", "intake_locked"),
    ],
)
async def test_what_the_agency_asks_is_said_on_every_screen_before_somebody_tries(
    order: ServiceState, words: str, problem: str
) -> None:
    program = FakeProgram()
    program.line.show(replace(ONLINE, order=order))
    program.shelf.order = order
    async with Screen(windows(program)) as screen:
        await screen.until(lambda: screen.sees(words))
        rail = screen.one(ft.NavigationRail)
        await screen.choose(rail, 1)
        await screen.until(lambda: screen.sees(words))
        program.line.show(ONLINE)
        program.tell()
        await screen.until(lambda: not screen.sees(words))
    draft = filled(program.registration, 1)
    outcome = program.registration.finish(draft)
    assert not isinstance(outcome, Finished)
    assert [each.code for each in outcome] == [problem]
    assert program.registration.draft(draft.id) is not None


async def test_what_is_held_while_only_records_go_is_one_line_with_a_way_to_have_it_now() -> None:
    i18n.use("vi", strict=True)
    program = FakeProgram()
    lists = (replace(LIST, is_held=True), replace(LIST, id=8, kind="agencies_updated", is_held=True))
    program.line.show(replace(ONLINE, records_only=True, coming=lists))
    async with Screen(at(program, sync_screen)) as screen:
        await screen.until(lambda: screen.sees("Danh sách đơn vị (900 kB), Danh mục cơ quan tiếp nhận"))
        assert not screen.sees("đã tải")
        await screen.press("Tải ngay")
        await screen.until(lambda: program.line.fetched_now == 1)
