"""How far the file of who is missing has come, with its stop."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.views.components.buttons import secondary
from desk.views.components.feedback import banner, busy, progress
from desk.views.rosters.giving_away import GivingAway
from desk.views.theme import GAP_12, Tone


def giving_state(giving: GivingAway) -> list[ft.Control]:
    """Nothing when nothing is going on, and nothing was stopped."""
    if not giving.unit:
        return [banner(Tone.WARNING, t("rosters.giving.stopped"))] if giving.is_stopped else []
    if giving.total is None:
        work: ft.Control = busy(t("rosters.giving.looking", unit=giving.unit))
    elif giving.done >= giving.total:
        work = busy(t("rosters.giving.saving", unit=giving.unit))
    else:
        words = t("rosters.giving.writing", unit=giving.unit, done=giving.done, total=giving.total)
        work = progress(giving.done / giving.total, words)
    stop = secondary(t("rosters.step.stop"), giving.stop, icon=ft.Icons.STOP_ROUNDED, key_hint="Esc")
    return [ft.Row([ft.Container(work, expand=True), stop], spacing=GAP_12)]
