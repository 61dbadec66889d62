"""Máy trạm in a real Chromium, by keyboard alone: a backup and a day's trail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from desk import i18n
from desk.views.care.view import care_screen
from tests.browser.driver import LAPTOP, TABLET_UPRIGHT, Screen, Window, served
from tests.fakes.program import FakeProgram
from tests.views.standing import Standing

pytestmark = pytest.mark.browser
_HAS_THE_FOCUS = """name => [document.activeElement?.getAttribute('aria-label'),
    document.activeElement?.innerText].includes(name)"""
STICK = "/media/mau/USB-MAU · còn 15,4 GB"


@pytest.fixture
def program() -> FakeProgram:
    i18n.use("vi", strict=True)
    return FakeProgram()


@pytest.fixture(params=[LAPTOP, TABLET_UPRIGHT], ids=["laptop", "tablet"])
def window(browser: Browser, program: FakeProgram, request: pytest.FixtureRequest) -> Iterator[Window]:
    screen: Screen = request.param
    with served(Standing(program, screen.width).at(care_screen)) as desk, Window(browser, screen) as opened:
        yield opened.open(desk.launch_url(), until="Máy trạm ổn")
        opened.is_sound()


def _walk_to(window: Window, name: str, most: int = 20) -> None:
    """Tab until it has the focus, as a person does who has no mouse."""
    for _ in range(most):
        if window.page.evaluate(_HAS_THE_FOCUS, name):
            return
        window.key("Tab")
        window.page.wait_for_timeout(150)
    raise AssertionError(f"no way to {name!r} by Tab: {window.tree()}")


def test_the_stations_care_is_walked_by_keyboard_alone(window: Window, program: FakeProgram) -> None:
    care = program.care
    _walk_to(window, "Kiểm tra ngay")
    _walk_to(window, "Sao lưu ngay")
    window.key("Enter")
    window.sees("Sao lưu vào đâu?")
    window.key("Escape")
    window.misses("Sao lưu vào đâu?")
    assert care.written == []
    _walk_to(window, "Sao lưu ngay")
    window.key("Enter")
    window.sees("Sao lưu vào đâu?")
    _walk_to(window, STICK)
    _walk_to(window, "Sao lưu ngay")
    window.key("Control+Enter")
    window.sees("Đã sao lưu và đọc lại đủ")
    assert care.written == [Path("/media/mau/USB-MAU")]
    _walk_to(window, "Ghi nhật ký ngày")
    window.key("Enter")
    window.sees("Tệp không mã hóa")
    _walk_to(window, STICK)
    _walk_to(window, "Ghi tệp")
    window.key("Enter")
    window.sees("Đã ghi nhật ký ngày")
    assert [folder for _, folder in care.days] == [Path("/media/mau/USB-MAU")]
