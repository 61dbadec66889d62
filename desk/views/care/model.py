"""How this station stands, and what a person can do about it: back up, look the file through, salvage."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import flet as ft

from desk.ports.care import BackupMade, BackupTrouble
from desk.ports.standing import Mendings, Standing, TableCare
from desk.ports.store import LockedError
from desk.views.care.where import Where, asked
from desk.views.program import Program

TICK: Final = 0.3  # seconds between two looks at a backup under way


@ft.observable
@dataclass(eq=False)
class CareModel:
    """``standing`` is None until it was read once; ``copying`` is how far the backup has come, None while
    none is under way; ``outcome`` what came of the last one made here, ``last`` where to, also of one that
    failed."""

    program: Program
    care: TableCare
    standing: Standing | None = None
    mendings: Mendings = field(default_factory=Mendings)
    where: Where | None = None
    copying: float | None = None
    outcome: BackupMade | BackupTrouble | None = None
    last: Path | None = None
    is_checking: bool = False
    is_salvage_asked: bool = False

    async def reload(self) -> None:
        """Read how all of it stands; go along with a backup that somebody began before."""
        with suppress(LockedError):
            standing = await asyncio.to_thread(self.care.standing)
            mendings = await asyncio.to_thread(self.care.mendings)
            self.standing, self.mendings = standing, mendings
            if self.care.backing_up is not None and self.copying is None:
                await self._go_along()

    async def ask_where(self) -> None:
        last = self.standing.backup_place if self.standing else None
        self.where = asked(await asyncio.to_thread(self.care.places), self.last or last)

    def choose(self, folder: str) -> None:
        if self.where is not None:
            self.where = self.where.choosing(folder)

    def type_folder(self, typed: str) -> None:
        if self.where is not None:
            self.where = self.where.typing(typed)

    def dismiss(self) -> None:
        self.where, self.is_salvage_asked = None, False

    async def back_up(self) -> None:
        """To the place chosen; the dialog stays while it is none."""
        if self.where is None:
            return
        if not self.where.is_whole:
            self.where = self.where.missed()
            return
        self.last = folder = Path(self.where.folder)
        self.where, self.outcome = None, None
        work = asyncio.create_task(asyncio.to_thread(self.care.back_up, folder))
        while not work.done():
            self.copying = self.care.backing_up or 0.0
            await asyncio.wait({work}, timeout=TICK)
        self.copying = None
        with suppress(LockedError):
            self.outcome = work.result()
        await self._look_again()

    async def check(self) -> None:
        """The whole file, a little at a time, as long as nobody locks; housekeeping goes on with the rest."""
        if self.is_checking:
            return
        self.is_checking = True
        try:
            with suppress(LockedError):
                while await asyncio.to_thread(self.care.look_on):
                    self.standing = await asyncio.to_thread(self.care.standing)
        finally:
            self.is_checking = False
        await self._look_again()

    def ask_salvage(self) -> None:
        self.is_salvage_asked = True

    async def salvage(self) -> None:
        self.is_salvage_asked = False
        await self.program.salvage()

    async def _go_along(self) -> None:
        while (done := self.care.backing_up) is not None:
            self.copying = done
            await asyncio.sleep(TICK)
        self.copying = None
        await self._look_again()

    async def _look_again(self) -> None:
        await self.program.mind()
        await self.reload()
