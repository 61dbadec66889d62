"""Số liệu, a part of Tờ khai: the whole in one sentence, bars, one table; Excel and the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import flet as ft

from desk.i18n import grouped, t
from desk.ports.figures import Span, Stage
from desk.registration.figures.adding_up import Row
from desk.registration.figures.giving import spanned, unit_name
from desk.views.components.bars import Bar, bars, legend
from desk.views.components.buttons import secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import choice_field, filter_chips
from desk.views.components.feedback import empty_state, loading
from desk.views.components.later import later
from desk.views.components.open_file import use_open_file
from desk.views.components.text import body, display, note
from desk.views.figures.model import By, FiguresModel
from desk.views.figures.shares import shares
from desk.views.place import Place
from desk.views.theme import GAP_4, GAP_8, GAP_12, GAP_16

_SIDE_BY_SIDE_FROM = 1100  # px of the window
_STRETCH = ft.CrossAxisAlignment.STRETCH
_ALL, _NONE = "*", "-"  # no unit is called so: a list's unit has letters


@ft.component
def figures_screen(place: Place) -> ft.Control:
    """This station's figures, for the registrar at the table."""
    table, offer = place.table, use_open_file(place.program)
    model = ft.use_memo(lambda: FiguresModel(table.figuring, offer), [table])
    return _figures(model, place)


@ft.component
def _figures(model: FiguresModel, place: Place) -> ft.Control:
    ft.use_effect(model.reload, [place.version])
    if model.drawn is None:
        return loading(t("figures.loading"))
    parts: list[ft.Control] = [_head(model, place), display(_whole(model)), *_content(model, place)]
    return ft.Column(
        parts, expand=True, spacing=GAP_12, scroll=ft.ScrollMode.AUTO, horizontal_alignment=_STRETCH
    )


def _head(model: FiguresModel, place: Place) -> ft.Control:
    spans = filter_chips(
        model.span,
        {span.value: (t(f"figures.span.{span}"), None) for span in Span},
        lambda key: later(model.show, Span(key)),
    )
    units = {_ALL: t("figures.all_units")}
    units |= {unit or _NONE: unit_name(unit) for unit in model.units}
    chosen = _ALL if model.unit is None else model.unit or _NONE
    unit = choice_field(
        t("figures.unit"), chosen, units, lambda key: later(model.of_unit, _unit(key)), searchable=True
    )
    acts: list[ft.Control] = [
        secondary(t("figures.excel"), model.export, icon=ft.Icons.DOWNLOAD_ROUNDED, disabled=model.is_busy),
        secondary(t("figures.print"), model.print, icon=ft.Icons.PRINT_OUTLINED, disabled=model.is_busy),
    ]
    if place.width >= _SIDE_BY_SIDE_FROM:
        return ft.Row([spans, ft.Container(unit, expand=True), *acts], spacing=GAP_12)
    whole = ft.Row([ft.Container(unit, expand=True), *acts], spacing=GAP_8)
    return stacked([spans, whole], gap=GAP_8)


def _unit(key: str) -> str | None:
    return None if key == _ALL else "" if key == _NONE else key


def _whole(model: FiguresModel) -> str:
    assert model.drawn is not None, "drawn only then"
    return t("figures.sum", count=model.drawn.figures.whole.total)


def _content(model: FiguresModel, place: Place) -> list[ft.Control]:
    assert model.drawn is not None, "drawn only then"
    figures = model.drawn.figures
    said = note(f"{spanned(figures)} · {unit_name(model.unit)}")
    if not figures.whole.total:
        nothing = empty_state(
            ft.Icons.INSERT_CHART_OUTLINED_ROUNDED, t("figures.none"), hint=t("figures.none_hint")
        )
        return [said, nothing]
    is_hours = figures.is_one_day
    called = _hour if is_hours else _day_of(len(model.bars))
    drawn = [Bar(called(row), shares(row)) for row in model.bars]
    chart = stacked([bars(drawn), legend(shares(figures.whole))])
    cards = (
        section_card(t("figures.by_hour" if is_hours else "figures.by_day"), chart),
        section_card(t(f"figures.sheet.{model.by}"), _table(model)),
    )
    if place.width < _SIDE_BY_SIDE_FROM:
        return [said, *cards]
    both = [ft.Container(card, expand=share) for card, share in zip(cards, (5, 6), strict=True)]
    return [said, ft.Row(list(both), spacing=GAP_16, vertical_alignment=ft.CrossAxisAlignment.START)]


def _hour(row: Row) -> str:
    return row.of


def _day_of(many: int) -> Callable[[Row], str]:
    def called(row: Row) -> str:
        day = date.fromisoformat(row.of)
        return f"{day:%d/%m}" if many <= 7 else str(day.day)

    return called


def _table(model: FiguresModel) -> ft.Control:
    choice = filter_chips(
        model.by, {by.value: (t(f"figures.by.{by}"), None) for by in By}, lambda key: model.go_by(By(key))
    )
    head = _line(
        t(f"figures.by.{model.by}"), [t("figures.total"), *(t(f"figures.stage.{s}") for s in Stage)], note
    )
    lines: list[ft.Control] = [choice, head]
    for name, row in model.rows:
        numbers = [row.total, *(row.stages.get(stage, 0) for stage in Stage)]
        lines += [ft.Divider(height=1), _line(name, [grouped(number) for number in numbers], body)]
    return ft.Column(lines, spacing=GAP_4, horizontal_alignment=_STRETCH)


def _line(name: str, numbers: list[str], said: Callable[[str], ft.Text]) -> ft.Row:
    """A name and its numbers, each in its column."""
    cells: list[ft.Control] = [ft.Container(said(name), expand=5)]
    for number in numbers:
        text = said(number)
        text.text_align = ft.TextAlign.RIGHT
        cells.append(ft.Container(text, expand=2))
    return ft.Row(cells, spacing=GAP_8, vertical_alignment=ft.CrossAxisAlignment.END)
