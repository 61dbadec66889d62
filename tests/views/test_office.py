"""The agency's people answer complaints and receive papers; what was written stays until it was taken."""

from __future__ import annotations

import asyncio
from uuid import UUID

import flet as ft
import pytest

from declaration.wire.complaint import ComplaintAnswer, ComplaintSummary
from declaration.wire.handover import HandedPaper, HandoverSummary
from desk.ports.service import Denied, NoAnswer, Reason
from desk.reviewing.answering import Answering
from desk.views.destinations import destinations_of
from desk.views.office.model import OfficeModel
from desk.views.office.view import office_screen
from desk.views.program import Role, SignedIn
from tests.fakes.after_service import AT, FakeAfterService
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing

COMPLAINT, BATCH, ONE, TWO = (UUID(int=number) for number in range(1, 5))


@pytest.fixture
def service() -> FakeAfterService:
    service = FakeAfterService()
    service.kept[COMPLAINT] = ComplaintSummary(
        id=COMPLAINT,
        subject="health_care",
        words="Thẻ chưa dùng được",
        full_name="Nguyễn Văn Mẫu",
        phone="+84912345678",
        document_number="",
        station="Quầy 03",
        unit_name="Khu công nghiệp Mẫu",
        registrar="mau",
        taken_at=AT,
        agency="MAU01",
        agency_name="BHXH cơ sở Mẫu",
        office="health_care",
    )
    here = HandedPaper(declaration=ONE, dossier_number="TK-2026-000001", full_name="Lê Thị Thử")
    service.batches[BATCH] = HandoverSummary(
        id=BATCH,
        number=3,
        station="Quầy 03",
        unit_name="Khu công nghiệp Mẫu",
        registrar="mau",
        handed_at=AT,
        papers=(here, HandedPaper(declaration=TWO)),
    )
    return service


def person(*roles: Role) -> SignedIn:
    return SignedIn("lan", "Trần Thị Lan", frozenset(roles))


def on(service: FakeAfterService, width: int, *roles: Role) -> Screen:
    program = FakeProgram(person=person(*(roles or (Role.REVIEWER,))))
    program.answering = Answering(service)
    return Screen(Standing(program, width).at(office_screen), width=width)


@pytest.mark.parametrize("width", [1366, 820])
async def test_a_complaint_is_answered_where_it_stands(service: FakeAfterService, width: int) -> None:
    async with on(service, width) as screen:
        await screen.until(lambda: screen.sees("Thẻ chưa dùng được"))
        assert screen.sees("Bộ phận Giám định BHYT")
        await screen.press("Trả lời")
        assert getattr(screen.button("Gửi trả lời"), "disabled", False)
        await screen.type(screen.field("Trả lời người dân"), "Đã kích hoạt")
        await screen.press("Gửi trả lời")
        await screen.until(lambda: screen.sees("Không có phản ánh nào ở đây"))
        await screen.pick("Đã trả lời")
        await screen.until(lambda: screen.sees("Đã kích hoạt"))
        assert screen.sees("quầy chưa báo lại người dân")


@pytest.mark.parametrize("width", [1366, 820])
async def test_a_complaint_is_passed_on_to_somebody_else_with_a_reason(
    service: FakeAfterService, width: int
) -> None:
    async with on(service, width) as screen:
        await screen.until(lambda: screen.sees("Bộ phận Giám định BHYT · BHXH cơ sở Mẫu"))
        await screen.press("Chuyển nơi khác")
        await screen.type(screen.field("Vì sao chuyển"), "Việc của tỉnh")
        assert getattr(screen.button("Chuyển"), "disabled", False), "it is there already"
        agency = next(each for each in screen.every(ft.Dropdown) if each.label == "Cơ quan")
        await screen.choose(agency, "MAU02")
        await screen.press("Chuyển")
        await screen.until(lambda: service.kept[COMPLAINT].agency == "MAU02")
        await screen.until(lambda: screen.sees("lan chuyển tới Bộ phận Giám định BHYT · BHXH tỉnh Mẫu"))
        assert screen.sees("Việc của tỉnh")


async def _answered_in_vain(screen: Screen, service: FakeAfterService) -> None:
    """Words were written, and the line was gone."""
    await screen.until(lambda: screen.sees("Thẻ chưa dùng được"))
    await screen.press("Trả lời")
    await screen.type(screen.field("Trả lời người dân"), "Đã kích hoạt")
    service.trouble = NoAnswer(Reason.NO_NETWORK)
    await screen.press("Gửi trả lời")
    await screen.until(lambda: screen.sees("Thử lại"))


async def test_without_an_answer_of_the_service_the_words_stay(service: FakeAfterService) -> None:
    async with on(service, 1366) as screen:
        await _answered_in_vain(screen, service)
        assert screen.field("Trả lời người dân").value == "Đã kích hoạt"
        service.trouble = None
        await screen.press("Gửi trả lời")
        await screen.until(lambda: service.kept[COMPLAINT].answer == "Đã kích hoạt")


