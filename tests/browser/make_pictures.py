"""Makes the pictures of the documents anew: ``python -m tests.browser.make_pictures docs/pictures``.

A fresh practice unit is worked through as in the main job's test. Everybody in the pictures is invented.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from declaration.cards.card import CardKind
from practice.unit import people
from practice.virtual_camera import VirtualCamera
from tests.browser.at_work import attest, draw, finish, lock, sign, sign_in, unlock, wait_for_photos
from tests.browser.driver import LAPTOP, TABLET_UPRIGHT, Screen, Window, chromium
from tests.browser.practice_desk import PracticeDesk, practising

_COLOURS = 128
_TRIES = 10
_BLANK = 0.97  # the slip, our emptiest screen, has 0.8 of one colour
_HOLDERS = [person for person in people()[:40] if person.card_kind is CardKind.CCCD][:4]


@dataclass
class _Album:
    folder: Path
    desk: PracticeDesk
    browser: Browser

    def keep(self, window: Window, name: str, screen: Screen = LAPTOP, *, moves: bool = False) -> None:
        """One picture, small: few colours are enough for screens. A busy machine paints long after the words
        are there: what still changes is taken again."""
        file, before = self.folder / f"{name}-{screen.width}.png", b""
        for _ in range(_TRIES):
            window.picture(file)
            with Image.open(file) as taken:
                seen = taken.convert("RGB")
            if not _is_blank(seen) and (moves or seen.tobytes() == before):
                break
            before = seen.tobytes()
        seen.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)

    def desk_on_a_tablet(self) -> None:
        """The same registrar's screen in a second, upright window."""
        with Window(self.browser, TABLET_UPRIGHT) as tablet:
            tablet.open(self.desk.launch_url(), until="Còn thiếu")
            tablet.page.wait_for_timeout(1500)
            self.keep(tablet, "desk", TABLET_UPRIGHT)

    def review_on_a_tablet(self) -> None:
        with Window(self.browser, TABLET_UPRIGHT) as tablet:
            tablet.open(self.desk.launch_url(), until=_HOLDERS[0].full_name)
            tablet.tap(tablet.text(_HOLDERS[0].full_name))
            tablet.can_press("Duyệt")
            self.keep(tablet, "review", TABLET_UPRIGHT)


def _is_blank(seen: Image.Image) -> bool:
    """A busy machine may not have painted more than one colour and a word yet."""
    colours = seen.quantize(_COLOURS).getcolors() or []
    return max(count for count, _ in colours) > _BLANK * seen.width * seen.height


def make(folder: Path) -> None:
    """Every picture the documents show, below ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as unit,
        practising(Path(unit), VirtualCamera(_HOLDERS)) as desk,
        chromium() as browser,
        Window(browser) as window,
    ):
        window.open(desk.launch_url(), until="Mở khóa")
        album = _Album(folder, desk, browser)
        _at_the_table(window, album)
        _at_the_agency(window, album)


def _at_the_table(window: Window, album: _Album) -> None:
    album.keep(window, "unlock")
    unlock(window)
    window.sees("Sau: đã có")
    album.keep(window, "desk", moves=True)
    wait_for_photos(window)
    attest(window)
    window.key("F4")
    window.sees("Chữ ký của người khai")
    draw(window)
    album.keep(window, "signature")
    window.press("Xong")
    finish(window, _HOLDERS[0].full_name)
    album.keep(window, "slip")
    _one_more(window, _HOLDERS[1].full_name)
    window.key("F9")
    wait_for_photos(window)
    album.desk_on_a_tablet()
    window.go_to("Tờ khai")
    window.tap(window.text(_HOLDERS[0].full_name.upper()))
    album.keep(window, "declarations")
    window.go_to("Đồng bộ")
    album.keep(window, "sync")
    lock(window)


def _one_more(window: Window, name: str) -> None:
    window.key("F9")
    wait_for_photos(window)
    attest(window)
    sign(window)
    finish(window, name)


def _at_the_agency(window: Window, album: _Album) -> None:
    sign_in(window, "duyet")
    window.can_press("Duyệt")
    album.keep(window, "review")
    album.review_on_a_tablet()
    window.key("a")
    window.sees("Chờ duyệt · 1")
    lock(window)
    unlock(window)
    window.go_to("Kết quả")
    window.sees("Đã kích hoạt")
    album.keep(window, "answers")
    lock(window)
    sign_in(window, "giamsat")
    window.sees("Quầy 03")
    album.keep(window, "supervision")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
