"""The photos beside a declaration: enlarged, missing, unreadable."""

from __future__ import annotations

from dataclasses import replace

import flet as ft
import pytest

from tests.fakes.for_review import lying
from tests.views.review_desk import desk, opened_screen, ready
from tests.views.review_desk import short_pauses as short_pauses


async def test_photos_are_shown_from_memory_and_one_can_be_enlarged() -> None:
    at = desk(lying(1))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        shown = {image.semantics_label: image.src for image in screen.every(ft.Image)}
        assert set(shown) == {"Ảnh chân dung", "Mặt trước thẻ", "Mặt sau thẻ", "Chữ ký"}
        assert set(shown.values()) == {data for _, data in lying(1).photos.values()}
        assert at.program.offered == []
        front = next(one for one in screen.every(ft.Semantics) if one.label == "Phóng to: Mặt trước thẻ")
        assert isinstance(front.content, ft.Container)
        await screen.click(front.content)
        await screen.until(lambda: bool(screen.every(ft.AlertDialog)))
        await screen.key("A")
        assert at.service.asked == [], "nothing behind the photo hears keys"
        await screen.key("Escape")
        await screen.until(lambda: not screen.every(ft.AlertDialog))


async def test_a_photo_is_enlarged_zoomed_and_moved_by_keyboard() -> None:
    async with opened_screen(desk(lying(1))) as screen:
        await ready(screen, 1)
        await screen.key("Z")
        await screen.until(lambda: bool(screen.every(ft.AlertDialog)))
        await screen.key("=")
        await screen.key("Arrow Right", shift=True)
        await screen.press("Phóng to (phím +)")
        await screen.key("-")
        asked = [call for call in screen.client.calls if call.control == "InteractiveViewer"]
        assert [call.method for call in asked] == ["zoom", "pan", "pan", "zoom", "pan", "zoom", "pan"]
        factors = [call.arguments["factor"] for call in asked if call.method == "zoom"]
        assert factors == pytest.approx([1.5, 1.5, 1 / 1.5])
        assert asked[2].arguments["dx"] < 0, "the sight goes to the right, the photo to the left"
        await screen.key("Escape")
        await screen.until(lambda: not screen.every(ft.AlertDialog))


async def test_a_photo_that_did_not_come_is_said_and_asked_about_before_approving() -> None:
    at = desk(lying(1))
    at.service.lost_photos = {"portrait"}
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert screen.sees("Chưa tải được ảnh")
        await screen.key("A")
        await screen.until(lambda: screen.sees("Có ảnh chưa tải được"))
        assert at.service.asked == []
        await screen.key("Escape")
        at.service.lost_photos = set()
        await screen.press("Tải lại ảnh")
        await screen.until(lambda: not screen.sees("Chưa tải được ảnh"))


async def test_a_photo_that_cannot_be_read_is_named_and_approving_asks_first() -> None:
    declared = lying(1)
    damaged = next(iter(declared.blobs)).sha256
    at = desk(replace(declared, unreadable=(damaged,)))
    async with opened_screen(at) as screen:
        await ready(screen, 1)
        assert screen.sees("Ảnh không đọc được")
        await screen.key("A")
        await screen.until(lambda: screen.sees("Có ảnh không đọc được"))
        assert at.service.asked == []
