"""F9 at the desk leads to what is still missing, whatever it is typed into or chosen with."""

from __future__ import annotations

import asyncio

import pytest
from playwright.sync_api import Browser, expect

from declaration.draft import Field
from desk.views.desk.view import desk_screen
from tests.browser.driver import TABLET_UPRIGHT, Window, served
from tests.views.at_the_desk import Desk, a_desk
from tests.views.standing import Standing

pytestmark = pytest.mark.browser


def test_f9_puts_the_cursor_where_something_is_missing(browser: Browser) -> None:
    """At Giới tính, which one chooses; then in the part of the form that stands below, unfolded."""
    desk = a_desk()
    screen = Standing(desk.program, TABLET_UPRIGHT.width).at(lambda place: desk_screen(place, desk.model))
    with served(screen) as running, Window(browser, TABLET_UPRIGHT) as window:
        asyncio.run_coroutine_threadsafe(_with_mistakes(desk), running.loop).result(10)
        window.open(running.launch_url(), until="Còn thiếu: giới tính, người liên hệ")
        window.key("F9")
        expect(window.button("Nam")).to_be_focused()
        window.key("Tab")
        window.key("Enter")
        window.sees("Giới tính: Nữ")
        window.key("F9")
        expect(window.field("Người liên hệ")).to_be_focused()
        window.is_sound()


async def _with_mistakes(desk: Desk) -> None:
    await desk.fill()
    desk.model.draft = desk.model.draft.with_value(Field.SEX, "").with_value(Field.CONTACT_PERSON, "x" * 300)
    await desk.model.keep()
