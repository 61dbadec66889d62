"""Words on the screen in five voices. Sizes come from the theme, so large type reaches all of them."""

from __future__ import annotations

import flet as ft

from desk.views.theme import TONES, Tone


def display(words: str) -> ft.Text:
    """The one sentence a screen is about (28, bold)."""
    return ft.Text(words, theme_style=ft.TextThemeStyle.HEADLINE_MEDIUM)


def title(words: str) -> ft.Text:
    """The name of a screen or a dialog (20, semibold)."""
    return ft.Text(words, theme_style=ft.TextThemeStyle.TITLE_LARGE)


def strong(words: str, *, max_lines: int | None = None) -> ft.Text:
    """The first line of a row, the name of a block (16, semibold)."""
    return _cut(ft.Text(words, theme_style=ft.TextThemeStyle.TITLE_MEDIUM), max_lines)


def body(words: str, *, max_lines: int | None = None) -> ft.Text:
    """Plain reading text (16)."""
    return _cut(ft.Text(words, theme_style=ft.TextThemeStyle.BODY_LARGE), max_lines)


def note(words: str, tone: Tone = Tone.NEUTRAL, *, max_lines: int | None = None) -> ft.Text:
    """What explains or accompanies (14), in the colour of its tone."""
    text = ft.Text(words, theme_style=ft.TextThemeStyle.BODY_MEDIUM, color=TONES[tone].strong)
    return _cut(text, max_lines)


def _cut(text: ft.Text, max_lines: int | None) -> ft.Text:
    if max_lines is not None:
        text.max_lines, text.overflow = max_lines, ft.TextOverflow.ELLIPSIS
    return text
