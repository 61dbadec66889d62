"""Reading a station's recovery code out: asked for with a reason, shown large, hidden again by itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

import flet as ft

from declaration.privacy import Private
from declaration.problems import Problem
from declaration.wire.recovery import RecoveryAnswer
from declaration.wire.supervision import StationOverview
from desk.supervising.supervising import Supervising
from desk.views.review.trouble import Trouble

SHOWN_SECONDS: Final = 60
pause = asyncio.sleep


@ft.observable
@dataclass(eq=False, repr=False)
class ReadingOut(Private):
    """``station``: the one it is about, None while no dialog is open. ``left``: seconds until the code that
    is ``told`` goes from the screen. ``problem`` is what the reason still lacks. Raised by one,
    ``focus_count`` puts the cursor into the reason again."""

    supervising: Supervising
    station: StationOverview | None = None
    reason: str = ""
    problem: Problem | None = None
    trouble: Trouble | None = None
    told: RecoveryAnswer | None = None
    left: int = 0
    is_asking: bool = False
    focus_count: int = 0
    _hiding: asyncio.Task[None] | None = field(default=None, init=False)

    def begin(self, station: StationOverview) -> None:
        """Open the dialog; nothing is asked of the service before there is a reason."""
        self.dismiss()
        self.station = station

    def type_reason(self, text: str) -> None:
        self.reason, self.problem = text, None

    async def ask(self) -> None:
        """Ask for the code; the service notes who and why."""
        station = self.station
        if station is None or self.is_asking or self.told is not None:
            return
        self.is_asking, self.trouble = True, None
        try:
            answer = await self.supervising.recovery_code(station, self.reason)
        finally:
            self.is_asking = False
        if self.station is not station:
            return  # closed meanwhile: nobody looks
        match answer:
            case RecoveryAnswer():
                self._show(answer)
            case Problem():
                self.problem, self.focus_count = answer, self.focus_count + 1
            case _:
                self.trouble, self.focus_count = answer, self.focus_count + 1

    def dismiss(self) -> None:
        """Close the dialog: the code leaves the screen and the memory of this program."""
        if self._hiding is not None:
            self._hiding.cancel()
            self._hiding = None
        self.station = self.told = self.problem = self.trouble = None
        self.reason, self.left, self.focus_count = "", 0, 0

    def _show(self, answer: RecoveryAnswer) -> None:
        self.told, self.left = answer, SHOWN_SECONDS
        self._hiding = asyncio.create_task(self._hide())

    async def _hide(self) -> None:
        while self.left:
            await pause(1)
            self.left -= 1
        self._hiding = None
        self.dismiss()
