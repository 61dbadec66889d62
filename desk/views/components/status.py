"""A status is said three times over: icon, word, colour. Never by colour alone."""

from __future__ import annotations

import flet as ft

from desk.views.theme import GAP_4, GAP_8, RADIUS, TONES, Tone


def chip(tone: Tone, words: str, *, icon: ft.IconData | None = None, max_lines: int = 1) -> ft.Container:
    """A small label: ``chip(Tone.WARNING, "Còn 2 ngày")``. Not to be pressed; for that, ``buttons``."""
    look = TONES[tone]
    return ft.Container(
        bgcolor=look.soft,
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_8 + 2, vertical=GAP_4 + 1),
        content=ft.Row(
            tight=True,
            spacing=GAP_4 + 2,
            controls=[
                ft.Icon(icon or look.icon, size=18, color=look.strong),
                ft.Text(
                    words,
                    theme_style=ft.TextThemeStyle.LABEL_MEDIUM,
                    color=look.on_soft,
                    max_lines=max_lines,
                    overflow=ft.TextOverflow.ELLIPSIS,
                ),
            ],
        ),
    )


def mark(tone: Tone, words: str) -> ft.Row:
    """One line of a checklist: the tone's icon and what was checked."""
    look = TONES[tone]
    return ft.Row(
        spacing=GAP_8,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Icon(look.icon, size=20, color=look.strong),
            ft.Text(words, theme_style=ft.TextThemeStyle.BODY_MEDIUM, expand=True),
        ],
    )
