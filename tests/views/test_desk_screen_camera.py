"""The camera at the desk's screen: the ways on where it does not see, its coach, and a photo in doubt."""

from __future__ import annotations

import flet as ft
import pytest

from declaration.draft import PhotoRole
from declaration.problems import blocking
from desk.ports.camera import CameraState
from desk.ports.photographs import Advice, PortraitAdvice
from desk.views.desk.aim import Aim
from desk.views.desk.view import desk_screen
from tests.fakes.desk_eyes import OVAL
from tests.views.at_the_desk import Desk, a_desk
from tests.views.desk_in_sight import SCANNER, scanned
from tests.views.desk_in_sight import desk as desk
from tests.views.desk_in_sight import screen as screen
from tests.views.harness import Screen
from tests.views.standing import Standing


@pytest.mark.parametrize("state", [CameraState.ABSENT, CameraState.LOST, CameraState.BUSY])
async def test_a_camera_that_does_not_see_is_said_with_a_way_on(state: CameraState) -> None:
    desk = a_desk()
    desk.held.state = state
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as screen:
        await screen.until(lambda: screen.sees("dùng máy quét, chọn ảnh từ tệp, hoặc gõ tay"))
        assert isinstance(screen.button("Chọn ảnh"), ft.TextButton), "there from the beginning"
        await screen.type(screen.field(SCANNER), desk.code, submit=True)
        await screen.until(lambda: isinstance(screen.button("Chọn ảnh"), ft.FilledButton))  # now the next act


async def test_a_camera_unplugged_in_the_middle_says_that_nothing_is_lost(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    desk.held.unplug()
    await screen.until(lambda: screen.sees("những gì đã chụp còn nguyên"))


async def test_a_file_that_is_no_picture_is_named(desk: Desk) -> None:
    chosen = [{"id": 1, "name": "mau.txt", "size": 3, "path": None, "bytes": b"abc"}]
    main = Standing(desk.program).at(lambda place: desk_screen(place, desk.model))
    async with Screen(main, answers={"FilePicker.pick_files": chosen}) as screen:
        await screen.press("Chọn ảnh")
        await screen.until(lambda: screen.sees("Tệp này không mở được như một ảnh"))


async def test_the_camera_runs_on_behind_the_slip(desk: Desk, screen: Screen) -> None:
    assert desk.held.is_running
    await desk.fill()
    await screen.key("F9")
    await screen.until(lambda: screen.sees("Đã hoàn tất"))
    assert desk.held.is_running


async def test_on_an_upright_tablet_the_camera_comes_into_sight_when_a_photo_is_wanted(desk: Desk) -> None:
    main = Standing(desk.program, width=820).at(lambda place: desk_screen(place, desk.model))
    async with Screen(main, width=820, height=1180) as screen:
        calls = screen.client.calls
        await desk.fill()
        desk.model.attesting.sign_on_paper()
        await screen.until(lambda: [call.method for call in calls].count("scroll_to") == 1)
        desk.model.draft = desk.model.draft.without_photo(PhotoRole.PORTRAIT)
        await desk.model.keep()
        await screen.settle()
        await screen.press("Đến đó")
        await screen.until(lambda: [call.method for call in calls].count("scroll_to") == 2)
        await desk.model.discard()
        await screen.until(lambda: [call.method for call in calls].count("scroll_to") == 3)
        wanted = [call.arguments["scroll_key"] for call in calls if call.method == "scroll_to"]
        assert {str(getattr(key, "value", key)) for key in wanted} == {"camera"}


async def test_a_photo_in_doubt_says_so_and_offers_a_reason_a_new_photo_and_its_corners(
    desk: Desk, screen: Screen
) -> None:
    desk.eyes.lab.amiss[PhotoRole.CARD_BACK] = (blocking("card_back", "card_glare"),)
    desk.model.taking.set_aim(Aim.CARD_BACK)
    await screen.key("F2")
    await screen.until(lambda: screen.sees("Mặt sau thẻ: Thẻ bị lóa đèn"))
    assert screen.sees("Vẫn dùng ảnh này vì")
    await screen.press("Chỉnh bốn góc: Sau")
    assert screen.sees("Bốn góc của giấy tờ")
    await screen.press("Cắt theo bốn góc")
    await screen.until(lambda: desk.eyes.lab.asked[-1][2] is not None)
    reasons = next(control for control in screen.every(ft.Dropdown) if control.label == "Vẫn dùng ảnh này vì")
    await screen.choose(reasons, "worn_card")
    await screen.until(lambda: desk.model.draft.doubts[PhotoRole.CARD_BACK].reason == "worn_card")
    await screen.press("Chụp lại: Sau")
    assert desk.model.aim is Aim.CARD_BACK


async def test_the_coachs_words_stand_on_the_picture(desk: Desk, screen: Screen) -> None:
    desk.model.taking.set_aim(Aim.PORTRAIT)
    desk.eyes.portrait.advice = PortraitAdvice((Advice.CLOSER,), OVAL)
    desk.held.hold(None)
    await screen.until(lambda: screen.sees("Lại gần hơn"))
    desk.eyes.portrait.advice = PortraitAdvice((), OVAL, steady=0.4)
    desk.held.hold(None)
    await screen.until(lambda: screen.sees("Đẹp rồi, giữ yên"))
