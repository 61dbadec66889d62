"""Tờ khai in its parts: the list one searches, and what is made of all declarations together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import flet as ft

from desk.i18n import t
from desk.views.components.sections import sections
from desk.views.declarations.view import declarations_screen
from desk.views.figures.view import figures_screen
from desk.views.handover.view import handover_screen
from desk.views.online.view import online_screen
from desk.views.place import Place
from desk.views.theme import GAP_8
from desk.views.wanted import Wanted, is_wanted


class Part(StrEnum):
    """Keys of the locales under ``declarations.part``."""

    LIST = "list"
    ONLINE = "online"
    HANDOVER = "handover"
    FIGURES = "figures"


_SCREENS: Mapping[Part, Callable[[Place], ft.Control]] = {
    Part.LIST: declarations_screen,
    Part.ONLINE: online_screen,
    Part.HANDOVER: handover_screen,
    Part.FIGURES: figures_screen,
}


def _first() -> Part:
    return Part.HANDOVER if is_wanted(Wanted.BATCH) else Part.LIST


@ft.component
def declarations_in_parts(place: Place) -> ft.Control:
    """Whoever comes here, comes to the list, or to the batch that is wanted."""
    part, go_to = ft.use_state(_first())
    bar = sections(
        part, {each.value: t(f"declarations.part.{each}") for each in Part}, lambda key: go_to(Part(key))
    )
    return ft.Column(
        [bar, ft.Container(_SCREENS[part](place), expand=True)],
        expand=True,
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
