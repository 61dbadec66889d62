"""What the list is narrowed to: a menu that opens from one button, and what is on, to be taken off again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import flet as ft

from desk.i18n import t
from desk.views.components.later import later
from desk.views.review.queue import KINDS, Narrowing, Queue
from desk.views.theme import GAP_4, GAP_8


@dataclass(frozen=True)
class _Choice:
    """One thing to narrow to: its words, whether it is on, and what pressing it leads to."""

    words: str
    is_on: bool
    leads_to: Narrowing


def narrowing_menu(queue: Queue) -> ft.Control:
    """The button with everything the list can be narrowed to."""
    name, is_on = t("review.narrow.button"), queue.narrowing != Narrowing()
    icon = ft.Icon(
        ft.Icons.FILTER_ALT_ROUNDED if is_on else ft.Icons.FILTER_ALT_OUTLINED, semantics_label=name
    )
    switches = [_item(queue, each) for each in _switches(queue.narrowing)]
    kinds = [_item(queue, each) for each in _kinds(queue.narrowing)]
    line = ft.PopupMenuItem()
    return ft.PopupMenuButton(icon=icon, items=[*switches, line, *kinds], tooltip=name)


def narrowed_to(queue: Queue) -> list[ft.Control]:
    """A chip for each that is on; nothing where none is."""
    every = (*_switches(queue.narrowing), *_kinds(queue.narrowing))
    chips: list[ft.Control] = [
        ft.Chip(
            label=ft.Text(each.words),
            on_delete=_begins(queue, each),
            delete_icon_tooltip=t("review.narrow.off", filter=each.words),
        )
        for each in every
        if each.is_on
    ]
    return [ft.Row(chips, wrap=True, spacing=GAP_8, run_spacing=GAP_4)] if chips else []


def _switches(now: Narrowing) -> tuple[_Choice, ...]:
    return (
        _Choice(t("review.narrow.at_risk"), now.at_risk, replace(now, at_risk=not now.at_risk)),
        _Choice(t("review.narrow.green"), now.green, replace(now, green=not now.green)),
        _Choice(t("review.narrow.free"), now.free, replace(now, free=not now.free)),
    )


def _kinds(now: Narrowing) -> tuple[_Choice, ...]:
    return tuple(
        _Choice(t(f"kind.{kind}"), now.kind == kind, replace(now, kind="" if now.kind == kind else kind))
        for kind in KINDS
    )


def _item(queue: Queue, choice: _Choice) -> ft.PopupMenuItem:
    return ft.PopupMenuItem(content=choice.words, checked=choice.is_on, on_click=_begins(queue, choice))


def _begins(queue: Queue, choice: _Choice) -> Callable[[], None]:
    return lambda: later(queue.narrow, choice.leads_to)
