"""An auditor finds lines by person, agency, act and days, and turns pages."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import flet as ft
import pytest

from declaration.wire.audit import AuditEntry, AuditPage, AuditQuery
from desk.auditing.auditing import PAGE, Auditing, Span
from desk.i18n import has
from desk.ports.service import Denied, NoAnswer, Reason
from desk.views.audit.model import ACTS
from desk.views.audit.view import audit_screen
from desk.views.place import Place
from desk.views.program import Role, SignedIn
from tests.fakes.program import FakeProgram
from tests.fakes.staff_service import FakeStaffService
from tests.views.harness import Screen

ME = SignedIn("kiemtra", "Đỗ Kiểm Tra", frozenset({Role.AUDITOR}))
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def line(number: int, action: str = "viewed", actor: str = "lan") -> AuditEntry:
    at = NOW - timedelta(minutes=number)
    return AuditEntry(at=at, actor=actor, action=action, subject=f"tk-{number:03}", agency="MAU01")


def screen_of(service: FakeStaffService, width: int = 1366) -> Screen:
    program = FakeProgram(person=ME)
    program.auditing = Auditing(service)
    place = Place(program, 0, width, lambda _: None, lambda _: None)
    return Screen(lambda page: page.render(lambda: audit_screen(place)), width=width)


@pytest.fixture
def service() -> FakeStaffService:
    return FakeStaffService()


@pytest.mark.parametrize("width", [1366, 820])
async def test_a_line_says_when_who_what_and_about_what(service: FakeStaffService, width: int) -> None:
    named = line(2).model_copy(update={"name": "Vũ Thị Lan"})
    service.all_lines = (line(0), line(1, "a_newer_act"), named)
    async with screen_of(service, width) as screen:
        await screen.until(lambda: screen.sees("Xem tờ khai"))
        assert {"08:00:00 02/03/2026", "lan", "tk-000 · MAU01", "a_newer_act"} <= set(screen.texts())
        assert screen.sees("Vũ Thị Lan (lan)")


async def test_who_shares_a_full_name_bears_the_sign_in_name_once(service: FakeStaffService) -> None:
    service.all_lines = (line(0, actor="lan2").model_copy(update={"name": "Vũ Thị Lan (lan2)"}),)
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Vũ Thị Lan (lan2)"))
        assert "Vũ Thị Lan (lan2)" in screen.texts()


async def test_what_the_service_did_itself_is_said_in_words_beside_what_one_filters_by(
    service: FakeStaffService,
) -> None:
    service.all_lines = (line(0, actor="service"), line(1, actor="office"))
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Hệ thống (service)"))
        assert screen.sees("Vận hành máy chủ (office)")


@pytest.mark.parametrize(
    ("action", "note", "words"),
    [
        ("listed", "shown 2", "đã hiện 2 dòng"),
        ("people_listed", "4", "đã hiện 4 dòng"),
        ("audit_read", "2026-03-01..2026-03-02 shown 50", "01/03/2026–02/03/2026 · đã hiện 50 dòng"),
        ("figures_seen", "2026-03-02..2026-03-02", "02/03/2026"),
        ("signed_in", "failures 3", "trước đó sai mật khẩu 3 lần"),
        ("photos_unreadable", "portrait card_front", "Ảnh chân dung, Mặt trước thẻ"),
        ("online_listed", "people 12", "12 người"),
        ("roster_updated", "stations 3", "cho 3 quầy"),
        ("handout_read", "roster_updated from 0", "danh sách đơn vị"),
        ("person_set", "reviewer supervisor", "Cán bộ duyệt, Phụ trách"),
        ("agency_set", "MAU01", "thuộc MAU01"),
        ("returned", "shown to her 2", "shown to her 2"),
    ],
)
async def test_what_the_service_notes_is_read_in_ones_own_words(
    service: FakeStaffService, action: str, note: str, words: str
) -> None:
    service.all_lines = (line(0, action).model_copy(update={"note": note}),)
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("08:00:00 02/03/2026"))
        assert f"tk-000 · {words} · MAU01" in screen.texts()


@pytest.mark.parametrize(
    ("kind", "about", "words"),
    [
        ("declaration", "MAU-2026-000012", "MAU-2026-000012 · MAU01"),
        ("station", "Quầy 03 · Khu công nghiệp Mẫu", "Quầy 03 · Khu công nghiệp Mẫu · MAU01"),
        ("person", "Vũ Thị Lan (lan)", "Vũ Thị Lan (lan) · MAU01"),
        ("papers", "3 · Quầy 03", "lô giấy số 3 · Quầy 03 · MAU01"),
        ("complaint", "Quầy 03", "phản ánh ở Quầy 03 · MAU01"),
        ("", "", "tk-000 · MAU01"),
    ],
)
async def test_what_it_was_done_to_is_called_as_people_call_it(
    service: FakeStaffService, kind: str, about: str, words: str
) -> None:
    told = {"about": about, "about_kind": kind}
    service.all_lines = (line(0, "received").model_copy(update=told),)
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("08:00:00 02/03/2026"))
        assert words in screen.texts()


async def test_the_agency_is_named_and_chosen_only_where_there_are_several(
    service: FakeStaffService,
) -> None:
    service.all_lines = (line(0), line(1).model_copy(update={"agency": "MAU02"}))
    service.names = {"MAU01": "BHXH cơ sở Mẫu"}
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("tk-000"))
        assert "tk-000" in screen.texts()
        assert len(screen.every(ft.Dropdown)) == 1
        service.names["MAU02"] = "BHXH Ví Dụ"
        await screen.press("Tải lại")
        await screen.until(lambda: screen.sees("tk-001 · BHXH Ví Dụ"))
        await screen.event(screen.every(ft.Dropdown)[0], "select", "MAU02")
        await screen.until(lambda: service.asked[-1].agency == "MAU02")
        await screen.until(lambda: not screen.sees("tk-000"))
        await screen.event(screen.every(ft.Dropdown)[0], "select", "any")
        await screen.until(lambda: screen.sees("tk-000 · BHXH cơ sở Mẫu"))


async def test_a_digest_is_nothing_to_read(service: FakeStaffService) -> None:
    service.all_lines = (line(0, "roster_updated").model_copy(update={"subject": "ab" * 32}),)
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("08:00:00 02/03/2026"))
        assert "MAU01" in screen.texts()


async def test_filters_are_asked_of_the_service(service: FakeStaffService) -> None:
    service.all_lines = (line(0), line(1, actor="kim"))
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("tk-001 · MAU01"))
        await screen.type(screen.field("Người làm (tên đăng nhập)"), "kim")
        await screen.event(screen.every(ft.Chip)[1], "select", True)
        await screen.until(lambda: not screen.sees("tk-000 · MAU01"))
        assert screen.sees("tk-001 · MAU01")
        asked = service.asked[-1]
        assert (asked.actor, asked.last_day - asked.first_day) == ("kim", timedelta(days=6))


async def test_pages_are_turned_on_and_back(service: FakeStaffService) -> None:
    service.all_lines = tuple(line(number) for number in range(PAGE + 1))
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("tk-000 · MAU01"))
        await screen.press("Trang sau")
        await screen.until(lambda: screen.sees(f"tk-{PAGE:03} · MAU01"))
        assert not screen.sees("tk-000 · MAU01")
        await screen.press("Trang trước")
        await screen.until(lambda: screen.sees("tk-000 · MAU01"))


async def test_nothing_found_and_no_answer_are_told_apart(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Không có dòng nào"))
        service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.press("Tải lại")
        await screen.until(lambda: screen.sees("Thử lại"))


def test_every_act_one_filters_by_and_every_span_has_its_words() -> None:
    assert all(has(f"audit.act.{act or 'any'}") for act in ACTS)
    assert all(has(f"audit.span.{span.name.lower()}") for span in Span)


async def test_the_lines_shown_are_those_of_the_filter_chosen_last(service: FakeStaffService) -> None:
    service.all_lines = (line(0), line(1, "approved"))
    goes_on, answer = asyncio.Event(), service.lines

    async def later(query: AuditQuery) -> AuditPage | Denied | NoAnswer:
        await goes_on.wait()
        return await answer(query)

    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("tk-000 · MAU01"))
        service.lines = later  # type: ignore[method-assign]
        acts = screen.one(ft.Dropdown, "Việc")
        slow = []
        for act in ("listed", "approved"):
            slow.append(asyncio.create_task(screen.choose(acts, act)))
            for _ in range(5):
                await screen.settle()
        goes_on.set()
        await asyncio.gather(*slow)
        await screen.until(lambda: screen.sees("tk-001 · MAU01"))
        assert not screen.sees("tk-000 · MAU01")


async def test_a_full_name_finds_nothing_and_it_says_what_does_with_a_way_back(
    service: FakeStaffService,
) -> None:
    service.all_lines = (line(0).model_copy(update={"name": "Vũ Thị Lan"}),)
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Vũ Thị Lan (lan)"))
        await screen.type(screen.field("Người làm (tên đăng nhập)"), "Vũ Thị Lan", submit=True)
        await screen.until(lambda: screen.sees("chữ trong ngoặc sau họ tên"))
        await screen.press("Bỏ mọi điều kiện")
        await screen.until(lambda: screen.sees("Vũ Thị Lan (lan)"))
        assert screen.field("Người làm (tên đăng nhập)").value == ""


async def test_days_without_a_line_have_no_filter_to_take_off(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Thử khoảng ngày dài hơn"))
        assert not screen.sees("Bỏ mọi điều kiện")
