"""Figures looked at: which days, which unit, which table; what leaves as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import flet as ft

from desk.i18n import t
from desk.ports.figures import Span
from desk.ports.printing import PDF
from desk.ports.tables import XLSX
from desk.registration.figures.adding_up import Row
from desk.registration.figures.figuring import Drawn, Figuring
from desk.registration.figures.giving import unit_name

Offer = Callable[[bytes, str, str], None]


class By(StrEnum):
    """What the table goes by; keys of the locales under ``figures.by``."""

    UNIT = "unit"
    AGENCY = "agency"
    REGISTRAR = "registrar"


@ft.observable
@dataclass(eq=False)
class FiguresModel:
    """``drawn`` is None until added up once. ``unit``: None for all, "" for people on nobody's list."""

    figuring: Figuring
    offer: Offer
    drawn: Drawn | None = None
    span: Span = Span.TODAY
    unit: str | None = None
    by: By = By.UNIT
    is_busy: bool = False
    _asked: int = field(default=0, init=False)

    @property
    def bars(self) -> tuple[Row, ...]:
        """Hours of one day, or days."""
        assert self.drawn is not None, "nothing added up"
        figures = self.drawn.figures
        return figures.hours if figures.is_one_day else figures.days

    @property
    def rows(self) -> tuple[tuple[str, Row], ...]:
        """The table shown: what each row is of, in words, and the row."""
        assert self.drawn is not None, "nothing added up"
        figures, agencies = self.drawn.figures, self.drawn.agencies
        match self.by:
            case By.UNIT:
                return tuple((unit_name(row.of), row) for row in figures.of_units)
            case By.AGENCY:
                return tuple((agencies.get(row.of, row.of), row) for row in figures.of_agencies)
            case By.REGISTRAR:
                return tuple((row.of, row) for row in figures.of_registrars)

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit one may choose: of the lists, and of these days; the one looked at is among them."""
        if self.drawn is None:
            return ()
        found = set(self.drawn.figures.units) | {each.unit.name for each in self.drawn.lists}
        return tuple(sorted(found | ({self.unit} if self.unit is not None else set())))

    async def reload(self) -> None:
        self._asked += 1
        mine = self._asked
        drawn = await asyncio.to_thread(self.figuring.look, self.span, self.unit)
        if mine == self._asked:
            self.drawn = drawn

    async def show(self, span: Span) -> None:
        self.span = span
        await self.reload()

    async def of_unit(self, unit: str | None) -> None:
        self.unit = unit
        await self.reload()

    def go_by(self, by: By) -> None:
        self.by = by

    async def export(self) -> None:
        """One sheet a table."""
        await self._give(self.figuring.spreadsheet, XLSX, t("figures.file.excel"))

    async def print(self) -> None:
        """The report to the agency."""
        await self._give(self.figuring.report, PDF, t("figures.file.report"))

    async def _give(self, making: Callable[[Drawn], bytes], kind: str, name: str) -> None:
        if self.drawn is None or self.is_busy:
            return
        self.is_busy = True
        try:
            self.offer(await asyncio.to_thread(making, self.drawn), kind, name)
        finally:
            self.is_busy = False
