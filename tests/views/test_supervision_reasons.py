"""A supervisor edits the reasons of the agency; reviewers are offered them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import flet as ft

from desk.ports.service import NoAnswer, Reason
from tests.fakes.for_review import lying
from tests.fakes.people_service import FakePeopleService
from tests.views.harness import Screen
from tests.views.review_desk import desk, opened_screen, ready
from tests.views.supervised import supervised

OWN = "Ảnh chụp lại từ màn hình"
BUTTON = "Lý do trả lại, không duyệt…"


@asynccontextmanager
async def one_taken_out(service: FakePeopleService) -> AsyncIterator[Screen]:
    """The reasons being edited, a ready-made one taken out and nothing saved yet."""
    async with supervised(service) as screen:
        await screen.until(lambda: screen.sees(BUTTON))
        await screen.press(BUTTON)
        await screen.until(lambda: screen.sees("Ảnh chân dung chưa rõ"))
        await screen.press("Bỏ: Ảnh chân dung chưa rõ")
        yield screen


async def test_a_text_of_ones_own_is_added_and_a_ready_made_one_taken_out() -> None:
    service = FakePeopleService()
    async with one_taken_out(service) as screen:
        await screen.type(screen.field("Lý do tự viết"), f"  {OWN} ")
        await screen.press("Thêm")
        await screen.press("Lưu danh sách")
        await screen.until(lambda: not screen.every(ft.AlertDialog))
    lists = service.reason_lists
    assert (lists.to_return[0], lists.to_return[-1], lists.version) == ("card_unclear", OWN, 1)


async def test_what_somebody_else_changed_meanwhile_is_not_written_over() -> None:
    service = FakePeopleService()
    async with one_taken_out(service) as screen:
        service.reason_lists = service.reason_lists.model_copy(update={"to_return": (OWN,), "version": 5})
        await screen.press("Lưu danh sách")
        await screen.until(lambda: screen.sees("Người khác vừa sửa danh sách này"))
        await screen.press("Tải lại lý do")
        await screen.until(lambda: screen.sees(OWN))
    assert service.reason_lists.to_return == (OWN,)


async def test_the_last_reason_stays_since_a_no_needs_one() -> None:
    service = FakePeopleService()
    service.reason_lists = service.reason_lists.model_copy(update={"to_return": (OWN,)})
    async with supervised(service) as screen:
        await screen.until(lambda: screen.sees(BUTTON))
        await screen.press(BUTTON)
        await screen.until(lambda: screen.sees(OWN))
        remove = screen.button(f"Bỏ: {OWN}")
        assert isinstance(remove, ft.IconButton)
        assert remove.disabled


async def test_reviewers_are_offered_the_agencys_own_reasons_and_send_them_as_written() -> None:
    at = desk(lying(1))
    at.service.reason_lists = at.service.reason_lists.model_copy(update={"to_return": (OWN, "other")})
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("R")
        await screen.until(lambda: screen.sees(OWN))
        for words in ("Điện thoại", OWN, "Lý do khác"):
            chips = [each for each in screen.every(ft.Chip) if each.show_checkmark is not False]
            chip = next(e for e in chips if isinstance(e.label, ft.Text) and e.label.value == words)
            await screen.event(chip, "select", True)
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: bool(at.service.asked))
    assert at.service.asked[0].reasons == ("other", OWN), "codes first: the rest is words"


async def test_what_was_changed_stays_when_saving_has_no_answer_and_is_saved_again() -> None:
    service = FakePeopleService()
    async with one_taken_out(service) as screen:
        service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.press("Lưu danh sách")
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        service.trouble = None
        await screen.press("Thử lại")
        await screen.until(lambda: not screen.every(ft.AlertDialog))
    assert "portrait_unclear" not in service.reason_lists.to_return


async def test_a_text_typed_but_not_added_is_saved_too() -> None:
    service = FakePeopleService()
    async with supervised(service) as screen:
        await screen.until(lambda: screen.sees(BUTTON))
        await screen.press(BUTTON)
        await screen.until(lambda: screen.sees("Ảnh chân dung chưa rõ"))
        await screen.type(screen.field("Lý do tự viết"), OWN)
        await screen.press("Lưu danh sách")
        await screen.until(lambda: not screen.every(ft.AlertDialog))
    assert service.reason_lists.to_return[-1] == OWN
