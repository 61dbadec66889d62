"""Figures as a supervisor asks for them: of one's agencies or one of them, looked at, given away as .xlsx."""

from __future__ import annotations

from declaration.wire.figures import AgencyFigures, FigureQuery
from desk.ports.clock import Clock
from desk.ports.figures import Span
from desk.ports.service import Denied, NoAnswer, PeopleService
from desk.ports.tables import Tables
from desk.supervising.figure_sheets import sheets


class AgencyFiguring:
    """One signed-in supervisor."""

    def __init__(self, service: PeopleService, tables: Tables, clock: Clock) -> None:
        self._service = service
        self._tables = tables
        self._clock = clock

    async def look(self, span: Span, agency: str) -> AgencyFigures | Denied | NoAnswer:
        """``agency`` "": all of one's own."""
        first, last = span.days(self._clock.today())
        return await self._service.figures(FigureQuery(first_day=first, last_day=last, agency=agency))

    def spreadsheet(self, figures: AgencyFigures) -> bytes:
        """One sheet a table, as .xlsx. Blocking: call it off the event loop."""
        return self._tables.write(sheets(figures))
