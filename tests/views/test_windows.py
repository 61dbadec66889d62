"""A whole window: signed out it shows nobody, locked it is empty, unlocked again the work is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import flet as ft
import pytest

from declaration.draft import Field
from declaration.lifecycle import Status
from declaration.wire.sign_in import ServiceState
from desk.i18n import t
from desk.ports.recovery import RecoveryState
from desk.ports.service import SyncState
from desk.views.destinations import destinations_of
from desk.views.program import Role, SignedIn
from desk.views.shell import ShellState, shell
from desk.views.windows import Window, windows
from practice.people import identity_payload, invented_person
from tests.fakes.declared import declare
from tests.views.at_the_desk import Desk
from tests.views.desk_in_sight import SCANNER
from tests.views.desk_in_sight import desk as desk
from tests.views.harness import Screen


@pytest.fixture
async def screen(desk: Desk) -> AsyncIterator[Screen]:
    async with Screen(windows(desk.program)) as shown:
        await has_the_cursor(shown)
        yield shown


async def has_the_cursor(screen: Screen) -> None:
    """The scanner's line has it, so the desk is quite there."""
    await screen.until(lambda: any(call.method == "focus" for call in screen.client.calls))


async def lock(screen: Screen) -> None:
    button = next(b for b in screen.every(ft.IconButton) if b.tooltip == t("shell.lock"))
    await screen.click(button)
    await screen.until(lambda: screen.sees("Mở khóa"))


async def unlock(screen: Screen) -> None:
    await screen.type(screen.field("Mật khẩu"), "mau-thu-2026", submit=True)
    await screen.until(lambda: screen.sees("Thông tin"))


async def test_lock_empties_the_screen_and_unlocking_brings_the_draft_back(
    desk: Desk, screen: Screen
) -> None:
    await screen.type(screen.field(SCANNER), desk.code, submit=True)
    await screen.until(lambda: screen.sees("Đã đọc thẻ"))
    phone = screen.field("Điện thoại")
    screen.session.apply_patch(phone._i, {"value": "0912"})
    await screen.event(phone, "change", "0912")
    await lock(screen)
    assert not screen.sees(desk.person.full_name)
    assert not screen.sees(desk.person.number)
    await unlock(screen)
    await screen.until(lambda: screen.sees("Mở lại tờ khai đang làm dở"))
    assert screen.field("Họ và tên").value == desk.person.full_name
    assert screen.field("Điện thoại").value == "0912", "typed a moment before locking"


async def test_every_window_goes_to_the_unlock_screen_at_once(desk: Desk, screen: Screen) -> None:
    async with Screen(windows(desk.program)) as other:
        await has_the_cursor(other)
        await screen.until(lambda: screen.sees("Thông tin"))
        await lock(screen)
        await other.until(lambda: other.sees("Mở khóa"))


async def test_going_elsewhere_and_back_leaves_the_work_as_it_was(desk: Desk, screen: Screen) -> None:
    await screen.type(screen.field(SCANNER), desk.code, submit=True)
    await screen.until(lambda: screen.sees("Đã đọc thẻ"))
    rail = screen.one(ft.NavigationRail)
    await screen.choose(rail, 1)
    await screen.until(lambda: not screen.sees("Thông tin"))
    await screen.until(lambda: not desk.held.is_running)  # no camera runs behind another screen
    await screen.choose(screen.one(ft.NavigationRail), 0)
    await screen.until(lambda: screen.sees("Thông tin"))
    assert screen.field("Họ và tên").value == desk.person.full_name


def test_whoever_comes_after_another_begins_at_the_first_place_of_their_own() -> None:
    window = Window()
    window.go("duyet", "own")
    assert window.at("duyet") == "own"
    assert window.at("giamsat") == ""


