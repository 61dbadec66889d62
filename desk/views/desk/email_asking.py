"""The e-mail address on the table, confirmed while its person is here: a code is sent there and read out.

Only while there is a network. Without one nothing waits for it: the address is confirmed later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import flet as ft

from declaration.contact import Email, read_email
from declaration.draft import Field
from declaration.lifecycle import Kind
from declaration.privacy import Private
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from desk.ports.service import Denied, NoAnswer, Reason
from desk.views.desk.aim import Said
from desk.views.theme import Tone

if TYPE_CHECKING:
    from desk.views.desk.model import DeskModel

ASKED_IN: Final = {Kind.REGISTER: Field.EMAIL, Kind.ADJUST: Field.NEW_EMAIL}
"""Where the form of a kind says which address an account is to have."""
_ALREADY = "email_confirmed"


@ft.observable
@dataclass(eq=False, repr=False)
class EmailAsking(Private):
    """``about``: the declaration and address of the open dialog, None while none is open. ``good_until``: of
    the code asked for last. ``trouble``: why the last act did nothing. ``confirmed``: what was, here.
    ``waits`` grows whenever a code may be typed again: a press takes the cursor away."""

    desk: DeskModel
    about: tuple[UUID, str] | None = None
    code: str = ""
    good_until: datetime | None = None
    trouble: Denied | NoAnswer | None = None
    is_busy: bool = False
    confirmed: frozenset[tuple[UUID, str]] = frozenset()
    waits: int = 0

    @property
    def on_table(self) -> tuple[UUID, str] | None:
        """What could be confirmed now: the address that an account is to have."""
        draft = self.desk.draft
        name = ASKED_IN.get(draft.kind)
        email = read_email(draft.value(name)) if name else None
        return (draft.id, email.value.lower()) if isinstance(email, Email) else None

    @property
    def is_confirmed(self) -> bool:
        return self.on_table in self.confirmed

    async def begin(self) -> None:
        """Open the dialog. A first declaration's code is asked for at once; who corrects one may have a
        letter already."""
        self.dismiss()
        self.about = self.on_table
        if self.desk.draft.revision == 1:
            await self.send()

    def dismiss(self) -> None:
        self.about, self.code, self.good_until, self.trouble = None, "", None, None

    def type(self, code: str) -> None:
        self.code = code

    async def send(self) -> None:
        """Have the address sent a code; the one before is no longer good."""
        about, sync = self.about, self.desk.program.sync
        if self.is_busy or about is None:
            return
        self.is_busy, self.trouble = True, None
        answer = await sync.ask_email_code(*about) if sync else NoAnswer(Reason.NO_NETWORK)
        self.is_busy = False
        if isinstance(answer, Denied) and answer.code == _ALREADY:
            self._take(about)
        elif about != self.about:
            return  # put away meanwhile
        elif isinstance(answer, CodeAsked):
            self.good_until = answer.expires_at
        else:
            self.trouble = answer
        self.waits += 1

    async def confirm(self) -> None:
        """Say the code as the person read it out."""
        about, sync = self.about, self.desk.program.sync
        if self.is_busy or about is None or not self.code.strip():
            return
        self.is_busy, self.trouble = True, None
        answer = await sync.say_email_code(*about, self.code) if sync else NoAnswer(Reason.NO_NETWORK)
        self.is_busy = False
        if isinstance(answer, EmailConfirmed):
            self._take(about)
        elif about == self.about:
            self.trouble = answer
            self.waits += 1

    def _take(self, about: tuple[UUID, str]) -> None:
        self.confirmed |= {about}
        if about == self.about:
            self.dismiss()
            self.desk.said = Said(Tone.SUCCESS, "desk.said.email_confirmed")
