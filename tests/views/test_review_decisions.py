"""Returning, rejecting, approving without a code: whatever goes wrong, nothing that was entered is lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import flet as ft

from declaration.lifecycle import Kind
from declaration.wire.consent_withdrawn import ConsentTakenBack
from declaration.wire.review import Decision, PossibleDuplicate
from desk.ports.service import NoAnswer, Reason
from desk.views.components.choices import CHIP_PADDING
from desk.views.review.forms import Form, contact_in_use
from tests.fakes.for_review import lying
from tests.views.harness import Screen
from tests.views.review_desk import Desk, desk, opened_screen, ready
from tests.views.review_desk import short_pauses as short_pauses

NOTE = "Ghi thêm cho cán bộ quầy (không bắt buộc)"
CONFLICT = "quyết định chưa được ghi"


async def pick(screen: Screen, words: str) -> None:
    """Tick one of the dialog's choices."""
    dialog = screen.one(ft.AlertDialog)
    assert dialog.open
    found = [
        each
        for each in screen.every(ft.Chip)
        if isinstance(each.label, ft.Text) and each.label.value == words and each.show_checkmark is not False
    ]
    await screen.event(found[0], "select", not found[0].selected)


async def fill_return(screen: Screen) -> None:
    await screen.key("R")
    await screen.until(lambda: screen.sees("Đánh dấu chỗ cần sửa"))
    await pick(screen, "Mặt sau thẻ")
    await pick(screen, "Ảnh thẻ chưa rõ")
    await screen.type(screen.field(NOTE), "bớt lóa")


async def test_a_return_needs_a_field_and_a_reason_and_says_so_beside_them() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("R")
        await screen.until(lambda: screen.sees("Đánh dấu chỗ cần sửa"))
        await screen.press("Trả lại quầy")
        await screen.until(lambda: screen.sees("Đánh dấu ít nhất một chỗ cần sửa"))
        await pick(screen, "Điện thoại")
        assert not screen.sees("Đánh dấu ít nhất một chỗ cần sửa")
        await screen.press("Trả lại quầy")
        await screen.until(lambda: screen.sees("Chọn ít nhất một lý do."))
        assert at.service.asked == []


async def test_a_return_carries_marked_fields_reasons_and_note_and_leads_on() -> None:
    at = desk(lying(1, days_left=1), lying(2, days_left=2))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await fill_return(screen)
        await screen.key("Enter", ctrl=True)
        await ready(screen, 2)
        [request] = at.service.asked
        assert (request.fields, request.reasons, request.note) == (
            ("card_back",),
            ("card_unclear",),
            "bớt lóa",
        )
        assert not screen.every(ft.AlertDialog)
        await screen.key("R")
        assert screen.field(NOTE).value == "", "nothing of one declaration reaches the next"


async def test_letters_typed_into_a_note_decide_nothing() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("R")
        await screen.until(lambda: screen.sees(NOTE))
        await screen.event(screen.field(NOTE), "focus")
        for key in "ARJ":
            await screen.key(key)
        assert at.service.asked == []


async def test_closing_the_dialog_keeps_what_was_entered() -> None:
    async with opened_screen(desk(lying(1))) as screen:
        await ready(screen, 1)
        await fill_return(screen)
        await screen.key("Escape")
        await screen.until(lambda: not screen.every(ft.AlertDialog))
        assert screen.sees("Phần vừa nhập vẫn còn")
        await screen.key("R")
        await screen.until(lambda: bool(screen.every(ft.AlertDialog)))
        assert screen.field(NOTE).value == "bớt lóa"


async def test_what_was_entered_for_one_declaration_never_reaches_another() -> None:
    async with opened_screen(desk(lying(1, days_left=1), lying(2, days_left=2))) as screen:
        await ready(screen, 1)
        await fill_return(screen)
        await screen.key("Escape")
        await screen.key("N")
        await ready(screen, 2)
        assert not screen.sees("Phần vừa nhập vẫn còn")
        await screen.key("R")
        await screen.until(lambda: bool(screen.every(ft.AlertDialog)))
        assert screen.field(NOTE).value == ""


