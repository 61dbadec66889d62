"""A declaration made online is looked up, with and without a line, and opens at the desk."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import flet as ft
import pytest

from declaration.draft import Field
from declaration.wire.online import OnlineDeclaration
from desk.ports.service import Reason, SyncState
from desk.views.declarations.parts import declarations_in_parts
from practice.people import invented_person
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing

SEARCH = "Số hồ sơ trực tuyến hoặc mã số BHXH"


@pytest.fixture
def program() -> FakeProgram:
    program = FakeProgram()
    person = invented_person(1)
    program.line.online = [
        OnlineDeclaration.model_validate(
            {
                "number": "TT-0001",
                "made_on": program.clock.today() - timedelta(days=8),
                "agency": "MAU01",
                "full_name": person.full_name,
                "birth": person.birth.iso(),
                "sex": person.sex.value,
                "document": {"kind": "citizen_id", "value": person.number},
                "insurance_code": person.insurance_code,
            }
        )
    ]
    program.line.show(SyncState(reached_once=True))
    return program


async def opened(screen: Screen) -> None:
    await screen.press("Trực tuyến")
    await screen.until(lambda: screen.sees("Chưa tải danh sách"))


async def look(screen: Screen, number: str) -> None:
    await screen.type(screen.field(SEARCH), number, submit=True)


@pytest.mark.parametrize("width", [1366, 820])
async def test_one_is_found_and_opens_at_the_desk(program: FakeProgram, width: int) -> None:
    standing = Standing(program, width)
    async with Screen(standing.at(declarations_in_parts), width=width) as screen:
        await opened(screen)
        await look(screen, "TT-0001")
        await screen.until(lambda: screen.sees(invented_person(1).full_name.upper()))
        assert screen.sees("còn 2 ngày")
        await screen.key("F9")
        await screen.until(lambda: bool(standing.corrected))
        [draft_id] = standing.corrected
        assert isinstance(draft_id, UUID)
        draft = program.drafts.draft(draft_id)
        assert draft is not None
        assert draft.value(Field.ONLINE_NUMBER) == "TT-0001"
        await look(screen, "TT-0001")
        await screen.until(lambda: screen.sees("Tờ khai này đã nhận ở quầy này"))


async def test_the_cursor_stands_where_the_number_is_typed(program: FakeProgram) -> None:
    async with Screen(Standing(program).at(declarations_in_parts)) as screen:
        await opened(screen)
        await screen.until(
            lambda: [call.label for call in screen.client.calls if call.method == "focus"] == [SEARCH]
        )


async def test_without_a_line_the_fetched_list_is_asked(program: FakeProgram) -> None:
    async with Screen(Standing(program).at(declarations_in_parts)) as screen:
        await opened(screen)
        await screen.press("Tải danh sách")
        await screen.until(lambda: screen.sees("Đã tải 1 tờ khai"))
        assert screen.sees("1 tờ khai còn hạn")
        program.line.show(SyncState(reached_once=True, reason=Reason.NO_NETWORK))
        await look(screen, invented_person(1).insurance_code)
        await screen.until(lambda: screen.sees("TT-0001"))
        await look(screen, "TT-9999")
        await screen.until(lambda: screen.sees("danh sách đã tải không có số này"))


@pytest.mark.parametrize("typed", ["tt-0001", " TT - 0001 ", "0000 000 001"])
async def test_a_number_is_found_however_it_is_typed(program: FakeProgram, typed: str) -> None:
    async with Screen(Standing(program).at(declarations_in_parts)) as screen:
        await opened(screen)
        await look(screen, typed)
        await screen.until(lambda: screen.sees(invented_person(1).full_name.upper()))
        assert not screen.sees("Không thấy tờ khai")


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Gõ đủ số hồ sơ"), ("TT", "Gõ đủ số hồ sơ"), ("TT-9999", "Không thấy tờ khai nào còn hạn")],
)
async def test_what_was_not_found_has_the_cursor_again(program: FakeProgram, typed: str, words: str) -> None:
    async with Screen(Standing(program).at(declarations_in_parts)) as screen:
        await opened(screen)
        await look(screen, typed)
        await screen.until(lambda: screen.sees(words))
        await screen.until(
            lambda: [call.label for call in screen.client.calls if call.method == "focus"] == [SEARCH] * 2
        )


async def test_what_the_agency_does_not_know_is_said(program: FakeProgram) -> None:
    async with Screen(Standing(program).at(declarations_in_parts)) as screen:
        await opened(screen)
        await look(screen, "TT-9999")
        await screen.until(lambda: screen.sees("Không thấy tờ khai nào còn hạn"))
        assert not screen.every(ft.FilledButton)


async def test_one_that_another_registrar_received_is_gone_on_with(program: FakeProgram) -> None:
    assert program.table is not None
    draft = program.table.online.receive(program.line.online[0])
    program.drafts.save(draft, "thu")
    standing = Standing(program)
    async with Screen(standing.at(declarations_in_parts)) as screen:
        await opened(screen)
        await look(screen, "TT-0001")
        await screen.until(lambda: screen.sees("còn làm dở"))
        await screen.press("Làm tiếp ở Quầy")
        await screen.until(lambda: bool(standing.corrected))
        assert list(standing.corrected) == [draft.id]
