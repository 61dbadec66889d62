"""Erasure on request, asked twice: what would go and why, then whether it is sure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

import flet as ft

from desk.ports.care import Erased, ErasureReason, Holdings, NotErasable
from desk.ports.standing import TableCare
from desk.ports.store import LockedError


class Step(Enum):
    """Where the asking has come to."""

    WHAT = "what"
    SURE = "sure"
    UNDER_WAY = "under_way"


@ft.observable
@dataclass(eq=False)
class ErasingModel:
    """``found``: what would go, or why nothing may; None while nobody asks. ``gone``: what came of it.

    ``clear_desk`` saves what is on the desk and leaves it empty, so that no window holds the person any more;
    ``forget`` takes the declaration off this screen.
    """

    care: TableCare
    clear_desk: Callable[[], Awaitable[None]]
    forget: Callable[[], Awaitable[None]]
    found: Holdings | NotErasable | None = None
    gone: Erased | None = None
    step: Step = Step.WHAT
    reason: ErasureReason | None = None
    is_reason_missing: bool = False
    is_checked: bool = False
    _asked: UUID | None = None

    async def ask(self, declaration_id: UUID) -> None:
        self.dismiss()
        self._asked = declaration_id
        with suppress(LockedError):
            self.found = await asyncio.to_thread(self.care.holdings, declaration_id)

    def choose(self, reason: str) -> None:
        self.reason, self.is_reason_missing = ErasureReason(reason), False

    def check(self, is_checked: bool) -> None:
        self.is_checked = is_checked

    def go_on(self) -> None:
        """To the second question, once there is a reason."""
        self.is_reason_missing = self.reason is None
        if self.reason is not None:
            self.step = Step.SURE

    async def erase(self) -> None:
        """Only with a reason and with the papers looked at."""
        if self._asked is None or self.reason is None or not self.is_checked or self.step is not Step.SURE:
            return
        self.step = Step.UNDER_WAY
        await self.clear_desk()
        with suppress(LockedError):
            outcome = await asyncio.to_thread(self.care.erase, self._asked, self.reason)
            self._heard(outcome)
        await self.forget()

    def dismiss(self) -> None:
        """Nothing is asked any more; the reason of one person is not the next one's."""
        if self.step is Step.UNDER_WAY:
            return
        self.found = self.gone = self.reason = self._asked = None
        self.step, self.is_reason_missing, self.is_checked = Step.WHAT, False, False

    def _heard(self, outcome: Erased | NotErasable) -> None:
        self.step = Step.WHAT
        if isinstance(outcome, Erased):
            self.found, self.gone = None, outcome
        else:
            self.found = outcome
