"""The desk's screen as a registrar works at it: what it says, where, and what the keys do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import flet as ft
import pytest

from declaration.draft import Field, PhotoRole
from declaration.lifecycle import Status
from declaration.problems import blocking
from desk.ports.camera import CameraState
from desk.ports.photographs import Advice, PortraitAdvice
from desk.ports.store import RosterPerson
from desk.views.desk.aim import Aim, Said
from desk.views.desk.view import desk_screen
from desk.views.theme import TONES, Tone
from practice.people import identity_payload, invented_person
from tests.fakes.declared import declare
from tests.fakes.desk_eyes import OVAL
from tests.views.at_the_desk import Desk, a_desk
from tests.views.harness import Screen
from tests.views.standing import Standing

SCANNER = "Máy quét hoặc dán mã"


@pytest.fixture
def desk() -> Desk:
    return a_desk()


@pytest.fixture
async def screen(desk: Desk) -> AsyncIterator[Screen]:
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as shown:
        await shown.until(lambda: desk.model.camera_state is CameraState.READY)
        yield shown


async def scanned(desk: Desk, screen: Screen) -> None:
    """A scanner has typed the person's card."""
    await screen.type(screen.field(SCANNER), desk.code, submit=True)
    await screen.until(lambda: desk.model.said is not None)


def focused(screen: Screen) -> int:
    return sum(call.method == "focus" for call in screen.client.calls)


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


async def test_a_wrong_field_says_so_beside_it_when_one_leaves_it_and_not_before(
    desk: Desk, screen: Screen
) -> None:
    phone = screen.field("Điện thoại")
    screen.session.apply_patch(phone._i, {"value": "12345"})
    await screen.event(phone, "change", "12345")
    await asyncio.sleep(0.35)
    assert not screen.sees("Cần số di động Việt Nam")
    await screen.event(screen.field("Điện thoại"), "blur")
    await screen.until(lambda: "Cần số di động Việt Nam" in str(screen.field("Điện thoại").error))
    await screen.type(screen.field("Điện thoại"), "0912 345 678")
    await screen.until(lambda: screen.field("Điện thoại").error is None)


async def test_what_is_doubtful_is_said_beside_the_field_too(desk: Desk, screen: Screen) -> None:
    declare(desk.program.registration, 3)
    await scanned(desk, screen)
    await screen.type(screen.field("Điện thoại"), invented_person(3).phone)
    await screen.until(lambda: "đã có trong tờ khai khác" in str(screen.field("Điện thoại").helper))


