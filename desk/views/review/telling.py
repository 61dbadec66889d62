"""What the person was told about the declaration that is open: begun anew where it failed, a new password."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import flet as ft

from declaration.lifecycle import Status
from declaration.privacy import Private
from declaration.problems import Problem
from desk.reviewing.reviewing import Reviewing
from desk.views.review.opened import Opened
from desk.views.review.trouble import Trouble

_WITH_ACCOUNT: Final = frozenset({Status.ISSUED, Status.ACTIVATED})


class Told(StrEnum):
    """What was done last; keys of the locales under ``review.telling``."""

    RETRIED = "retried"
    RENEWED = "renewed"


@ft.observable
@dataclass(eq=False, repr=False)
class Telling(Private):
    """``is_asking``: the reason for a new password is being typed; ``problem``: what it still lacks."""

    reviewing: Reviewing
    opened: Opened
    is_asking: bool = False
    reason: str = ""
    problem: Problem | None = None
    trouble: Trouble | None = None
    done: Told | None = None
    busy: bool = False

    @property
    def can_renew(self) -> bool:
        """The declaration has an account, which can be given a new password."""
        return self.opened.detail is not None and self.opened.detail.summary.status in _WITH_ACCOUNT

    def forget(self) -> None:
        """Another declaration."""
        self.dismiss()
        self.trouble = self.done = None

    def ask(self) -> None:
        """Open the dialog for a new password."""
        if self.can_renew:
            self.is_asking, self.trouble, self.done = True, None, None

    def dismiss(self) -> None:
        self.is_asking, self.reason, self.problem = False, "", None

    def type(self, reason: str) -> None:
        self.reason, self.problem = reason, None

    async def renew(self) -> None:
        """Owe the account a new password, for the reason typed."""
        record_id = self.opened.record_id
        if self.busy or record_id is None:
            return
        self.busy, self.trouble = True, None
        answer = await self.reviewing.new_password(record_id, self.reason)
        self.busy = False
        if self.opened.record_id != record_id:
            return  # left meanwhile
        if isinstance(answer, Problem):
            self.problem = answer
            return
        await self._settle(answer, Told.RENEWED)

    async def retry(self, notice: int) -> None:
        """Let a notice that failed begin anew."""
        if self.busy:
            return
        record_id = self.opened.record_id
        self.busy, self.trouble, self.done = True, None, None
        answer = await self.reviewing.retry_notice(notice)
        self.busy = False
        if self.opened.record_id != record_id:
            return  # left meanwhile
        await self._settle(answer, Told.RETRIED)

    async def _settle(self, answer: Trouble | None, done: Told) -> None:
        self.trouble = answer
        if answer is None:
            self.dismiss()
            self.done = done
            if self.opened.record_id is not None:
                await self.opened.open(self.opened.record_id)
