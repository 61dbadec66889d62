"""A colleague at a declaration is seen and respected; what is green is approved with one confirmation."""

from __future__ import annotations

from dataclasses import replace

import flet as ft
import pytest

from declaration.wire.review import Decision
from desk.ports.service import NoAnswer, Reason
from tests.fakes.for_review import lying
from tests.views.review_desk import can_decide, desk, green, name, opened_screen, ready
from tests.views.review_desk import short_pauses as short_pauses


async def test_what_is_open_is_ones_own_until_it_is_left() -> None:
    at = desk(lying(1, days_left=1), lying(2, days_left=2))
    first, second = at.service.by_id
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert [each.claim is not None for each in at.service.by_id.values()] == [True, False]
        await screen.key("N")
        await ready(screen, 2)
        assert at.service.by_id[first].claim is None
        assert at.service.by_id[second].claim is not None


async def test_locking_lets_go_what_was_open() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await at.program.lock()
        assert [each.claim for each in at.service.by_id.values()] == [None]


async def test_the_next_one_that_opens_by_itself_is_one_nobody_is_at() -> None:
    at = desk(lying(1, days_left=1), lying(2, days_left=2), lying(3, days_left=3))
    at.service.take_elsewhere(lying(2).id)
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert screen.sees("Mai Mẫu đang xét")
        await screen.key("A")
        await ready(screen, 3)


async def test_what_a_colleague_is_at_is_shown_with_the_name_and_cannot_be_decided() -> None:
    at = desk(lying(1, days_left=1), lying(2, days_left=2))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        at.service.take_elsewhere(lying(2).id)
        await screen.key("N")
        await screen.until(lambda: screen.sees("Mai Mẫu đang xét tờ khai này, đến"))
        for key in "ARJ":
            await screen.key(key)
        assert at.service.asked == []
        assert not can_decide(screen)
        at.service.by_id[lying(2).id] = replace(at.service.by_id[lying(2).id], claim=None)
        await screen.press("Xem lại")
        await ready(screen, 2)
        await screen.key("A")
        await screen.until(lambda: [each.decision for each in at.service.asked] == [Decision.APPROVE])


async def test_the_list_is_narrowed_to_what_nobody_is_at_and_widened_again() -> None:
    at = desk(lying(1), lying(2))
    at.service.take_elsewhere(lying(2).id)
    async with opened_screen(at) as screen:
        await screen.until(lambda: screen.sees("Chờ duyệt · 2"))
        item = next(each for each in screen.every(ft.PopupMenuItem) if each.content == "Chưa ai xét")
        await screen.click(item)
        await screen.until(lambda: screen.sees("Chờ duyệt · 1"))
        chip = next(each for each in screen.every(ft.Chip) if each.on_delete is not None)
        await screen.event(chip, "delete")
        await screen.until(lambda: screen.sees("Chờ duyệt · 2"))


async def test_a_filter_nothing_fits_is_not_called_an_empty_queue_and_leads_back() -> None:
    at = desk(lying(1))
    at.service.take_elsewhere(lying(1).id)
    async with opened_screen(at) as screen:
        await screen.until(lambda: screen.sees("Mai Mẫu đang xét"))
        item = next(each for each in screen.every(ft.PopupMenuItem) if each.content == "Chưa ai xét")
        await screen.click(item)
        await screen.until(lambda: screen.sees("Không có tờ khai nào khớp bộ lọc"))
        assert not screen.sees("Không còn tờ khai chờ duyệt")
        await screen.press("Bỏ mọi bộ lọc")
        await screen.until(lambda: screen.sees("Chờ duyệt · 1"))


async def test_one_confirmation_names_the_number_and_approves_what_is_ticked() -> None:
    at = desk(green(1, days_left=1), green(2, days_left=2), lying(3, days_left=3))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.press("Duyệt 2 tờ khai đủ điều kiện…")
        await screen.until(lambda: screen.sees("Duyệt 2 tờ khai"))
        second = next(each for each in screen.every(ft.Checkbox) if each.label == name(2))
        await screen.choose(second, False)
        await screen.press("Duyệt 1 tờ khai")
        await screen.until(lambda: screen.sees("Đã duyệt 1 tờ khai."))
        await screen.press("Đóng")
        await ready(screen, 2)
    assert [each.status for each in at.service.by_id.values()] == ["issued", "received", "received"]


async def test_what_could_not_be_approved_is_named_with_its_reason() -> None:
    at = desk(green(1, days_left=1), green(2, days_left=2))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("G")
        await screen.until(lambda: screen.sees("Duyệt nhiều tờ khai"))
        at.service.take_elsewhere(lying(2).id)
        await screen.press("Duyệt 2 tờ khai")
        await screen.until(lambda: screen.sees("Đã duyệt 1 tờ khai."))
        assert screen.sees(f"{name(2)}: Đồng nghiệp đang xét tờ khai này")


@pytest.mark.parametrize("by", ["change_elsewhere", "take_elsewhere"])
async def test_of_what_stays_nothing_is_said_that_belongs_to_a_decision_of_its_own(by: str) -> None:
    at = desk(green(1, days_left=1), green(2, days_left=2))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("G")
        await screen.until(lambda: screen.sees("Duyệt nhiều tờ khai"))
        getattr(at.service, by)(lying(2).id)
        await screen.press("Duyệt 2 tờ khai")
        await screen.until(lambda: screen.sees("1 tờ khai chưa duyệt:"))
        assert screen.sees(name(2))
        assert not screen.sees("Phần đã nhập")


async def test_without_an_answer_the_list_stays_and_asking_again_approves_nothing_twice() -> None:
    at = desk(green(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("G")
        at.service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.until(lambda: screen.sees("Duyệt nhiều tờ khai"))
        await screen.press("Duyệt 1 tờ khai")
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        at.service.trouble = None
        await screen.press("Duyệt 1 tờ khai")
        await screen.until(lambda: screen.sees("Đã duyệt 1 tờ khai."))


async def test_the_keys_behind_the_list_are_silent_and_escape_closes_it() -> None:
    at = desk(green(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("G")
        await screen.until(lambda: bool(screen.every(ft.AlertDialog)))
        await screen.key("A")
        assert at.service.asked == []
        await screen.key("Escape")
        await screen.until(lambda: not screen.every(ft.AlertDialog))
