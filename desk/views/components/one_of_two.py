"""One of two, both in sight: one touch chooses, and the cursor comes here as into a field.

A drop-down list takes two touches, and the client lets nothing put the cursor there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import flet as ft

from desk.views.components.choices import Chosen
from desk.views.components.field_look import label_on_the_border
from desk.views.components.text import body, note
from desk.views.theme import GAP_4, GAP_8, RADIUS_FIELD, TOUCH, Tone


@ft.component
def one_of_two(
    label: str,
    value: str,
    options: Mapping[str, str],
    on_change: Chosen,
    *,
    error: str | None = None,
    focus_request: int = 0,
) -> ft.Control:
    """Two buttons in one frame; ``value`` "" is nothing yet. ``focus_request``: raise it by one to put the
    cursor on the first of them; Tab goes to the other, Enter or the space bar chooses."""
    first: ft.MutableRef[ft.TextButton] = ft.use_ref()

    async def take_focus() -> None:
        if focus_request:
            await first.current.focus()

    def pick(key: str) -> Callable[[], None]:
        return lambda: on_change(key)

    ft.use_effect(take_focus, [focus_request])
    buttons = [_half(words, pick(key), is_chosen=key == value) for key, words in options.items()]
    first.current = buttons[0]
    frame = ft.Container(
        ft.Row(list(buttons), spacing=0),
        border=ft.Border.all(1.5 if error else 1, ft.Colors.ERROR if error else ft.Colors.OUTLINE),
        border_radius=RADIUS_FIELD,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
    )
    box = ft.Stack([frame, label_on_the_border(label, error=error)], clip_behavior=ft.ClipBehavior.NONE)
    said = f"{label}: {options[value]}" if value in options else label
    parts: list[ft.Control] = [ft.Semantics(label=said, content=box)]
    if error:
        parts.append(note(error, Tone.ERROR))
    return ft.Column(parts, spacing=GAP_4)


def _half(words: str, on_click: Callable[[], None], *, is_chosen: bool) -> ft.TextButton:
    parts: list[ft.Control] = [ft.Icon(ft.Icons.CHECK_ROUNDED, size=18)] if is_chosen else []
    parts.append(body(words, max_lines=1))
    return ft.TextButton(
        content=ft.Row(parts, spacing=GAP_8, alignment=ft.MainAxisAlignment.CENTER),
        on_click=on_click,
        height=TOUCH,
        expand=True,
        style=ft.ButtonStyle(
            shape=ft.RoundedRectangleBorder(radius=RADIUS_FIELD - 1),
            bgcolor=ft.Colors.SECONDARY_CONTAINER if is_chosen else None,
            color=ft.Colors.ON_SECONDARY_CONTAINER if is_chosen else ft.Colors.ON_SURFACE,
            side={ft.ControlState.FOCUSED: ft.BorderSide(2, ft.Colors.PRIMARY)},
            padding=ft.Padding.symmetric(horizontal=GAP_8),
        ),
    )
