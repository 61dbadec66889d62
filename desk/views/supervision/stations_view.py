"""The table of stations: a line each where there is room, a card each in an upright window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import flet as ft

from declaration.wire.sign_in import ServiceState
from declaration.wire.supervision import StationOverview, StationsPage
from desk.i18n import t
from desk.supervising.supervising import Attention
from desk.views.components.buttons import icon_button, quiet
from desk.views.components.text import note
from desk.views.supervision import shown
from desk.views.supervision.columns import (
    COLUMNS,
    EDGE,
    Column,
    Row,
    attention_chip,
    attention_words,
    figure,
    framed,
    name,
    why_refused,
)
from desk.views.supervision.model import worst_first
from desk.views.theme import GAP_4, GAP_8, GAP_12, GAP_16, TOUCH, Tone

_NAME_SHARE: Final = 18
_ATTENTION_SHARE: Final = 22  # the longest reason's chip, at 1280 px
_ACTS: Final = 3  # buttons at the end of a line
_STRETCH: Final = ft.CrossAxisAlignment.STRETCH
OnStation = Callable[[StationOverview], None]


@dataclass(frozen=True)
class Opening:
    """What somebody wants of one station: its recovery code, its days, or that it takes nothing new, or new
    ones again."""

    code: OnStation
    days: OnStation
    drain: OnStation


def stations_table(page: StationsPage, opening: Opening, *, is_wide: bool) -> ft.Control:
    """All stations, those that need someone first. Needs a bounded height: the rows scroll."""
    rows: list[ft.Control] = []
    for row in worst_first(page):
        acts = _acts(row[0], opening)
        rows.append(_line(row, page, acts) if is_wide else _card(row, page, acts))
    parts: list[ft.Control] = [_headings()] if is_wide else []
    parts.append(ft.ListView(rows, expand=True, spacing=GAP_4, padding=0))
    return ft.Column(parts, expand=True, spacing=GAP_4, horizontal_alignment=_STRETCH)


def _headings() -> ft.Control:
    shares = [
        (t("supervision.column.station"), _NAME_SHARE),
        (t("supervision.column.attention"), _ATTENTION_SHARE),
        *((column.heading, column.share) for column in COLUMNS),
    ]
    cells = [ft.Container(_heading(words), expand=share) for words, share in shares]
    padding = ft.Padding.only(left=GAP_12 + EDGE, right=GAP_12 + GAP_8 + _ACTS * TOUCH)
    return ft.Container(ft.Row(list(cells), spacing=GAP_8), padding=padding)


def _heading(words: str) -> ft.Text:
    style, color = ft.TextThemeStyle.LABEL_SMALL, ft.Colors.ON_SURFACE_VARIANT
    return ft.Text(words, theme_style=style, color=color, max_lines=2)


@dataclass(frozen=True)
class _Act:
    icon: ft.IconData
    words: str
    do: Callable[[], None]


def _acts(station: StationOverview, opening: Opening) -> tuple[_Act, ...]:
    """What a supervisor may do with one station. A locked one is let in by the office first."""
    code = _Act(ft.Icons.KEY_ROUNDED, t("supervision.code.button"), partial(opening.code, station))
    if station.state == ServiceState.DRAIN:
        drain = _Act(
            ft.Icons.PLAY_CIRCLE_OUTLINE_ROUNDED, t("supervision.drain.end"), partial(opening.drain, station)
        )
    else:
        words = t("supervision.drain.begin")
        drain = _Act(ft.Icons.PAUSE_CIRCLE_OUTLINE_ROUNDED, words, partial(opening.drain, station))
    days = _Act(
        ft.Icons.EVENT_AVAILABLE_ROUNDED, t("supervision.days.button"), partial(opening.days, station)
    )
    return days, drain, code


def _line(row: Row, page: StationsPage, acts: tuple[_Act, ...]) -> ft.Control:
    station, reasons = row
    cells: list[ft.Control] = [
        ft.Container(name(station), expand=_NAME_SHARE),
        ft.Container(_attention(reasons), expand=_ATTENTION_SHARE),
    ]
    for column in COLUMNS:
        tone, words = column.figure(station, page)
        cells.append(ft.Container(figure(tone, words, column.heading), expand=column.share))
    cells.append(ft.Row([icon_button(act.icon, act.words, act.do) for act in acts], spacing=0))
    parts = [ft.Row(cells, spacing=GAP_8), *why_refused(station)]
    return framed(ft.Column(parts, spacing=GAP_4, tight=True, horizontal_alignment=_STRETCH), reasons)


def _attention(reasons: tuple[Attention, ...]) -> ft.Control:
    """The worst reason to be seen at once, the others in words under it."""
    worst = attention_chip(reasons[0] if reasons else None)
    parts: list[ft.Control] = [ft.Row([worst], tight=True)]
    if reasons[1:]:
        parts.append(note(" · ".join(attention_words(each) for each in reasons[1:]), max_lines=3))
    return ft.Column(parts, spacing=GAP_4, tight=True)


def _card(row: Row, page: StationsPage, acts: tuple[_Act, ...]) -> ft.Control:
    station, reasons = row
    head: list[ft.Control] = [ft.Container(name(station), expand=True)]
    chips = [attention_chip(reason) for reason in reasons] or [attention_chip(None)]
    if len(chips) == 1:
        head += chips
    parts: list[ft.Control] = [ft.Row(head, spacing=GAP_8)]
    if len(chips) > 1:
        parts.append(ft.Row(chips, wrap=True, spacing=GAP_4, run_spacing=GAP_4))
    figures = [(column, *column.figure(station, page)) for column in COLUMNS if column.key != "refused"]
    said = [_labelled(*each) for each in figures if each[2] not in ("0", shown.NOTHING)]
    parts += [ft.Row(said, wrap=True, spacing=GAP_16, run_spacing=GAP_4), *why_refused(station)]
    buttons: list[ft.Control] = [quiet(act.words, act.do, icon=act.icon) for act in acts]
    parts.append(ft.Row(buttons, alignment=ft.MainAxisAlignment.END, wrap=True))
    return framed(ft.Column(parts, spacing=GAP_4, horizontal_alignment=_STRETCH), reasons)


def _labelled(column: Column, tone: Tone, words: str) -> ft.Control:
    value = figure(tone, words, column.heading)
    return ft.Row([note(column.heading), value], tight=True, spacing=GAP_8 - 2)
