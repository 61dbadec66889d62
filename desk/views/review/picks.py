"""Several of a few: chips that are ticked one by one, with what is wrong about the choice under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import flet as ft

from desk.views.components.buttons import Act
from desk.views.components.choices import CHIP_PADDING
from desk.views.components.text import note, strong
from desk.views.theme import GAP_8, Tone


def picks(
    title: str,
    options: Mapping[str, str],
    picked: frozenset[str],
    on_pick: Callable[[str, bool], None],
    error: str | None,
) -> ft.Control:
    """``options`` maps what is stored to what is read; ``on_pick`` gets a key and whether it is picked."""

    def toggles(key: str) -> Act:
        return lambda: on_pick(key, key not in picked)

    chips: list[ft.Control] = [
        ft.Chip(label=ft.Text(words), selected=key in picked, padding=CHIP_PADDING, on_select=toggles(key))
        for key, words in options.items()
    ]
    parts: list[ft.Control] = [
        strong(title),
        ft.Row(chips, wrap=True, spacing=GAP_8, run_spacing=GAP_8),
    ]
    if error is not None:
        parts.append(ft.Semantics(live_region=True, content=note(error, Tone.ERROR)))
    return ft.Column(parts, spacing=GAP_8)
