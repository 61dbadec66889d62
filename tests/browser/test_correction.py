"""The way back in a real browser: returned with a marked field, put right in place, sent again, approved."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from declaration.cards.card import CardKind
from practice.unit import people
from practice.virtual_camera import VirtualCamera
from tests.browser.at_work import (
    attest,
    finish,
    lock,
    put_right,
    return_to_desk,
    sign,
    sign_in,
    unlock,
    wait_for_photos,
)
from tests.browser.driver import Window
from tests.browser.practice_desk import practising

pytestmark = pytest.mark.browser
PERSON = next(
    person
    for seed, person in enumerate(people()[:40], start=1)
    if person.card_kind is CardKind.CCCD and seed % 7 and seed % 5
)
RIGHT_PHONE = "0908765432"


def test_what_was_returned_is_put_right_in_place_and_approved(browser: Browser, tmp_path: Path) -> None:
    with practising(tmp_path, VirtualCamera((PERSON,))) as desk, Window(browser) as window:
        window.open(desk.launch_url(), until="Mở khóa")
        unlock(window)
        wait_for_photos(window)
        attest(window)
        sign(window)
        finish(window, PERSON.full_name)
        lock(window)

        sign_in(window, "duyet")
        return_to_desk(window, PERSON.full_name, "Điện thoại", "Điện thoại hoặc e-mail chưa đúng")
        lock(window)

        unlock(window)
        put_right(window, "Điện thoại", RIGHT_PHONE)
        sign(window)
        finish(window, PERSON.full_name)
        lock(window)

        sign_in(window, "duyet")
        window.sees(PERSON.full_name)
        window.sees("0908 765 432")
        window.can_press("Duyệt")
        window.key("a")
        window.sees("Chờ duyệt · 0")
        window.is_sound()
