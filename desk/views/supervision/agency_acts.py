"""What a supervisor does for the whole agency rather than for one station: a row above the stations."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from desk.i18n import t
from desk.views.components.buttons import Act, secondary
from desk.views.theme import GAP_8


@dataclass(frozen=True)
class AgencyActs:
    """One dialog each."""

    reasons: Act
    mending: Act


def agency_acts(acts: AgencyActs) -> ft.Control:
    """The row; it wraps where the window is narrow."""
    buttons: list[ft.Control] = [
        secondary(t("supervision.mending.button"), acts.mending, icon=ft.Icons.RESTORE_ROUNDED),
        secondary(t("supervision.reasons.button"), acts.reasons, icon=ft.Icons.RULE_ROUNDED),
    ]
    return ft.Row(buttons, wrap=True, spacing=GAP_8, run_spacing=GAP_8)