async def test_the_bar_names_what_is_missing_and_jumps_there(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    await screen.until(lambda: screen.sees("Còn thiếu: mã số BHXH, điện thoại"))
    before = focused(screen)
    await screen.press("Đến đó")
    await screen.until(lambda: focused(screen) > before)
    assert desk.model.focus_on == Field.INSURANCE_CODE


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
    assert any(desk.person.number in text for text in screen.texts())
    await screen.press("Xong")
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


async def test_a_returned_declaration_lights_its_fields_and_says_the_reviewers_words(
    desk: Desk, screen: Screen
) -> None:
    declared = declare(desk.program.registration, 1)
    filed = desk.program.shelf.filed[declared.id]
    filed.status, filed.returned_fields, filed.note = Status.RETURNED, ("phone",), "Số này của người khác"
    await desk.model.correct(declared.id)
    await screen.settle()
    assert screen.sees("Cần sửa: Điện thoại. Số này của người khác")
    assert screen.field("Điện thoại").error == "Cơ quan đề nghị xem lại mục này"
    assert screen.field("Điện thoại").value == "0900 000 001"
    assert screen.field("Họ và tên").error is None
    await screen.type(screen.field("Điện thoại"), "0900000001")
    await screen.settle()
    assert screen.field("Điện thoại").error == "Cơ quan đề nghị xem lại mục này", "only written otherwise"
    await screen.type(screen.field("Điện thoại"), "0900000009")
    await screen.until(lambda: screen.field("Điện thoại").error is None)


async def test_an_exception_opens_its_reason(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    await screen.choose(screen.one(ft.RadioGroup), "exception")
    await screen.until(lambda: bool(screen.every(ft.TextField, "Lý do ngoại lệ")))
    await screen.type(screen.field("Lý do ngoại lệ"), "Ảnh trên thẻ đã cũ")
    await screen.until(lambda: "verification" not in {p.field for p in desk.model.blocking})


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


async def test_the_camera_runs_behind_the_slip_and_rests_when_one_leaves(desk: Desk, screen: Screen) -> None:
    assert desk.held.is_running
    await desk.fill()
    await screen.key("F9")
    await screen.until(lambda: screen.sees("Đã hoàn tất"))
    assert desk.held.is_running


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


async def test_a_letter_whose_event_is_still_on_its_way_is_not_taken_back_by_a_redrawing(
    desk: Desk, screen: Screen
) -> None:
    name = screen.field("Họ và tên")
    screen.session.apply_patch(name._i, {"value": "Nguyễn"})
    await screen.event(name, "change", "Nguyễn")
    screen.session.apply_patch(screen.field("Họ và tên")._i, {"value": "Nguyễn T"})
    desk.model.said = Said(Tone.NEUTRAL, "desk.said.resumed")
    await screen.until(lambda: screen.sees("Mở lại tờ khai đang làm dở"))
    assert screen.field("Họ và tên").value == "Nguyễn T"


async def test_a_value_typed_over_the_cards_own_says_so_a_moment_later(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    assert not screen.sees("gõ tay")
    address = screen.field("Địa chỉ")
    screen.session.apply_patch(address._i, {"value": "Tổ 7, Xã Thí Dụ"})
    await screen.event(address, "change", "Tổ 7, Xã Thí Dụ")
    await screen.until(lambda: screen.sees("gõ tay"))


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


async def test_a_card_read_and_a_photo_refused_are_heard(desk: Desk, screen: Screen) -> None:
    await scanned(desk, screen)
    await screen.until(lambda: [call.method for call in screen.client.calls].count("play") == 1)
    desk.eyes.lab.amiss[PhotoRole.PORTRAIT] = (blocking("portrait", "portrait_no_face"),)
    desk.model.taking.set_aim(Aim.PORTRAIT)
    await screen.key("F3")
    await screen.until(lambda: [call.method for call in screen.client.calls].count("play") == 2)
    assert screen.sees("Chưa thấy khuôn mặt trong ảnh")


async def test_an_old_eleven_digit_number_is_offered_as_the_new_one(desk: Desk, screen: Screen) -> None:
    await screen.type(screen.field("Điện thoại"), "01682345678")
    await screen.until(lambda: screen.sees("Dùng số mới 0382 345 678"))
    await screen.press("Dùng số mới 0382 345 678")
    await screen.until(lambda: desk.model.draft.value(Field.PHONE) == "0382 345 678")
    await screen.until(lambda: screen.field("Điện thoại").error is None)


async def test_adjusting_asks_for_what_changes_and_stopping_for_a_day_and_why(
    desk: Desk, screen: Screen
) -> None:
    await desk.fill()
    await screen.until(lambda: screen.sees("Đã đủ, có thể hoàn tất"))
    assert not screen.sees("Điện thoại mới")
    await screen.choose(_kinds(screen), "adjust")
    await screen.until(lambda: screen.sees("Điện thoại mới"))
    await screen.key("F9")
    await screen.until(lambda: screen.sees("Ghi điện thoại, e-mail hoặc chứng thư số mới"))
    await screen.choose(_kinds(screen), "stop")
    await screen.until(lambda: screen.sees("Lý do ngừng"))
    assert not screen.sees("Điện thoại mới")
    assert desk.model.draft.value(Field.STOP_FROM) == f"{desk.program.clock.today():%d/%m/%Y}"
    await screen.type(screen.field("Lý do ngừng"), "Nghỉ việc")
    await screen.until(lambda: [p.code for p in desk.model.blocking] == ["signature_outdated"])
    await desk.sign()
    await screen.key("F9")
    await screen.until(lambda: screen.sees("Đã hoàn tất"))
    [line] = desk.program.declarations.search("", (), after=None, limit=9).lines
    detail = desk.program.declarations.detail(line.id)
    assert detail is not None
    assert '"reason":"Nghỉ việc"' in detail.content_json


def _kinds(screen: Screen) -> ft.Dropdown:
    return next(each for each in screen.every(ft.Dropdown) if each.label == "Loại tờ khai")


async def test_what_is_changed_after_signing_says_so_beside_the_signature(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    await screen.until(lambda: screen.sees("Đã đủ, có thể hoàn tất"))
    await screen.type(screen.field("Điện thoại"), "0987654321")
    await screen.until(lambda: screen.sees("Đã sửa sau khi ký: ký lại"))
    await screen.type(screen.field("Điện thoại"), desk.person.phone)
    await screen.until(lambda: screen.sees("Đã đủ, có thể hoàn tất"))
    assert not screen.sees("Đã sửa sau khi ký")


async def test_another_number_on_the_document_asks_to_compare_again(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    await screen.type(screen.field("Số giấy tờ"), "001090000009")
    await screen.until(lambda: screen.sees("Đã sửa giấy tờ sau khi xác nhận"))


async def test_an_agency_that_is_not_in_the_list_is_said_at_its_field(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    await desk.model.filling.choose(Field.AGENCY, "KHAC99")
    assert [problem.code for problem in desk.model.blocking] == ["agency_unknown"]
    await screen.until(lambda: screen.sees("không có trong danh sách; chọn lại"))
    await desk.model.finish()
    assert desk.model.finished is None


async def test_a_choice_counts_although_the_form_was_drawn_anew_before_it_was_heard(
    desk: Desk, screen: Screen
) -> None:
    """Leaving a field draws the form, with the old value in it, while the tap is on its way."""
    await scanned(desk, screen)
    outcome = screen.one(ft.RadioGroup)
    agreed = next(tick for tick in screen.every(ft.Checkbox) if "nghe và đồng ý" in str(tick.label))
    outcome.value, agreed.value = None, False
    await screen.event(outcome, "change", "same")
    await screen.event(agreed, "change", True)
    await screen.until(lambda: desk.model.draft.verification is not None)
    await screen.until(lambda: desk.model.draft.consent is not None)