async def test_the_keys_behind_a_dialog_are_silent() -> None:
    at = desk(lying(1), lying(2))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("J")
        await screen.until(lambda: screen.sees("Không duyệt tờ khai?"))
        for key in ("A", "R", "N"):
            await screen.key(key)
        assert at.service.asked == []
        assert screen.sees("Không duyệt tờ khai?")


async def test_a_version_conflict_is_said_and_nothing_entered_is_lost() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await fill_return(screen)
        at.service.change_elsewhere(lying(1).id)
        await screen.press("Trả lại quầy")
        await screen.until(lambda: screen.sees(CONFLICT))
        assert screen.field(NOTE).value == "bớt lóa"
        await screen.press("Xem bản mới")
        await screen.until(lambda: not screen.every(ft.AlertDialog))
        assert screen.sees("Phần vừa nhập vẫn còn")
        await ready(screen, 1)
        await screen.key("R")
        await screen.until(lambda: bool(screen.every(ft.AlertDialog)))
        assert screen.field(NOTE).value == "bớt lóa"
        await screen.press("Trả lại quầy")
        await screen.until(lambda: at.service.by_id[lying(1).id].status == "returned")
        assert [request.version for request in at.service.asked] == [1, 2]
        assert at.service.asked[1].fields == ("card_back",)


async def test_a_lost_answer_is_not_called_a_failure_and_trying_again_decides_once() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        at.service.loses_answers = True
        await screen.key("A")
        await screen.until(lambda: screen.sees("Chưa biết quyết định đã đến nơi chưa"))
        at.service.loses_answers = False
        await screen.press("Thử lại")
        await screen.until(lambda: screen.sees(CONFLICT))
        await screen.press("Xem bản mới")
        await screen.until(lambda: screen.sees("không ở bước chờ quyết định"))
        assert [line.event for line in at.service.by_id[lying(1).id].history].count("approved") == 1


async def test_no_network_while_deciding_keeps_the_form_open() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await fill_return(screen)
        at.service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.press("Trả lại quầy")
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        at.service.trouble = None
        await screen.press("Trả lại quầy")
        await screen.until(lambda: at.service.by_id[lying(1).id].status == "returned")


async def test_a_rejection_asks_for_a_reason_and_is_confirmed() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("J")
        await screen.until(lambda: screen.sees("Không duyệt tờ khai?"))
        assert at.service.asked == []
        await confirm_rejection(screen)
        await screen.until(lambda: screen.sees("Chọn ít nhất một lý do."))
        await pick(screen, "Không phải chính chủ")
        await confirm_rejection(screen)
        await screen.until(lambda: bool(at.service.asked))
        assert at.service.asked[0].decision is Decision.REJECT
        assert at.service.asked[0].reasons == ("not_the_person",)


async def confirm_rejection(screen: Screen) -> None:
    """The dialog's button is called like the one behind it."""
    dialog = screen.one(ft.AlertDialog)
    await screen.click(dialog.actions[-1])


async def test_an_unknown_code_is_asked_for_before_approving_and_checked_beside_its_field() -> None:
    at = desk(lying(1).but(insurance_code=None))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("A")
        await screen.until(lambda: screen.sees("Tờ khai chưa có mã số BHXH"))
        await screen.type(screen.field("Mã số BHXH"), "12345")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.field("Mã số BHXH").error is not None)
        assert at.service.asked == []
        assert screen.field("Mã số BHXH").value == "12345"
        await screen.type(screen.field("Mã số BHXH"), "0000000077")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: at.service.by_id[lying(1).id].status == "issued")
        assert at.service.asked[0].insurance_code == "0000000077"


async def test_a_code_the_agency_found_is_shown_and_not_asked_for_again() -> None:
    at = desk(replace(lying(1).but(insurance_code=None), registry="matched", found_code="0000000077"))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert screen.sees("0000000077")
        await screen.key("A")
        await screen.until(lambda: at.service.by_id[lying(1).id].status == "issued")
        assert at.service.asked[0].insurance_code is None


async def test_approving_what_the_registry_contradicts_asks_first() -> None:
    at = desk(replace(lying(1), registry="mismatched"))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("A")
        await screen.until(lambda: screen.sees("Xin xem lại trước khi duyệt:"))
        assert at.service.asked == []
        await screen.press("Vẫn duyệt")
        await screen.until(lambda: bool(at.service.asked))


