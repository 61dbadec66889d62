"""What stands beside the desk's fields and choices: what is wrong, in doubt or changed as one leaves them."""

from __future__ import annotations

import asyncio

import flet as ft

from declaration.draft import Field
from declaration.lifecycle import Status
from desk.views.desk.aim import Said
from desk.views.theme import Tone
from practice.people import invented_person
from tests.fakes.declared import declare
from tests.views.at_the_desk import Desk
from tests.views.desk_in_sight import desk as desk
from tests.views.desk_in_sight import scanned
from tests.views.desk_in_sight import screen as screen
from tests.views.harness import Screen


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
