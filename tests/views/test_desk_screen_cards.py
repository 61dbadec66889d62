"""Cards and scanners at the desk's screen: what they fill in, whom they ask about, what they leave behind."""

from __future__ import annotations

import asyncio

import flet as ft

from declaration.draft import PhotoRole
from declaration.problems import blocking
from desk.ports.store import RosterPerson
from desk.views.desk.aim import Aim
from desk.views.theme import TONES, Tone
from practice.people import identity_payload, invented_person
from tests.views.at_the_desk import Desk
from tests.views.desk_in_sight import SCANNER, focused, scanned
from tests.views.desk_in_sight import desk as desk
from tests.views.desk_in_sight import screen as screen
from tests.views.harness import Screen


async def test_an_empty_desk_says_what_to_do_and_waits_for_the_scanner(screen: Screen) -> None:
    assert screen.sees("Đưa mặt có mã QR của thẻ vào khung")
    assert screen.sees("Quét thẻ để bắt đầu")
    await screen.until(lambda: focused(screen) >= 1)


async def test_a_card_before_the_camera_fills_the_form(desk: Desk, screen: Screen) -> None:
    desk.held.hold(desk.code)
    await screen.until(lambda: screen.sees("Đã đọc thẻ"))
    assert screen.field("Họ và tên").value == desk.person.full_name
    assert screen.field("Số giấy tờ").value == desk.person.number
    assert len([text for text in screen.texts() if text == "thẻ"]) >= 4


async def test_a_name_alone_on_a_list_is_offered_with_its_unit_and_taken_by_a_touch(
    desk: Desk, screen: Screen
) -> None:
    bare = RosterPerson(
        0, "Trường Mẫu", desk.person.full_name, "", "", "", "+84912345678", "", school_class="K65"
    )
    desk.program.roster.add([bare])
    await scanned(desk, screen)
    await screen.until(lambda: screen.sees("chưa ghi ngày sinh và số giấy tờ (Trường Mẫu · K65)"))
    assert desk.model.draft.listed_as == 0
    await screen.press("Đúng")
    await screen.until(lambda: screen.sees("Có trong danh sách"))
    assert desk.model.draft.listed_as == 1


async def test_somebody_elses_card_asks_by_name_and_no_leaves_all_as_it_was(
    desk: Desk, screen: Screen
) -> None:
    await scanned(desk, screen)
    other = invented_person(2)
    await screen.type(screen.field(SCANNER), identity_payload(other), submit=True)
    await screen.until(lambda: screen.sees("Thẻ của người khác"))
    assert screen.sees(other.full_name)
    await screen.press("Ở lại người đang khai")
    assert not screen.sees("Thẻ của người khác")
    assert screen.field("Họ và tên").value == desk.person.full_name
    await screen.type(screen.field(SCANNER), identity_payload(other), submit=True)
    await screen.until(lambda: screen.sees("Thẻ của người khác"))
    await screen.press("Chuyển sang người này")
    await screen.until(lambda: screen.field("Họ và tên").value == other.full_name)
    await screen.until(lambda: screen.sees("Đang dở: 1"))


async def test_the_frame_turns_green_when_a_card_was_read(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    edges = [c.border.top.color for c in screen.every(ft.Container) if c.border and c.border.top.width == 3]
    assert edges == [TONES[Tone.SUCCESS].strong]


async def test_what_is_no_card_leaves_the_scanners_line_empty_for_the_next_scan(
    desk: Desk, screen: Screen
) -> None:
    await screen.type(screen.field(SCANNER), "https://example.com/mau", submit=True)
    await screen.until(lambda: screen.sees("Đây không phải mã của thẻ"))
    await screen.until(lambda: screen.field(SCANNER).value == "")


async def test_a_scanner_that_types_into_a_field_leaves_nothing_behind_in_it(
    desk: Desk, screen: Screen
) -> None:
    await screen.type(screen.field("E-mail"), "mau@example.com")
    await asyncio.sleep(0.6)
    email = screen.field("E-mail")
    typed = "mau@example.com"
    for letter in desk.code:
        typed += letter
        screen.session.apply_patch(email._i, {"value": typed})
        await screen.event(screen.field("E-mail"), "change", typed)
    await screen.event(screen.field("E-mail"), "blur")
    await screen.until(lambda: screen.field("Họ và tên").value == desk.person.full_name)
    assert screen.field("E-mail").value == "mau@example.com"


async def test_a_card_read_and_a_photo_refused_are_heard(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    await screen.until(lambda: [call.method for call in screen.client.calls].count("play") == 1)
    desk.eyes.lab.amiss[PhotoRole.PORTRAIT] = (blocking("portrait", "portrait_no_face"),)
    desk.model.taking.set_aim(Aim.PORTRAIT)
    await screen.key("F3")
    await screen.until(lambda: [call.method for call in screen.client.calls].count("play") == 2)
    assert screen.sees("Chưa thấy khuôn mặt trong ảnh")
