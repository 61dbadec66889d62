"""Figures as tables: the same ones in the spreadsheet and in the printed report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from desk.i18n import t
from desk.ports.figures import Stage
from desk.ports.rosters import Standing, UnitFigures
from desk.ports.tables import Cell, Table
from desk.registration.figures.adding_up import Figures, Row

_NUMBER_WIDTH = 14
_NAME_WIDTH = 34
_STANDINGS = (Standing.REGISTERED, Standing.WAITING, Standing.RETURNED, Standing.MISSING)


def sheets(figures: Figures, agencies: Mapping[str, str], lists: Sequence[UnitFigures]) -> tuple[Table, ...]:
    """By day, unit, agency and registrar; last, how far the units' lists are, of all days."""
    above = (t("figures.title"), spanned(figures), t("figures.of_unit", unit=unit_name(figures.unit)))
    made = [
        _sheet("day", figures.days, lambda row: date.fromisoformat(row.of), above),
        _sheet("unit", figures.of_units, lambda row: unit_name(row.of), above),
        _sheet("agency", figures.of_agencies, lambda row: agencies.get(row.of, row.of), above),
        _sheet("registrar", figures.of_registrars, lambda row: row.of, above),
    ]
    return (*made, *([_lists(lists)] if lists else []))


def report_data(
    figures: Figures, agencies: Mapping[str, str], lists: Sequence[UnitFigures]
) -> dict[str, Any]:
    """What the template of the report is filled with: every table as headings and rows of texts."""
    tables = [table for table in sheets(figures, agencies, lists) if table.rows]
    agency = [agencies.get(row.of, row.of) for row in figures.of_agencies]
    return {
        "agency": agency[0] if len(agency) == 1 else "",
        "span": spanned(figures),
        "of_unit": t("figures.of_unit", unit=unit_name(figures.unit)),
        "whole": [[t(f"figures.stage.{stage}"), figures.whole.stages.get(stage, 0)] for stage in Stage],
        "total": figures.whole.total,
        "tables": [
            {
                "name": table.name,
                "headings": list(table.columns),
                "rows": [[_said(cell) for cell in row] for row in table.rows],
            }
            for table in tables
        ],
    }


def spanned(figures: Figures) -> str:
    """``Ngày 02/03/2026``, or from which day to which."""
    first, last = (f"{day:%d/%m/%Y}" for day in (figures.first, figures.last))
    return (
        t("figures.one_day", day=first) if figures.is_one_day else t("figures.days", first=first, last=last)
    )


def unit_name(unit: str | None) -> str:
    """A unit as people call it: all of them, or those whom no list names."""
    return t("figures.all_units") if unit is None else unit or t("figures.no_unit")


def _sheet(name: str, rows: Sequence[Row], of: Callable[[Row], Cell], above: Sequence[str]) -> Table:
    columns = {t(f"figures.by.{name}"): _NAME_WIDTH, t("figures.total"): _NUMBER_WIDTH}
    columns |= {t(f"figures.stage.{stage}"): _NUMBER_WIDTH for stage in Stage}
    cells = [[of(row), row.total, *(row.stages.get(stage, 0) for stage in Stage)] for row in rows]
    return Table(t(f"figures.sheet.{name}"), columns, cells, above)


def _lists(lists: Sequence[UnitFigures]) -> Table:
    columns = {t("figures.by.unit"): _NAME_WIDTH, t("figures.people"): _NUMBER_WIDTH}
    columns |= {t(f"rosters.standing.{each}"): _NUMBER_WIDTH for each in _STANDINGS}
    cells: list[list[Cell]] = [
        [each.unit.name, each.people, *(each.standings[standing] for standing in _STANDINGS)]
        for each in lists
    ]
    return Table(t("figures.sheet.lists"), columns, cells, (t("figures.lists_note"),))


def _said(cell: Cell) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)
