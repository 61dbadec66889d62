"""The desk's bar and keys lead to the slip: what is missing, where it is, the one next act, the pad."""

from __future__ import annotations

import flet as ft
import pytest

from declaration.draft import Field, PhotoRole
from desk.views.desk.aim import Aim
from desk.views.desk.view import desk_screen
from tests.views.at_the_desk import Desk
from tests.views.desk_in_sight import desk as desk
from tests.views.desk_in_sight import focused, scanned
from tests.views.desk_in_sight import screen as screen
from tests.views.harness import Screen
from tests.views.standing import Standing


async def test_the_bar_names_what_is_missing_and_jumps_there(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    await screen.until(lambda: screen.sees("Còn thiếu: mã số BHXH, điện thoại"))
    before = focused(screen)
    await screen.press("Đến đó")
    await screen.until(lambda: focused(screen) > before)
    assert desk.model.cursor.name == Field.INSURANCE_CODE


async def test_f2_and_f3_take_the_photos_f4_opens_the_pad(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    for key, role in (("F2", PhotoRole.CARD_FRONT), ("F2", PhotoRole.CARD_BACK), ("F3", PhotoRole.PORTRAIT)):
        await screen.key(key)
        await screen.until(lambda role=role: role in desk.model.draft.photos)  # type: ignore[misc]
    assert desk.model.aim is Aim.REST
    await screen.key("F4")
    assert screen.sees("Chữ ký của người khai")
    await screen.key("F9")
    assert desk.model.finished is None, "behind the pad nothing acts"
    await screen.key("Escape")
    assert not screen.sees("Chữ ký của người khai")


async def test_the_pad_shows_what_is_signed_and_wants_ink(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    await screen.press("Ký")
    assert f"Số giấy tờ: {desk.person.number}" in screen.texts(), "a text of its own: no line breaks within"
    await screen.key("Enter", ctrl=True)
    await screen.until(lambda: screen.sees("Chưa có nét ký nào"))
    assert desk.model.is_signing


async def test_f9_finishes_shows_the_slip_and_f9_again_makes_room(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    await screen.settle()
    await screen.key("F9")
    await screen.until(lambda: screen.sees("Đã hoàn tất"))
    assert screen.sees(desk.person.full_name)
    await screen.until(lambda: screen.sees("Mã của phiếu") and bool(screen.every(ft.Image)))
    await screen.key("F9")
    await screen.until(lambda: screen.sees("Quét thẻ để bắt đầu"))
    assert not screen.sees(desk.person.full_name)
    await screen.press("Xem lại người vừa rồi")
    assert screen.sees(desk.person.full_name)


async def test_f9_with_something_missing_shows_every_problem_where_it_is(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    await screen.key("F9")
    await screen.until(lambda: screen.sees("Chọn kết quả đối chiếu"))
    assert screen.sees("Cần người khai đồng ý")
    assert "Cần số di động" in str(screen.field("Điện thoại").error)


async def test_discarding_asks_first(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    await screen.press("Bỏ")
    assert screen.sees("không lấy lại được")
    await screen.press("Bỏ tờ khai")
    await screen.until(lambda: screen.sees("Quét thẻ để bắt đầu"))
    assert desk.drafts == {}


async def test_only_the_next_act_has_the_accent_colour(desk: Desk, screen: Screen) -> None:
    def accented() -> int:
        return len(screen.every(ft.FilledButton))

    assert accented() == 0
    await scanned(desk, screen)
    assert accented() == 1
    await desk.fill()
    desk.model.taking.set_aim(Aim.REST)
    await screen.settle()
    assert accented() == 1
    assert isinstance(screen.button("Hoàn tất"), ft.FilledButton)


async def test_on_an_upright_tablet_the_blocks_are_stacked_and_a_jump_scrolls_there(desk: Desk) -> None:
    main = Standing(desk.program, width=820).at(lambda place: desk_screen(place, desk.model))
    async with Screen(main, width=820, height=1180) as screen:
        await desk.fill()
        desk.model.draft = desk.program.registration.consented(desk.model.draft, False, "vi")
        await desk.model.keep()
        desk.model.taking.set_aim(Aim.REST)
        await screen.settle()
        await screen.press("Đến đó")
        await screen.until(lambda: any(call.method == "scroll_to" for call in screen.client.calls))
        assert screen.sees("Cần người khai đồng ý")


async def test_what_is_missing_in_the_unfolded_part_brings_that_part_into_sight(
    desk: Desk, screen: Screen
) -> None:
    await desk.fill()
    desk.model.draft = desk.model.draft.with_value(Field.CONTACT_PERSON, "x" * 300)
    await desk.model.keep()
    desk.model.taking.set_aim(Aim.REST)
    await screen.settle()
    await screen.press("Đến đó")
    await screen.until(lambda: any(call.method == "scroll_to" for call in screen.client.calls))
    assert [call.method for call in screen.client.calls].count("focus") >= 1


@pytest.mark.parametrize(
    ("kind", "first"), [("Điều chỉnh", "Điện thoại mới"), ("Ngừng sử dụng", "Lý do ngừng")]
)
async def test_what_the_chosen_kind_asks_for_comes_into_sight_with_the_cursor(
    desk: Desk, screen: Screen, kind: str, first: str
) -> None:
    await desk.fill()
    await screen.settle()
    (kinds,) = screen.every(ft.Dropdown, "Loại tờ khai")
    await screen.choose(kinds, next(option.key for option in kinds.options if option.text == kind))
    calls = screen.client.calls
    await screen.until(lambda: any(call.method == "scroll_to" for call in calls))
    (jump,) = (call.arguments["scroll_key"] for call in calls if call.method == "scroll_to")
    assert str(getattr(jump, "value", jump)) == "of_kind"
    assert [call.label for call in calls if call.method == "focus"][-1] == first
