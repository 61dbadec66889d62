"""The columns of the stations' table, and the pieces that a line and a card are both made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import flet as ft

from declaration.wire.supervision import StationOverview, StationsPage
from desk.i18n import t
from desk.supervising.supervising import Attention
from desk.views.components.status import chip
from desk.views.components.text import note, strong
from desk.views.supervision import shown
from desk.views.theme import GAP_8, GAP_12, TONES, Tone

Row = tuple[StationOverview, tuple[Attention, ...]]


@dataclass(frozen=True)
class Column:
    """``share`` of the table's width; ``key`` names its heading under ``supervision.column``."""

    key: str
    share: int
    figure: Callable[[StationOverview, StationsPage], shown.Figure]

    @property
    def heading(self) -> str:
        return t(f"supervision.column.{self.key}")


COLUMNS: Final = (
    Column("last_contact", 7, shown.last_contact),
    Column("waiting", 5, lambda station, _: shown.waiting(station)),
    Column("oldest", 7, lambda station, _: shown.oldest(station)),
    Column("at_risk", 5, lambda station, _: shown.at_risk(station)),
    Column("days", 8, lambda station, _: shown.days(station)),
    Column("refused", 10, lambda station, _: shown.refused(station)),
    Column("set_aside", 6, lambda station, _: shown.set_aside(station)),
    Column("clock", 8, lambda station, _: shown.clock_error(station)),
    Column("version", 6, lambda station, _: shown.app_version(station)),
    Column("space", 7, lambda station, _: shown.free_space(station)),
)
EDGE: Final = 4  # px of the coloured edge at the left of a station that needs someone


def name(station: StationOverview) -> ft.Control:
    """Which station, of which unit."""
    lines = [strong(station.station_name, max_lines=2), note(station.unit_name, max_lines=2)]
    return ft.Column(list(lines), spacing=0, tight=True)


def attention_chip(reason: Attention | None) -> ft.Control:
    """Why somebody should look, as icon, word and colour; None is: nobody need."""
    if reason is None:
        return chip(Tone.SUCCESS, t("supervision.fine"))
    return chip(shown.ATTENTION_TONES[reason], attention_words(reason))


def attention_words(reason: Attention) -> str:
    return t(f"supervision.attention.{reason}")


def figure(tone: Tone, words: str, heading: str) -> ft.Text:
    """A value of the table; its heading is said with it to those who do not see the column."""
    loud = tone is not Tone.NEUTRAL
    return ft.Text(
        words,
        theme_style=ft.TextThemeStyle.BODY_MEDIUM,
        weight=ft.FontWeight.W_600 if loud else ft.FontWeight.W_400,
        color=TONES[tone].strong if loud else ft.Colors.ON_SURFACE,
        max_lines=2,
        overflow=ft.TextOverflow.ELLIPSIS,
        semantics_label=f"{heading}: {words}",
    )


def why_refused(station: StationOverview) -> list[ft.Control]:
    """The reasons in full, over the whole width; nothing where none was refused."""
    words = shown.why_refused(station)
    return [note(t("supervision.refused_for", reasons=words), Tone.ERROR)] if words else []


def framed(content: ft.Control, reasons: tuple[Attention, ...]) -> ft.Control:
    """A station's frame, its left edge in the colour of the worst reason."""
    edge = TONES[shown.ATTENTION_TONES[reasons[0]]].strong if reasons else ft.Colors.OUTLINE_VARIANT
    line = ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)
    return ft.Container(
        content,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border(left=ft.BorderSide(EDGE, edge), top=line, right=line, bottom=line),
        padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_8),
    )
