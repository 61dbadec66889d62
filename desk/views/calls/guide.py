"""The way from an account to the card on the phone: four pictures of our own, to be ticked off together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import flet as ft

from declaration.wire.contact_outcome import Step
from desk.i18n import t
from desk.views.components.choices import tick
from desk.views.components.text import note
from desk.views.theme import GAP_8, GAP_12, RADIUS

_PICTURE, _PICTURE_HEIGHT = 76, 102
"""Pixels; also the room kept until the picture has come, so that no button moves under a finger."""
_COLUMNS: Final[ft.ResponsiveNumber] = {"xs": 12, "sm": 6}


def guide(steps: frozenset[Step], on_tick: Callable[[Step, bool], None]) -> ft.Control:
    """Every step with its picture and what to tell the person."""
    return ft.ResponsiveRow(
        [_step(at, step, steps, on_tick) for at, step in enumerate(Step, start=1)],
        spacing=GAP_8,
        run_spacing=GAP_8,
    )


def _step(at: int, step: Step, steps: frozenset[Step], on_tick: Callable[[Step, bool], None]) -> ft.Container:
    def ticked(done: bool) -> None:
        on_tick(step, done)

    name = t(f"calls.picture.{step}")
    picture = ft.Container(
        ft.Image(src=f"/guide/{step}.svg", width=_PICTURE, semantics_label=name),
        width=_PICTURE,
        height=_PICTURE_HEIGHT,
        alignment=ft.Alignment.CENTER,
    )
    words = ft.Column(
        [tick(f"{at}. {t(f'calls.step.{step}')}", step in steps, ticked), note(t(f"calls.tell.{step}"))],
        spacing=0,
        expand=True,
    )
    return ft.Container(
        ft.Row([picture, words], spacing=GAP_12),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border_radius=RADIUS,
        padding=GAP_8,
        col=_COLUMNS,
    )
