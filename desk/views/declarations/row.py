"""One declaration in a list: who and how it stands, then number, phone, time and a near deadline."""

from __future__ import annotations

import flet as ft

from desk.ports.clock import Clock
from desk.ports.store import DeclarationLine
from desk.views import shown
from desk.views.components.buttons import Act
from desk.views.components.status import chip
from desk.views.components.text import note, strong
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS, Tone


def declaration_row(
    line: DeclarationLine, clock: Clock, *, on_click: Act, selected: bool = False
) -> ft.Container:
    """Two lines; the deadline stands at the end of the second while under four days are left."""
    tone, words = shown.status(line)
    name = strong(line.full_name.upper(), max_lines=2)
    facts = note(_facts(line, clock), max_lines=1)
    name.expand = facts.expand = True
    second: list[ft.Control] = [facts]
    due = shown.deadline(line, clock.today())
    if due is not None:
        second.append(note(due, Tone.WARNING))
    return ft.Container(
        ft.Column(
            [ft.Row([name, chip(tone, words)], spacing=GAP_8), ft.Row(second, spacing=GAP_8)],
            spacing=GAP_4,
            tight=True,
        ),
        on_click=on_click,
        ink=True,
        bgcolor=ft.Colors.PRIMARY_CONTAINER if selected else ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.PRIMARY if selected else ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_8),
    )


def _facts(line: DeclarationLine, clock: Clock) -> str:
    number, phone = shown.document_number(line.document_number), shown.phone(line.phone)
    return f"{number} · {phone} · {shown.moment(line.finished_at, clock.now())}"
