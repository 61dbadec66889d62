"""Where one can go: a rail at the left of a wide window, a bar under the thumb of a narrow one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import flet as ft

from desk.i18n import t

_BAR_PLACE = 88  # px a destination needs in the bar to show its words

Select = Callable[[str], None]


@dataclass(frozen=True)
class Destination:
    """A place in the rail: ``key`` is what ``on_select`` is given, ``label_key`` its words."""

    key: str
    label_key: str
    icon: ft.IconData


@dataclass(frozen=True)
class Route:
    """All places, the one we are at (its key; any other key lights none), and numbers to show on them."""

    destinations: tuple[Destination, ...]
    selected: str
    counts: Mapping[str, int]

    @property
    def index(self) -> int | None:
        keys = [destination.key for destination in self.destinations]
        return keys.index(self.selected) if self.selected in keys else None


def rail(route: Route, on_select: Select) -> ft.NavigationRail:
    """All destinations one under the other, with their words."""

    def changed(event: ft.Event[ft.NavigationRail]) -> None:
        on_select(route.destinations[event.control.selected_index or 0].key)

    return ft.NavigationRail(
        destinations=[
            ft.NavigationRailDestination(
                icon=_icon(place, route.counts),
                label=t(place.label_key),
                padding=ft.Padding.symmetric(vertical=2),
            )
            for place in route.destinations
        ],
        selected_index=route.index,
        label_type=ft.NavigationRailLabelType.ALL,
        min_width=88,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        indicator_color=ft.Colors.PRIMARY_CONTAINER,
        scrollable=True,
        on_change=changed,
    )


def bottom_bar(route: Route, width: float, on_select: Select) -> ft.NavigationBar:
    """All destinations side by side; where it is tight only the present one has its words."""

    def changed(event: ft.Event[ft.NavigationBar]) -> None:
        on_select(route.destinations[event.control.selected_index].key)

    labels = ft.NavigationBarLabelBehavior
    is_tight = width < _BAR_PLACE * len(route.destinations)
    return ft.NavigationBar(
        destinations=[
            ft.NavigationBarDestination(icon=_icon(place, route.counts), label=t(place.label_key))
            for place in route.destinations
        ],
        selected_index=route.index or 0,
        label_behavior=labels.ONLY_SHOW_SELECTED if is_tight else labels.ALWAYS_SHOW,
        height=68,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        indicator_color=ft.Colors.PRIMARY_CONTAINER,
        on_change=changed,
    )


def _icon(place: Destination, counts: Mapping[str, int]) -> ft.Icon:
    count = counts.get(place.key, 0)
    return ft.Icon(place.icon, badge=ft.Badge(label=str(count)) if count else None)
