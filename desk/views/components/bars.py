"""Bars with plain controls: how many of what, what they are made of by colour, and always in words too
(decision 0068)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft

from desk.i18n import grouped, t
from desk.views.components.text import note
from desk.views.theme import GAP_4, GAP_8, GAP_12

_HEIGHT: Final = 180
_MANY: Final = 14  # more bars than this have no room for their numbers
_FEW: Final = 7  # so few bars would be blocks
_SLIM: Final = 72  # px; no wider than this, then


@dataclass(frozen=True)
class Share:
    """So many of a bar, in words and colour."""

    words: str
    color: ft.Colors
    count: int


@dataclass(frozen=True)
class Bar:
    """``called``: what it is of, short, as it stands below it."""

    called: str
    shares: tuple[Share, ...]

    @property
    def total(self) -> int:
        return sum(share.count for share in self.shares)


def bars(drawn: Sequence[Bar]) -> ft.Control:
    """One beside the other, the first share of each on the ground."""
    most = max((bar.total for bar in drawn), default=0)
    has_room = len(drawn) <= _MANY
    width = _SLIM if len(drawn) <= _FEW else None
    controls: list[ft.Control] = [_bar(bar, most, width, has_room=has_room) for bar in drawn]
    return ft.Row(controls, spacing=GAP_4, height=_HEIGHT + 56, vertical_alignment=ft.CrossAxisAlignment.END)


def legend(whole: Sequence[Share]) -> ft.Control:
    """What the colours mean, with the numbers of the whole."""
    said = [
        ft.Row(
            [_square(share.color), note(f"{share.words} {grouped(share.count)}")], spacing=GAP_4, tight=True
        )
        for share in whole
    ]
    return ft.Row(list(said), wrap=True, spacing=GAP_12, run_spacing=GAP_4)


def _bar(bar: Bar, most: int, width: int | None, *, has_room: bool) -> ft.Control:
    """``width``: None for all there is."""
    parts: list[ft.Control] = [_said(grouped(bar.total) if bar.total and has_room else "")]
    parts += [
        ft.Row(
            [ft.Container(bgcolor=share.color, width=width, expand=width is None)],
            height=_HEIGHT * share.count / most,
            spacing=0,
            alignment=ft.MainAxisAlignment.CENTER,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        for share in reversed(bar.shares)
        if share.count
    ]
    parts += [ft.Container(height=1, bgcolor=ft.Colors.OUTLINE_VARIANT), _said(bar.called)]
    column = ft.Column(
        parts,
        spacing=0,
        alignment=ft.MainAxisAlignment.END,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    words = t("figures.bar", of=bar.called, count=bar.total)
    return ft.Semantics(label=words, exclude_semantics=True, content=column, expand=True)


def _said(words: str) -> ft.Text:
    text = note(words, max_lines=1)
    text.text_align = ft.TextAlign.CENTER
    text.overflow = ft.TextOverflow.VISIBLE
    return text


def _square(color: ft.Colors) -> ft.Control:
    return ft.Container(width=GAP_12, height=GAP_12, border_radius=GAP_8 / 4, bgcolor=color)
