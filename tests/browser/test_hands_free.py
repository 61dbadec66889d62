"""The camera of a real browser: a card turned over and a face, and every photo is taken without a press."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from declaration.cards.card import CardKind
from practice.unit import people
from tests.browser.at_work import unlock
from tests.browser.driver import Window, chromium, fake_camera
from tests.browser.practice_desk import practising
from tests.browser.turning_video import turning_video

pytestmark = pytest.mark.browser
PERSON = next(person for person in people()[:40] if person.card_kind is CardKind.CCCD)
PATIENCE_MS = 90_000  # the video is played over until everything was seen
TILES = ("Trước", "Sau", "Chân dung")


@pytest.fixture(scope="module")
def browser_with_camera(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    video = turning_video(PERSON, tmp_path_factory.mktemp("video") / "turning.mjpeg")
    with chromium(*fake_camera(video)) as browser:
        yield browser


def test_a_card_turned_over_and_a_face_fill_the_desk_without_a_click(
    browser_with_camera: Browser, tmp_path: Path
) -> None:
    with practising(tmp_path) as desk, Window(browser_with_camera) as window:
        window.open(desk.launch_url(), until="Mở khóa")
        unlock(window)
        window.page.set_default_timeout(PATIENCE_MS)
        for tile in TILES:
            window.sees(f"{tile}: đã có")
        window.sees("Đã có chân dung")
        assert window.value("Họ và tên") == PERSON.full_name
        window.is_sound()
