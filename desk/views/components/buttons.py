"""Four weights of button: the next act (one in sight at most), other acts, quiet ones, a dangerous one.

Every button has its name for a screen reader; a key hint beside it is for the eye only. Handlers take no
arguments and may be coroutine functions.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from desk.views.theme import GAP_8, GAP_16, RADIUS_FIELD, TOUCH

Act = Callable[[], Awaitable[None] | None]
_RING = ft.BorderSide(2, ft.Colors.PRIMARY)
_RING_WITHIN = ft.BorderSide(3, ft.Colors.INVERSE_PRIMARY)  # on a filled button
_RESTING = ft.Colors.with_opacity(0.6, ft.Colors.ON_SURFACE)


def primary(
    label: str,
    on_click: Act | None,
    *,
    icon: ft.IconData | None = None,
    key_hint: str | None = None,
    disabled: bool = False,
    busy: bool = False,
    action: ft.ClientAction | None = None,
) -> ft.FilledButton:
    """The next act, in the accent colour. ``busy`` shows work going on and cannot be pressed."""
    rests = disabled or busy
    on = ft.Colors.ON_SURFACE_VARIANT if rests else ft.Colors.ON_PRIMARY
    return ft.FilledButton(
        content=_caption(label, icon, key_hint, busy=busy, on=on),
        on_click=on_click,
        disabled=rests,
        height=TOUCH,
        color=_RESTING if rests else None,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH if rests else None,
        style=_shape(_RING_WITHIN),
        action=action,
    )


def secondary(
    label: str,
    on_click: Act | None,
    *,
    icon: ft.IconData | None = None,
    key_hint: str | None = None,
    disabled: bool = False,
    action: ft.ClientAction | None = None,
) -> ft.OutlinedButton:
    """Another act, outlined. ``action``: what the browser does itself (``ft.OpenUrl``, ``ft.PickFiles``)."""
    return ft.OutlinedButton(
        content=_caption(label, icon, key_hint),
        on_click=on_click,
        disabled=disabled,
        height=TOUCH,
        style=_shape(_RING, rests=ft.BorderSide(1, ft.Colors.OUTLINE)),
        action=action,
    )


def next_or_other(label: str, on_click: Act | None, *, is_next: bool, busy: bool) -> ft.Control:
    """Primary only while it is the next act: where two cards are in sight one of them is."""
    if is_next:
        return primary(label, on_click, busy=busy)
    return secondary(label, on_click, disabled=busy)


def quiet(
    label: str,
    on_click: Act | None,
    *,
    icon: ft.IconData | None = None,
    key_hint: str | None = None,
    disabled: bool = False,
) -> ft.TextButton:
    """An act that does not ask for attention: words only."""
    return ft.TextButton(
        content=_caption(label, icon, key_hint),
        on_click=on_click,
        disabled=disabled,
        height=TOUCH,
        style=_shape(_RING, padding=GAP_8),
    )


def danger(
    label: str,
    on_click: Act | None,
    *,
    icon: ft.IconData | None = None,
    key_hint: str | None = None,
    disabled: bool = False,
) -> ft.FilledButton:
    """What cannot be undone: ask first (``dialog.use_confirm``)."""
    on = ft.Colors.ON_SURFACE_VARIANT if disabled else ft.Colors.ON_ERROR
    return ft.FilledButton(
        content=_caption(label, icon, key_hint, on=on),
        on_click=on_click,
        disabled=disabled,
        height=TOUCH,
        color=_RESTING if disabled else ft.Colors.ON_ERROR,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH if disabled else ft.Colors.ERROR,
        style=_shape(_RING_WITHIN),
    )


def icon_button(
    icon: ft.IconData, name: str, on_click: Act | None, *, disabled: bool = False
) -> ft.IconButton:
    """An icon that everyone knows; its name is the tooltip and what a screen reader says."""
    # The name stands on the icon too: a tooltip alone leaves the button itself without one.
    return ft.IconButton(
        ft.Icon(icon, semantics_label=name),
        tooltip=name,
        on_click=on_click,
        disabled=disabled,
        width=TOUCH,
        height=TOUCH,
        style=ft.ButtonStyle(side={ft.ControlState.FOCUSED: _RING}),
    )


def _caption(
    label: str,
    icon: ft.IconData | None,
    key_hint: str | None,
    *,
    busy: bool = False,
    on: ft.Colors = ft.Colors.ON_SURFACE_VARIANT,
) -> ft.Row:
    parts: list[ft.Control] = []
    if busy:
        parts.append(ft.ProgressRing(width=18, height=18, stroke_width=2))
    elif icon is not None:
        parts.append(ft.Icon(icon, size=20))
    parts.append(ft.Text(label, max_lines=1))
    if key_hint is not None:
        # For the eye only: the button's name stays its label.
        parts.append(ft.Semantics(exclude_semantics=True, content=_key_cap(key_hint, on)))
    return ft.Row(parts, tight=True, spacing=GAP_8, alignment=ft.MainAxisAlignment.CENTER)


def _key_cap(key: str, color: ft.Colors) -> ft.Container:
    return ft.Container(
        padding=ft.Padding.symmetric(horizontal=5, vertical=1),
        border_radius=4,
        border=ft.Border.all(1, ft.Colors.with_opacity(0.45, color)),
        content=ft.Text(key, theme_style=ft.TextThemeStyle.LABEL_SMALL, color=color),
    )


def _shape(
    ring: ft.BorderSide, *, rests: ft.BorderSide | None = None, padding: int = GAP_16
) -> ft.ButtonStyle:
    """``ring``: seen around what Tab has come to; ``rests``: its border otherwise."""
    side = {ft.ControlState.FOCUSED: ring}
    return ft.ButtonStyle(
        shape=ft.RoundedRectangleBorder(radius=RADIUS_FIELD),
        padding=ft.Padding.symmetric(horizontal=padding),
        side=side | {ft.ControlState.DEFAULT: rests} if rests else side,
    )
