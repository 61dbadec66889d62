"""Drives the real web client in Chromium the way a person does: by names, through the semantics tree.

``Window`` is one browser window on a ``served`` desk. Every address but our own is unresolvable, so that a
test passing is a proof of working offline.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as DriverError
from playwright.sync_api import TimeoutError as PatienceError

from tests.browser.served import ServedDesk as ServedDesk
from tests.browser.served import served as served

_OWN_ADDRESS = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|blob:|data:")
# Compiled into the client and blocked by our content policy; it asks once and does without.
_ASKED_ANYWAY = "rive_native"
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
# A field that has the focus before the semantics tree exists edits through another, nameless input:
# so the tree is switched on the moment the client offers it, before the first frame.
_SEMANTICS_ON = """(() => {
  const watcher = new MutationObserver(() => {
    const placeholder = document.querySelector('flt-semantics-placeholder');
    if (placeholder) { watcher.disconnect(); placeholder.click(); }
  });
  watcher.observe(document, {childList: true, subtree: true});
})()"""


@dataclass(frozen=True)
class Screen:
    """A size people work at, in logical pixels."""

    width: int
    height: int
    has_touch: bool = False


LAPTOP = Screen(1366, 768)
SMALL_LAPTOP = Screen(1280, 720)
TABLET_UPRIGHT = Screen(820, 1180, has_touch=True)


@contextlib.contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """A headless Chromium: the system's own, else the one Playwright installed."""
    with sync_playwright() as playwright:
        browser = _launched(playwright, arguments)
        try:
            yield browser
        finally:
            browser.close()


def _launched(playwright: Playwright, arguments: tuple[str, ...]) -> Browser:
    return playwright.chromium.launch(
        executable_path=_own_program(), args=[*_ARGUMENTS, *_sandbox(), *arguments], headless=True
    )


@contextlib.contextmanager
def undriven(url: str, *arguments: str, screen: Screen = LAPTOP) -> Iterator[subprocess.Popen[bytes]]:
    """A headless Chromium nobody drives, open on a page: a driven one keeps every picture for its driver."""
    program = _own_program()
    if program is None:
        with sync_playwright() as playwright:
            program = playwright.chromium.executable_path
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        size = f"--window-size={screen.width},{screen.height}"
        own = ("--headless=new", "--no-first-run", f"--user-data-dir={profile}", size)
        command = [program, *_ARGUMENTS, *_sandbox(), *own, *arguments, url]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield running
        finally:
            running.terminate()
            running.wait(timeout=20)


