"""A possible duplicate is looked at beside the declaration it may double."""

from __future__ import annotations

from dataclasses import replace

from desk.ports.service import NoAnswer, Reason
from tests.fakes.for_review import Lying, lying
from tests.views.review_desk import desk, dossier, opened_screen, ready
from tests.views.review_desk import short_pauses as short_pauses

BESIDE = "Đặt cạnh nhau"


def twins() -> tuple[Lying, Lying]:
    """The second has the first one's telephone, and all else of its own."""
    first, second = lying(1, days_left=2), lying(2, days_left=6)
    return first, second.but(phone=first.content.phone)


async def test_what_two_declarations_share_and_where_they_differ_is_seen_at_once() -> None:
    first, second = twins()
    at = desk(first, second)
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        await screen.press(BESIDE)
        await screen.until(lambda: screen.sees(f"khác: {second.content.address}"))
        assert screen.sees(f"khác: {second.content.full_name}")
        assert not screen.sees("khác: 09"), "the telephone is the same"
        assert screen.sees(dossier(2))
        await screen.key("A")
        assert at.service.asked == [], "keys behind it are silent"
        await screen.key("Escape")
        await screen.until(lambda: not screen.sees("khác:"))
        assert screen.sees(f"{dossier(1)} ·"), "the first is still the one to be decided"


async def test_a_photo_that_did_not_come_and_one_that_there_is_none_of_are_told_apart() -> None:
    first, second = twins()
    portrait = {digest: each for digest, each in second.photos.items() if each[0] == "portrait"}
    at = desk(first, replace(second, photos=portrait))
    at.service.lost_photos = {"portrait"}
    async with opened_screen(at) as screen:
        await screen.until(lambda: screen.sees(f"{dossier(1)} ·"))
        await screen.press(BESIDE)
        await screen.until(lambda: screen.sees("Không có ảnh"))
        await screen.until(lambda: screen.texts().count("Chưa tải được ảnh") >= 2)
        assert not screen.sees("Đang tải ảnh")


async def test_two_agencies_are_compared_by_their_names() -> None:
    first, second = twins()
    async with opened_screen(desk(first, second.but(agency="MAU02"))) as screen:
        await ready(screen, 1)
        await screen.press(BESIDE)
        await screen.until(lambda: screen.sees("khác: BHXH MAU02"))


async def test_the_other_one_can_be_gone_to() -> None:
    async with opened_screen(desk(*twins())) as screen:
        await ready(screen, 1)
        await screen.press(BESIDE)
        await screen.until(lambda: screen.sees("khác:"))
        await screen.press("Sang tờ khai kia")
        await screen.until(lambda: screen.sees(f"{dossier(2)} ·"))


async def test_one_that_cannot_be_read_is_said_so() -> None:
    at = desk(*twins())
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        at.service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.press(BESIDE)
        await screen.until(lambda: screen.sees("Chưa nối được mạng."))
