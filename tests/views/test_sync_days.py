"""A row a day: closing is asked once, works without a network, and is green only when both sides agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import flet as ft
import pytest

from declaration.lifecycle import Delivery
from declaration.wire.days import DayAnswer, RevisionRef, held_digest
from declaration.wire.signed import Signed
from desk import i18n
from desk.ports.days import DayBooks, DayState, HeldDay
from desk.ports.service import Reason, SyncState
from desk.views.sync.days import NEWEST, DaysModel
from desk.views.sync.days_view import TONES, advice, told
from desk.views.sync.view import sync_screen
from desk.views.theme import Tone
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing

DAY = timedelta(days=1)
BOOKS = DayBooks(date(2026, 3, 2), 5, 1, 2, 1, 1, DayState.OPEN)
SIGNED = Signed(body="{}", kid="", signature="")


@pytest.fixture(autouse=True)
def in_vietnamese() -> None:
    i18n.use("vi", strict=True)


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


def test_only_what_balances_is_green() -> None:
    assert [state for state in DayState if TONES[state] is Tone.SUCCESS] == [DayState.BALANCED]


def test_the_sum_of_a_day_is_told_in_full() -> None:
    assert told(BOOKS) == ("5 lần hoàn tất = 1 chờ gửi + 2 có biên nhận + 1 không được nhận + 1 chờ xem lại")


@pytest.mark.parametrize(
    ("books", "is_online", "words"),
    [
        (replace(BOOKS, state=DayState.CLOSING), False, "Sẽ đối chiếu khi có mạng lại"),
        (replace(BOOKS, state=DayState.CLOSING), True, "Đối chiếu khi 1 bản còn chờ gửi xong"),
        (replace(BOOKS, state=DayState.CLOSING, waiting=0), True, "Đang chờ cơ quan đối chiếu"),
        (
            replace(BOOKS, state=DayState.CLOSING, lacking=2),
            True,
            "Cơ quan thiếu 2 bản: quầy đang gửi lại",
        ),
        (
            replace(BOOKS, state=DayState.UNBALANCED, unknown=("a",)),
            True,
            "Cơ quan thiếu 0, quầy thiếu 1. Hãy báo người phụ trách; không mất gì ở quầy.",
        ),
        (replace(BOOKS, state=DayState.BALANCED), True, ""),
        (BOOKS, True, ""),
    ],
)
def test_what_comes_next_is_said(books: DayBooks, is_online: bool, words: str) -> None:
    assert advice(books, is_online=is_online) == words


@pytest.mark.parametrize("state", list(DayState))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_state_has_its_words(state: DayState, language: str) -> None:
    i18n.use(language, strict=True)
    advice(replace(BOOKS, state=state), is_online=True)
    assert i18n.t(f"sync.day.{state}")


async def test_closing_is_asked_first_and_done_without_a_network(program: FakeProgram) -> None:
    program.line.show(SyncState(reason=Reason.NO_NETWORK))
    declare(program.registration, 1)
    async with Screen(Standing(program).at(sync_screen)) as screen:
        await screen.until(lambda: screen.sees("Chưa chốt"))
        await screen.press("Chốt ngày")
        await screen.until(lambda: screen.sees("Chưa có mạng: sổ được đối chiếu khi có mạng lại"))
        await screen.press("Chưa chốt")
        await screen.until(lambda: not screen.sees("Chưa có mạng: sổ"))
        assert screen.sees("Chưa chốt")
        await screen.press("Chốt ngày")
        await screen.until(lambda: screen.sees("Chưa có mạng: sổ"))
        await _confirm(screen)
        await screen.until(lambda: screen.sees("Đã chốt, chờ đối chiếu"))
        assert screen.sees("Sẽ đối chiếu khi có mạng lại")
        assert "Chốt ngày" not in screen.texts()
    assert program.finished == 2, "the engine was told"


async def test_a_days_record_waits_in_the_queue_by_its_name_and_can_be_seen(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    _close(program)
    FakeAgency(program.outbox, program.clock).receive(declared)
    async with Screen(Standing(program).at(sync_screen)) as screen:
        today = program.clock.today()
        await screen.until(lambda: screen.sees(f"Sổ ngày {today:%d/%m/%Y}"))
        await screen.press("Xem")
        await screen.until(lambda: screen.sees("Lần chốt thứ 1 của quầy, lần 1 của ngày này"))
        await screen.key("Escape")
        await screen.until(lambda: not screen.sees("Lần chốt thứ 1"))
        await screen.press("Xem")
        await screen.until(lambda: screen.sees("Lần chốt thứ 1"))
        assert screen.sees("1 lần hoàn tất trong ngày")
        await screen.press("Đóng")
        assert not screen.sees("Lần chốt thứ 1 của quầy")


async def test_a_balanced_day_is_green_and_one_that_differs_names_what_is_missing(
    program: FakeProgram,
) -> None:
    declare(program.registration, 1)
    _close(program)
    _compared(program, lacking=(), unknown=())
    standing = Standing(program)
    async with Screen(standing.at(sync_screen)) as screen:
        await screen.until(lambda: screen.sees("Đã chốt, khớp"))
        assert not screen.sees("Chốt ngày")
    program.clock.forward(DAY)
    declare(program.registration, 2)
    _close(program)
    ref = RevisionRef(id=declare(program.registration, 3).id, revision=9, digest="0" * 64)
    program.shelf.sealed.popitem()
    _compared(program, lacking=(), unknown=(ref,))
    async with Screen(Standing(program).at(sync_screen)) as screen:
        await screen.until(lambda: screen.sees("Không khớp"))
        assert screen.sees("Cơ quan thiếu 0, quầy thiếu 1.")
        assert str(ref.id) in screen.texts()
        await screen.press("Đối chiếu lại")
        await screen.until(lambda: bool(program.days.to_compare(program.clock.now())))


async def test_the_newest_are_shown_and_what_is_not_is_counted(program: FakeProgram) -> None:
    assert program.table is not None
    model = DaysModel(program.table.closing, program.sync)
    for seed in range(1, 8):
        declare(program.registration, seed)
        if seed == 2:
            _close(program)  # and never compared
        if seed > 3:
            _close(program)
            _compared(program, lacking=(), unknown=())
        program.clock.forward(DAY)
    await model.reload()
    states = [day.state for day in model.shown]
    assert states == [DayState.BALANCED] * NEWEST + [DayState.CLOSING]
    assert model.open_out_of_sight == 2
    model.show_whole()
    assert (len(model.shown), model.open_out_of_sight) == (7, 0)


async def _confirm(screen: Screen) -> None:
    """The dialog's own button, which bears the name of the act as the row's does."""
    (dialog,) = screen.every(ft.AlertDialog)
    await screen.click(dialog.actions[-1])


def _close(program: FakeProgram) -> None:
    assert program.table is not None
    assert program.table.closing.close(program.clock.today())


def _compared(program: FakeProgram, lacking: Sequence[RevisionRef], unknown: Sequence[RevisionRef]) -> None:
    """Everything has its receipt, and the service answered so."""
    for sealed in program.shelf.sealed.values():
        if sealed.created_at >= program.clock.now() - DAY / 2:
            sealed.delivery = Delivery.DELIVERED
    held: HeldDay = program.days.to_compare(program.clock.now() + DAY)[-1]
    answer = DayAnswer(
        station="station-mau",
        nonce="12345678",
        day=held.day,
        count=len(held.held),
        digest=held_digest(held.held),
        erased=0,
        balanced=not lacking and not unknown,
        lacking=tuple(lacking),
        unknown=tuple(unknown),
        answered_at=program.clock.now(),
        epoch="1",
    )
    program.days.asked(held.day, program.clock.now() + DAY)
    program.days.answered(held, answer, SIGNED)