def _own_program() -> str | None:
    """The machine's own; None means the one Playwright installed."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def _sandbox() -> tuple[str, ...]:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ("--no-sandbox",) if is_root else ()


def fake_camera(video: Path) -> tuple[str, ...]:
    """Arguments for ``chromium`` that put a video (.mjpeg, .y4m) where the camera would be."""
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    )


_DRAWN_ANEW, _SCROLL_MS = 5, 2000
_FRAMES = """() => new Promise(done => {
    const frame = left => left ? requestAnimationFrame(() => frame(left - 1)) : done();
    frame(4);
})"""


class Window:
    """One browser window on a desk, closed at the end; ``errors`` and ``outside`` must stay empty."""

    def __init__(self, browser: Browser, screen: Screen = LAPTOP) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            has_touch=screen.has_touch,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.add_init_script(_SEMANTICS_ON)
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))

    def __enter__(self) -> Window:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def _note(self, url: str) -> None:
        if not _OWN_ADDRESS.match(url) and _ASKED_ANYWAY not in url:
            self.outside.append(url)

    # -- coming in --

    def open(self, url: str, *, until: str | None = None) -> Window:
        """Go to an address, wait for the first frame, and for the text ``until``."""
        self.page.goto(url)
        self.ready()
        if until is not None:
            self.sees(until)
        return self

    def ready(self) -> None:
        """Wait until the first frame is painted and its semantics are there; also after a reload."""
        self.page.wait_for_function("!document.getElementById('loading')", timeout=60_000)
        tree = "flt-semantics-host flt-semantics flt-semantics"
        self.page.wait_for_selector(tree, state="attached", timeout=60_000)

    # -- finding --

    def marked(self, identifier: str) -> Locator:
        """What stands in ``ft.Semantics(identifier=…)``."""
        return self.page.locator(f'[flt-semantics-identifier="{identifier}"]')

    def text(self, words: str, *, exact: bool = False) -> Locator:
        return self.page.locator("flt-semantics-host").get_by_text(words, exact=exact).first

    def field(self, label: str) -> Locator:
        wanted = f'[aria-label="{label}"]'
        return self.page.locator(f"flt-semantics input{wanted}, flt-semantics textarea{wanted}").first

    def button(self, name: str) -> Locator:
        """By its caption, or by its tooltip (which Flutter puts on the node around the button)."""
        by_name = self.page.get_by_role("button", name=name, exact=True)
        by_tooltip = self.page.locator(f'flt-semantics[aria-label="{name}"] [role="button"]')
        return by_name.or_(by_tooltip).first

    # -- seeing --

    def sees(self, words: str, *, exact: bool = False) -> None:
        """Wait until these words stand somewhere (as text or as a name)."""
        named = self.page.locator(f'flt-semantics[aria-label*="{words}"]')
        self.text(words, exact=exact).or_(named).first.wait_for(state="attached")

    def can_press(self, name: str) -> None:
        """Wait until the button of this name acts."""
        expect(self.button(name)).to_be_enabled()

    def misses(self, words: str) -> None:
        """Wait until these words stand nowhere."""
        expect(self.page.locator("flt-semantics-host").get_by_text(words)).to_have_count(0)

    def value(self, label: str) -> str:
        """A field's text. It reaches the page only once the field has the cursor, so it is tapped first."""
        return self.focus(label).input_value()

    def picture(self, path: Path) -> None:
        """A screenshot, once the screen has come to rest."""
        self.page.wait_for_timeout(800)
        self.page.screenshot(path=path)

    def tree(self) -> str:
        """What a screen reader is told, for a failing test's message."""
        return self.page.locator("body").aria_snapshot()

    def is_sound(self) -> None:
        """Nothing went wrong in the page and nothing asked for the outside."""
        assert not self.errors, self.errors
        assert not self.outside, self.outside

    # -- acting --

    def tap(self, place: Locator) -> None:
        """A real click at the centre; forced, as a node for keys lies over the whole page."""
        self._bring_into_sight(place)
        place.click(force=True)

    def _bring_into_sight(self, place: Locator) -> None:
        """Again when the screen was drawn anew between finding the node and scrolling to it."""
        for _ in range(_DRAWN_ANEW):
            place.wait_for(state="attached")
            with contextlib.suppress(DriverError):
                place.scroll_into_view_if_needed(timeout=_SCROLL_MS)
                return
        place.scroll_into_view_if_needed()

    def press(self, name: str) -> None:
        """Click the button of this name."""
        self.tap(self.button(name))

    def go_to(self, destination: str) -> None:
        """Press a destination of the rail or of the bottom bar, whatever number stands on it."""
        name = re.compile(rf"(^|\s){re.escape(destination)}(\s|$)")
        self.tap(
            self.page.get_by_role("tab", name=name).or_(self.page.get_by_role("button", name=name)).first
        )

    def key(self, key: str) -> None:
        """A key, as Playwright names it: ``"F9"``, ``"Escape"``, ``"Control+l"``."""
        self.page.keyboard.press(key)

    def focus(self, label: str) -> Locator:
        """Put the cursor into a field and wait until typing reaches it."""
        field = self.field(label)
        field.wait_for(state="attached")
        for patience_ms in (2000, 8000):  # again when the screen moved under the first tap
            self.page.evaluate(
                "document.activeElement?.closest('flt-text-editing-host') && document.activeElement.blur()"
            )
            self.tap(field)
            if self._has_the_cursor(label, patience_ms):
                break
        else:
            raise AssertionError(f"no cursor in {label!r}")
        self.listens()
        return field

    def listens(self) -> None:
        """The cursor has come: the client listens one frame later, however long that takes, and keys before
        that are lost."""
        self.page.evaluate(_FRAMES)
        self.page.wait_for_timeout(120)

    def _has_the_cursor(self, label: str, within_ms: float) -> bool:
        there = "label => document.activeElement?.getAttribute('aria-label') === label"
        try:
            self.page.wait_for_function(there, arg=label, timeout=within_ms)
        except PatienceError:
            return False
        return True

    def fill(self, label: str, words: str) -> None:
        """Put a text into a field at once, as pasting or a scanner does."""
        field = self.focus(label)
        field.fill(words)
        expect(field).to_have_value(words)

    def type(self, label: str, words: str, *, delay_ms: float = 10) -> None:
        """Key by key, as a person does; accented letters arrive as an input method sends them."""
        self.focus(label)
        self.page.keyboard.type(words, delay=delay_ms)

    def choose(self, identifier: str, option: str) -> None:
        """Open the drop-down list marked ``identifier`` and take an option."""
        marked = self.marked(identifier)
        self.tap(marked.locator('[role="button"], [flt-tappable]').or_(marked).last)
        as_item = self.page.get_by_role("menuitem", name=option)
        self.tap(as_item.or_(self.page.get_by_role("button", name=option, exact=True)).first)

    def reload(self) -> None:
        self.page.reload()
        self.ready()
