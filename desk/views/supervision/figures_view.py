"""Số liệu, a part of Giám sát: the whole in one sentence, bars by day, one table; Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import flet as ft

from declaration.wire.figures import FigureRow
from desk.i18n import grouped, t
from desk.ports.figures import Span
from desk.supervising.figure_sheets import STAGES, agency_name, spanned
from desk.views.components.bars import Bar, Share, bars, legend
from desk.views.components.buttons import icon_button, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import choice_field, filter_chips
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.later import later
from desk.views.components.open_file import use_open_file
from desk.views.components.text import body, display, note
from desk.views.place import Place
from desk.views.review.trouble import WayOut, trouble_words, way_out
from desk.views.supervision.figures_model import AgencyFiguresModel, By
from desk.views.theme import GAP_4, GAP_8, GAP_12, TONES, Tone

_STRETCH: Final = ft.CrossAxisAlignment.STRETCH
_SIDE_BY_SIDE_FROM: Final = 1100  # px of the window
_ALL: Final = "*"  # no agency is called so
_COLORS: Final[Mapping[str, ft.Colors]] = {
    "approved": TONES[Tone.SUCCESS].strong,
    "waiting": TONES[Tone.NEUTRAL].strong,
    "returned": TONES[Tone.WARNING].strong,
    "refused": TONES[Tone.ERROR].strong,
    "lapsed": ft.Colors.OUTLINE,
    "withdrawn": ft.Colors.OUTLINE_VARIANT,
}


@ft.component
def agency_figures_screen(place: Place) -> ft.Control:
    """Drawn only while a supervisor is signed in."""
    figuring, offer = place.program.agency_figuring, use_open_file(place.program)
    assert figuring is not None, "locked"
    model = ft.use_memo(lambda: AgencyFiguresModel(figuring, offer, place.program.lock), [figuring])
    ft.use_effect(model.reload, [figuring])
    return _figures(model, place)


@ft.component
def _figures(model: AgencyFiguresModel, place: Place) -> ft.Control:
    parts: list[ft.Control] = [] if model.trouble is None else [_trouble(model)]
    if model.shown is None:
        parts += [] if model.trouble else [loading(t("agency_figures.loading"))]
    else:
        whole = display(t("agency_figures.sum", count=model.shown.whole.declared))
        is_wide = place.width >= _SIDE_BY_SIDE_FROM
        parts += [_head(model, is_wide=is_wide), whole, *_content(model, is_wide=is_wide)]
    return ft.Column(
        parts, expand=True, spacing=GAP_12, scroll=ft.ScrollMode.AUTO, horizontal_alignment=_STRETCH
    )


def _trouble(model: AgencyFiguresModel) -> ft.Control:
    assert model.trouble is not None, "drawn only then"
    is_over = way_out(model.trouble) is WayOut.SIGN_IN
    act = (
        secondary(t("review.act.sign_in"), model.sign_out)
        if is_over
        else secondary(t("action.retry"), model.reload)
    )
    return banner(Tone.OFFLINE, trouble_words(model.trouble), action=act)


def _head(model: AgencyFiguresModel, *, is_wide: bool) -> ft.Control:
    assert model.shown is not None, "drawn only then"
    spans = filter_chips(
        model.span,
        {span.value: (t(f"figures.span.{span}"), None) for span in Span},
        lambda key: later(model.show, Span(key)),
    )
    names = {_ALL: t("agency_figures.all_agencies")}
    names |= dict(sorted(model.shown.names.items(), key=lambda each: each[1]))
    agency = choice_field(
        t("agency_figures.by.agency"),
        model.agency or _ALL,
        names,
        lambda key: later(model.of_agency, "" if key == _ALL else key),
        searchable=True,
    )
    acts: list[ft.Control] = [
        secondary(t("figures.excel"), model.export, icon=ft.Icons.DOWNLOAD_ROUNDED, disabled=model.is_busy),
        icon_button(ft.Icons.REFRESH_ROUNDED, t("supervision.refresh"), model.reload),
    ]
    whole = ft.Row([ft.Container(agency, expand=True), *acts], spacing=GAP_8)
    if not is_wide:
        return stacked([spans, whole], gap=GAP_8)
    line = ft.Row([spans, ft.Container(whole, expand=True)], spacing=GAP_12)
    return ft.Container(line, padding=ft.Padding.only(top=GAP_8))  # the field's label stands on its border


def _content(model: AgencyFiguresModel, *, is_wide: bool) -> list[ft.Control]:
    assert model.shown is not None, "drawn only then"
    shown = model.shown
    said = note(f"{spanned(shown)} · {agency_name(shown, shown.agency)}")
    if not shown.whole.declared:
        hint = t("agency_figures.none_hint")
        return [said, empty_state(ft.Icons.INSERT_CHART_OUTLINED_ROUNDED, t("figures.none"), hint=hint)]
    colours = legend(_shares(shown.whole))
    table = section_card(t(f"agency_figures.sheet.{model.by}"), _table(model, is_wide=is_wide))
    if len(model.days) == 1:
        return [said, colours, table]
    called = _called(len(model.days))
    drawn = [Bar(called(day), _shares(row)) for day, row in model.days]
    return [said, section_card(t("figures.by_day"), stacked([bars(drawn), colours])), table]


def _shares(row: FigureRow) -> tuple[Share, ...]:
    return tuple(
        Share(t(f"agency_figures.stage.{stage}"), color, getattr(row, stage))
        for stage, color in _COLORS.items()
    )


def _called(many: int) -> Callable[[date], str]:
    return lambda day: f"{day:%d/%m}" if many <= 7 else str(day.day)


def _table(model: AgencyFiguresModel, *, is_wide: bool) -> ft.Control:
    choice = filter_chips(
        model.by,
        {by.value: (t(f"agency_figures.by.{by}"), None) for by in By},
        lambda key: model.go_by(By(key)),
    )
    columns = ("declared", *STAGES, "median_days")
    headings = [t(f"agency_figures.stage.{each}") for each in columns]
    of = [note(t(f"agency_figures.by.{model.by}"))]
    lines: list[ft.Control] = [choice, _line(of, headings, note, is_wide=is_wide)]
    for name, where, row in model.rows:
        median = "–" if row.median_days is None else str(row.median_days)
        numbers = [
            *(grouped(each) for each in (row.declared, *(getattr(row, stage) for stage in STAGES))),
            median,
        ]
        called = [body(name), *([note(where)] if where else [])]
        lines += [ft.Divider(height=1), _line(called, numbers, body, is_wide=is_wide)]
    if model.left_out:
        lines.append(note(t("agency_figures.more", count=model.left_out)))
    return ft.Column(lines, spacing=GAP_4, horizontal_alignment=_STRETCH)


def _line(
    name: list[ft.Text], numbers: list[str], said: Callable[[str], ft.Text], *, is_wide: bool
) -> ft.Control:
    """What it is of, and its numbers, each in its column; in an upright window under the name."""
    cells: list[ft.Control] = []
    for number in numbers:
        text = said(number)
        text.text_align = ft.TextAlign.RIGHT
        cells.append(ft.Container(text, expand=2))
    is_heading = said is note  # of two lines or one, all stand on the table
    align = ft.CrossAxisAlignment.END if is_heading else ft.CrossAxisAlignment.CENTER
    of = ft.Column(list(name), spacing=0, expand=5 if is_wide else None)
    if is_wide:
        return ft.Row([of, *cells], spacing=GAP_8, vertical_alignment=align)
    return ft.Column([of, ft.Row(cells, spacing=GAP_8, vertical_alignment=align)], spacing=0)
