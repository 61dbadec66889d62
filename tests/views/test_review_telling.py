"""The reviewer's page of an approved declaration: what its person was told, and a new password on request."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes.for_review import Lying, lying, notice_line
from tests.views.harness import Screen
from tests.views.review_desk import desk, dossier, opened_screen, ready
from tests.views.review_desk import short_pauses as short_pauses

RENEW, REASON = "Mật khẩu mới…", "Lý do"


def approved(*states: str) -> Lying:
    codes = {"failed": "sms_unreachable"}
    lines = (
        notice_line(n, "account_issued", "sms" if n % 2 else "email", state, codes.get(state, ""))
        for n, state in enumerate(states, 1)
    )
    return replace(lying(1), status="activated", notices=tuple(lines))


async def look_at_all(screen: Screen) -> None:
    """What was decided already is under another tab of the list."""
    await screen.pick("Tất cả")
    await screen.until(lambda: screen.sees(f"{dossier(1)} ·") and screen.sees("Thông báo cho người khai"))


async def test_each_notice_says_how_it_stands_and_why_it_failed() -> None:
    at = desk(approved("failed", "sent"))
    async with opened_screen(at) as screen:
        await look_at_all(screen)
        assert screen.sees("SMS · cấp tài khoản")
        assert screen.sees("không nối được nhà mạng")
        assert screen.sees("Đã gửi")
        await screen.press("Gửi lại")
        await screen.until(lambda: screen.sees("Thông báo đang được gửi lại."))
        assert screen.sees("Chờ gửi")
        assert not screen.sees("không nối được nhà mạng")


async def test_a_new_password_wants_a_reason_and_is_owed_once() -> None:
    at = desk(approved("sent"))
    async with opened_screen(at) as screen:
        await look_at_all(screen)
        await screen.press(RENEW)
        await screen.until(lambda: screen.sees("Gửi mật khẩu mới?"))
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Ghi lý do gửi mật khẩu mới."))
        await screen.type(screen.field(REASON), " mất tin nhắn ")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Mật khẩu mới đang được gửi."))
        kept = at.service.by_id[lying(1).id]
        assert (kept.history[-1].event, kept.history[-1].note) == ("password_resent", "mất tin nhắn")
        await screen.press(RENEW)
        await screen.type(screen.field(REASON), "gọi lại")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Một mật khẩu đang chờ gửi tới người khai."))
        assert screen.field(REASON).value == "gọi lại", "what was typed is not lost"


async def test_without_an_account_there_is_no_password_to_renew() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert not screen.sees(RENEW)
        assert not screen.sees("Thông báo cho người khai")
