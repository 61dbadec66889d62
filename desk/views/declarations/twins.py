"""Other declarations of the same person at this station: a person says which one stays, never the machine."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.lifecycle import Event, allowed
from declaration.wire.withdrawal import WithdrawalReason
from desk.i18n import t
from desk.ports.clock import Clock
from desk.ports.store import DeclarationLine
from desk.views import shown
from desk.views.components.buttons import quiet
from desk.views.components.card import stacked
from desk.views.components.paged_list import list_row
from desk.views.components.status import chip
from desk.views.components.text import note, strong
from desk.views.declarations.acts import Acts
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS, TONES, Tone


def twins_card(twins: tuple[DeclarationLine, ...], acts: Acts, clock: Clock) -> ft.Control:
    """Each with the way to look at it and, while that is possible, to take it back in favour of this one."""
    rows = [_twin(each, acts, clock) for each in twins]
    words = [strong(t("declarations.twins", count=len(twins))), note(t("declarations.twins_hint"))]
    return ft.Container(
        stacked([*words, *rows], gap=GAP_4),
        bgcolor=TONES[Tone.WARNING].soft,
        border_radius=RADIUS,
        padding=GAP_12,
    )


def _twin(line: DeclarationLine, acts: Acts, clock: Clock) -> ft.Control:
    dossier = [t("declarations.dossier", number=line.dossier_number)] if line.dossier_number else []
    told = " · ".join([*dossier, shown.moment(line.finished_at, clock.now())])
    row = list_row(
        line.full_name.upper(), told, on_click=partial(acts.look, line.id), trailing=chip(*shown.status(line))
    )
    if Event.WITHDRAW not in allowed(line.status):
        return row
    ask = partial(acts.withdrawing.ask_because, line, WithdrawalReason.REGISTERED_TWICE)
    keep_this = quiet(t("declarations.keep_this"), ask, icon=ft.Icons.UNDO_ROUNDED)
    return ft.Column(
        [row, ft.Row([keep_this], alignment=ft.MainAxisAlignment.END, spacing=GAP_8)],
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
