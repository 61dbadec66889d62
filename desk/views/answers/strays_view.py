"""Answers about declarations this station does not have: what they say, and whom to ask about them."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from desk.i18n import t
from desk.ports.clock import Clock
from desk.ports.store import StrayAnswer
from desk.views import shown
from desk.views.components.buttons import Act, quiet
from desk.views.components.card import section_card, stacked
from desk.views.components.feedback import banner
from desk.views.components.text import body, note
from desk.views.theme import GAP_8, GAP_12, Tone


def strays_card(strays: Sequence[StrayAnswer], clock: Clock, put_away: Act) -> ft.Container:
    """By dossier number: more than that is at the agency only."""
    lines = [_line(stray, clock) for stray in strays]
    act = ft.Row([quiet(t("answers.stray.put_away"), put_away)], alignment=ft.MainAxisAlignment.END)
    parts = [banner(Tone.WARNING, t("answers.stray.words")), stacked(lines, gap=GAP_8), act]
    return section_card(t("answers.stray.title", count=len(strays)), stacked(parts, gap=GAP_12))


def _line(stray: StrayAnswer, clock: Clock) -> ft.Control:
    dossier = stray.dossier_number
    name = t("declarations.dossier", number=dossier) if dossier else t("answers.stray.no_number")
    words = [body(name), note(f"{shown.event(stray.kind)} · {shown.moment(stray.at, clock.now())}")]
    return stacked(list(words), gap=0)
