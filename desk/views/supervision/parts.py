"""Giám sát in its parts: the stations as they are now, and figures of the agencies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import flet as ft

from desk.i18n import t
from desk.views.components.sections import sections
from desk.views.place import Place
from desk.views.supervision.figures_view import agency_figures_screen
from desk.views.supervision.view import supervision_screen
from desk.views.theme import GAP_8


class Part(StrEnum):
    """Keys of the locales under ``supervision.part``."""

    STATIONS = "stations"
    FIGURES = "figures"


_SCREENS: Mapping[Part, Callable[[Place], ft.Control]] = {
    Part.STATIONS: supervision_screen,
    Part.FIGURES: agency_figures_screen,
}


@ft.component
def supervision_in_parts(place: Place) -> ft.Control:
    """Whoever comes here, comes to the stations."""
    part, go_to = ft.use_state(Part.STATIONS)
    names = {each.value: t(f"supervision.part.{each}") for each in Part}
    bar = sections(part, names, lambda key: go_to(Part(key)))
    return ft.Column(
        [bar, ft.Container(_SCREENS[part](place), expand=True)],
        expand=True,
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
