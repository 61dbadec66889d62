"""Who has not registered leaves as a spreadsheet: made off the loop, its progress in sight, to be stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import flet as ft

from declaration.privacy import Private
from desk.i18n import t
from desk.ports.rosters import Group, StoppedError, Unit
from desk.ports.tables import XLSX
from desk.views.program import Table

LOOKS: Final = 0.2
"""Seconds between two looks at how far it has come."""

Offer = Callable[[bytes, str, str], None]
"""Gives bytes, their media type and a file's name to the window."""


@ft.observable
@dataclass(eq=False, repr=False)
class GivingAway(Private):
    """``unit``: whose people, "" when none are given away. ``done``, ``total``: rows; ``total`` is None until
    they were looked for. ``is_stopped``: the last one was."""

    table: Table
    offer: Offer
    unit: str = ""
    done: int = 0
    total: int | None = None
    is_stopped: bool = False
    _goes_on: bool = field(default=True, init=False)

    async def give(self, unit: Unit, group: Group) -> None:
        """One at a time: asked again meanwhile, it goes on as it was."""
        if self.unit:
            return
        self.unit, self.done, self.total = unit.name, 0, None
        self.is_stopped, self._goes_on = False, True
        come: list[tuple[int, int | None]] = [(0, None)]

        def told(done: int, total: int) -> bool:
            come[0] = done, total
            return self._goes_on

        work = asyncio.ensure_future(asyncio.to_thread(self.table.rosters.missing, unit, told, group))
        try:
            while not work.done():
                await asyncio.wait([work], timeout=LOOKS)
                self.done, self.total = come[0]
            data = work.result()
            if not self._goes_on:  # while it was being saved
                raise StoppedError
            self.offer(data, XLSX, t("rosters.file.missing_name"))
        except StoppedError:
            self.is_stopped = True
        finally:
            self.unit = ""

    async def stop(self) -> None:
        """Whatever was written is forgotten."""
        self._goes_on = False
