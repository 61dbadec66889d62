"""Somebody forgot the passphrase: a supervisor reads the code out, and the work goes on with a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from declaration.wire.spelled import read_spelled
from practice.unit import people
from practice.virtual_camera import VirtualCamera
from tests.browser.at_work import lock, sign_in, unlock
from tests.browser.driver import Window
from tests.browser.practice_desk import PracticeDesk, practising

pytestmark = pytest.mark.browser
NEW = "câu mới tinh tươm"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PracticeDesk]:
    with practising(tmp_path, VirtualCamera(people()[:1])) as running:
        yield running


def test_a_code_read_out_over_the_telephone_opens_the_desk_with_a_new_passphrase(
    browser: Browser, desk: PracticeDesk
) -> None:
    with Window(browser) as window:
        window.open(desk.launch_url(), until="Mở khóa")
        unlock(window)
        window.sees("Thông tin")
        window.go_to("Đồng bộ")
        window.misses("chưa tới cơ quan")
        lock(window)

        sign_in(window, "giamsat")
        window.sees("Quầy 03")
        window.press("Mã khôi phục…")
        window.fill("Lý do", "Lê Thị Mẫu gọi, quên mật khẩu")
        window.press("Xem mã")
        window.sees("Nhóm 7")
        code = _read_out(window)
        assert isinstance(read_spelled(code), bytes)
        window.press("Ẩn mã")
        lock(window)

        desk.stop_service()
        window.press("Quên mật khẩu?")
        window.sees("mã khôi phục số 1")
        window.fill("Mã khôi phục", code.lower())
        window.fill("Mật khẩu mới", NEW)
        window.fill("Nhập lại mật khẩu mới", NEW)
        window.key("Enter")
        window.sees("Mã mới số 2 chưa tới cơ quan")
        lock(window)
        unlock(window, NEW)
        window.sees("Cân đối sổ")
        window.is_sound()


def _read_out(window: Window) -> str:
    """The seven groups as a screen reader says them."""
    groups = dict(re.findall(r"Nhóm (\d): ((?:\w ){3}\w)", window.tree()))
    return " ".join(groups[str(number)] for number in range(1, 8))