async def test_what_is_half_written_is_thrown_away_only_when_it_is_said_twice(
    service: FakeAfterService,
) -> None:
    async with on(service, 1366) as screen:
        await screen.until(lambda: screen.sees("Thẻ chưa dùng được"))
        await screen.press("Trả lời")
        await screen.key("Escape")
        assert not screen.sees("Trả lời người dân")
        await screen.press("Trả lời")
        await screen.type(screen.field("Trả lời người dân"), "Đã kích")
        await screen.press("Chưa trả lời")
        assert screen.sees("Bỏ những gì đang ghi?")
        await screen.press("Ghi tiếp")
        assert screen.field("Trả lời người dân").value == "Đã kích"
        await screen.key("Escape")
        await screen.press("Bỏ")
        assert not screen.sees("Trả lời người dân")


async def test_papers_are_counted_and_what_is_missing_is_named(service: FakeAfterService) -> None:
    async with on(service, 1366) as screen:
        await screen.until(lambda: screen.sees("Bản giấy · 1"))
        await screen.press("Bản giấy · 1")
        await screen.press("Đếm và nhận")
        boxes = screen.every(ft.Checkbox)
        assert [box.value for box in boxes] == [True, True]
        assert boxes[1].label == "2. Tờ khai chưa về qua mạng"
        await screen.choose(boxes[1], False)
        await screen.press("Đã nhận, thiếu 1")
        await screen.until(lambda: service.batches[BATCH].received_at is not None)
        assert service.batches[BATCH].missing == (TWO,)
        await screen.until(lambda: screen.sees("thiếu 1"))


async def test_a_supervisor_answers_and_has_no_papers(service: FakeAfterService) -> None:
    async with on(service, 820, Role.SUPERVISOR) as screen:
        await screen.until(lambda: screen.sees("Thẻ chưa dùng được"))
        assert not screen.sees("Bản giấy")


def test_whoever_has_both_roles_finds_it_once() -> None:
    keys = [place.key for place in destinations_of(person(Role.REVIEWER, Role.SUPERVISOR))]
    assert keys == ["review", "office", "supervision", "own"]


async def test_what_unfolds_is_brought_into_sight_with_the_cursor_in_the_answer(
    service: FakeAfterService,
) -> None:
    async with on(service, 820) as screen:
        await screen.until(lambda: screen.sees("Thẻ chưa dùng được"))
        await screen.press("Trả lời")
        calls = screen.client.calls
        await screen.until(lambda: any(call.method == "scroll_to" for call in calls))
        assert [call.label for call in calls if call.method == "focus"] == ["Trả lời người dân"]
        await screen.key("Escape")
        await screen.press("Chuyển nơi khác")
        await screen.until(lambda: [call.method for call in calls].count("scroll_to") == 2)


async def test_what_went_wrong_is_said_in_the_form_where_one_looks(service: FakeAfterService) -> None:
    async with on(service, 1366) as screen:
        await _answered_in_vain(screen, service)
        texts = screen.texts()
        assert texts.index("Thẻ chưa dùng được") < texts.index("Thử lại") < texts.index("Gửi trả lời")
        await screen.press("Chưa trả lời")
        await screen.press("Bỏ")
        texts = screen.texts()
        assert texts.index("Thử lại") < texts.index("Thẻ chưa dùng được")


async def test_an_answer_goes_once_however_often_it_is_pressed(
    service: FakeAfterService, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = service.answer_complaint

    async def later(complaint: UUID, said: ComplaintAnswer) -> ComplaintSummary | Denied | NoAnswer:
        await asyncio.sleep(0)
        return await at_once(complaint, said)

    monkeypatch.setattr(service, "answer_complaint", later)
    model = OfficeModel(Answering(service), True, nobody)
    await model.reload()
    assert model.complaints is not None
    (complaint,) = model.complaints.items
    model.begin_answer(complaint.id)
    model.write("Đã kích hoạt")
    await asyncio.gather(model.answer(complaint), model.answer(complaint))
    assert model.trouble is None
    assert service.kept[COMPLAINT].answer == "Đã kích hoạt"


async def test_another_batch_is_opened_only_after_what_was_noted_about_the_first_was_thrown_away(
    service: FakeAfterService,
) -> None:
    model = OfficeModel(Answering(service), True, nobody)
    await model.reload()
    assert model.papers is not None
    batch = model.papers.items[0]
    model.look_through(batch)
    model.remark("Thiếu một tờ")
    model.look_through(batch)
    assert model.is_leaving
    assert model.note == "Thiếu một tờ"


async def nobody() -> None:
    """Signs nobody out."""
