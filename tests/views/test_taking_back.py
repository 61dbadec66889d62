"""Consent is taken back on the declaration's page: what follows is said first, what was done stays."""

from __future__ import annotations

import flet as ft
import pytest

from declaration.draft import Purpose
from declaration.wire.changes import ChangeKind
from declaration.wire.consent_withdrawn import ConsentWithdrawnContent
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Signed
from desk.registration.declarations import Finished
from desk.views.declarations.view import declarations_screen
from desk.views.place import Place
from desk.views.wanted import look_at
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import filled, finished
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing

ACT, CONFIRM = "Rút lại đồng ý", "Rút lại"
NO_APPROVAL = "Cơ quan không duyệt được tờ khai này nữa"


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


def declared(program: FakeProgram) -> Finished:
    """With both purposes agreed to."""
    registration = program.registration
    draft = registration.consented(filled(registration, 1), agreed=True, language="vi", purpose=Purpose.NEWS)
    return finished(registration, draft)


def opened(program: FakeProgram, one: Finished, width: float = 1366) -> Screen:
    def screen(place: Place) -> ft.Control:
        look_at(Place(place.program, 0, width, lambda _: None, lambda _: None), one.id)
        return declarations_screen(place)

    return Screen(Standing(program, width).at(screen), width=int(width))


def taken_back(program: FakeProgram) -> list[tuple[str, ...]]:
    """The purposes of every sealed record of the kind."""
    found = []
    for sealed in program.shelf.sealed.values():
        signed = Signed.from_bytes(sealed.sealed)
        record = signed.read(Record) if signed else None
        if record is not None and record.kind == RecordKind.CONSENT_WITHDRAWN:
            found.append(ConsentWithdrawnContent.model_validate(record.content).purposes)
    return found


async def tick(screen: Screen, at: int) -> None:
    box = [each for each in screen.every(ft.Checkbox) if each.value is False][at]
    await screen.event(box, "change", True)


async def test_one_purpose_is_taken_back_and_the_other_stays(program: FakeProgram) -> None:
    async with opened(program, declared(program)) as screen:
        await screen.until(lambda: screen.sees("“Đồng ý nhận tin qua SMS, e-mail”"))
        await screen.press(ACT)
        await screen.until(lambda: screen.sees("Từ nay chỉ gửi tin có mật khẩu"))
        assert screen.sees(NO_APPROVAL)
        await screen.key("Enter", ctrl=True)
        assert screen.sees("Chọn ít nhất một mục đích")
        assert taken_back(program) == []
        await tick(screen, 1)
        await screen.press(CONFIRM)
        await screen.until(lambda: taken_back(program) == [("news",)])
        await screen.until(lambda: screen.sees("Đã rút lại"))
        assert screen.sees("Còn hiệu lực")
        assert screen.sees("bản lời 02/2026, tiếng Việt")
        assert screen.sees("Nhận tin qua SMS, e-mail · Lê Thị Mẫu")


async def test_both_at_once_are_one_record_and_nothing_is_left_to_take_back(program: FakeProgram) -> None:
    async with opened(program, declared(program), width=820) as screen:
        await screen.until(lambda: screen.sees(ACT))
        await screen.press(ACT)
        await screen.until(lambda: screen.sees(NO_APPROVAL))
        await tick(screen, 0)
        await tick(screen, 0)
        await screen.press(CONFIRM)
        await screen.until(lambda: taken_back(program) == [("account", "news")])
        await screen.until(lambda: not screen.every(ft.AlertDialog))
        assert not screen.sees("Còn hiệu lực")


async def test_once_there_is_an_account_another_consequence_is_named(program: FakeProgram) -> None:
    one, agency = declared(program), FakeAgency(program.outbox, program.clock)
    agency.receive(one)
    agency.answer(one, ChangeKind.APPROVED)
    agency.answer(one, ChangeKind.ACCOUNT_ISSUED, user_name="0123456789")
    async with opened(program, one) as screen:
        await screen.until(lambda: screen.sees(ACT))
        await screen.press(ACT)
        await screen.until(lambda: screen.sees("Tài khoản đã cấp vẫn dùng được"))
        assert not screen.sees(NO_APPROVAL)


async def test_what_was_corrected_meanwhile_is_said(program: FakeProgram) -> None:
    one = declared(program)
    async with opened(program, one) as screen:
        await screen.until(lambda: screen.sees(ACT))
        await screen.press(ACT)
        await screen.until(lambda: screen.sees(NO_APPROVAL))
        program.registration.reopen(one.id)
        await tick(screen, 0)
        await screen.press(CONFIRM)
        await screen.until(lambda: screen.sees("vừa thay đổi nên chưa rút lại được"))
        assert taken_back(program) == []
