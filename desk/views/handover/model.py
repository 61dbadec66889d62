"""Papers handed over: what is still here, the batches, the one that is open."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from declaration.privacy import Private
from desk.ports.handovers import Batch, BatchState, Forecast, ToHandOver
from desk.ports.store import DeclarationLine
from desk.views.program import Table


@dataclass(frozen=True, repr=False)
class Desk(Private):
    """All that is seen at one look; ``agencies``: names by code."""

    left: tuple[ToHandOver, ...]
    batches: tuple[Batch, ...]
    forecast: tuple[Forecast, ...]
    agencies: Mapping[str, str]


@ft.observable
@dataclass(eq=False, repr=False)
class HandoverModel(Private):
    """``desk`` is None until read once. ``opened`` is the batch looked into with its ``lines``;
    ``is_handing``: it is being asked whether it was really handed in."""

    table: Table
    desk: Desk | None = None
    opened: UUID | None = None
    lines: tuple[DeclarationLine, ...] = ()
    is_handing: bool = False
    _asked: int = field(default=0, init=False)

    @property
    def batch(self) -> Batch | None:
        return (
            next((each for each in self.desk.batches if each.id == self.opened), None) if self.desk else None
        )

    async def reload(self) -> None:
        self._asked += 1
        mine = self._asked
        desk, lines = await asyncio.to_thread(self._look, self.opened)
        if mine == self._asked:
            self.desk, self.lines = desk, lines

    async def open(self, batch: UUID) -> None:
        self.opened, self.lines = batch, ()
        await self.reload()

    def close(self) -> None:
        self.opened, self.is_handing = None, False

    async def make(self, agency: str, signed_only: bool) -> None:
        """A batch of what is left, which is then looked into."""
        batch = await asyncio.to_thread(self._make, agency, signed_only)
        if batch is not None:
            await self.open(batch)
        else:
            await self.reload()

    async def take_out(self, declaration: UUID) -> None:
        if self.opened is not None:
            await asyncio.to_thread(self.table.handing_over.take_out, self.opened, declaration)
            await self.reload()

    def ask(self) -> None:
        batch = self.batch
        self.is_handing = batch is not None and batch.state is BatchState.OPEN

    def not_yet(self) -> None:
        self.is_handing = False

    async def hand(self) -> None:
        batch, self.is_handing = self.batch, False
        if batch is not None:
            await asyncio.to_thread(self.table.handing_over.hand, batch)
            await self.reload()

    def _make(self, agency: str, signed_only: bool) -> UUID | None:
        work = self.table.handing_over
        return work.make(agency, [line.id for line in work.papers(agency, signed_only=signed_only)])

    def _look(self, opened: UUID | None) -> tuple[Desk, tuple[DeclarationLine, ...]]:
        work = self.table.handing_over
        agencies = {each.code: each.name for each in self.table.declarations.agencies()}
        desk = Desk(tuple(work.to_hand_over()), tuple(work.batches()), tuple(work.forecast()), agencies)
        return desk, tuple(work.in_batch(opened)) if opened else ()
