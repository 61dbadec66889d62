"""The reviewer's list: in order, searched, turned over, empty."""

from __future__ import annotations

import flet as ft

from desk.ports.service import NoAnswer, Reason
from desk.views import shown
from tests.fakes.for_review import lying
from tests.views.review_desk import can_decide, desk, dossier, name, opened_screen, ready
from tests.views.review_desk import short_pauses as short_pauses


async def test_the_soonest_deadline_is_open_at_once_and_the_days_are_said() -> None:
    async with opened_screen(desk(lying(1, days_left=8), lying(2, days_left=2))) as screen:
        await ready(screen, 2)
        texts = screen.texts()
        assert texts.index(name(2)) < texts.index(name(1))
        assert {"Còn 2 ngày", "Còn 8 ngày", "Chờ duyệt · 2"} <= set(texts)


async def test_after_the_last_one_the_desk_is_calm() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("A")
        await screen.until(lambda: screen.sees("Không còn tờ khai chờ duyệt"))
        assert not can_decide(screen)


async def test_search_finds_without_diacritics_and_says_when_nothing_fits() -> None:
    async with opened_screen(desk(*(lying(seed) for seed in range(8)))) as screen:
        await screen.until(lambda: screen.sees("Chờ duyệt · 8"))
        wanted = lying(3).content
        field = screen.field("Tìm tên, số, điện thoại")
        await screen.type(field, wanted.document.value)
        await screen.until(lambda: screen.sees("Chờ duyệt · 1"))
        await screen.type(screen.field("Tìm tên, số, điện thoại"), "khong co ai")
        await screen.until(lambda: screen.sees("Không tìm thấy tờ khai phù hợp"))


async def test_after_the_only_one_found_is_approved_it_is_said_and_leads_back_to_the_list() -> None:
    async with opened_screen(desk(lying(1, days_left=2), lying(2))) as screen:
        await ready(screen, 1)
        await screen.type(screen.field("Tìm tên, số, điện thoại"), lying(2).content.document.value)
        await screen.until(lambda: screen.sees("Chờ duyệt · 1"))
        await screen.key("N")
        await ready(screen, 2)
        await screen.key("A")
        await screen.until(lambda: screen.sees("Không tìm thấy tờ khai phù hợp"))
        await screen.until(lambda: screen.sees(f"Vừa duyệt: {name(2)}"))
        await screen.press("Xem cả danh sách")
        await ready(screen, 1)


async def test_enter_in_the_search_opens_what_was_found_and_what_is_found_stays_open() -> None:
    at = desk(lying(1, days_left=1), lying(2), lying(3))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        search = "Tìm tên, số, điện thoại"
        await screen.type(screen.field(search), lying(2).content.document.value, submit=True)
        await ready(screen, 2)
        assert at.service.by_id[lying(1).id].claim is None, "what A approves is what was searched for"
        await screen.type(screen.field(search), "khong co ai", submit=True)
        await screen.until(lambda: screen.sees("Không tìm thấy tờ khai phù hợp"))
        assert screen.sees(f"{dossier(2)} ·")


async def test_enter_in_the_search_loses_nothing_that_is_entered() -> None:
    at = desk(lying(1, days_left=1), lying(2))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("R")
        await screen.type(screen.field("Ghi thêm cho cán bộ quầy (không bắt buộc)"), "bớt lóa")
        await screen.key("Escape")
        search = screen.field("Tìm tên, số, điện thoại")
        await screen.type(search, lying(2).content.document.value, submit=True)
        await screen.until(lambda: screen.sees("Chờ duyệt · 1"))
        assert screen.sees(f"{dossier(1)} ·")


async def test_without_an_answer_rows_of_another_status_do_not_stand_under_the_one_chosen() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        row = f"{shown.document_number(lying(1).summary.document_number)} · "
        assert any(words.startswith(row) for words in screen.texts())
        at.service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.pick("Trả lại")
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        assert not any(words.startswith(row) for words in screen.texts())
        assert not screen.sees("Trả lại · 1")
        at.service.trouble = None
        await screen.event(screen.one(ft.IconButton, "Tải lại danh sách"), "click")
        await screen.until(lambda: screen.sees("Trả lại · 0"))


async def test_numbers_stand_in_groups_as_on_the_card() -> None:
    async with opened_screen(desk(lying(1))) as screen:
        await screen.until(lambda: screen.sees(name(1)))
        grouped = shown.document_number(lying(1).summary.document_number)
        assert " " in grouped
        assert any(words.startswith(f"{grouped} · ") for words in screen.texts())


async def test_pages_are_turned_and_turned_back() -> None:
    at = desk(*(lying(seed) for seed in range(60)))
    async with opened_screen(at) as screen:
        await screen.until(lambda: screen.sees("1–50 trong 60"))
        await screen.press("Trang sau")
        await screen.until(lambda: screen.sees("51–60 trong 60"))
        await screen.press("Trang trước")
        await screen.until(lambda: screen.sees("1–50 trong 60"))
