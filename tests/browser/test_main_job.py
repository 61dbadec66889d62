"""The main job in a real browser: from the card to the account, with nothing simulated but the people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from declaration.cards.card import CardKind
from desk.ports.camera import Scene
from practice.people import identity_payload
from practice.unit import people
from practice.virtual_camera import VirtualCamera
from tests.browser.at_work import SCANNER, attest, finish, lock, sign, sign_in, unlock, wait_for_photos
from tests.browser.driver import Window
from tests.browser.practice_desk import PracticeDesk, practising

pytestmark = pytest.mark.browser
# Holders of the card whose code is on its front, known to the list with number and e-mail.
FIRST, SECOND = [
    person
    for seed, person in enumerate(people()[:40], start=1)
    if person.card_kind is CardKind.CCCD and seed % 7 and seed % 5
][:2]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PracticeDesk]:
    with practising(tmp_path, VirtualCamera((FIRST, SECOND))) as running:
        yield running


@pytest.fixture
def window(browser: Browser, desk: PracticeDesk) -> Iterator[Window]:
    """A window at the unlock screen. At the end nothing went wrong in it, nothing asked for the outside."""
    with Window(browser) as opened:
        yield opened.open(desk.launch_url(), until="Mở khóa")
        opened.is_sound()


def test_a_card_before_the_camera_becomes_an_account(window: Window) -> None:
    unlock(window)
    window.sees("Có trong danh sách")
    wait_for_photos(window)
    attest(window)
    sign(window)
    finish(window, FIRST.full_name)
    lock(window)
    assert FIRST.full_name not in window.tree()

    sign_in(window, "duyet")
    window.sees(FIRST.full_name)
    window.can_press("Duyệt")
    window.key("a")
    window.sees("Chờ duyệt · 0")
    lock(window)

    unlock(window)
    window.go_to("Kết quả")
    window.sees(FIRST.insurance_code)
    lock(window)

    sign_in(window, "giamsat")
    window.sees("Quầy 03")
    window.sees(FIRST.insurance_code)


class WithoutCode(VirtualCamera):
    """A camera too poor for codes: it sees faces and cards, but never what the code is wanted of."""

    def show(self, scene: Scene) -> None:
        super().show(Scene.EMPTY_TABLE if scene is Scene.CODE else scene)


def test_a_scanner_that_types_the_card_is_as_good_as_the_camera(browser: Browser, tmp_path: Path) -> None:
    with practising(tmp_path, WithoutCode((FIRST,))) as desk, Window(browser) as window:
        window.open(desk.launch_url(), until="Mở khóa")
        unlock(window)
        window.sees("Quét thẻ để bắt đầu")
        window.type(SCANNER, "https://example.com/mau\n", delay_ms=4)
        window.sees("Đây không phải mã của thẻ")
        window.page.keyboard.type(identity_payload(FIRST), delay=4)  # nobody has put the cursor back
        window.key("Enter")
        wait_for_photos(window)
        assert window.value(SCANNER) == ""
        assert window.value("Họ và tên") == FIRST.full_name
        attest(window)
        sign(window)
        finish(window, FIRST.full_name)
        window.is_sound()


def test_what_goes_wrong_is_said_where_it_is_and_nothing_is_lost(window: Window) -> None:
    unlock(window, "sai-mat-khau")
    window.sees("Mật khẩu chưa đúng")
    window.sees("dữ liệu vẫn còn nguyên")
    unlock(window)
    wait_for_photos(window)
    attest(window)
    sign(window)
    finish(window, FIRST.full_name)
    window.key("F9")

    wait_for_photos(window)
    assert window.value("Họ và tên") == SECOND.full_name
    window.fill(SCANNER, "https://example.com/mau")
    window.key("Enter")
    window.sees("Đây không phải mã của thẻ")
    assert window.value("Họ và tên") == SECOND.full_name
    window.fill("Điện thoại", FIRST.phone)
    window.focus("E-mail")
    window.sees("Số điện thoại này đã có trong tờ khai khác tại quầy")
    window.fill("Điện thoại", "12345")
    window.focus("E-mail")
    window.sees("Cần số di động Việt Nam")
    window.reload()
    window.sees("Cần số di động Việt Nam")
    assert window.value("Họ và tên") == SECOND.full_name
    assert window.value("Điện thoại") == "12345"


def test_a_reviewer_is_told_that_the_service_is_down_and_not_that_the_password_is_wrong(
    window: Window, desk: PracticeDesk
) -> None:
    desk.stop_service()
    sign_in(window, "duyet")
    window.sees("Không phải do mật khẩu")
