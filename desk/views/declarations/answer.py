"""What the reviewer said of a declaration: the reasons, the faulty fields, the note."""

from __future__ import annotations

import flet as ft

from declaration.lifecycle import Status
from desk.i18n import t
from desk.ports.store import DeclarationDetail
from desk.views import shown
from desk.views.components.text import note
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS, TONES, Tone, ToneLook


def answer_block(detail: DeclarationDetail) -> ft.Container:
    """A returned or rejected declaration's answer, lit, for one look."""
    returned = detail.line.status is Status.RETURNED
    look = TONES[Tone.WARNING if returned else Tone.ERROR]
    heading = t("declarations.returned" if returned else "declarations.rejected")
    return ft.Container(
        ft.Column(
            [
                ft.Row([ft.Icon(look.icon, size=22, color=look.strong), _words(heading, look, bold=True)]),
                *answer_lines(detail),
            ],
            spacing=GAP_8,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=look.soft,
        border_radius=RADIUS,
        padding=GAP_12,
    )


def answer_lines(detail: DeclarationDetail) -> list[ft.Control]:
    """Faulty fields as labels, the reasons, and the reviewer's own words."""
    returned = detail.line.status is Status.RETURNED
    look = TONES[Tone.WARNING if returned else Tone.ERROR]
    lines: list[ft.Control] = []
    if detail.returned_fields:
        names = [_field(shown.field_name(name), look) for name in detail.returned_fields]
        lines.append(ft.Row(list(names), wrap=True, spacing=GAP_8, run_spacing=GAP_4))
    if detail.reasons:
        said = " · ".join(shown.answer_reason(detail.line.status, code) for code in detail.reasons)
        lines.append(_words(said, look))
    if detail.note:
        lines.append(note(t("declarations.reviewer_note", note=detail.note)))
    return lines


def _words(words: str, look: ToneLook, *, bold: bool = False) -> ft.Text:
    style = ft.TextThemeStyle.TITLE_SMALL if bold else ft.TextThemeStyle.BODY_MEDIUM
    return ft.Text(words, theme_style=style, color=look.on_soft)


def _field(name: str, look: ToneLook) -> ft.Container:
    return ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.EDIT_NOTE_ROUNDED, size=18, color=look.strong),
                ft.Text(name, theme_style=ft.TextThemeStyle.TITLE_SMALL, color=look.on_soft),
            ],
            tight=True,
            spacing=GAP_4,
        ),
        border=ft.Border.all(1, look.strong),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST if look is TONES[Tone.WARNING] else None,
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_8, vertical=GAP_4),
    )
