"""The window's own profile holds nothing of anybody after a day's work and a print: read byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from declaration.cards.card import CardKind
from desk.serving.browser import find_browser, this_system, window_command
from desk.serving.window import _write_preferences
from practice.unit import PASSES, people
from practice.virtual_camera import VirtualCamera
from tests.browser.at_work import attest, finish, lock, sign, unlock, wait_for_photos
from tests.browser.driver import Window
from tests.browser.practice_desk import practising
from tests.builders import secrets_of

pytestmark = pytest.mark.browser
PERSON = next(
    person
    for seed, person in enumerate(people()[:40], start=1)
    if person.card_kind is CardKind.CCCD and seed % 7 and seed % 5
)
_OF_THE_TEST = ("--app=", "--user-data-dir=", "--start-maximized")


class OwnProfile:
    """A browser whose one context is the app window's: its command, its preferences, its folder."""

    def __init__(self, chromium: Any, profile: Path) -> None:
        self._chromium = chromium
        self._profile = profile

    def new_context(self, **looks: Any) -> BrowserContext:
        _write_preferences(self._profile / "Default" / "Preferences")
        program = find_browser(this_system())
        assert program is not None, "no browser that the desk knows"
        command = window_command(program, "about:blank", self._profile, system=this_system(), is_root=True)
        ours = [flag for flag in command[1:] if not flag.startswith(_OF_THE_TEST)]
        made = self._chromium.launch_persistent_context(
            str(self._profile), executable_path=program, args=[*ours, "--disable-gpu"], headless=True, **looks
        )
        return cast(BrowserContext, made)


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[tuple[Window, Path]]:
    profile = tmp_path / "window"
    with practising(tmp_path / "unit", VirtualCamera((PERSON,))) as desk, sync_playwright() as playwright:
        own = cast(Browser, OwnProfile(playwright.chromium, profile))
        with Window(own) as window:
            window.page.set_default_timeout(20_000)  # its profile is new: the client is compiled on the way
            yield window.open(desk.launch_url(), until="Mở khóa"), profile


def test_nothing_of_a_person_stays_in_the_windows_profile(at_work: tuple[Window, Path]) -> None:
    window, profile = at_work
    unlock(window)
    wait_for_photos(window)
    attest(window)
    sign(window)
    finish(window, PERSON.full_name)
    window.go_to("Tờ khai")
    window.field("Tìm theo tên, số giấy tờ hoặc điện thoại").wait_for()  # the slip before it has the name too
    window.sees(PERSON.full_name.upper())
    window.tap(window.text(PERSON.full_name.upper()))
    window.sees("In tờ khai")
    with window.context.expect_event("response", lambda answer: "/file/" in answer.url) as printed:
        window.press("In tờ khai")
    assert printed.value.header_value("content-type") == "application/pdf"
    lock(window)
    window.context.close()
    hidden = [*secrets_of(PERSON), *(each.passphrase for each in PASSES)]
    spelt = {text: (text.encode(), text.encode("utf-16-le")) for text in hidden if len(text) > 6}
    files = [path for path in profile.rglob("*") if path.is_file()]
    assert len(files) > 10, "no profile was made: the test proves nothing"
    found = {
        (path.name, text)
        for path in files
        for text, forms in spelt.items()
        if any(form in path.read_bytes() for form in forms)
    }
    assert found == set()
    papers = [path.name for path in files if b"%PDF-" in path.read_bytes()]
    assert papers == [], "what was printed stays behind"
