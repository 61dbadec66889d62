"""The reviewer sees what is there, decides with one key, and is led on to the next."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import flet as ft
import pytest

from declaration.wire.declaration_content import VerificationContent
from declaration.wire.review import Decision
from desk.ports.service import NoAnswer, Reason
from desk.views.review import opened
from tests.fakes.for_review import lying
from tests.views.review_desk import desk, dossier, name, opened_screen, ready
from tests.views.review_desk import short_pauses as short_pauses


async def test_the_receiving_agency_is_shown_by_its_name() -> None:
    async with opened_screen(desk(lying(1))) as screen:
        await ready(screen, 1)
        assert "BHXH MAU01" in screen.texts()


async def test_the_words_one_agreed_to_are_called_by_the_month_they_were_issued_in() -> None:
    async with opened_screen(desk(lying(1))) as screen:
        await ready(screen, 1)
        assert screen.sees("Bản lời 02/2026, ")


async def test_a_approves_and_the_next_one_opens_by_itself() -> None:
    at = desk(lying(1, days_left=1), lying(2, days_left=2))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("A")
        await ready(screen, 2)
        assert [request.decision for request in at.service.asked] == [Decision.APPROVE]
        assert screen.sees(f"Vừa duyệt: {name(1)}")


async def test_a_key_pressed_twice_does_not_decide_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    at = desk(lying(1, days_left=1), lying(2, days_left=2))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        monkeypatch.setattr(opened, "LOOK_SECONDS", 0.3)
        first = asyncio.create_task(screen.key("A"))
        await screen.until(lambda: screen.sees(f"{dossier(2)} ·"))
        await screen.key("A")
        await first
        await ready(screen, 2)
        assert len(at.service.asked) == 1


@pytest.mark.parametrize("key", ["A", "R", "J"])
async def test_a_letter_typed_into_the_search_decides_nothing(key: str) -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.event(screen.field("Tìm tên, số, điện thoại"), "focus")
        await screen.key(key)
        assert at.service.asked == []
        assert not screen.every(ft.AlertDialog)
        await screen.event(screen.field("Tìm tên, số, điện thoại"), "blur")
        await screen.key(key)
        await screen.until(lambda: bool(at.service.asked or screen.every(ft.AlertDialog)))


@pytest.mark.parametrize(
    ("registry", "shown"), [("mismatched", True), ("matched", False), ("unreachable", False)]
)
async def test_a_mismatch_names_the_fields_that_differ(registry: str, shown: bool) -> None:
    said = replace(lying(1), registry=registry, registry_fields=("birth", "sex"))
    async with opened_screen(desk(said)) as screen:
        await ready(screen, 1)
        assert screen.sees("Khác ở: Ngày sinh, Giới tính") is shown


@pytest.mark.parametrize(
    ("registry", "words", "ticks"),
    [
        ("matched", "Khớp CSDL dân cư", 4),
        ("mismatched", "Không khớp CSDL dân cư", 0),
        ("unreachable", "CSDL dân cư chưa trả lời", 0),
        ("not_connected", "Chưa kết nối CSDL dân cư", 0),
        ("not_asked", "CSDL dân cư không có loại giấy tờ này", 0),
        ("a_newer_word", "Chưa rõ kết quả CSDL dân cư", 0),
    ],
)
async def test_the_green_tick_is_only_ever_the_registrys_word(registry: str, words: str, ticks: int) -> None:
    async with opened_screen(desk(replace(lying(1), registry=registry))) as screen:
        await ready(screen, 1)
        assert words in screen.texts()
        ticked = [icon for icon in screen.every(ft.Icon) if icon.semantics_label == "Khớp CSDL dân cư"]
        assert len(ticked) == ticks


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("database", "Khớp CSDL dân cư"),
        ("extract", "Khớp CSDL dân cư (bản trích)"),
        ("practice", "Khớp CSDL dân cư (dữ liệu diễn tập)"),
        ("a_newer_word", "Khớp CSDL dân cư"),
    ],
)
async def test_a_files_word_is_not_taken_for_the_databases(source: str, words: str) -> None:
    async with opened_screen(desk(replace(lying(1), registry="matched", registry_source=source))) as screen:
        await ready(screen, 1)
        assert words in screen.texts()
        assert {icon.semantics_label for icon in screen.every(ft.Icon)} & {words} == {words}


async def test_checks_and_exceptions_of_the_desk_are_said_in_words() -> None:
    said = VerificationContent(outcome="exception", reason="ảnh thẻ đã cũ", by="mau", at=lying(1).received_at)
    async with opened_screen(
        desk(
            lying(1).but(
                checks=(
                    "card_expired",
                    "card_back:card_blurred",
                    "phone:returned_as_it_was",
                    "a_newer_check",
                ),
                verification=said,
            )
        )
    ) as screen:
        await ready(screen, 1)
        assert screen.sees("Xác nhận ngoại lệ: ảnh thẻ đã cũ")
        assert screen.sees("Nội dung mới, mã a_newer_check")
        assert not screen.sees("{date}")
        assert screen.sees("Mặt sau thẻ: Ảnh thẻ bị nhòe")
        assert screen.sees("Điện thoại: Cơ quan đã trả lại mục này, nay gửi lại như cũ")


async def test_a_possible_duplicate_stands_beside_and_can_be_opened() -> None:
    other = lying(2, days_left=9).but(phone=lying(1).content.phone)
    async with opened_screen(desk(lying(1, days_left=1), other)) as screen:
        await ready(screen, 1)
        assert screen.sees(f"Trùng Điện thoại · Đã tiếp nhận · {dossier(2)}")
        await screen.press("Mở tờ khai này")
        await ready(screen, 2)


async def test_the_past_is_told_with_its_reasons_in_words() -> None:
    past = lying(1).happened("returned", "duyet", "card_unclear other chụp lại")
    async with opened_screen(desk(past)) as screen:
        await ready(screen, 1)
        assert screen.sees("Ảnh thẻ chưa rõ · Lý do khác · chụp lại")


async def test_what_is_decided_already_offers_no_decision() -> None:
    at = desk(replace(lying(1), status="rejected"))
    async with opened_screen(at) as screen:
        await screen.until(lambda: screen.sees("Không còn tờ khai chờ duyệt"))
        chip = next(each for each in screen.every(ft.Chip) if "Không duyệt" in str(each.label.value))  # type: ignore[union-attr]
        await screen.event(chip, "select", True)
        await screen.until(lambda: screen.sees("không ở bước chờ quyết định"))
        await screen.key("A")
        assert at.service.asked == []


async def test_upright_the_declaration_takes_the_lists_place_and_has_a_way_back() -> None:
    async with opened_screen(desk(lying(1), width=820)) as screen:
        await screen.until(lambda: screen.sees(name(1)))
        assert not screen.every(ft.Image)
        row = next(each for each in screen.every(ft.Container) if each.ink and each.on_click)
        await screen.click(row)
        await ready(screen, 1)
        assert not screen.every(ft.Chip)
        await screen.press("Danh sách")
        await screen.until(lambda: bool(screen.every(ft.Chip)))


async def test_no_network_is_said_as_such_with_a_way_out() -> None:
    at = desk(lying(1))
    at.service.trouble = NoAnswer(Reason.NO_NETWORK)
    async with opened_screen(at) as screen:
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        at.service.trouble = None
        await screen.press("Thử lại")
        await screen.until(lambda: screen.sees("Chờ duyệt · 1"))


async def test_an_ended_session_leads_to_the_sign_in_page() -> None:
    at = desk(lying(1))
    at.service.trouble = NoAnswer(Reason.SIGN_IN)
    async with opened_screen(at) as screen:
        await screen.until(lambda: screen.sees("Phiên làm việc đã hết hạn"))
        await screen.press("Khóa để đăng nhập lại")
        assert at.program.person is None
