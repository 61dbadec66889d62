"""An e-mail address nobody has confirmed: the code is taken from the person, or a reason is given."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes.for_review import Lying, lying
from tests.views.review_desk import desk, opened_screen, ready
from tests.views.review_desk import short_pauses as short_pauses

CODE, REASON = "Mã trong thư (6 số)", "Lý do vẫn duyệt khi chưa xác nhận e-mail"


def unconfirmed() -> Lying:
    return replace(lying(1), email_state="asked", email_code="123456")


async def test_approving_asks_for_the_code_first_and_takes_a_reason_in_its_place() -> None:
    at = desk(unconfirmed())
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert screen.sees("E-mail chưa xác nhận")
        await screen.key("A")
        await screen.until(lambda: screen.sees(CODE))
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("Địa chỉ e-mail chưa được xác nhận."))
        assert at.service.asked == []
        await screen.type(screen.field(REASON), " đã gọi hỏi ")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: bool(at.service.asked))
        assert at.service.asked[0].email_reason == "đã gọi hỏi"


async def test_the_right_code_confirms_the_address_and_a_wrong_one_is_said_so() -> None:
    at = desk(unconfirmed())
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("A")
        await screen.until(lambda: screen.sees(CODE))
        await screen.type(screen.field(CODE), "000 000")
        await screen.press("Xác nhận")
        await screen.until(lambda: screen.sees("Mã chưa đúng."))
        await screen.type(screen.field(CODE), "123 456", submit=True)
        await screen.until(lambda: screen.sees("E-mail đã xác nhận"))
        await screen.until(lambda: not screen.sees(CODE))


async def test_another_code_is_sent_when_the_person_has_lost_the_first() -> None:
    at = desk(unconfirmed())
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.key("A")
        await screen.until(lambda: screen.sees(CODE))
        await screen.press("Gửi mã khác")
        await screen.until(lambda: screen.sees("Đã gửi mã mới"))
        assert at.service.by_id[lying(1).id].email_code == "246810"
