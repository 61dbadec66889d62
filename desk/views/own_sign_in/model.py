"""Setting up the second step: the passphrase, the app, its first code, the recovery codes."""

from __future__ import annotations

from dataclasses import dataclass, field

import flet as ft

from declaration.privacy import Private
from declaration.wire.people import RecoveryCodes, SecondStepSecret
from desk.administering.own_sign_in import OwnSignIn
from desk.ports.service import Denied, NoAnswer


@ft.observable
@dataclass(eq=False, repr=False)
class OwnSignInModel(Private):
    """``secret`` while the app is to read it, ``codes`` while they are to be written down: each once.
    ``is_lacking``: nothing was typed into the field that stands there. Raised by one, ``focus_count`` puts
    the cursor into it."""

    own: OwnSignIn
    passphrase: str = ""
    code: str = ""
    secret: SecondStepSecret | None = None
    picture: bytes = b""
    codes: tuple[str, ...] = ()
    trouble: Denied | NoAnswer | None = None
    is_busy: bool = False
    is_lacking: bool = False
    focus_count: int = field(init=False)

    def __post_init__(self) -> None:
        self._put_cursor_at_the_next_act()

    @property
    def is_settled(self) -> bool:
        """Six digits are asked for, and nothing is left to be done about them."""
        return self.own.has_second_step and self.secret is None and not self.codes

    def type_passphrase(self, text: str) -> None:
        self.passphrase, self.trouble, self.is_lacking = text, None, False

    def type_code(self, text: str) -> None:
        self.code, self.trouble, self.is_lacking = text, None, False

    async def begin(self) -> None:
        if self.is_busy:
            return
        if self._lacks(self.passphrase):
            return
        self.is_busy, typed, self.passphrase = True, self.passphrase, ""
        try:
            answer = await self.own.begin(typed)
        finally:
            self.is_busy = False
        if isinstance(answer, SecondStepSecret):
            self.secret, self.picture, self.trouble = answer, self.own.draw(answer.address), None
        else:
            self._refuse(answer)

    async def confirm(self) -> None:
        if self.is_busy:
            return
        if self._lacks(self.code.strip()):
            return
        self.is_busy, typed, self.code = True, self.code, ""
        try:
            answer = await self.own.confirm(typed)
        finally:
            self.is_busy = False
        if isinstance(answer, RecoveryCodes):
            self.codes, self.trouble = answer.codes, None
            self.secret, self.picture = None, b""
        else:
            self._refuse(answer)

    def forget(self) -> None:
        """Nothing of it stays on the screen."""
        self.is_lacking = False
        self.secret, self.picture, self.codes, self.trouble = None, b"", (), None
        self.passphrase = self.code = ""  # nosec B105  # emptied
        self._put_cursor_at_the_next_act()

    def _put_cursor_at_the_next_act(self) -> None:
        """Here it is until the second step is set."""
        self.focus_count = 0 if self.own.has_second_step else 1

    def _lacks(self, typed: str) -> bool:
        self.is_lacking, self.trouble = not typed, None
        if self.is_lacking:
            self.focus_count += 1
        return self.is_lacking

    def _refuse(self, answer: Denied | NoAnswer) -> None:
        """What was typed is to be typed anew."""
        self.trouble, self.focus_count = answer, self.focus_count + 1
