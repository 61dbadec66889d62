"""An answer is long in coming, and the reviewer does something else: it reaches no other declaration."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from desk.views.components import shortcuts
from tests.fakes.for_review import lying, notice_line
from tests.fakes.people_service import FakePeopleService
from tests.views.harness import Screen
from tests.views.review_desk import can_decide, desk, dossier, green, name, opened_screen, ready
from tests.views.review_desk import short_pauses as short_pauses


@pytest.fixture(autouse=True)
def quick_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortcuts, "LETTER_WAITS", 0.0)


def held_up(service: FakePeopleService, method: str) -> asyncio.Event:
    """That call is answered only once the event is set."""
    answer: Callable[..., Awaitable[Any]] = getattr(service, method)
    goes_on = asyncio.Event()

    async def later(*said: object) -> object:
        await goes_on.wait()
        return await answer(*said)

    setattr(service, method, later)
    return goes_on


async def pressed(screen: Screen, key: str) -> asyncio.Task[None]:
    """A key whose answer is not waited for."""
    task = asyncio.create_task(screen.key(key))
    for _ in range(5):
        await screen.settle()
    return task


async def test_a_declaration_is_not_left_while_its_decision_is_under_way() -> None:
    at = desk(lying(1, days_left=1), lying(2, days_left=2))
    goes_on = held_up(at.service, "decide")
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        at.service.take_elsewhere(lying(1).id)
        deciding = await pressed(screen, "A")
        await screen.key("N")
        assert screen.sees(f"{dossier(1)} ·"), "what comes of it could not be told from the next one's"
        goes_on.set()
        await deciding
        await screen.until(lambda: screen.sees("Đồng nghiệp đang xét tờ khai này"))
        assert screen.sees(f"{dossier(1)} ·")
        await screen.key("N")
        await ready(screen, 2)


async def test_what_one_only_passed_by_is_not_kept_from_colleagues() -> None:
    at = desk(*(lying(seed, days_left=seed) for seed in (1, 2, 3)))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        goes_on = held_up(at.service, "claim")
        steps = [await pressed(screen, "N"), await pressed(screen, "N")]
        goes_on.set()
        await asyncio.gather(*steps)
        await ready(screen, 3)
        held = [seed for seed in (1, 2, 3) if at.service.by_id[lying(seed).id].claim is not None]
        assert held == [3]


async def test_the_list_of_many_stays_until_what_was_sent_is_answered() -> None:
    at = desk(green(1), green(2))
    goes_on = held_up(at.service, "approve_together")
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("G")
        await screen.until(lambda: screen.sees("Duyệt nhiều tờ khai"))
        sending = asyncio.create_task(screen.key("Enter", ctrl=True))
        await screen.settle()
        await screen.key("Escape")
        goes_on.set()
        await sending
        await screen.until(lambda: screen.sees("Đã duyệt 2 tờ khai."))
        await screen.key("Escape")
        await screen.until(lambda: screen.sees("Không còn tờ khai chờ duyệt"))


async def test_a_notice_begun_anew_is_said_where_it_was_begun() -> None:
    failed = notice_line(1, "account_issued", "sms", "failed", "sms_unreachable")
    first = replace(lying(1, days_left=1), status="activated", notices=(failed,))
    at = desk(first, replace(lying(2, days_left=2), status="activated"))
    goes_on = held_up(at.service, "retry_notice")
    async with opened_screen(at) as screen:
        await screen.pick("Tất cả")
        await screen.until(lambda: screen.sees(f"{dossier(1)} ·") and screen.sees("Gửi lại"))
        retrying = asyncio.create_task(screen.press("Gửi lại"))
        await screen.settle()
        await screen.key("N")
        await screen.until(lambda: screen.sees(f"{dossier(2)} ·"))
        goes_on.set()
        await retrying
        assert not screen.sees("Thông báo đang được gửi lại.")
        assert screen.sees(name(2))


async def test_a_code_said_back_does_not_lead_back_to_what_was_left() -> None:
    unsaid = replace(lying(1, days_left=1), email_state="asked", email_code="123456")
    at = desk(unsaid, lying(2, days_left=2))
    goes_on = held_up(at.service, "confirm_email")
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("A")
        await screen.until(lambda: screen.sees("Mã trong thư (6 số)"))
        await screen.type(screen.field("Mã trong thư (6 số)"), "123456")
        confirming = asyncio.create_task(screen.press("Xác nhận"))
        await screen.settle()
        await screen.key("Escape")
        await screen.key("N")
        await ready(screen, 2)
        goes_on.set()
        await confirming
        await screen.settle()
        assert screen.sees(f"{dossier(2)} ·")
        assert can_decide(screen)
