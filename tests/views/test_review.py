"""The reviewer sees what is there, decides with one key, and is led on to the next."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import flet as ft
import pytest

from declaration.wire.declaration_content import VerificationContent
from declaration.wire.review import Decision
from desk.ports.service import NoAnswer, Reason
from desk.reviewing.reviewing import Reviewing
from desk.views import shown
from desk.views.place import Place
from desk.views.program import Role, SignedIn
from desk.views.review import opened, queue
from desk.views.review.view import review_screen
from tests.fakes.for_review import Lying, lying
from tests.fakes.people_service import FakePeopleService
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen

REVIEWER = SignedIn("lan", "Trần Thị Duyệt", frozenset({Role.REVIEWER}))


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(queue, "SEARCH_PAUSE", 0.0)


@dataclass
class Desk:
    """A reviewer's screen over a service in memory."""

    service: FakePeopleService
    program: FakeProgram
    width: int = 1366

    def main(self, page: ft.Page) -> None:
        place = Place(self.program, 0, self.width, lambda _: None, lambda _: None)
        page.render(lambda: review_screen(place))


def desk(*declarations: Lying, width: int = 1366) -> Desk:
    service = FakePeopleService(declarations)
    program = FakeProgram(person=REVIEWER)
    program.reviewing = Reviewing(service)
    return Desk(service, program, width)


def opened_screen(at: Desk) -> Screen:
    return Screen(at.main, width=at.width)


def name(seed: int) -> str:
    return lying(seed).content.full_name


def dossier(seed: int) -> str:
    return lying(seed).dossier_number


async def ready(screen: Screen, seed: int) -> None:
    """Until this declaration is open and can be decided."""
    await screen.until(lambda: screen.sees(f"{dossier(seed)} ·") and can_decide(screen))


def can_decide(screen: Screen) -> bool:
    found = [each for each in screen.every(ft.FilledButton) if not each.disabled]
    return bool(found)


async def test_the_receiving_agency_is_shown_by_its_name() -> None:
    async with opened_screen(desk(lying(1))) as screen:
        await ready(screen, 1)
        assert "BHXH MAU01" in screen.texts()


async def test_the_soonest_deadline_is_open_at_once_and_the_days_are_said() -> None:
    async with opened_screen(desk(lying(1, days_left=8), lying(2, days_left=2))) as screen:
        await ready(screen, 2)
        texts = screen.texts()
        assert texts.index(name(2)) < texts.index(name(1))
        assert {"Còn 2 ngày", "Còn 8 ngày", "Chờ duyệt · 2"} <= set(texts)


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


async def test_after_the_last_one_the_desk_is_calm() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("A")
        await screen.until(lambda: screen.sees("Không còn tờ khai chờ duyệt"))
        assert not can_decide(screen)


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


async def test_photos_are_shown_from_memory_and_one_can_be_enlarged() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        shown = {image.semantics_label: image.src for image in screen.every(ft.Image)}
        assert set(shown) == {"Ảnh chân dung", "Mặt trước thẻ", "Mặt sau thẻ", "Chữ ký"}
        assert set(shown.values()) == {data for _, data in lying(1).photos.values()}
        assert at.program.offered == []
        front = next(one for one in screen.every(ft.Semantics) if one.label == "Phóng to: Mặt trước thẻ")
        assert isinstance(front.content, ft.Container)
        await screen.click(front.content)
        await screen.until(lambda: bool(screen.every(ft.AlertDialog)))
        await screen.key("A")
        assert at.service.asked == [], "nothing behind the photo hears keys"
        await screen.key("Escape")
        await screen.until(lambda: not screen.every(ft.AlertDialog))


async def test_a_photo_is_enlarged_zoomed_and_moved_by_keyboard() -> None:
    async with opened_screen(desk(lying(1))) as screen:
        await ready(screen, 1)
        await screen.key("Z")
        await screen.until(lambda: bool(screen.every(ft.AlertDialog)))
        await screen.key("=")
        await screen.key("Arrow Right", shift=True)
        await screen.press("Phóng to (phím +)")
        await screen.key("-")
        asked = [call for call in screen.client.calls if call.control == "InteractiveViewer"]
        assert [call.method for call in asked] == ["zoom", "pan", "pan", "zoom", "pan", "zoom", "pan"]
        factors = [call.arguments["factor"] for call in asked if call.method == "zoom"]
        assert factors == pytest.approx([1.5, 1.5, 1 / 1.5])
        assert asked[2].arguments["dx"] < 0, "the sight goes to the right, the photo to the left"
        await screen.key("Escape")
        await screen.until(lambda: not screen.every(ft.AlertDialog))


async def test_a_photo_that_did_not_come_is_said_and_asked_about_before_approving() -> None:
    at = desk(lying(1))
    at.service.lost_photos = {"portrait"}
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert screen.sees("Chưa tải được ảnh")
        await screen.key("A")
        await screen.until(lambda: screen.sees("Có ảnh chưa tải được"))
        assert at.service.asked == []
        await screen.key("Escape")
        at.service.lost_photos = set()
        await screen.press("Tải lại ảnh")
        await screen.until(lambda: not screen.sees("Chưa tải được ảnh"))


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


async def test_a_photo_that_cannot_be_read_is_named_and_approving_asks_first() -> None:
    declared = lying(1)
    damaged = next(iter(declared.blobs)).sha256
    at = desk(replace(declared, unreadable=(damaged,)))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert screen.sees("Ảnh không đọc được")
        await screen.key("A")
        await screen.until(lambda: screen.sees("Có ảnh không đọc được"))
        assert at.service.asked == []
