"""The ground under every screen, in a real Chromium: it comes up, it works, and strangers stay out."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser.demo_desk import demo_main, late_main
from tests.browser.driver import LAPTOP, TABLET_UPRIGHT, Screen, ServedDesk, Window, served

pytestmark = pytest.mark.browser
SCREENS = pytest.mark.parametrize("screen", [LAPTOP, TABLET_UPRIGHT], ids=["laptop", "tablet"])


@pytest.fixture(scope="module")
def desk() -> Iterator[ServedDesk]:
    with served(demo_main) as running:
        yield running


@pytest.fixture
def window(browser: Browser, desk: ServedDesk, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window that has come in; at the end nothing may have gone wrong in it."""
    screen: Screen = getattr(request, "param", LAPTOP)
    with Window(browser, screen) as opened:
        yield opened.open(desk.launch_url(), until="Quầy 03")
        opened.is_sound()


_KEEPS_ITS_LINE = """window.WebSocket = class extends WebSocket {
  constructor(...where) { super(...where); window.itsLine = this; }
}"""
BOTH = pytest.mark.parametrize("window", [LAPTOP, TABLET_UPRIGHT], ids=["laptop", "tablet"], indirect=True)


@BOTH
def test_the_frame_and_the_blocks_come_up_and_nothing_is_fetched_from_outside(window: Window) -> None:
    for words in ("Khu công nghiệp Mẫu", "Ngoại tuyến · 12 chờ gửi", "DIỄN TẬP", "Đối chiếu", "Bị từ chối"):
        window.sees(words)
    window.press("Thử lại")


@BOTH
def test_vietnamese_typed_letter_by_letter_stays_as_typed_and_is_tidied_on_leaving(window: Window) -> None:
    window.type("Họ và tên", "Nguyễn Thị  Mẫu")
    assert window.field("Họ và tên").input_value() == "Nguyễn Thị  Mẫu"
    window.focus("E-mail")
    assert window.value("Họ và tên") == "NGUYỄN THỊ MẪU"


def test_an_input_method_that_rubs_out_and_rewrites_is_not_disturbed(window: Window) -> None:
    """Unikey types "a", sees the second "a", rubs one out and writes "â"."""
    window.focus("Họ và tên")
    keyboard = window.page.keyboard
    for step in ("M", "a", "BACKSPACE", "â", "BACKSPACE", "ẫ", "u"):
        if step == "BACKSPACE":
            keyboard.press("Backspace")
        else:
            keyboard.insert_text(step)
        window.page.wait_for_timeout(30)
    window.focus("E-mail")
    assert window.value("Họ và tên") == "MẪU"


def test_a_mistake_is_named_beside_the_field_and_goes_when_it_is_mended(window: Window) -> None:
    window.type("E-mail", "mau")
    window.sees("Thiếu dấu @")
    window.fill("E-mail", "mau@thu.vn")
    window.misses("Thiếu dấu @")


def test_letters_do_not_get_into_a_field_for_digits(window: Window) -> None:
    window.focus("Điện thoại")
    window.page.keyboard.press("Control+a")
    window.page.keyboard.type("0912abc333", delay=20)
    window.focus("E-mail")
    assert window.value("Điện thoại") == "0912333"


def test_what_is_missing_is_one_press_away(window: Window) -> None:
    window.press("Còn thiếu: e-mail")
    window.page.wait_for_function("document.activeElement?.getAttribute('aria-label') === 'E-mail'")


def test_a_choice_is_taken_by_its_words(window: Window) -> None:
    window.choose("sex", "Nữ")
    window.sees("Giới tính: Nữ")


def test_one_key_finishes_but_not_behind_a_question_and_not_while_typing(window: Window) -> None:
    window.key("F9")
    window.sees("Đã xong 1")
    window.key("a")
    window.sees("Đã xong 2")
    window.type("Họ và tên", "a")
    window.press("Xóa")
    window.sees("Xóa bản nháp?")
    window.key("F9")
    window.key("Escape")
    window.misses("Xóa bản nháp?")
    window.page.wait_for_timeout(
        500
    )  # the keys are the desk's again once the question is gone at its side too
    window.key("F9")
    window.sees("Đã xong 3")


def test_a_window_that_learns_its_keys_late_hears_them_too(browser: Browser) -> None:
    with served(late_main) as late, Window(browser) as window:
        window.open(late.launch_url(), until="bắt đầu")
        window.press("bắt đầu")
        window.sees("chờ phím")
        window.key("F8")
        window.sees("đã nghe")


