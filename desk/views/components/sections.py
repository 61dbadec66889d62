"""The parts of one destination, side by side above its content: one is open, the others one touch away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import flet as ft

from desk.views.theme import FINGER, GAP_4, RADIUS_FIELD


def sections(value: str, names: Mapping[str, str], on_change: Callable[[str], None]) -> ft.Row:
    """``names`` maps a part to what it is called (``Gọi điện · 12``); ``value`` is the open one."""

    def pick(key: str) -> Callable[[], None]:
        return lambda: on_change(key)

    tabs: list[ft.Control] = [_tab(words, pick(key), is_open=key == value) for key, words in names.items()]
    return ft.Row(tabs, spacing=GAP_4, wrap=True, run_spacing=GAP_4)


def _tab(words: str, on_click: Callable[[], None], *, is_open: bool) -> ft.Control:
    button = ft.TextButton(
        ft.Text(words, max_lines=1),
        on_click=on_click,
        height=FINGER,
        style=ft.ButtonStyle(
            shape=ft.RoundedRectangleBorder(radius=RADIUS_FIELD),
            side={ft.ControlState.FOCUSED: ft.BorderSide(2, ft.Colors.PRIMARY)},
            bgcolor=ft.Colors.SECONDARY_CONTAINER if is_open else None,
            color=ft.Colors.ON_SECONDARY_CONTAINER if is_open else ft.Colors.ON_SURFACE_VARIANT,
        ),
    )
    return ft.Semantics(selected=is_open, content=button)
