"""The frame around every screen: where one can go, whose desk this is, whether it is connected, who works.

It knows nothing but what it is given: no use case, no model. From 840 px of width on the destinations
stand in a rail at the left, below that in a bar under the thumb.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import flet as ft

from desk.i18n import t
from desk.views import navigation
from desk.views.components.buttons import Act, icon_button
from desk.views.components.status import chip
from desk.views.components.text import note, strong
from desk.views.connection import Connection
from desk.views.navigation import Destination as Destination
from desk.views.theme import FINGER, GAP_4, GAP_8, GAP_12, GAP_16, RADIUS, RAIL_FROM, TONES, Tone

_NARROW = 600  # below: an upright phone or half a window; the top bar keeps only what one must see


@dataclass(frozen=True)
class Concerning:
    """What at this station needs a person, in a word, and the key of the destination that tells of it."""

    tone: Tone
    words: str
    key: str


@dataclass(frozen=True, repr=False)
class ShellState:
    """All that the frame shows. ``connection`` is None on a machine that sends nothing; ``width``: of the
    window, px.

    ``counts`` puts a number on a destination (items needing a person), by its key.
    """

    unit: str
    desk: str
    person: str
    selected: str
    width: float
    connection: Connection | None
    is_practice: bool = False
    is_locking_soon: bool = False
    concern: Concerning | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


def shell(
    state: ShellState,
    destinations: tuple[Destination, ...],
    content: ft.Control,
    *,
    on_select: Callable[[str], None],
    on_lock: Act,
) -> ft.Column:
    """The whole window: top bar, destinations, and ``content`` filling the rest.

    ``content`` stands at the same place of the tree at every width: a tablet that is turned draws the same
    screen anew, with what was half written on it.
    """
    place = ft.Container(content, expand=True, padding=GAP_12 if state.width >= _NARROW else GAP_8)
    route = navigation.Route(destinations, state.selected, state.counts)
    has_rail = state.width >= RAIL_FROM
    rail: list[ft.Control] = []
    if has_rail:
        rail = [navigation.rail(route, on_select), ft.VerticalDivider(width=1)]
    beside = ft.Row(rail, spacing=0, vertical_alignment=_STRETCH)
    parts: list[ft.Control] = [
        _top_bar(state, on_select, on_lock),
        ft.Row([beside, place], expand=True, spacing=0, vertical_alignment=_STRETCH),
    ]
    if not has_rail and len(destinations) > 1:  # Material refuses to draw a bar of one place
        parts.append(navigation.bottom_bar(route, state.width, on_select))
    return ft.Column(parts, expand=True, spacing=0, horizontal_alignment=_STRETCH)


_STRETCH = ft.CrossAxisAlignment.STRETCH


def _top_bar(state: ShellState, on_select: navigation.Select, on_lock: Act) -> ft.Container:
    parts: list[ft.Control] = [_place_name(state)]
    if state.is_practice:
        parts.append(_practice_badge())
    if state.is_locking_soon:
        notice = chip(Tone.NEUTRAL, t("shell.locking_soon"), icon=ft.Icons.LOCK_CLOCK_ROUNDED)
        parts.append(ft.Semantics(live_region=True, content=notice))
    if state.concern is not None:
        parts.append(_concern(state.concern, on_select, in_words=state.width >= _NARROW))
    if state.connection is not None:
        parts.append(_connection(*state.connection))
    if state.width >= _NARROW:
        parts.append(_person(state.person))
    parts.append(icon_button(ft.Icons.LOCK_OUTLINE_ROUNDED, t("shell.lock"), on_lock))
    edge = TONES[Tone.WARNING].strong if state.is_practice else ft.Colors.OUTLINE_VARIANT
    return ft.Container(
        content=ft.Row(parts, spacing=GAP_12),
        height=56,
        padding=ft.Padding.only(left=GAP_16, right=GAP_4),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.only(bottom=ft.BorderSide(2 if state.is_practice else 1, edge)),
    )


def _connection(tone: Tone, words: str) -> ft.Control:
    icon = ft.Icons.CLOUD_SYNC_ROUNDED if tone is Tone.NEUTRAL else None
    return ft.Semantics(identifier="connection", content=chip(tone, words, icon=icon))


def _concern(concern: Concerning, on_select: navigation.Select, *, in_words: bool) -> ft.Control:
    """A button: who presses it learns what to do."""
    look = TONES[concern.tone]

    def go() -> None:
        on_select(concern.key)

    if not in_words:
        return icon_button(look.icon, concern.words, go)
    caption = ft.Row(
        [ft.Icon(look.icon, size=18, color=look.strong), ft.Text(concern.words, max_lines=1)],
        tight=True,
        spacing=GAP_4 + 2,
    )
    shape = ft.RoundedRectangleBorder(radius=RADIUS)
    style = ft.ButtonStyle(shape=shape, padding=ft.Padding.symmetric(horizontal=GAP_8 + 2))
    button = ft.FilledButton(
        caption, on_click=go, height=FINGER, bgcolor=look.soft, color=look.on_soft, style=style
    )
    return ft.Semantics(identifier="concern", live_region=True, content=button)


def _place_name(state: ShellState) -> ft.Control:
    name, unit = strong(state.desk, max_lines=1), note(state.unit, max_lines=1)
    if state.width < _NARROW:
        return ft.Container(name, expand=True)
    unit.expand = True
    return ft.Row([name, unit], spacing=GAP_12, expand=True)


def _practice_badge() -> ft.Container:
    look = TONES[Tone.WARNING]
    return ft.Container(
        ft.Text(t("shell.practice"), theme_style=ft.TextThemeStyle.TITLE_SMALL, color=ft.Colors.SURFACE),
        bgcolor=look.strong,
        border_radius=GAP_4,
        padding=ft.Padding.symmetric(horizontal=GAP_8, vertical=2),
        tooltip=t("shell.practice_hint"),
    )


def _person(name: str) -> ft.Control:
    face = ft.Icon(ft.Icons.ACCOUNT_CIRCLE_ROUNDED, size=20, color=ft.Colors.ON_SURFACE_VARIANT)
    words = ft.Text(name, theme_style=ft.TextThemeStyle.LABEL_MEDIUM, max_lines=1)
    return ft.Semantics(
        label=t("shell.signed_in", name=name),
        exclude_semantics=True,
        content=ft.Row([face, words], spacing=GAP_4 + 2, tight=True),
    )