def test_keys_of_the_desk_do_not_reach_the_browser(window: Window) -> None:
    window.type("Họ và tên", "Mẫu")
    for key in ("F5", "Control+s", "Control+p", "F3", "F1"):
        window.key(key)
    window.page.wait_for_timeout(300)
    assert window.page.evaluate("performance.getEntriesByType('navigation').length") == 1
    assert window.field("Họ và tên").input_value() == "Mẫu"


def test_a_reload_keeps_the_work_in_hand(window: Window) -> None:
    window.type("Họ và tên", "Mẫu")
    window.page.wait_for_timeout(200)
    window.reload()
    assert window.value("Họ và tên").upper() == "MẪU"  # tidied or not: the reload may come first


def test_a_window_whose_line_is_cut_says_so_and_comes_back_with_its_work(window: Window) -> None:
    """The client alone says "Working..." and then compares two screens for minutes."""
    window.page.add_init_script(_KEEPS_ITS_LINE)
    window.reload()
    window.type("Họ và tên", "Mẫu")
    window.page.wait_for_timeout(200)
    with window.page.expect_navigation():
        window.page.evaluate("itsLine.close()")
        window.page.wait_for_selector("#cut:has-text('Đang nối lại với chương trình')")
    window.ready()
    assert window.value("Họ và tên").upper() == "MẪU"


def test_until_there_is_a_screen_our_own_words_stand(browser: Browser, desk: ServedDesk) -> None:
    """Behind them the client says "Working...", which is compiled into it."""
    with Window(browser) as window:
        window.page.goto(desk.launch_url())
        window.page.wait_for_selector("#loading:has-text('Đang mở quầy đăng ký')")
        window.ready()
        assert window.page.title(), "the program has drawn its screen"
        window.is_sound()


@BOTH
def test_a_long_list_turns_its_pages(window: Window) -> None:
    window.go_to("Tờ khai")
    window.sees("1–50 trong 120")
    window.press("Trang sau")
    window.sees("51–100 trong 120")
    window.press("Trang trước")
    window.sees("Người mẫu số 1")


def test_a_window_without_the_cookie_sees_a_refusal(browser: Browser, desk: ServedDesk) -> None:
    with Window(browser) as stranger:
        answer = stranger.page.goto(desk.url)
        assert answer is not None
        assert answer.status == 403
        assert "biểu tượng" in stranger.page.inner_text("body")


def test_a_launch_address_used_before_lets_nobody_in(browser: Browser, desk: ServedDesk) -> None:
    url = desk.launch_url()
    with Window(browser) as first:
        first.open(url, until="Quầy 03")
    with Window(browser) as second:
        answer = second.page.goto(url)
        assert answer is not None
        assert answer.status == 403


def test_another_name_for_this_machine_is_refused(desk: ServedDesk) -> None:
    answer = httpx.get(desk.launch_url(), headers={"Host": "quay.example"}, trust_env=False)
    assert answer.status_code == 403


def test_a_page_of_another_server_cannot_open_our_socket(browser: Browser, desk: ServedDesk) -> None:
    """Same browser, same cookie jar, another port: what a page of some other local server could try."""
    with served(demo_main) as other, Window(browser) as window:
        window.open(desk.launch_url(), until="Quầy 03")
        window.page.goto(other.launch_url())
        outcome = window.page.evaluate(
            """url => new Promise(done => {
              const socket = new WebSocket(url);
              socket.onopen = () => done('open'); socket.onerror = () => done('refused');
            })""",
            desk.url.replace("http", "ws") + "/ws",
        )
        assert outcome == "refused"


@SCREENS
def test_a_window_shut_out_is_not_served_any_more(browser: Browser, screen: Screen) -> None:
    with served(demo_main) as desk, Window(browser, screen) as window:
        window.open(desk.launch_url(), until="Quầy 03")
        desk.do(desk.tokens.forget_cookies)
        answer = window.page.request.get(f"{desk.url}/healthz")
        assert answer.status == 403


def test_a_printed_file_opens_once(browser: Browser, desk: ServedDesk) -> None:
    with Window(browser) as window:
        window.open(desk.launch_url(), until="Quầy 03")
        path = desk.do(lambda: desk.files.register(b"to khai", "text/plain", "to-khai.txt"))
        first = window.page.request.get(desk.url + path)
        assert (first.status, first.text()) == (200, "to khai")
        assert window.page.request.get(desk.url + path).status == 404
