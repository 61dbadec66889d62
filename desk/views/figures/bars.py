"""Bars with plain controls: how many each hour or day, how far they are by colour, and always in words too
(decision 0068)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import flet as ft

from desk.i18n import t
from desk.ports.figures import Stage
from desk.registration.figures.adding_up import Row
from desk.views.components.text import note
from desk.views.theme import GAP_4, GAP_8, GAP_12, TONES, Tone

TONE_OF: Final[Mapping[Stage, Tone]] = {
    Stage.DONE: Tone.SUCCESS,
    Stage.RECEIVED: Tone.NEUTRAL,
    Stage.WAITING: Tone.OFFLINE,
    Stage.RETURNED: Tone.WARNING,
    Stage.CLOSED: Tone.ERROR,
}
_HEIGHT: Final = 180
_MANY: Final = 14  # more bars than this have no room for their numbers


def bars(rows: Sequence[Row], called: Callable[[Row], str]) -> ft.Control:
    """``called``: what a bar is of, short, as it stands below it."""
    most = max((row.total for row in rows), default=0)
    has_room = len(rows) <= _MANY
    drawn: list[ft.Control] = [_bar(row, called(row), most, has_room=has_room) for row in rows]
    return ft.Row(drawn, spacing=GAP_4, height=_HEIGHT + 56, vertical_alignment=ft.CrossAxisAlignment.END)


def legend(whole: Row) -> ft.Control:
    """What the colours mean, with the numbers of the whole."""
    said = [
        ft.Row(
            [_square(stage), note(f"{t(f'figures.stage.{stage}')} {whole.stages.get(stage, 0)}")],
            spacing=GAP_4,
            tight=True,
        )
        for stage in TONE_OF
    ]
    return ft.Row(list(said), wrap=True, spacing=GAP_12, run_spacing=GAP_4)


def _bar(row: Row, called: str, most: int, *, has_room: bool) -> ft.Control:
    heights = {stage: _HEIGHT * row.stages.get(stage, 0) / max(1, most) for stage in TONE_OF}
    parts: list[ft.Control] = [_said(str(row.total) if row.total and has_room else "")]
    parts += [
        ft.Container(bgcolor=TONES[TONE_OF[stage]].strong, height=height)
        for stage, height in reversed(heights.items())
        if height
    ]
    parts += [ft.Container(height=1, bgcolor=ft.Colors.OUTLINE_VARIANT), _said(called)]
    column = ft.Column(
        parts,
        spacing=0,
        alignment=ft.MainAxisAlignment.END,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    words = t("figures.bar", of=called, count=row.total)
    return ft.Semantics(label=words, exclude_semantics=True, content=column, expand=True)


def _said(words: str) -> ft.Text:
    text = note(words, max_lines=1)
    text.text_align = ft.TextAlign.CENTER
    text.overflow = ft.TextOverflow.VISIBLE
    return text


def _square(stage: Stage) -> ft.Control:
    return ft.Container(
        width=GAP_12, height=GAP_12, border_radius=GAP_8 / 4, bgcolor=TONES[TONE_OF[stage]].strong
    )
