"""A supervisor takes a lapse back with a reason, and lets a notice that failed begin anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import flet as ft

from declaration.wire.notices import FailedNotice, FailedNotices
from desk.ports.service import NoAnswer, Reason
from desk.views.shown import day
from tests.fakes.for_review import lying
from tests.fakes.people_service import FakePeopleService
from tests.views.sight import names_of
from tests.views.supervised import supervised

BUTTON = "Quá hạn, thông báo lỗi…"


def failed(number: int) -> FailedNotice:
    one = lying(number)
    return FailedNotice(
        id=number,
        record_id=one.id,
        dossier_number=one.dossier_number,
        full_name=one.content.full_name,
        channel="sms",
        purpose="account_issued",
        code="sms_not_connected",
        at=datetime.now(UTC),
    )


async def test_a_lapse_is_taken_back_with_a_reason_and_not_without() -> None:
    service = FakePeopleService([replace(lying(1), status="lapsed"), lying(2)])
    async with supervised(service) as screen:
        await screen.until(lambda: screen.sees(BUTTON))
        await screen.press(BUTTON)
        await screen.until(lambda: screen.sees("Hồ sơ quá hạn (1)"))
        lapsed = lying(1).summary
        line = f"{lapsed.dossier_number} · hạn cuối {day(lapsed.hand_in_by)} · {lapsed.unit_name}"
        assert screen.sees(line), "however long the unit's name, the day is seen"
        await screen.press("Khôi phục…")
        await screen.press("Khôi phục, thêm 10 ngày")
        await screen.until(lambda: screen.sees("Ghi lý do khôi phục."))
        assert [call.label for call in screen.client.calls if call.method == "focus"] == ["Lý do khôi phục"]
        assert service.by_id[lying(1).id].status == "lapsed"
        await screen.type(screen.field("Lý do khôi phục"), " mất điện cả tuần ", submit=True)
        await screen.until(lambda: screen.sees("Hồ sơ quá hạn (0)"))
    restored = service.by_id[lying(1).id]
    assert (restored.status, restored.history[-1].note) == ("received", "mất điện cả tuần")


async def test_a_notice_that_failed_says_why_and_begins_anew() -> None:
    service = FakePeopleService()
    service.given_up = (failed(1),)
    async with supervised(service) as screen:
        await screen.until(lambda: screen.sees(BUTTON))
        await screen.press(BUTTON)
        await screen.until(lambda: screen.sees("Thông báo chưa gửi được (1)"))
        assert screen.sees("SMS · cấp tài khoản · chưa nối nhà mạng")
        await screen.press("Gửi lại")
        await screen.until(lambda: screen.sees("Thông báo chưa gửi được (0)"))
    assert await service.failed_notices() == FailedNotices(items=())


async def test_without_a_line_nothing_is_called_empty() -> None:
    service = FakePeopleService()
    async with supervised(service) as screen:
        await screen.until(lambda: screen.sees(BUTTON))
        service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.press(BUTTON)
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        assert not screen.sees("Không có.")


async def test_a_reason_outlives_an_answer_that_was_lost() -> None:
    service = FakePeopleService([replace(lying(1), status="lapsed")])
    async with supervised(service) as screen:
        await screen.until(lambda: screen.sees(BUTTON))
        await screen.press(BUTTON)
        await screen.until(lambda: screen.sees("Hồ sơ quá hạn (1)"))
        await screen.press("Khôi phục…")
        service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.type(screen.field("Lý do khôi phục"), "mất điện cả tuần", submit=True)
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        service.trouble = None
        await screen.press("Tải lại danh sách")
        await screen.until(lambda: screen.sees("Hồ sơ quá hạn (1)"))
        assert screen.field("Lý do khôi phục").value == "mất điện cả tuần"
        await screen.press("Khôi phục, thêm 10 ngày")
        await screen.until(lambda: screen.sees("Hồ sơ quá hạn (0)"))
    assert service.by_id[lying(1).id].history[-1].note == "mất điện cả tuần"


async def test_what_was_done_before_is_not_said_beside_what_failed() -> None:
    service = FakePeopleService()
    service.given_up = (failed(1), failed(2))
    async with supervised(service) as screen:
        await screen.until(lambda: screen.sees(BUTTON))
        await screen.press(BUTTON)
        await screen.until(lambda: screen.sees("Thông báo chưa gửi được (2)"))
        first = next(each for each in screen.every(ft.OutlinedButton) if "Gửi lại" in set(names_of(each)))
        await screen.click(first)
        await screen.until(lambda: screen.sees("Đã xong:"))
        service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.press("Gửi lại")
        await screen.until(lambda: screen.sees("Chưa nối được mạng"))
        assert not screen.sees("Đã xong:")
