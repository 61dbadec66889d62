"""Declarations are found in a hurry, turned page by page, and show exactly what one may do with them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import flet as ft
import pytest

from declaration.draft import Field, Source
from declaration.lifecycle import Event, Status, allowed
from declaration.wire.changes import ChangeKind
from desk.ports.store import LOOK, Page
from desk.registration.declarations import Finished
from desk.views import shown
from desk.views.declarations import model as models
from desk.views.declarations.model import STATUSES, DeclarationsModel
from desk.views.declarations.view import declarations_screen
from desk.views.place import Place
from desk.views.wanted import look_at
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare, filled, finished
from tests.fakes.program import FakeProgram
from tests.fakes.store import MemoryDeclarations
from tests.views.harness import Screen
from tests.views.standing import Standing

SEARCH = "Tìm theo tên, số giấy tờ hoặc điện thoại"


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> FakeProgram:
    monkeypatch.setattr(models, "SEARCH_PAUSE", 0.02)
    return FakeProgram()


def named(program: FakeProgram, seed: int, name: str) -> Finished:
    draft = filled(program.registration, seed).with_value(Field.FULL_NAME, name, Source.TYPED)
    return finished(program.registration, draft)


def agency_of(program: FakeProgram) -> FakeAgency:
    return FakeAgency(program.outbox, program.clock)


def opened(program: FakeProgram, declared: Finished, width: float = 1366) -> Screen:
    """The screen as another one leads to it: with this declaration open."""

    def screen(place: Place) -> ft.Control:
        look_at(Place(place.program, 0, width, lambda _: None, lambda _: None), declared.id)
        return declarations_screen(place)

    standing = Standing(program, width)
    return Screen(standing.at(screen), width=int(width))


@pytest.mark.parametrize("typed", ["dang huong", "ĐẶNG hường", "000 999"])
async def test_a_person_is_found_without_diacritics_or_by_the_end_of_the_phone(
    program: FakeProgram, typed: str
) -> None:
    named(program, 999, "Đặng Thị Hường")
    named(program, 5, "Nguyễn Văn Mẫu")
    async with Screen(Standing(program).at(declarations_screen)) as screen:
        await screen.until(lambda: screen.sees("NGUYỄN VĂN MẪU"))
        await screen.type(screen.field(SEARCH), typed)
        await screen.until(lambda: screen.sees("ĐẶNG THỊ HƯỜNG") and not screen.sees("NGUYỄN VĂN MẪU"))


async def test_typing_asks_the_store_once_after_a_pause(program: FakeProgram) -> None:
    asked: list[str] = []

    class Listening(MemoryDeclarations):
        def search(self, text: str, statuses: Sequence[Status], *, after: str | None, limit: int) -> Page:
            asked.append(text)
            return super().search(text, statuses, after=after, limit=limit)

    table = replace(program.new_table(), declarations=Listening(program.shelf))
    model = DeclarationsModel(table, program.clock)
    await asyncio.gather(*(model.search_for("mau"[:end]) for end in (1, 2, 3)))
    assert asked == ["mau"]


async def test_pages_go_on_and_back_again(program: FakeProgram) -> None:
    for seed in range(120):
        program.clock.forward(timedelta(seconds=1))
        declare(program.registration, seed)
    async with Screen(Standing(program).at(declarations_screen)) as screen:
        for words in ("1–50 trong 120", "51–100 trong 120", "101–120 trong 120"):
            await screen.until(lambda words=words: screen.sees(words))  # type: ignore[misc]
            if words.startswith("101"):
                break
            await screen.press("Trang sau")
        await screen.press("Trang trước")
        await screen.until(lambda: screen.sees("51–100 trong 120"))


async def test_news_keep_ones_place_in_the_list(program: FakeProgram) -> None:
    for seed in range(60):
        program.clock.forward(timedelta(seconds=1))
        declare(program.registration, seed)
    standing = Standing(program)
    async with Screen(standing.at(declarations_screen)) as screen:
        await screen.until(lambda: screen.sees("1–50 trong 60"))
        await screen.press("Trang sau")
        await screen.until(lambda: screen.sees("51–60 trong 60"))
        declare(program.registration, 61)
        standing.news()
        await screen.until(lambda: screen.sees("51–61 trong 61"))


async def test_a_filter_shows_its_count_and_only_its_own(program: FakeProgram) -> None:
    named(program, 1, "Nguyễn Văn Mẫu")
    agency_of(program).receive(named(program, 2, "Đặng Thị Hường"))
    async with Screen(Standing(program).at(declarations_screen)) as screen:
        await screen.until(lambda: screen.sees("Đã tiếp nhận · 1"))
        assert screen.sees("Tất cả · 2")
        assert not screen.sees("Trả lại · 0")
        chip = next(c for c in screen.every(ft.Chip) if getattr(c.label, "value", "") == "Đã tiếp nhận · 1")
        await screen.event(chip, "select", True)
        await screen.until(lambda: not screen.sees("NGUYỄN VĂN MẪU"))
        assert screen.sees("ĐẶNG THỊ HƯỜNG")


def test_every_status_is_behind_exactly_one_filter() -> None:
    behind = [status for statuses in STATUSES.values() for status in statuses]
    assert sorted(behind) == sorted(Status)


async def test_what_waits_says_so_beside_its_status(program: FakeProgram) -> None:
    declare(program.registration, 1)
    async with Screen(Standing(program).at(declarations_screen)) as screen:
        await screen.until(lambda: screen.sees("Hoàn tất · chờ gửi"))


@pytest.mark.parametrize(
    ("days", "words"),
    [(6, None), (7, "Còn 3 ngày"), (10, "Hạn cuối hôm nay"), (12, "Quá hạn 2 ngày")],
)
def test_a_deadline_is_said_from_the_fourth_day_on(
    program: FakeProgram, days: int, words: str | None
) -> None:
    declare(program.registration, 1)
    (line,) = program.declarations.search("", (), after=None, limit=1).lines
    assert shown.deadline(line, program.clock.today() + timedelta(days=days)) == words


def test_what_the_agency_holds_has_no_deadline_here(program: FakeProgram) -> None:
    agency_of(program).receive(declare(program.registration, 1))
    (line,) = program.declarations.search("", (), after=None, limit=1).lines
    assert shown.deadline(line, program.clock.today() + timedelta(days=9)) is None


@pytest.mark.parametrize("width", [1366, 820])
async def test_a_row_opens_what_was_declared_its_photos_and_its_history(
    program: FakeProgram, width: int
) -> None:
    named(program, 1, "Nguyễn Văn Mẫu")
    async with Screen(Standing(program, width).at(declarations_screen), width=width) as screen:
        await screen.until(lambda: screen.sees("NGUYỄN VĂN MẪU"))
        await screen.press("NGUYỄN VĂN MẪU")
        await screen.until(lambda: screen.sees("Quá trình"))
        assert screen.sees("Hoàn tất tại quầy")
        assert screen.sees("BHXH cơ sở Mẫu")
        named_images = {image.semantics_label for image in screen.every(ft.Image)}
        assert {"Ảnh chân dung", "Mặt trước thẻ", "Mặt sau thẻ", "Chữ ký"} <= named_images
        assert bool(screen.every(ft.TextField)) is (width == 1366)  # upright, it takes the list's place
        if width == 820:
            await screen.press("Về danh sách")
            assert screen.field(SEARCH)


async def test_what_is_returned_shows_its_fields_reasons_and_note(program: FakeProgram) -> None:
    agency, declared = agency_of(program), declare(program.registration, 1)
    agency.receive(declared)
    agency.answer(
        declared,
        ChangeKind.RETURNED,
        fields=["phone", "portrait"],
        reasons=["contact_wrong"],
        note="Gọi không được",
    )
    async with opened(program, declared) as screen:
        await screen.until(lambda: screen.sees("Cơ quan trả lại để sửa"))
        assert screen.sees("Điện thoại hoặc e-mail chưa đúng")
        assert screen.sees("Lời nhắn: Gọi không được")
        assert screen.texts().count("Điện thoại") == 2  # among the faulty fields, and beside its value
        assert screen.button("Sửa")


async def test_a_refused_one_says_why_and_where_one_decides(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    agency_of(program).refuse(declared, "content_invalid")
    async with opened(program, declared) as screen:
        await screen.until(lambda: screen.sees("Quá trình"))
        assert screen.sees("Nội dung tờ khai chưa hợp lệ. Tờ khai vẫn nằm an toàn trên máy.")
        assert screen.button("Mở Đồng bộ")


@pytest.mark.parametrize("status", list(Status))
async def test_correcting_is_offered_exactly_when_the_lifecycle_allows_it(
    program: FakeProgram, status: Status
) -> None:
    declared = declare(program.registration, 1)
    program.shelf.filed[declared.id].status = status
    async with opened(program, declared) as screen:
        await screen.until(lambda: screen.sees("Quá trình"))
        offered = [b for b in screen.every(ft.FilledButton) if "Sửa" in _captions(b)]
        assert bool(offered) is (Event.REOPEN in allowed(status))


async def test_correcting_goes_to_the_desk_with_this_declaration(program: FakeProgram) -> None:
    declared, standing = declare(program.registration, 1), Standing(program)
    async with Screen(standing.at(declarations_screen)) as screen:
        await screen.until(lambda: bool(program.shelf.filed) and screen.sees("Hoàn tất · chờ gửi"))
        await screen.press("Hoàn tất · chờ gửi")
        await screen.until(lambda: screen.sees("Quá trình"))
        await screen.press("Sửa")
        assert list(standing.corrected) == [declared.id]


async def test_an_event_of_a_newer_service_is_said_to_be_one(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    agency_of(program).answer(declared, "of_a_newer_version")
    async with opened(program, declared) as screen:
        await screen.until(lambda: screen.sees("Tin mới, cần bản phần mềm mới hơn để đọc"))


async def test_a_content_of_a_newer_form_is_not_a_crash(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    program.shelf.filed[declared.id].content = '{"kind": "of a newer form"}'
    async with opened(program, declared) as screen:
        await screen.until(lambda: screen.sees("Nội dung này cần bản phần mềm mới hơn để đọc"))


async def test_an_empty_station_leads_to_the_desk_and_an_empty_search_back_to_all(
    program: FakeProgram,
) -> None:
    standing = Standing(program)
    async with Screen(standing.at(declarations_screen)) as screen:
        await screen.until(lambda: screen.sees("Chưa có tờ khai nào"))
        await screen.press("Mở Quầy")
        assert list(standing.went) == ["desk"]
        declare(program.registration, 1)
        standing.news()
        await screen.until(lambda: screen.sees("Tất cả · 1"))
        await screen.type(screen.field(SEARCH), "khong co ai")
        await screen.until(lambda: screen.sees("Không thấy tờ khai nào như vậy"))
        await screen.press("Xem tất cả")
        await screen.until(lambda: screen.sees("Hoàn tất · chờ gửi"))


def test_the_model_hides_people_in_its_repr(program: FakeProgram) -> None:
    named(program, 1, "Nguyễn Văn Mẫu")
    model = DeclarationsModel(program.new_table(), program.clock, text="Nguyễn Văn Mẫu")
    assert "Mẫu" not in repr(model)


def _captions(button: ft.FilledButton) -> list[str]:
    row = button.content
    assert isinstance(row, ft.Row)
    return [part.value for part in row.controls if isinstance(part, ft.Text)]


def looks(program: FakeProgram) -> list[tuple[UUID, str]]:
    return [(about, act.by) for about, act in program.shelf.acts if act.event == LOOK]


async def test_every_opening_of_a_declaration_is_noted_once_and_not_in_its_history(
    program: FakeProgram,
) -> None:
    first, second = declare(program.registration, 1), declare(program.registration, 2)
    assert program.table is not None
    model = DeclarationsModel(program.table, program.clock)
    await model.reload()
    assert looks(program) == [], "a list is no opening"
    for _ in range(2):
        await model.open(first.id)
        await model.reload()
    assert looks(program) == [(first.id, "mau")]
    await model.open(second.id)
    model.close()
    await model.open(second.id)
    assert [about for about, _ in looks(program)] == [first.id, second.id, second.id]
    assert model.opened is not None
    assert [event.event for event in model.opened.detail.history] == ["finish"]


async def test_a_declaration_another_screen_leads_to_is_noted_too(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    async with opened(program, declared) as screen:
        await screen.until(lambda: looks(program) == [(declared.id, "mau")])


async def test_a_declaration_is_withdrawn_only_with_a_reason_and_the_list_says_so(
    program: FakeProgram,
) -> None:
    declared = declare(program.registration, 1)
    async with opened(program, declared) as screen:
        await screen.until(lambda: screen.sees("Rút tờ khai"))
        await screen.press("Rút tờ khai")
        await screen.until(lambda: screen.sees("Vì sao rút"))
        await screen.press("Rút hẳn")
        await screen.until(lambda: screen.sees("Chọn một lý do"))
        await screen.choose(screen.one(ft.RadioGroup), "registered_twice")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Đã rút · chờ gửi"))
        assert screen.sees("Đã có tờ khai khác của người này · Lê Thị Mẫu")
        assert not screen.sees("Vì sao rút")


async def test_what_changed_while_one_was_asked_is_not_withdrawn_and_said(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    async with opened(program, declared) as screen:
        await screen.until(lambda: screen.sees("Rút tờ khai"))
        await screen.press("Rút tờ khai")
        await screen.until(lambda: screen.sees("Vì sao rút"))
        await screen.choose(screen.one(ft.RadioGroup), "wrong_person")
        agency = agency_of(program)
        agency.receive(declared)
        agency.answer(declared, ChangeKind.APPROVED)
        await screen.press("Rút hẳn")
        await screen.until(lambda: screen.sees("vừa thay đổi"))
    assert program.shelf.filed[declared.id].status is Status.APPROVED


async def test_a_correction_in_hand_is_gone_on_with_at_the_desk(program: FakeProgram) -> None:
    declared, standing = declare(program.registration, 1), Standing(program)
    program.registration.reopen(declared.id)
    async with Screen(standing.at(declarations_screen)) as screen:
        await screen.until(lambda: bool(program.shelf.filed) and screen.sees("Đang sửa"))
        await screen.press("Đang sửa")
        await screen.until(lambda: screen.sees("Quá trình"))
        await screen.press("Làm tiếp ở Quầy")
        assert list(standing.corrected) == [declared.id]


async def test_what_was_refused_is_declared_anew_at_the_desk(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    agency_of(program).receive(declared)
    agency_of(program).answer(declared, ChangeKind.REJECTED, reasons=["other"])
    standing = Standing(program)

    def screen(place: Place) -> ft.Control:
        look_at(Place(place.program, 0, 1366, lambda _: None, lambda _: None), declared.id)
        return declarations_screen(place)

    async with Screen(standing.at(screen)) as window:
        await window.until(lambda: window.sees("Khai lại"))
        await window.press("Khai lại")
        await window.until(lambda: bool(standing.corrected))
        [draft] = program.registration.left_behind()
        assert standing.corrected == [draft.id]
        assert draft.value(Field.FULL_NAME) == declared.full_name
