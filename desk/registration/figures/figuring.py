"""Figures as a registrar asks for them: looked at, given away as .xlsx, printed for the agency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from desk.ports.clock import Clock
from desk.ports.figures import FigureStore, Span
from desk.ports.printing import Paper, Typesetter
from desk.ports.rosters import UnitFigures, UnitLists
from desk.ports.store import DeclarationStore
from desk.ports.tables import Tables
from desk.registration.figures.adding_up import Figures, added_up
from desk.registration.figures.giving import report_data, sheets
from desk.registration.printouts import Letterhead


@dataclass(frozen=True)
class Drawn:
    """The figures of a span, the names of the agencies in them by code, and how far each unit's list is."""

    figures: Figures
    agencies: Mapping[str, str]
    lists: tuple[UnitFigures, ...]


class Figuring:
    """Every method blocks; call them off the event loop. ``names``: the registrars' full names by their
    sign-in names."""

    def __init__(
        self,
        store: FigureStore,
        declarations: DeclarationStore,
        lists: UnitLists,
        giving: tuple[Tables, Typesetter],
        letterhead: Letterhead,
        clock: Clock,
        names: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._store = store
        self._declarations = declarations
        self._lists = lists
        self._tables, self._pages = giving
        self._head = letterhead
        self._clock = clock
        self._names = names

    def look(self, span: Span, unit: str | None) -> Drawn:
        """``unit``: None for all, "" for people on nobody's list."""
        first, last = span.days(self._clock.today())
        counts = self._store.counts(first, last)
        lists = [each for each in self._lists.units() if unit in (None, each.unit.name)]
        return Drawn(self._named(added_up(counts, first, last, unit)), self._agencies(), tuple(lists))

    def spreadsheet(self, drawn: Drawn) -> bytes:
        """One sheet a table, as .xlsx."""
        return self._tables.write(sheets(drawn.figures, drawn.agencies, drawn.lists))

    def report(self, drawn: Drawn) -> bytes:
        """The same as pages to be signed and handed to the agency."""
        data = report_data(drawn.figures, drawn.agencies, drawn.lists)
        head = {"unit": self._head.unit, "station": self._head.station}
        return self._pages.pdf(Paper.REPORT, {**head, **data, "day": _parts(self._clock)})

    def _named(self, figures: Figures) -> Figures:
        """The registrars by their full names."""
        names = self._names()
        rows = tuple(replace(row, of=names.get(row.of, row.of)) for row in figures.of_registrars)
        return replace(figures, of_registrars=rows)

    def _agencies(self) -> Mapping[str, str]:
        return {agency.code: agency.name for agency in self._declarations.agencies()}


def _parts(clock: Clock) -> Mapping[str, str]:
    today = clock.today()
    return {"day": f"{today:%d}", "month": f"{today:%m}", "year": f"{today:%Y}"}
