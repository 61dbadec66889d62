"""The e-mail address of the declaration that is open: the code the person reads out, or another one sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import flet as ft

from declaration.privacy import Private
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from desk.reviewing.reviewing import Reviewing
from desk.views.review.opened import Opened
from desk.views.review.trouble import Trouble

ASKED: Final = "asked"
"""ReviewDetail.email_state while nobody has said the code back."""


@ft.observable
@dataclass(eq=False, repr=False)
class EmailCheck(Private):
    """``sent``: another code is on its way; ``trouble``: why the last act did nothing."""

    reviewing: Reviewing
    opened: Opened
    code: str = ""
    sent: bool = False
    busy: bool = False
    trouble: Trouble | None = None

    @property
    def is_owed(self) -> bool:
        """A code was sent to the address, and nobody has said it back."""
        return self.opened.detail is not None and self.opened.detail.email_state == ASKED

    def forget(self) -> None:
        """Another declaration."""
        self.code, self.sent, self.trouble = "", False, None

    def type(self, code: str) -> None:
        self.code = code

    async def send(self) -> None:
        """Have the address sent another code."""
        if self.busy or self.opened.record_id is None:
            return
        self.busy, self.trouble, self.sent = True, None, False
        record_id = self.opened.record_id
        answer = await self.reviewing.send_email_code(record_id)
        self.busy = False
        if self.opened.record_id != record_id:
            return  # left meanwhile
        if isinstance(answer, CodeAsked):
            self.sent = True
        else:
            self.trouble = answer

    async def confirm(self) -> None:
        """Say the code back; where it is right, the declaration is read anew."""
        record_id = self.opened.record_id
        if self.busy or record_id is None or not self.code.strip():
            return
        self.busy, self.trouble = True, None
        answer = await self.reviewing.confirm_email(record_id, self.code)
        self.busy = False
        if self.opened.record_id != record_id:
            return  # left meanwhile
        if isinstance(answer, EmailConfirmed):
            self.forget()
            await self.opened.open(record_id)
        else:
            self.trouble = answer
