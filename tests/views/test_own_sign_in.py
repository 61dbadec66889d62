"""One's own sign-in: a new passphrase; a second step, from the passphrase to recovery codes shown once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import flet as ft
import pytest

from declaration.wire.people import RecoveryCodes, SecondStepSecret
from desk.administering.own_sign_in import OwnSignIn
from desk.i18n import t
from desk.ports.service import WAIT, Denied, NoAnswer, Reason
from desk.printing.typesetting import TypstPages
from desk.views.own_sign_in.view import own_sign_in_screen
from desk.views.program import Role, SignedIn
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.sight import within, words_of
from tests.views.standing import Standing

ME = SignedIn("duyet", "Nguyễn Thị Duyệt", frozenset({Role.REVIEWER}))
SECRET = SecondStepSecret(letters="ABCDEFGHIJKLMNOP", address="otpauth://totp/BHXH:duyet?secret=ABCDEFGH")


class Service:
    """Knows one passphrase and one code; ``answer`` is what it says to a new passphrase."""

    def __init__(self) -> None:
        self.answer: Denied | NoAnswer | None = None
        self.changed: list[tuple[str, str]] = []

    async def change_passphrase(self, passphrase: str, new: str) -> Denied | NoAnswer | None:
        self.changed.append((passphrase, new))
        return self.answer

    async def begin_second_step(self, passphrase: str) -> SecondStepSecret | Denied | NoAnswer:
        return SECRET if passphrase == "duyet-thu-2026" else Denied("name_or_passphrase_wrong", 400)

    async def confirm_second_step(self, code: str) -> RecoveryCodes | Denied | NoAnswer:
        if code != "123456":
            return Denied("second_step_code_wrong", 422)
        return RecoveryCodes(codes=("AAAAA-BBBBB", "CCCCC-DDDDD"))


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def program(service: Service) -> FakeProgram:
    program = FakeProgram(person=ME)
    program.own_sign_in = OwnSignIn(service, TypstPages.code_picture, has_second_step=False)
    return program


@pytest.fixture
async def screen(program: FakeProgram) -> AsyncIterator[Screen]:
    async with Screen(Standing(program).at(own_sign_in_screen)) as drawn:
        yield drawn


def is_next(screen: Screen, words: str) -> bool:
    """Whether of all buttons only this one bears the accent colour."""
    said = [
        {each for part in within(button, set()) for each in words_of(part)}
        for button in screen.every(ft.FilledButton)
    ]
    return len(said) == 1 and words in said[0]


async def test_from_the_passphrase_to_the_recovery_codes_and_nothing_stays(screen: Screen) -> None:
    assert screen.sees(t("own.not_set"))
    await screen.type(screen.field(t("own.passphrase")), "sai hẳn rồi", submit=True)
    await screen.until(lambda: screen.sees("Mật khẩu chưa đúng."))
    await screen.type(screen.field(t("own.passphrase")), "duyet-thu-2026", submit=True)
    await screen.until(lambda: screen.sees("ABCD EFGH IJKL MNOP"))
    assert isinstance(picture := screen.one(ft.Image).src, bytes)
    assert picture.startswith(b"\x89PNG")
    await screen.type(screen.field(t("own.code")), "000000", submit=True)
    await screen.until(lambda: screen.sees("Mã 6 số chưa đúng."))
    await screen.type(screen.field(t("own.code")), "123456", submit=True)
    await screen.until(lambda: screen.sees("AAAAA-BBBBB"))
    await screen.press(t("own.written_down"))
    assert not screen.sees("AAAAA-BBBBB")
    assert screen.sees(t("own.is_set"))


async def test_of_two_cards_one_has_the_next_act_the_second_step_until_it_is_set(screen: Screen) -> None:
    assert is_next(screen, t("own.begin"))
    await screen.type(screen.field(t("own.passphrase")), "duyet-thu-2026", submit=True)
    await screen.until(lambda: is_next(screen, t("own.confirm")))
    await screen.type(screen.field(t("own.code")), "123456", submit=True)
    await screen.until(lambda: is_next(screen, t("own.written_down")))
    await screen.press(t("own.written_down"))
    await screen.until(lambda: is_next(screen, t("own.change.act")))
    await change(screen)
    await screen.until(lambda: is_next(screen, t("own.change.sign_in")))


# -- a new passphrase --

OLD, NEW = "duyet-thu-2026", "con mèo nhà bên"


async def change(screen: Screen, old: str = OLD, new: str = NEW, again: str = NEW) -> None:
    for label, words in ((t("own.change.old"), old), (t("own.change.new"), new)):
        await screen.type(screen.field(label), words)
    await screen.type(screen.field(t("own.change.again")), again, submit=True)


def faults(screen: Screen) -> dict[str, str]:
    """What stands beside which field."""
    return {str(field.label): str(field.error) for field in screen.every(ft.TextField) if field.error}


def put_cursor(screen: Screen) -> list[str]:
    """Into which fields the cursor was put, in their order."""
    return [call.label for call in screen.client.calls if call.method == "focus"]


async def test_a_new_passphrase_ends_every_sign_in_and_leads_to_signing_in_again(
    screen: Screen, service: Service, program: FakeProgram
) -> None:
    assert screen.field(t("own.change.new")).helper == t("own.change.rules")
    await change(screen)
    await screen.until(lambda: screen.sees(t("own.change.done")))
    assert service.changed == [(OLD, NEW)]
    assert not any(field.label == t("own.change.old") for field in screen.every(ft.TextField))
    await screen.press(t("own.change.sign_in"))
    await screen.until(lambda: program.person is None)


async def test_what_is_missing_or_unlike_is_said_beside_its_field_and_nobody_is_asked(
    screen: Screen, service: Service
) -> None:
    await screen.press(t("own.change.act"))
    assert faults(screen) == {
        t(f"own.change.{each}"): t(f"own.change.missing_{each}") for each in ("old", "new", "again")
    }
    assert put_cursor(screen)[-1:] == [t("own.change.old")]
    await change(screen, again="con mèo nhà khác")
    assert faults(screen) == {t("own.change.again"): t("unlock.trouble.not_alike")}
    assert put_cursor(screen)[-1:] == [t("own.change.again")]
    assert service.changed == []


@pytest.mark.parametrize(
    ("code", "label", "words"),
    [
        ("name_or_passphrase_wrong", "own.change.old", "denied.name_or_passphrase_wrong"),
        ("passphrase_too_short", "own.change.new", "unlock.trouble.passphrase_too_short"),
        ("passphrase_too_long", "own.change.new", "unlock.trouble.passphrase_too_long"),
        ("passphrase_well_known", "own.change.new", "unlock.trouble.passphrase_well_known"),
        ("passphrase_not_new", "own.change.new", "unlock.trouble.passphrase_not_new"),
    ],
)
async def test_what_the_service_refuses_is_said_beside_its_field_and_only_that_is_typed_anew(
    screen: Screen, service: Service, code: str, label: str, words: str
) -> None:
    service.answer = Denied(code, 422)
    await change(screen)
    await screen.until(lambda: faults(screen) == {t(label): t(words)})
    assert screen.field(t(label)).value == ""
    assert (screen.field(t("own.change.old")).value == OLD) is (label != "own.change.old")
    assert put_cursor(screen)[-1:] == [t(label)]


async def test_an_answer_that_was_lost_leaves_open_which_passphrase_holds(
    screen: Screen, service: Service
) -> None:
    service.answer = NoAnswer(Reason.NO_NETWORK)
    await change(screen)
    await screen.until(lambda: screen.sees(t("own.change.unknown")))
    service.answer = Denied(WAIT, 429, 64.0)
    await screen.press(t("own.change.act"))
    await screen.until(lambda: screen.sees("Bấm lại sau 1 phút 4 giây"))
    assert not screen.sees(t("own.change.unknown"))


# -- the cursor --


async def test_the_cursor_is_at_the_next_act_and_again_in_what_was_refused(screen: Screen) -> None:
    assert put_cursor(screen) == [t("own.passphrase")]
    await screen.type(screen.field(t("own.passphrase")), "sai hẳn rồi", submit=True)
    await screen.until(lambda: put_cursor(screen) == [t("own.passphrase")] * 2)
    await screen.type(screen.field(t("own.passphrase")), "duyet-thu-2026", submit=True)
    await screen.until(lambda: put_cursor(screen)[2:] == [t("own.code")])
    await screen.type(screen.field(t("own.code")), "000000", submit=True)
    await screen.until(lambda: put_cursor(screen)[2:] == [t("own.code")] * 2)


async def test_once_the_codes_are_written_down_the_cursor_is_not_at_setting_it_up_anew(
    screen: Screen,
) -> None:
    await screen.type(screen.field("Nhập lại mật khẩu"), "duyet-thu-2026", submit=True)
    await screen.until(lambda: screen.sees("Mã 6 số đang hiện"))
    await screen.type(screen.field("Mã 6 số đang hiện"), "123456", submit=True)
    await screen.until(lambda: screen.sees("AAAAA-BBBBB"))
    before = put_cursor(screen)
    await screen.press("Đã ghi lại")
    await screen.until(lambda: screen.sees("Cài cho điện thoại khác"))
    assert put_cursor(screen) == before


async def test_with_the_second_step_set_it_is_at_the_passphrase_and_enter_goes_on(
    program: FakeProgram, service: Service
) -> None:
    program.own_sign_in = OwnSignIn(service, TypstPages.code_picture, has_second_step=True)
    async with Screen(Standing(program).at(own_sign_in_screen)) as screen:
        fields = [t(f"own.change.{each}") for each in ("old", "new", "again")]
        assert put_cursor(screen) == fields[:1]
        await screen.type(screen.field(fields[0]), OLD, submit=True)
        await screen.until(lambda: put_cursor(screen) == fields[:2])
        await screen.type(screen.field(fields[1]), NEW, submit=True)
        await screen.until(lambda: put_cursor(screen) == fields)
        assert not faults(screen)
        await screen.type(screen.field(fields[2]), NEW, submit=True)
        await screen.until(lambda: service.changed == [(OLD, NEW)])


async def test_nothing_typed_is_said_beside_the_second_steps_field(screen: Screen) -> None:
    await screen.press("Bắt đầu cài")
    await screen.until(lambda: screen.field("Nhập lại mật khẩu").error == "Nhập mật khẩu đang dùng.")
    await screen.type(screen.field("Nhập lại mật khẩu"), "duyet-thu-2026", submit=True)
    await screen.until(lambda: screen.sees("Mã 6 số đang hiện"))
    assert not screen.field("Mã 6 số đang hiện").error
    await screen.press("Xác nhận")
    words = "Nhập mã 6 số đang hiện trên điện thoại."
    await screen.until(lambda: screen.field("Mã 6 số đang hiện").error == words)


async def test_after_several_wrong_ones_the_second_step_says_how_long_to_wait(
    screen: Screen, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def too_often(passphrase: str) -> SecondStepSecret | Denied | NoAnswer:
        return Denied(WAIT, 429, 64.0)

    monkeypatch.setattr(service, "begin_second_step", too_often)
    await screen.type(screen.field("Nhập lại mật khẩu"), "sai", submit=True)
    await screen.until(lambda: screen.sees("Nhập chưa đúng nhiều lần. Nhập lại sau 1 phút 4 giây."))
