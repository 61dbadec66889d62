"""A unit's numbers, in words and as a bar."""

from __future__ import annotations

from typing import Final

import flet as ft

from desk.i18n import t
from desk.ports.rosters import Contact, Standing, UnitFigures
from desk.registration.rosters.giving import phone_shown
from desk.views.theme import TONES, Tone

TONE_OF: Final = {
    Standing.MISSING: Tone.NEUTRAL,
    Standing.WAITING: Tone.OFFLINE,
    Standing.RETURNED: Tone.WARNING,
    Standing.REGISTERED: Tone.SUCCESS,
}
_BAR: Final = (Standing.REGISTERED, Standing.WAITING, Standing.RETURNED)


def figures_line(figures: UnitFigures) -> str:
    """``120 người · Đã đăng ký 80 · Đang chờ 5 · Chưa đăng ký 35``; what is none is left out."""
    counted = (
        f"{t(f'rosters.standing.{each}')} {figures.standings[each]}"
        for each in (*_BAR, Standing.MISSING)
        if figures.standings[each]
    )
    return " · ".join([t("rosters.people", count=figures.people), *counted])


def figures_bar(figures: UnitFigures) -> ft.Control:
    """How much of the list has come how far; what is missing stays pale."""
    parts: list[ft.Control] = [
        ft.Container(bgcolor=TONES[TONE_OF[each]].strong, expand=figures.standings[each])
        for each in _BAR
        if figures.standings[each]
    ]
    if figures.standings[Standing.MISSING]:
        pale = ft.Colors.SURFACE_CONTAINER_HIGHEST
        parts.append(ft.Container(bgcolor=pale, expand=figures.standings[Standing.MISSING]))
    return ft.Semantics(
        label=figures_line(figures), content=ft.Row(parts, spacing=1, height=8, vertical_alignment=_STRETCH)
    )


def contact_line(contact: Contact) -> str:
    told = [text for text in (contact.full_name, phone_shown(contact.phone), contact.email) if text]
    return t("rosters.contact", whom=" · ".join(told)) if told else t("rosters.no_contact")


_STRETCH = ft.CrossAxisAlignment.STRETCH