async def test_a_returned_declaration_is_corrected_from_the_list(desk: Desk, screen: Screen) -> None:
    declared = declare(desk.program.registration, 3)
    filed = desk.program.shelf.filed[declared.id]
    filed.status, filed.returned_fields = Status.RETURNED, ("phone",)
    await screen.choose(screen.one(ft.NavigationRail), 1)
    name = filed.full_name.upper()
    await screen.until(lambda: screen.sees(name))
    await screen.press(name)
    await screen.until(lambda: screen.sees("Sửa"))
    await screen.press("Sửa")
    await screen.until(lambda: screen.sees("Cần sửa: Điện thoại."))
    assert screen.field("Họ và tên").value == filed.full_name
    saved = desk.program.drafts.draft(declared.id)
    assert saved is not None
    assert saved.revision == 2
    assert saved.value(Field.FULL_NAME) == filed.full_name


@pytest.mark.parametrize("role", list(Role))
def test_everybody_goes_where_their_role_lets_them_and_nowhere_else(role: Role) -> None:
    keys = [place.key for place in destinations_of(SignedIn("mau", "Lê Thị Mẫu", frozenset({role})))]
    assert ("desk" in keys) is (role is Role.REGISTRAR)
    assert ("review" in keys) is (role is Role.REVIEWER)
    assert ("supervision" in keys) is (role is Role.SUPERVISOR)
    assert ("administration" in keys) is (role is Role.ADMINISTRATOR)
    assert ("audit" in keys) is (role is Role.AUDITOR)
    assert ("own" in keys) is (role is not Role.REGISTRAR)


async def test_a_window_that_is_away_stops_nobody_elses_news_and_comes_back_to_a_locked_screen(
    desk: Desk, screen: Screen
) -> None:
    async with Screen(windows(desk.program)) as away:
        await has_the_cursor(away)
        await away.session.disconnect(session_timeout_seconds=60)
        await lock(screen)
        await away.session.connect(away.client)
        await away.until(lambda: not away.sees("Thông tin"))


async def test_a_card_fills_the_form_of_the_window_in_front_only_and_a_closed_one_takes_no_cards(
    desk: Desk,
) -> None:
    both = windows(desk.program)
    async with Screen(both) as first, Screen(both) as second:
        await has_the_cursor(first)
        await has_the_cursor(second)
        desk.held.hold(desk.code)
        await second.until(lambda: second.sees("Đã đọc thẻ"))
        await asyncio.sleep(0.3)
        assert first.field("Họ và tên").value == ""
        assert len(desk.drafts) == 1
        await second.session.disconnect(session_timeout_seconds=60)
        desk.held.hold(identity_payload(invented_person(2)))
        await first.until(lambda: first.field("Họ và tên").value == invented_person(2).full_name)


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_has_its_screen_on_an_upright_tablet_too(role: Role) -> None:
    places = destinations_of(SignedIn("mau", "Lê Thị Mẫu", frozenset({role})))
    state = ShellState("Mẫu", "Quầy 03", "Lê Thị Mẫu", places[0].key, 820, connection=None)

    def main(page: ft.Page) -> None:
        went: list[str] = []
        content = ft.Text("nội dung")
        page.render(lambda: shell(state, places, content, on_select=went.append, on_lock=lambda: None))

    async with Screen(main, width=820, height=1180) as screen:
        assert screen.sees("nội dung")
        assert bool(screen.every(ft.NavigationBar)) is (len(places) > 1)


