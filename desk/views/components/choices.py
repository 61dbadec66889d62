"""Choosing instead of typing: a list, a tick, one of a few.

What was chosen is read from the event itself: the control may have been drawn anew from the model, and so
have its old value again, before its event is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import flet as ft

from desk.i18n import grouped
from desk.views.components.buttons import Act
from desk.views.components.field_look import SourceMark, field_border, label_on_the_border, source_mark
from desk.views.components.text import body, note
from desk.views.theme import FINGER, GAP_4, GAP_8, GAP_12, GAP_16, RADIUS_FIELD, TOUCH, Tone

Chosen = Callable[[str], None]
_TRUE = (True, "true")
CHIP_PADDING: Final = ft.Padding.symmetric(horizontal=GAP_8, vertical=GAP_12)  # 45 px high, for a finger


def choice_field(
    label: str,
    value: str,
    options: Mapping[str, str],
    on_change: Chosen,
    *,
    error: str | None = None,
    source: SourceMark | None = None,
    disabled: bool = False,
    searchable: bool = False,
) -> ft.Semantics:
    """A drop-down list: ``options`` maps what is stored to what is read; ``value`` "" is nothing yet.

    ``searchable`` lets one type to narrow a long list (provinces, agencies).
    """

    def selected(event: ft.Event[ft.Dropdown]) -> None:
        if event.data:
            on_change(str(event.data))

    field = ft.Dropdown(
        label=label,
        value=value or None,
        options=[ft.DropdownOption(key=key, text=text) for key, text in options.items()],
        on_select=selected,
        error_text=error,
        leading_icon=source_mark(source) if source else None,
        disabled=disabled,
        editable=searchable,
        enable_filter=searchable,
        filled=True,
        fill_color=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=field_border(),
        dense=True,
        expand=True,  # in a row: alone it is only as wide as its words
        menu_height=320,
    )
    # A drop-down alone tells a screen reader neither its name nor what was chosen.
    return ft.Semantics(
        label=f"{label}: {options[value]}" if value in options else label, content=ft.Row([field])
    )


def pressed_field(label: str, value: str, on_click: Act, *, error: str | None = None) -> ft.Control:
    """A field whose value is chosen in a sheet of its own: it opens when it is pressed."""
    color = ft.Colors.ERROR if error else ft.Colors.OUTLINE
    said = f"{label}: {value}" if value else label
    words = ft.Container(body(value or label, max_lines=1), expand=True)
    field = ft.OutlinedButton(
        content=ft.Row([words, ft.Icon(ft.Icons.SEARCH_ROUNDED, size=20)]),
        on_click=on_click,
        height=TOUCH,
        expand=True,
        tooltip=said,
        style=ft.ButtonStyle(
            shape=ft.RoundedRectangleBorder(radius=RADIUS_FIELD),
            side=ft.BorderSide(1, color),
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            color=ft.Colors.ON_SURFACE,
            padding=ft.Padding.symmetric(horizontal=GAP_16, vertical=0),
        ),
    )
    drawn: list[ft.Control] = [ft.Row([field])]
    if value:
        drawn.append(label_on_the_border(label, error=error))
    box = ft.Stack(drawn, clip_behavior=ft.ClipBehavior.NONE)
    named = ft.Semantics(label=said, button=True, content=box)
    parts: list[ft.Control] = [named]
    if error:
        parts.append(note(error, Tone.ERROR))
    return ft.Column(parts, spacing=GAP_4)


def tick(
    label: str, value: bool, on_change: Callable[[bool], None], *, disabled: bool = False
) -> ft.Checkbox:
    """A statement that is true or not yet: a consent, a check."""

    def changed(event: ft.Event[ft.Checkbox]) -> None:
        on_change(event.data in _TRUE)

    return ft.Checkbox(label=label, value=value, on_change=changed, disabled=disabled)


def one_of(
    label: str,
    value: str,
    options: Mapping[str, str],
    on_change: Chosen,
    *,
    error: str | None = None,
    disabled: bool = False,
) -> ft.Column:
    """A few possibilities, all in sight, one under the other."""

    def changed(event: ft.Event[ft.RadioGroup]) -> None:
        if event.data:
            on_change(str(event.data))

    radios = [
        ft.Container(ft.Radio(value=key, label=text, disabled=disabled), height=FINGER)
        for key, text in options.items()
    ]
    parts: list[ft.Control] = [note(label)] if label else []
    parts.append(ft.RadioGroup(ft.Column(list(radios), spacing=0), value=value or None, on_change=changed))
    if error is not None:
        parts.append(note(error, Tone.ERROR))
    return ft.Column(parts, spacing=GAP_4)


def filter_chips(value: str, options: Mapping[str, tuple[str, int | None]], on_change: Chosen) -> ft.Row:
    """Filters with their counts, one of them on: ``{"waiting": ("Chờ gửi", 12)}``; None shows no count."""

    def pick(key: str) -> Callable[[], None]:
        return lambda: on_change(key)

    chips: list[ft.Control] = [
        ft.Chip(
            label=ft.Text(words if count is None else f"{words} · {grouped(count)}"),
            selected=key == value,
            show_checkmark=False,
            padding=CHIP_PADDING,
            on_select=pick(key),
        )
        for key, (words, count) in options.items()
    ]
    return ft.Row(chips, wrap=True, spacing=GAP_8, run_spacing=GAP_8)
