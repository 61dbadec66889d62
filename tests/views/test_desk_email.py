"""At the desk the person's e-mail address is confirmed while they stand there, if there is a network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from declaration.draft import Field
from declaration.lifecycle import Kind
from desk.ports.service import SyncState
from desk.views.desk.view import desk_screen
from tests.views.at_the_desk import Desk
from tests.views.desk_in_sight import desk as desk
from tests.views.harness import Screen
from tests.views.standing import Standing

BEGIN, CODE, ANOTHER = "Xác nhận…", "Mã trong thư (6 số)", "Gửi mã mới"


@pytest.fixture
async def screen(desk: Desk) -> AsyncIterator[Screen]:
    desk.program.line.show(SyncState(reached_once=True))
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as shown:
        yield shown


async def begun(desk: Desk, screen: Screen) -> str:
    """The address is typed and a code asked for; returns the code in its letter."""
    await screen.type(screen.field("E-mail"), desk.person.email)
    await screen.until(lambda: screen.sees(BEGIN))
    await screen.press(BEGIN)
    await screen.until(lambda: screen.sees(CODE))
    return desk.program.line.email_codes.code_for(desk.model.draft.id, desk.person.email)


async def test_the_code_the_person_reads_out_confirms_the_address(desk: Desk, screen: Screen) -> None:
    code = await begun(desk, screen)
    assert screen.sees(f"Mã đang được gửi tới {desk.person.email}")
    await screen.type(screen.field(CODE), "000 000", submit=True)
    await screen.until(lambda: screen.sees("Mã chưa đúng."))
    at_the_code = [(c.method, c.label) for c in screen.client.calls].count(("focus", CODE))
    assert at_the_code == 2, "the letter was sent, the code was wrong: both times it may be typed"
    await screen.type(screen.field(CODE), f"{code[:3]} {code[3:]}", submit=True)
    await screen.until(lambda: screen.sees("Đã xác nhận"))
    assert screen.sees("Địa chỉ e-mail đã được xác nhận")
    assert not screen.sees(CODE)
    await screen.type(screen.field("E-mail"), "khac@example.com")
    await screen.until(lambda: not screen.sees("Đã xác nhận"))
    assert screen.sees(BEGIN), "another address is another question"


async def test_without_a_network_it_says_so_and_the_declaration_goes_on(desk: Desk, screen: Screen) -> None:
    desk.program.line.show(SyncState())
    await screen.type(screen.field("E-mail"), desk.person.email)
    await screen.until(lambda: screen.sees(BEGIN))
    await screen.press(BEGIN)
    await screen.until(lambda: screen.sees("Chưa nối được mạng, nên chưa làm được việc này."))
    assert screen.sees("Tờ khai vẫn hoàn tất được")
    await screen.press("Để sau")
    await screen.until(lambda: not screen.sees(CODE))


async def test_another_code_waits_a_minute_and_there_are_five_in_all(desk: Desk, screen: Screen) -> None:
    await begun(desk, screen)
    await screen.press(ANOTHER)
    await screen.until(lambda: screen.sees("Vừa gửi một mã."))
    for _ in range(4):
        desk.program.clock.forward(timedelta(minutes=1))
        await screen.press(ANOTHER)
        await screen.until(lambda: screen.sees("Mã đang được gửi tới"))
    desk.program.clock.forward(timedelta(minutes=1))
    await screen.press(ANOTHER)
    await screen.until(lambda: screen.sees("hệ thống chưa gửi thêm"))


async def test_what_cannot_be_confirmed_is_not_offered(desk: Desk, screen: Screen) -> None:
    await screen.type(screen.field("E-mail"), "mau tại example")
    assert not screen.sees(BEGIN)
    await screen.type(screen.field("E-mail"), desk.person.email)
    await screen.until(lambda: screen.sees(BEGIN))
    await desk.model.filling.choose_kind(Kind.STOP)
    await screen.until(lambda: not screen.sees(BEGIN))


async def test_who_adjusts_is_asked_for_the_code_of_the_new_address(desk: Desk, screen: Screen) -> None:
    await screen.type(screen.field("E-mail"), desk.person.email)
    await desk.model.filling.choose_kind(Kind.ADJUST)
    await screen.until(lambda: screen.sees("E-mail mới"))
    assert not screen.sees(BEGIN), "the address the account has is no question"
    await screen.type(screen.field("E-mail mới"), "moi@example.com")
    await screen.until(lambda: screen.sees(BEGIN))
    await screen.press(BEGIN)
    await screen.until(lambda: screen.sees("Mã đang được gửi tới moi@example.com"))
    code = desk.program.line.email_codes.code_for(desk.model.draft.id, "moi@example.com")
    await screen.type(screen.field(CODE), code, submit=True)
    await screen.until(lambda: screen.sees("Đã xác nhận"))
    assert desk.model.email_asking.is_confirmed


async def test_who_corrects_a_declaration_may_have_a_letter_already(desk: Desk, screen: Screen) -> None:
    desk.model.draft = replace(desk.model.draft.with_value(Field.EMAIL, desk.person.email), revision=2)
    await screen.until(lambda: screen.sees(BEGIN))
    await screen.press(BEGIN)
    await screen.until(lambda: screen.sees(CODE))
    assert desk.program.line.email_codes.letters == {}, "nothing is sent unasked"
