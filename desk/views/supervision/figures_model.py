"""Agencies' figures looked at: which days, which agency, which table; what leaves as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import flet as ft

from declaration.wire.figures import AgencyFigures, FigureRow, FigureTable
from desk.i18n import t
from desk.ports.figures import Span
from desk.ports.tables import XLSX
from desk.supervising.agency_figuring import AgencyFiguring
from desk.supervising.figure_sheets import agency_name, registrar_name
from desk.views.review.trouble import Trouble

Offer = Callable[[bytes, str, str], None]
DRAWN: Final = 100
"""Rows a screen shows; the file has them all."""


class By(StrEnum):
    """What the table goes by; keys of the locales under ``agency_figures.by``."""

    AGENCY = "agency"
    UNIT = "unit"
    STATION = "station"
    REGISTRAR = "registrar"


@ft.observable
@dataclass(eq=False)
class AgencyFiguresModel:
    """``shown`` is the last answer, also while ``trouble`` says why there is no newer one. ``agency`` "": all
    of one's own."""

    figuring: AgencyFiguring
    offer: Offer
    sign_out: Callable[[], Awaitable[None]]
    shown: AgencyFigures | None = None
    trouble: Trouble | None = None
    span: Span = Span.TODAY
    agency: str = ""
    by: By = By.STATION
    is_busy: bool = False
    _asked: int = field(default=0, init=False)

    @property
    def days(self) -> tuple[tuple[date, FigureRow], ...]:
        """Every day of the span, also those on which nobody declared."""
        shown = self._shown
        known = {row.day: row for row in shown.days}
        span = (shown.last_day - shown.first_day).days + 1
        days = (shown.first_day + timedelta(days=at) for at in range(span))
        return tuple((day, known.get(day, FigureRow(day=day))) for day in days)

    @property
    def rows(self) -> tuple[tuple[str, str, FigureRow], ...]:
        """The table shown: what each row is of, where that is, and the row."""
        return tuple((*self._named(row), row) for row in self._table.rows[:DRAWN])

    @property
    def left_out(self) -> int:
        """How many rows the table has besides those shown."""
        return max(0, len(self._table.rows) - DRAWN) + self._table.left_out

    async def reload(self) -> None:
        self._asked += 1
        mine = self._asked
        answer = await self.figuring.look(self.span, self.agency)
        if mine != self._asked:
            return
        if isinstance(answer, AgencyFigures):
            self.shown, self.trouble = answer, None
        else:
            self.trouble = answer

    async def show(self, span: Span) -> None:
        self.span = span
        await self.reload()

    async def of_agency(self, agency: str) -> None:
        self.agency = agency
        await self.reload()

    def go_by(self, by: By) -> None:
        self.by = by

    async def export(self) -> None:
        """One sheet a table."""
        if self.shown is None or self.is_busy:
            return
        self.is_busy = True
        try:
            data = await asyncio.to_thread(self.figuring.spreadsheet, self.shown)
            self.offer(data, XLSX, t("agency_figures.file"))
        finally:
            self.is_busy = False

    @property
    def _shown(self) -> AgencyFigures:
        assert self.shown is not None, "nothing added up"
        return self.shown

    @property
    def _table(self) -> FigureTable:
        match self.by:
            case By.AGENCY:
                return self._shown.agencies
            case By.UNIT:
                return self._shown.units
            case By.STATION:
                return self._shown.stations
            case By.REGISTRAR:
                return self._shown.registrars

    def _named(self, row: FigureRow) -> tuple[str, str]:
        agency = agency_name(self._shown, row.agency)
        match self.by:
            case By.AGENCY:
                return agency, ""
            case By.UNIT:
                return row.unit, agency
            case By.STATION:
                return row.station_name, row.unit
            case By.REGISTRAR:
                name = registrar_name(row) or t("agency_figures.nobody")
                return name, f"{row.station_name} · {row.unit}"
