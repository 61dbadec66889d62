"""Agencies' figures as sheets of a workbook: names as text, days as days, numbers as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from declaration.wire.figures import AgencyFigures, FigureRow, FigureTable
from desk.i18n import t
from desk.ports.tables import Cell, Table

STAGES: Final = ("waiting", "approved", "returned", "refused", "lapsed", "withdrawn")
"""Fields of a row, and keys of the locales under ``agency_figures.stage``."""
_NUMBER_WIDTH = 14
_NAME_WIDTH = 34
_Named = Callable[[FigureRow], Cell]


def sheets(figures: AgencyFigures) -> tuple[Table, ...]:
    """By day, agency, unit, station and registrar."""
    above = (t("agency_figures.title"), spanned(figures), agency_name(figures, figures.agency))

    def agency(row: FigureRow) -> Cell:
        return agency_name(figures, row.agency)

    unit: dict[str, _Named] = {"agency": agency, "unit": lambda row: row.unit}
    station = unit | {"station": lambda row: row.station_name, "code": lambda row: row.station}
    registrar = station | {"registrar": registrar_name, "sign_in": lambda row: row.registrar}
    return (
        _sheet("day", FigureTable(rows=figures.days), {"day": lambda row: row.day or ""}, above),
        _sheet("agency", figures.agencies, {"agency": agency}, above),
        _sheet("unit", figures.units, unit, above),
        _sheet("station", figures.stations, station, above),
        _sheet("registrar", figures.registrars, registrar, above),
    )


def spanned(figures: AgencyFigures) -> str:
    """``Ngày 02/03/2026``, or from which day to which."""
    first, last = (f"{day:%d/%m/%Y}" for day in (figures.first_day, figures.last_day))
    return t("figures.one_day", day=first) if first == last else t("figures.days", first=first, last=last)


def agency_name(figures: AgencyFigures, code: str) -> str:
    """As people call it: its name, else its code; all of one's own where none is named."""
    return figures.names.get(code, code) if code else t("agency_figures.all_agencies")


def registrar_name(row: FigureRow) -> str:
    """In full; the sign-in name where the station has not told it, "" where nobody is named."""
    return row.registrar_name or row.registrar


def _sheet(name: str, table: FigureTable, names: Mapping[str, _Named], above: Sequence[str]) -> Table:
    columns = {t(f"agency_figures.by.{each}"): _NAME_WIDTH for each in names}
    numbers = ("declared", *STAGES, "median_days")
    columns |= {t(f"agency_figures.stage.{each}"): _NUMBER_WIDTH for each in numbers}
    cells = [[of(row) for of in names.values()] + _numbers(row) for row in table.rows]
    left_out = (t("agency_figures.left_out", count=table.left_out),) if table.left_out else ()
    return Table(t(f"agency_figures.sheet.{name}"), columns, cells, (*above, *left_out))


def _numbers(row: FigureRow) -> list[Cell]:
    median = "" if row.median_days is None else row.median_days
    return [row.declared, *(getattr(row, stage) for stage in STAGES), median]
