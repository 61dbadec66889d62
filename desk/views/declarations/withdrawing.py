"""Taking a declaration back: why, and whether it could still be done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import flet as ft

from declaration.wire.withdrawal import WithdrawalReason
from desk.ports.store import DeclarationLine, LockedError
from desk.registration.withdrawing import Withdrawing


@ft.observable
@dataclass(eq=False)
class WithdrawingModel:
    """``asked``: the declaration that is to be taken back, None while nobody asks. ``is_too_late``: it was
    corrected, decided or withdrawn while the question stood. ``reload`` reads the screen anew."""

    withdrawing: Withdrawing
    reload: Callable[[], Awaitable[None]]
    asked: DeclarationLine | None = None
    reason: WithdrawalReason | None = None
    is_reason_missing: bool = False
    is_under_way: bool = False
    is_too_late: bool = False

    def ask(self, line: DeclarationLine) -> None:
        self.dismiss()
        self.asked = line

    def ask_because(self, line: DeclarationLine, reason: WithdrawalReason) -> None:
        """The reason is known, and to be confirmed."""
        self.ask(line)
        self.reason = reason

    def choose(self, reason: str) -> None:
        self.reason, self.is_reason_missing = WithdrawalReason(reason), False

    def dismiss(self) -> None:
        """Nothing is asked any more; the reason of one is not the next one's."""
        if self.is_under_way:
            return
        self.asked = self.reason = None
        self.is_reason_missing = self.is_too_late = False

    async def withdraw(self) -> None:
        """Only with a reason."""
        self.is_reason_missing = self.reason is None
        if self.asked is None or self.reason is None or self.is_under_way:
            return
        self.is_under_way = True
        line, reason = self.asked, self.reason
        is_withdrawn = False
        try:
            with suppress(LockedError):
                is_withdrawn = await asyncio.to_thread(
                    self.withdrawing.withdraw, line.id, line.revision, reason
                )
        finally:
            self.is_under_way = False
        if is_withdrawn:
            self.dismiss()
        else:
            self.is_too_late = True
        await self.reload()
