"""Two declarations of one person stand beside each other; a person keeps one, and the other is withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft
import pytest

from declaration.lifecycle import Status
from declaration.wire.changes import ChangeKind
from desk.registration.declarations import Finished
from desk.views.declarations.view import declarations_screen
from desk.views.place import Place
from desk.views.wanted import look_at
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing

KEEP = "Giữ tờ đang xem, rút tờ này"


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


def opened(program: FakeProgram, declared: Finished) -> Screen:
    def screen(place: Place) -> ft.Control:
        look_at(Place(place.program, 0, 1366, lambda _: None, lambda _: None), declared.id)
        return declarations_screen(place)

    return Screen(Standing(program).at(screen))


def status(program: FakeProgram, declared: Finished) -> Callable[[], Status]:
    def now() -> Status:
        detail = program.declarations.detail(declared.id)
        assert detail is not None
        return detail.line.status

    return now


async def test_one_is_kept_and_the_other_withdrawn_once_somebody_has_confirmed(program: FakeProgram) -> None:
    first, second = declare(program.registration, 1), declare(program.registration, 1)
    declare(program.registration, 2)
    async with opened(program, second) as screen:
        await screen.until(lambda: screen.sees("Người này còn 1 tờ khai khác"))
        await screen.press(KEEP)
        await screen.until(lambda: screen.sees("Rút hẳn"))
        assert status(program, first)() is Status.FINISHED
        await screen.press("Rút hẳn")
        await screen.until(lambda: status(program, first)() is Status.WITHDRAWN)
        await screen.until(lambda: not screen.sees("Người này còn"))
        assert status(program, second)() is Status.FINISHED
        history = program.shelf.history(first.id)
        assert [each.detail for each in history if each.event == "withdraw"] == ["registered_twice"]


async def test_what_was_decided_already_can_only_be_looked_at(program: FakeProgram) -> None:
    first, second = declare(program.registration, 1), declare(program.registration, 1)
    agency = FakeAgency(program.outbox, program.clock)
    agency.receive(first, "HS-7")
    agency.answer(first, ChangeKind.APPROVED)
    async with opened(program, second) as screen:
        await screen.until(lambda: screen.sees("Người này còn 1 tờ khai khác"))
        assert not screen.sees(KEEP)
        assert screen.sees("Số hồ sơ HS-7")


async def test_of_one_that_is_over_nobody_is_asked(program: FakeProgram) -> None:
    first = declare(program.registration, 1)
    declare(program.registration, 1)
    agency = FakeAgency(program.outbox, program.clock)
    agency.receive(first)
    agency.answer(first, ChangeKind.REJECTED, reasons=["duplicate"])
    async with opened(program, first) as screen:
        await screen.until(lambda: screen.sees("Đã khai"))
        assert not screen.sees("Người này còn")