async def test_a_fault_of_ours_is_said_and_takes_neither_the_screen_nor_the_work_away(
    desk: Desk, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await screen.type(screen.field(SCANNER), desk.code, submit=True)
    await screen.until(lambda: screen.sees("Đã đọc thẻ"))

    def broken(*_: object) -> None:
        raise RuntimeError("a broken rule")

    monkeypatch.setattr(desk.program.registration, "finish", broken)
    await screen.press("Hoàn tất")
    await screen.until(lambda: screen.sees("Máy gặp lỗi ở thao tác vừa rồi"))
    assert screen.field("Họ và tên").value == desk.person.full_name
    assert not screen.sees("a broken rule")


async def test_after_a_recovery_it_is_said_that_the_new_code_is_still_here_until_it_is_not(
    desk: Desk, screen: Screen
) -> None:
    await lock(screen)
    await desk.program.recover("mau", desk.program.code, "câu mới tinh tươm")
    desk.program.tell()
    await screen.until(lambda: screen.sees("Mã mới số 2 chưa tới cơ quan"))
    await screen.choose(screen.one(ft.NavigationRail), 3)
    await screen.until(lambda: screen.sees("Cân đối sổ"))
    assert screen.sees("Mã mới số 2 chưa tới cơ quan")
    desk.program.recovery = RecoveryState(2, is_at_agency=True)
    desk.program.tell()
    await screen.until(lambda: not screen.sees("chưa tới cơ quan"))


async def test_what_a_hand_does_keeps_the_desk_awake_and_what_no_hand_does_does_not(
    desk: Desk, screen: Screen
) -> None:
    await screen.type(screen.field(SCANNER), "a")
    typed = desk.program.touches
    assert typed > 0
    await screen.key("F2")
    assert desk.program.touches > typed
    pressed = desk.program.touches
    await screen.resize(1200, 700)
    await screen.event(screen.field("Điện thoại"), "focus")
    assert desk.program.touches == pressed
    await screen.event(screen.one(ft.GestureDetector), "hover", {"l": {"x": 1, "y": 1}})
    assert desk.program.touches == pressed + 1


async def test_a_card_before_the_camera_keeps_it_awake(desk: Desk, screen: Screen) -> None:
    before = desk.program.touches
    desk.held.hold(desk.code)
    await screen.until(lambda: screen.sees("Đã đọc thẻ"))
    assert desk.program.touches > before


async def test_before_the_desk_locks_itself_it_says_so_quietly(desk: Desk, screen: Screen) -> None:
    assert not screen.sees("Sắp khóa màn hình")
    desk.program.locking_soon = True
    desk.program.tell()
    await screen.until(lambda: screen.sees("Sắp khóa màn hình"))
    desk.program.locking_soon = False
    desk.program.tell()
    await screen.until(lambda: not screen.sees("Sắp khóa màn hình"))


async def test_a_lock_by_itself_saves_the_last_letters_too(desk: Desk, screen: Screen) -> None:
    await screen.type(screen.field(SCANNER), desk.code, submit=True)
    await screen.until(lambda: screen.sees("Đã đọc thẻ"))
    phone = screen.field("Điện thoại")
    screen.session.apply_patch(phone._i, {"value": "0987"})
    await screen.event(phone, "change", "0987")
    await desk.program.lock()
    await screen.until(lambda: screen.sees("Mở khóa"))
    saved = [draft for _, _, draft in desk.program.shelf.drafts.values()]
    assert [draft.value(Field.PHONE) for draft in saved] == ["0987"]


async def test_an_answer_for_a_control_that_has_left_the_screen_ends_no_connection(
    desk: Desk, screen: Screen
) -> None:
    left = screen.field("Họ và tên")._i
    await screen.choose(screen.one(ft.NavigationRail), 3)
    await screen.until(lambda: screen.sees("Cân đối sổ"))
    assert left not in screen.session.index
    screen.session.handle_invoke_method_results(left, "asked before", None, None)
    await screen.choose(screen.one(ft.NavigationRail), 0)
    await screen.until(lambda: screen.sees("Họ và tên"))


async def test_what_is_half_written_stays_when_the_tablet_is_turned_and_when_something_is_said_above(
    desk: Desk, screen: Screen
) -> None:
    await screen.choose(screen.one(ft.NavigationRail), 4)
    await screen.until(lambda: screen.sees("Phản ánh"))
    await screen.press("Phản ánh")
    await screen.until(lambda: screen.sees("Ghi phản ánh, kiến nghị"))
    await screen.press("Ghi phản ánh, kiến nghị")
    await screen.type(screen.field("Họ và tên"), desk.person.full_name)

    await screen.resize(820, 1180)
    await screen.until(lambda: bool(screen.every(ft.NavigationBar)))
    assert screen.field("Họ và tên").value == desk.person.full_name
    desk.program.line.show(SyncState(order=ServiceState.DRAIN))
    desk.program.tell()
    await screen.until(lambda: screen.sees(t("shell.order.drain")))
    await screen.resize(1180, 820)
    await screen.until(lambda: bool(screen.every(ft.NavigationRail)))
    assert screen.field("Họ và tên").value == desk.person.full_name