async def test_a_contact_in_use_offers_the_return_with_the_field_marked() -> None:
    at = with_account(phone=True)
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await approve_anyway(screen)
        await screen.until(lambda: screen.sees("đang gắn với tài khoản khác"))
        await press_way_out(screen, "Trả lại")
        await screen.until(lambda: screen.sees("Trả lại để sửa"))
        marked = [
            each.label.value
            for each in screen.every(ft.Chip)
            if each.selected and isinstance(each.label, ft.Text)
        ]
        assert {"Điện thoại", "Điện thoại hoặc e-mail chưa đúng"} <= set(marked)


def test_of_an_adjustment_the_new_contact_is_marked_not_the_one_that_stands() -> None:
    taken = PossibleDuplicate(
        id=UUID(int=2), dossier_number="X", full_name="Y", status="activated", on="email"
    )
    assert contact_in_use(Form(), (taken,), Kind.ADJUST).fields == {"new_email"}
    assert contact_in_use(Form(), (), Kind.ADJUST).fields == {"new_phone"}
    assert contact_in_use(Form(), (taken,), Kind.REGISTER).fields == {"email"}


async def test_who_has_an_account_already_can_be_rejected_for_it() -> None:
    at = with_account(phone=False)
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await approve_anyway(screen)
        await screen.until(lambda: screen.sees("Người này đã có tài khoản"))
        await press_way_out(screen, "Không duyệt")
        await screen.until(lambda: bool(screen.every(ft.AlertDialog)))
        await confirm_rejection(screen)
        await screen.until(lambda: at.service.by_id[lying(1).id].status == "rejected")
        assert at.service.asked[-1].reasons == ("already_has_account",)


def with_account(*, phone: bool) -> Desk:
    """Declaration 1 waits; number 2 has an account with the same phone, or the same code."""
    mine = lying(1).content
    shared = {"phone": mine.phone} if phone else {"insurance_code": mine.insurance_code}
    return desk(lying(1), replace(lying(2).but(**shared), status="activated"))


async def approve_anyway(screen: Screen) -> None:
    await screen.key("A")
    await screen.until(lambda: screen.sees("Vẫn duyệt"))
    await screen.press("Vẫn duyệt")


async def press_way_out(screen: Screen, words: str) -> None:
    """The way out stands in the banner above everything else of that name."""
    dialog = screen.every(ft.AlertDialog)
    inside = [each for each in screen.every(ft.OutlinedButton) if words in _caption(each)]
    await screen.click(inside[-1] if dialog else inside[0])


def _caption(button: ft.OutlinedButton) -> list[str]:
    row = button.content
    assert isinstance(row, ft.Row)
    return [each.value for each in row.controls if isinstance(each, ft.Text)]


def taken_back(purpose: str) -> ConsentTakenBack:
    at = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    return ConsentTakenBack(purpose=purpose, at=at, by="mau", text_version="consent-2026-02", language="vi")


async def test_without_the_consent_an_account_needs_it_is_said_why_nothing_is_approved() -> None:
    at = desk(replace(lying(1), taken_back=(taken_back("account"),)))
    async with opened_screen(at) as screen:
        await screen.until(lambda: screen.sees("Không duyệt được nữa"))
        assert screen.sees("Người khai rút lại đồng ý “Dùng dữ liệu để cấp tài khoản”")
        await asyncio.sleep(0.1)
        await screen.key("A")
        assert at.service.asked == []


async def test_news_taken_back_is_shown_and_hinders_nobody() -> None:
    at = desk(replace(lying(1), taken_back=(taken_back("news"),)))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert screen.sees("Chỉ tin có mật khẩu được gửi")
        await screen.key("A")
        await screen.until(lambda: at.service.by_id[lying(1).id].status != "received")


async def test_what_is_marked_is_as_high_as_a_finger_needs() -> None:
    async with opened_screen(desk(lying(1))) as screen:
        await ready(screen, 1)
        await screen.key("R")
        await screen.until(lambda: screen.sees("Đánh dấu chỗ cần sửa"))
        chips = [each for each in screen.every(ft.Chip) if each.show_checkmark is not False]
        assert chips
        assert all(each.padding == CHIP_PADDING for each in chips)
