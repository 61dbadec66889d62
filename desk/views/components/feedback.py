"""What the desk says about its work: a banner, an empty place with a way out, work going on.

Every error says what happened, that nothing is lost (when true), and the next act: give a banner its button.
"""

from __future__ import annotations

import flet as ft

from desk.views.components.text import note, strong
from desk.views.theme import GAP_8, GAP_12, GAP_16, GAP_24, RADIUS, TONES, Tone


def banner(tone: Tone, words: str, *, action: ft.Control | None = None) -> ft.Container:
    """A message across a block, announced to screen readers; ``action`` is a button beside it."""
    look = TONES[tone]
    line: list[ft.Control] = [
        ft.Icon(look.icon, size=22, color=look.strong),
        ft.Semantics(
            live_region=True,
            expand=True,
            content=ft.Text(words, theme_style=ft.TextThemeStyle.BODY_MEDIUM, color=look.on_soft),
        ),
    ]
    if action is not None:
        line.append(action)
    return ft.Container(
        content=ft.Row(line, spacing=GAP_12),
        bgcolor=look.soft,
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_8),
    )


def empty_state(
    icon: ft.IconData, words: str, *, hint: str | None = None, action: ft.Control | None = None
) -> ft.Container:
    """Where a list would be: what is not here, why, and the way out."""
    parts: list[ft.Control] = [ft.Icon(icon, size=40, color=ft.Colors.OUTLINE), _centred(strong(words))]
    if hint is not None:
        parts.append(_centred(note(hint)))
    if action is not None:
        parts.append(action)
    return ft.Container(
        content=ft.Column(
            parts,
            spacing=GAP_12,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        alignment=ft.Alignment.CENTER,
        padding=GAP_24,
    )


def busy(words: str) -> ft.Row:
    """Work whose length nobody knows."""
    return ft.Row(
        [
            ft.ProgressRing(width=20, height=20, stroke_width=2.5),
            ft.Semantics(live_region=True, content=note(words)),
        ],
        spacing=GAP_12,
        tight=True,
    )


def progress(fraction: float, words: str) -> ft.Column:
    """Work whose length is known: ``fraction`` from 0 to 1, and the sentence that is true now."""
    done = min(1.0, max(0.0, fraction))
    return ft.Column(
        [
            ft.Row([note(words), note(f"{done:.0%}")], alignment=ft.MainAxisAlignment.SPACE_BETWEEN),
            ft.ProgressBar(value=done, bar_height=8, border_radius=4, semantics_label=words),
        ],
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def loading(words: str) -> ft.Container:
    """A whole place waiting for its content."""
    return ft.Container(busy(words), alignment=ft.Alignment.CENTER, padding=GAP_16 * 2)


def _centred(text: ft.Text) -> ft.Text:
    text.text_align = ft.TextAlign.CENTER
    return text
