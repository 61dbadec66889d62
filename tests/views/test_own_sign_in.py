"""Setting up one's own second step: the passphrase again, the code for the app, recovery codes once."""

from __future__ import annotations

import flet as ft

from declaration.wire.people import RecoveryCodes, SecondStepSecret
from desk.administering.own_sign_in import OwnSignIn
from desk.i18n import t
from desk.ports.service import Denied, NoAnswer
from desk.printing.typesetting import TypstPages
from desk.views.own_sign_in.view import own_sign_in_screen
from desk.views.place import Place
from desk.views.program import Role, SignedIn
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen

ME = SignedIn("duyet", "Nguyễn Thị Duyệt", frozenset({Role.REVIEWER}))
SECRET = SecondStepSecret(letters="ABCDEFGHIJKLMNOP", address="otpauth://totp/BHXH:duyet?secret=ABCDEFGH")


class Service:
    """Knows one passphrase and one code."""

    async def begin_second_step(self, passphrase: str) -> SecondStepSecret | Denied | NoAnswer:
        return SECRET if passphrase == "duyet-thu-2026" else Denied("name_or_passphrase_wrong", 400)

    async def confirm_second_step(self, code: str) -> RecoveryCodes | Denied | NoAnswer:
        if code != "123456":
            return Denied("second_step_code_wrong", 422)
        return RecoveryCodes(codes=("AAAAA-BBBBB", "CCCCC-DDDDD"))


async def test_from_the_passphrase_to_the_recovery_codes_and_nothing_stays() -> None:
    program = FakeProgram(person=ME)
    program.own_sign_in = OwnSignIn(Service(), TypstPages.code_picture, has_second_step=False)
    place = Place(program, 0, 1366, lambda _: None, lambda _: None)
    async with Screen(lambda page: page.render(lambda: own_sign_in_screen(place))) as screen:
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
