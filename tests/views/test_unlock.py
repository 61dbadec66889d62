"""Getting in: what is said when one does not, and what stays typed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import flet as ft
import pytest

from declaration.wire.spelled import Misspelled, spell
from desk.i18n import has, t
from desk.ports.keys import Wait
from desk.ports.recovery import RecoveryState
from desk.ports.service import Reason
from desk.views.program import (
    Person,
    PracticePass,
    Role,
    Salvaging,
    SignedIn,
    SignInResult,
    SignInTrouble,
)
from desk.views.theme import dress
from desk.views.unlock import model as unlock_model
from desk.views.unlock.view import unlock_screen
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.sight import names_of

PASSPHRASE, NAME = "Mật khẩu", "Tên đăng nhập"
THU = Person("thu", "Trần Văn Thử", Role.REGISTRAR)
DUYET = Person("duyet", "Nguyễn Thị Duyệt", Role.REVIEWER)


class Door(FakeProgram):
    """A program nobody has signed in to; ``answer`` is what the service says, ``asked`` who came."""

    def __init__(self) -> None:
        super().__init__(person=None)
        self.people = (Person("mau", "Lê Thị Mẫu", Role.REGISTRAR), THU)
        self.answer: SignInResult = SignInTrouble.WRONG
        self.asked: list[str] = []
        self.codes: list[str] = []
        self.chosen: list[tuple[str, str, str, str]] = []

    async def sign_in(self, name: str, passphrase: str, code: str = "") -> SignInResult:
        self.asked.append(name)
        self.codes.append(code)
        return self.answer

    async def choose_passphrase(self, name: str, passphrase: str, code: str, new: str) -> SignInResult:
        self.chosen.append((name, passphrase, code, new))
        return SignInTrouble.CHANGED


def shown(program: FakeProgram) -> Screen:
    def main(page: ft.Page) -> None:
        dress(page)
        page.render(lambda: unlock_screen(program))

    return Screen(main)


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
async def screen(door: Door) -> AsyncIterator[Screen]:
    async with shown(door) as drawn:
        yield drawn


async def to_the_service(screen: Screen, name: str) -> None:
    await screen.event(chip(screen, "Cơ quan BHXH"), "select", True)
    await screen.type(screen.field(NAME), name)
    await screen.type(screen.field(PASSPHRASE), "duyet-thu-2026")
    await screen.press("Đăng nhập")


def chip(screen: Screen, words: str) -> ft.Chip:
    return next(c for c in screen.every(ft.Chip) if isinstance(c.label, ft.Text) and c.label.value == words)


async def test_the_right_passphrase_opens_the_desk(door: Door, screen: Screen) -> None:
    await screen.type(screen.field(PASSPHRASE), "mau-thu-2026", submit=True)
    await screen.until(lambda: door.person is not None)
    assert door.table is not None


async def test_a_wrong_passphrase_says_so_and_only_the_passphrase_is_to_be_typed_again(
    door: Door, screen: Screen
) -> None:
    await screen.choose(screen.one(ft.Dropdown), "thu")
    before = sum(call.method == "focus" for call in screen.client.calls)
    await screen.type(screen.field(PASSPHRASE), "sai-mat-khau", submit=True)
    await screen.until(lambda: screen.sees("Mật khẩu chưa đúng"))
    assert screen.sees("dữ liệu vẫn còn nguyên")
    assert screen.one(ft.Dropdown).value == "thu"
    assert screen.field(PASSPHRASE).value == ""
    assert sum(call.method == "focus" for call in screen.client.calls) > before
    assert door.person is None


async def test_nothing_typed_is_said_without_asking_anybody(door: Door, screen: Screen) -> None:
    await screen.press("Mở khóa")
    assert screen.sees("Nhập tên và mật khẩu rồi bấm lại")


async def test_the_trouble_goes_when_one_types_again(door: Door, screen: Screen) -> None:
    await screen.type(screen.field(PASSPHRASE), "sai", submit=True)
    await screen.until(lambda: screen.sees("Mật khẩu chưa đúng"))
    await screen.type(screen.field(PASSPHRASE), "m")
    assert not screen.sees("Mật khẩu chưa đúng")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Reason.SERVICE_DOWN, "Hệ thống của cơ quan tạm nghỉ"),
        (Reason.NO_NETWORK, "Chưa nối được mạng"),
        (Reason.FOREIGN, "Mạng này chưa ra được Internet"),
        (SignInTrouble.WRONG, "Tên, mật khẩu hoặc mã 6 số chưa đúng"),
        (SignInTrouble.NOT_HERE, "Tên này chưa có quyền làm việc ở đây"),
    ],
)
async def test_a_reviewer_is_told_the_true_cause_and_the_name_stays(
    door: Door, screen: Screen, answer: SignInResult, words: str
) -> None:
    door.answer = answer
    await to_the_service(screen, "duyet")
    await screen.until(lambda: screen.sees(words))
    assert screen.field(NAME).value == "duyet"
    assert screen.field(PASSPHRASE).value == ""
    is_about_the_line = isinstance(answer, Reason)
    assert screen.sees("Tên, mật khẩu hoặc mã 6 số chưa đúng") is (answer is SignInTrouble.WRONG)
    assert screen.sees("Không phải do mật khẩu") is is_about_the_line


def has_the_cursor(screen: Screen, label: str) -> bool:
    return [call.label for call in screen.client.calls if call.method == "focus"][-1:] == [label]


async def test_whichever_way_in_one_takes_the_cursor_is_where_typing_begins(screen: Screen) -> None:
    for way, label in (("Cơ quan BHXH", NAME), ("Quầy đăng ký", PASSPHRASE)):
        await screen.event(chip(screen, way), "select", True)
        await screen.until(lambda: has_the_cursor(screen, label))  # noqa: B023  # run at once


async def test_every_trouble_has_its_words(door: Door, screen: Screen) -> None:
    for trouble in (*SignInTrouble, *Reason):
        door.answer = trouble
        await to_the_service(screen, "duyet")
        if trouble is SignInTrouble.FIRST:  # leads to another form
            await screen.until(lambda: screen.sees(t("unlock.trouble.first")))
            await screen.press("Quay lại đăng nhập")
        await screen.until(lambda: bool(screen.every(ft.FilledButton)))


async def test_a_machine_for_reviewing_only_asks_for_the_service_at_once() -> None:
    door = Door()
    door.people = ()
    async with shown(door) as screen:
        assert not screen.every(ft.Chip)
        assert screen.sees("Đăng nhập")
        door.answer = SignedIn("duyet", "Nguyễn Thị Duyệt", frozenset({Role.REVIEWER}))
        await screen.type(screen.field(NAME), "duyet")
        await screen.type(screen.field(PASSPHRASE), "duyet-thu-2026", submit=True)
        await screen.until(lambda: door.asked == ["duyet"])


async def test_names_and_passphrases_are_shown_in_practice_and_fill_the_fields(door: Door) -> None:
    door.practice = (PracticePass(THU, "thu-thu-2026"), PracticePass(DUYET, "duyet-thu-2026"))
    async with shown(door) as screen:
        assert screen.sees("thu-thu-2026")
        uses = [button for button in screen.every(ft.TextButton) if "Dùng" in names_of(button)]
        await screen.click(uses[0])
        assert screen.one(ft.Dropdown).value == "thu"
        await screen.click(uses[1])
        assert screen.field(NAME).value == "duyet"
        assert screen.sees("Đăng nhập")


async def test_nothing_of_the_kind_is_shown_in_real_use(screen: Screen) -> None:
    assert not screen.sees("-thu-2026")
    assert not screen.sees("DIỄN TẬP")


def test_a_practice_pass_does_not_show_itself_in_logs() -> None:
    assert "thu-thu-2026" not in repr(PracticePass(THU, "thu-thu-2026"))


async def test_after_several_wrong_ones_the_wait_is_counted_down_in_words_and_then_it_goes_on(
    door: Door, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    second = asyncio.Event()

    async def wait(seconds: float) -> None:
        pauses.append(seconds)
        await second.wait()
        second.clear()

    async def too_often(name: str, passphrase: str) -> SignInResult:
        return Wait(64.2)

    monkeypatch.setattr(unlock_model, "pause", wait)
    monkeypatch.setattr(door, "unlock", too_often)
    await screen.type(screen.field(PASSPHRASE), "sai", submit=True)
    await screen.until(lambda: screen.sees("Nhập lại sau 1 phút 5 giây; dữ liệu vẫn còn nguyên."))
    assert screen.one(ft.FilledButton).disabled
    for left in ("1 phút 4 giây", "1 phút 3 giây", "1 phút 2 giây", "1 phút 1 giây", "1 phút", "59 giây"):
        second.set()
        await screen.until(lambda left=left: screen.sees(f"Nhập lại sau {left};"))  # type: ignore[misc]
    await screen.choose(screen.one(ft.Dropdown), "thu")
    assert not screen.sees("Nhập lại sau")
    assert not screen.one(ft.FilledButton).disabled


# -- the recovery code, and changing a passphrase --

CODE, NEW, AGAIN = "Mã khôi phục", "Mật khẩu mới", "Nhập lại mật khẩu mới"
CHOSEN = "câu mới tinh tươm"


async def fill_recovery(screen: Screen, code: str, new: str = CHOSEN, again: str | None = None) -> None:
    await screen.type(screen.field(CODE), code)
    await screen.type(screen.field(NEW), new)
    await screen.type(screen.field(AGAIN), new if again is None else again, submit=True)


async def test_whoever_forgot_is_told_which_code_to_ask_for_and_gets_in_with_it(
    door: Door, screen: Screen
) -> None:
    code = door.code
    await screen.press("Quên mật khẩu?")
    assert screen.sees("nhờ đọc mã khôi phục số 1 của quầy này")
    await screen.choose(screen.one(ft.Dropdown), "thu")
    await fill_recovery(screen, code.lower().replace("-", " "))
    await screen.until(lambda: door.person is not None)
    assert door.person is not None
    assert (door.person.name, door.person.by_code, door.passphrase) == ("thu", True, CHOSEN)
    assert door.code != code


async def test_nobody_telephones_for_a_code_the_agency_does_not_have(door: Door) -> None:
    door.recovery = RecoveryState(4, is_at_agency=False)
    async with shown(door) as screen:
        await screen.press("Quên mật khẩu?")
        assert screen.sees("Mã số 4 chưa gửi tới cơ quan")
    door.recovery = None
    async with shown(door) as screen:
        await screen.press("Quên mật khẩu?")
        assert screen.sees("chưa có mã khôi phục")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("0001", "Mã có đủ 28 ký tự"),
        ("Á" * 28, "Tắt bộ gõ tiếng Việt"),
        ("0" * 28, "Mã chưa khớp"),
        (spell(b"y" * 16), "Mã này không mở được quầy"),
    ],
)
async def test_a_code_that_does_not_serve_is_told_why_and_may_be_mended(
    door: Door, screen: Screen, code: str, words: str
) -> None:
    await screen.press("Quên mật khẩu?")
    await fill_recovery(screen, code)
    await screen.until(lambda: screen.sees(words))
    assert screen.field(CODE).value == code, "28 signs are not typed anew for one of them"
    assert screen.field(NEW).value == ""
    assert door.person is None


async def test_a_new_passphrase_is_long_enough_and_typed_alike_twice(door: Door, screen: Screen) -> None:
    await screen.press("Quên mật khẩu?")
    await fill_recovery(screen, door.code, "ngắn")
    assert screen.sees("cần ít nhất 8 ký tự")
    await fill_recovery(screen, door.code, CHOSEN, CHOSEN + "!")
    assert screen.sees("chưa giống nhau")
    assert door.person is None


async def test_a_passphrase_is_changed_with_the_old_one_and_then_one_is_in(
    door: Door, screen: Screen
) -> None:
    await screen.press("Đổi mật khẩu")
    for old in ("sai hẳn rồi", "mau-thu-2026"):
        await screen.type(screen.field("Mật khẩu hiện tại"), old)
        await screen.type(screen.field(NEW), CHOSEN)
        await screen.type(screen.field(AGAIN), CHOSEN, submit=True)
        await screen.until(lambda: screen.sees("Mật khẩu chưa đúng") or door.person is not None)
    assert door.person is not None
    assert door.passphrase == CHOSEN


async def test_going_back_leaves_nothing_typed_behind(door: Door, screen: Screen) -> None:
    await screen.press("Quên mật khẩu?")
    await screen.type(screen.field(CODE), door.code)
    await screen.type(screen.field(NEW), CHOSEN)
    await screen.press("Quay lại mở khóa")
    assert screen.field(PASSPHRASE).value == ""
    await screen.press("Quên mật khẩu?")
    assert screen.field(CODE).value == ""


async def test_a_machine_without_registrars_offers_no_code_but_another_passphrase_at_the_service(
    door: Door,
) -> None:
    door.people = ()
    async with shown(door) as screen:
        assert not screen.sees("Quên mật khẩu?")
        assert screen.sees("Đổi mật khẩu")


async def test_every_way_of_spelling_wrong_has_its_words() -> None:
    for why in Misspelled:
        assert has(f"unlock.trouble.{why}")


@pytest.mark.parametrize("salvaging", list(Salvaging))
async def test_what_became_of_a_salvage_stands_at_the_unlock_screen(door: Door, salvaging: Salvaging) -> None:
    def main(page: ft.Page) -> None:
        dress(page)
        page.render(lambda: unlock_screen(door, salvaging))

    async with Screen(main) as screen:
        await screen.until(lambda: screen.sees(t(f"care.salvage.{salvaging}")))
        assert screen.sees("Mở khóa")


async def test_the_code_of_a_second_step_goes_with_the_passphrase(screen: Screen, door: Door) -> None:
    await screen.event(chip(screen, "Cơ quan BHXH"), "select", True)
    await screen.type(screen.field(NAME), "duyet")
    await screen.type(screen.field(PASSPHRASE), "duyet-thu-2026")
    await screen.type(screen.field("Mã 6 số (nếu đã cài)"), "123456")
    await screen.press("Đăng nhập")
    await screen.until(lambda: screen.sees(t("unlock.trouble.wrong_service")))
    assert (door.asked, door.codes) == (["duyet"], ["123456"])


async def test_a_first_passphrase_leads_to_choosing_ones_own(screen: Screen, door: Door) -> None:
    door.answer = SignInTrouble.FIRST
    await to_the_service(screen, "moi")
    await screen.until(lambda: screen.sees(t("unlock.trouble.first")))
    await screen.type(screen.field(t("unlock.change.old")), "ABCD-EFGH-JKLM-NPQR")
    await screen.type(screen.field(t("unlock.change.new")), "con mèo nhà bên")
    await screen.type(screen.field(t("unlock.change.again")), "con mèo nhà bên")
    await screen.press(t("unlock.change.enter_service"))
    await screen.until(lambda: screen.sees(t("unlock.trouble.changed")))
    assert door.chosen == [("moi", "ABCD-EFGH-JKLM-NPQR", "", "con mèo nhà bên")]
    assert screen.field(PASSPHRASE).value == ""


# -- the cursor, for who works by keyboard --


async def test_enter_goes_on_to_the_next_empty_field_and_in_the_last_is_the_button(
    door: Door, screen: Screen
) -> None:
    await screen.press("Đổi mật khẩu")
    await screen.until(lambda: has_the_cursor(screen, "Mật khẩu hiện tại"))
    await screen.type(screen.field("Mật khẩu hiện tại"), "mau-thu-2026", submit=True)
    await screen.until(lambda: has_the_cursor(screen, NEW))
    await screen.type(screen.field(NEW), CHOSEN, submit=True)
    await screen.until(lambda: has_the_cursor(screen, AGAIN))
    await screen.type(screen.field(AGAIN), CHOSEN, submit=True)
    await screen.until(lambda: door.passphrase == CHOSEN)


async def test_at_the_service_enter_leads_from_the_name_to_the_passphrase_and_passes_the_six_digits(
    door: Door, screen: Screen
) -> None:
    await screen.event(chip(screen, "Cơ quan BHXH"), "select", True)
    await screen.type(screen.field(NAME), "duyet", submit=True)
    await screen.until(lambda: has_the_cursor(screen, PASSPHRASE))
    await screen.type(screen.field(PASSPHRASE), "duyet-thu-2026", submit=True)
    await screen.until(lambda: door.asked == ["duyet"])


async def test_what_was_forgotten_gets_the_cursor(door: Door, screen: Screen) -> None:
    await screen.press("Mở khóa")
    await screen.until(lambda: has_the_cursor(screen, PASSPHRASE))
    await screen.press("Quên mật khẩu?")
    await screen.until(lambda: has_the_cursor(screen, CODE))
    await screen.type(screen.field(CODE), door.code)
    await screen.type(screen.field(NEW), CHOSEN)
    await screen.press("Đặt mật khẩu mới và mở khóa")
    assert screen.sees("Còn ô chưa nhập")
    await screen.until(lambda: has_the_cursor(screen, AGAIN))
    await screen.type(screen.field(AGAIN), CHOSEN + "!", submit=True)
    await screen.until(lambda: screen.sees("chưa giống nhau") and has_the_cursor(screen, AGAIN))
