"""What people do at the desk, as one reads it in a test: unlock, scan, photograph, sign, finish."""

from __future__ import annotations

from practice.unit import PASSES
from tests.browser.driver import Window

PASSPHRASES = {known.person.name: known.passphrase for known in PASSES}
NAMES = {known.person.name: known.person.display_name for known in PASSES}
SCANNER = "Máy quét hoặc dán mã"


def unlock(window: Window, passphrase: str = PASSPHRASES["mau"]) -> None:
    """The first registrar of the list opens the station."""
    window.sees("Mở khóa")
    window.fill("Mật khẩu", passphrase)
    window.key("Enter")


def sign_in(window: Window, name: str) -> None:
    """A reviewer or a supervisor comes in through the service."""
    window.tap(window.page.get_by_role("checkbox", name="Cơ quan BHXH"))
    window.fill("Tên đăng nhập", name)
    window.fill("Mật khẩu", PASSPHRASES[name])
    window.key("Enter")


def lock(window: Window) -> None:
    window.press("Khóa máy")
    window.sees("Mở khóa")


def wait_for_photos(window: Window) -> None:
    """The other side and the portrait take themselves, as in practice somebody holds up what is wanted."""
    for tile in ("Trước", "Sau", "Chân dung"):
        window.sees(f"{tile}: đã có")


def sign(window: Window) -> None:
    """A line across the pad, drawn with the mouse."""
    window.key("F4")
    window.sees("Chữ ký của người khai")
    draw(window)
    window.press("Xong")
    window.sees("Đã ký · ký lại")


def draw(window: Window) -> None:
    pad = window.marked("signature-pad").bounding_box()
    assert pad is not None
    mouse, left, middle = window.page.mouse, pad["x"] + 60, pad["y"] + pad["height"] / 2
    mouse.move(left, middle)
    mouse.down()
    for step in range(1, 25):
        mouse.move(left + step * 15, middle + (step % 6) * 12 - 30)
    mouse.up()
    window.page.wait_for_timeout(200)


def attest(window: Window) -> None:
    """The person is the one on the card, and agrees."""
    window.tap(window.page.get_by_role("radio", name="Đúng người trên thẻ"))
    window.tap(window.page.get_by_role("checkbox", name="Người khai đã nghe và đồng ý"))


def finish(window: Window, name: str) -> None:
    window.sees("Đã đủ, có thể hoàn tất")
    window.key("F9")
    window.sees("Đã hoàn tất")
    window.sees(name)


def return_to_desk(window: Window, name: str, field: str, reason: str) -> None:
    """The reviewer gives the only declaration that waits, this person's, back with one field marked."""
    window.sees(name)
    window.can_press("Duyệt")
    window.key("r")
    window.sees("Trả lại để sửa")
    for words in (field, reason):
        window.tap(window.page.get_by_role("checkbox", name=words, exact=True))
        window.page.get_by_role("checkbox", name=words, exact=True, checked=True).wait_for(state="attached")
    window.press("Trả lại quầy")
    window.sees("Chờ duyệt · 0")


def put_right(window: Window, field: str, words: str) -> None:
    """The registrar goes to what came back, and types what the marked field should say."""
    window.go_to("Kết quả")
    window.press("Sửa ngay")
    window.fill(field, words)
