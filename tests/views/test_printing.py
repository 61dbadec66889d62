"""Pages are made with one press, open in the browser, and many are one file with its progress in sight."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import flet as ft
import pytest

from declaration.wire.changes import ChangeKind
from desk.registration.printouts import NoTemplateError, Printouts, Told
from desk.views.declarations.view import declarations_screen
from desk.views.place import Place
from desk.views.printing.model import Printing
from desk.views.theme import Tone
from desk.views.wanted import look_at
from practice.people import invented_person
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.fakes.slips import Certifying
from tests.views.at_the_desk import a_desk
from tests.views.harness import Screen
from tests.views.standing import Standing

AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


def opened(program: FakeProgram, declared: UUID) -> Screen:
    def screen(place: Place) -> ft.Control:
        look_at(Place(place.program, 0, 1366, lambda _: None, lambda _: None), declared)
        return declarations_screen(place)

    return Screen(Standing(program).at(screen))


async def test_a_declaration_is_printed_and_its_file_says_nothing_of_the_person(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    async with opened(program, declared.id) as screen:
        await screen.until(lambda: screen.sees("In tờ khai"))
        assert not screen.sees("In phiếu tài khoản"), "there is no account yet"
        await screen.press("In tờ khai")
        await screen.press("In phiếu giữ hồ sơ")
        assert [(data[:4], kind, name) for data, kind, name in program.offered] == [
            (b"%PDF", "application/pdf", "to-khai-mau-01.pdf"),
            (b"%PDF", "application/pdf", "phieu-giu-ho-so.pdf"),
        ]


async def test_the_account_slip_is_offered_once_there_is_an_account(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    agency = FakeAgency(program.outbox, program.clock)
    agency.receive(declared, "TK-2026-000001")
    for kind in (ChangeKind.APPROVED, ChangeKind.ACCOUNT_ISSUED):
        agency.answer(declared, kind, user_name="0123456789")
    async with opened(program, declared.id) as screen:
        await screen.until(lambda: screen.sees("In phiếu tài khoản"))
        await screen.press("In phiếu tài khoản")
        assert program.offered[0][2] == "phieu-tai-khoan.pdf"


async def test_what_is_searched_for_is_printed_as_one_file_that_can_be_stopped(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in (1, 2, 3):
        declare(program.registration, seed)
    begun, go_on = threading.Event(), threading.Event()
    forms = Printouts.forms

    def slowly(self: Printouts, ids: Sequence[UUID], told: Told) -> bytes:
        def patient(done: int) -> bool:
            begun.set()
            go_on.wait(5)
            return told(done)

        return forms(self, ids, patient)

    monkeypatch.setattr(Printouts, "forms", slowly)
    async with Screen(Standing(program).at(declarations_screen)) as screen:
        await screen.until(lambda: screen.sees("In nhiều tờ khai"))
        await screen.press("In nhiều tờ khai")
        await screen.until(lambda: screen.sees("3 tờ khai theo ô tìm"))
        going = asyncio.create_task(screen.press("In tờ khai"))
        await screen.until(begun.is_set)
        await screen.until(lambda: screen.sees("Đang dàn trang 0 trên 3"))
        await screen.press("Dừng")
        go_on.set()
        await going
        assert screen.sees("Đã dừng, chưa in gì")
        assert program.offered == []
        await screen.press("In bảng kê")
        assert program.offered[0][2] == "bang-ke.pdf"
        await screen.key("Escape")
        assert not screen.sees("3 tờ khai theo ô tìm")


async def test_a_file_that_is_made_when_it_is_stopped_is_not_opened() -> None:
    offered: list[str] = []
    printing = Printing(lambda _data, _kind, name: offered.append(name))
    begun, go_on = threading.Event(), threading.Event()

    def deaf(_ids: Sequence[UUID], _told: Told) -> bytes:
        begun.set()
        go_on.wait(5)
        return b"%PDF"

    going = asyncio.create_task(printing.make(deaf, [UUID(int=1)], "to-khai-mau-01.pdf"))
    await asyncio.to_thread(begun.wait, 5)
    printing.stop()
    go_on.set()
    await going
    assert (offered, printing.trouble, printing.is_busy) == ([], "printing.stopped", False)


async def test_escape_leaves_the_dialog_and_not_the_person_behind_it(program: FakeProgram) -> None:
    declare(program.registration, 1)
    name = invented_person(1).full_name.upper()
    async with Screen(Standing(program).at(declarations_screen)) as screen:
        await screen.until(lambda: screen.sees(name))
        await screen.click(next(each for each in screen.every(ft.Container) if each.ink and each.on_click))
        await screen.until(lambda: screen.sees("Quá trình"))
        await screen.press("In nhiều tờ khai")
        await screen.until(lambda: screen.sees("1 tờ khai theo ô tìm"))
        await screen.key("Escape")
        assert not screen.sees("1 tờ khai theo ô tìm")
        assert screen.sees("Quá trình")


async def test_a_form_of_another_version_is_said_and_not_printed(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = declare(program.registration, 1)

    def none(*_: object) -> bytes:
        raise NoTemplateError

    monkeypatch.setattr(Printouts, "forms", none)
    async with opened(program, declared.id) as screen:
        await screen.until(lambda: screen.sees("In tờ khai"))
        await screen.press("In tờ khai")
        assert screen.sees("phiên bản mẫu khác nhau")
        assert program.offered == []


async def test_a_slip_held_up_at_the_desk_is_said_to_be_genuine_or_not_and_fills_nothing() -> None:
    desk = a_desk()
    assert desk.program.table is not None
    ours = desk.program.table.slips.code("ab" * 32, 1, AT)
    for text, tone, key in (
        (ours, Tone.SUCCESS, "desk.said.slip_ours"),
        (Certifying().slips("station-9").code("ab" * 32, 1, AT), Tone.ERROR, "desk.said.slip_not_genuine"),
    ):
        await desk.model.codes.take_text(text)
        assert desk.model.said is not None
        assert (desk.model.said.tone, desk.model.said.key) == (tone, key)
        assert not desk.model.draft.sources.keys() - {"agency"}
