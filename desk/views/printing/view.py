"""What can be printed, as buttons; and the work going on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import flet as ft

from desk.i18n import t
from desk.views.components.buttons import secondary
from desk.views.components.card import stacked
from desk.views.components.feedback import banner, progress
from desk.views.printing.model import Printing
from desk.views.program import Table
from desk.views.theme import GAP_8, Tone


def print_buttons(
    printing: Printing,
    table: Table,
    ids: Sequence[UUID],
    *,
    has_account: bool,
    has_list: bool,
    has_taken_back: bool = False,
) -> ft.Control:
    """One button a kind of page. ``has_list``: the list to be handed over too; ``has_taken_back``: what was
    noted when consent was taken back."""
    pages = table.printouts
    offered = {"form": pages.forms, "slip": pages.slips}
    if has_account:
        offered["account"] = pages.accounts
    if has_list:
        offered["list"] = pages.handover
    if has_taken_back:
        offered["consent"] = pages.consents
    buttons: list[ft.Control] = [
        secondary(
            t(f"printing.{name}"),
            partial(printing.make, making, ids, t(f"printing.file.{name}")),
            icon=ft.Icons.PRINT_OUTLINED,
            disabled=printing.is_busy,
        )
        for name, making in offered.items()
    ]
    row = ft.Row(buttons, wrap=True, spacing=GAP_8, run_spacing=GAP_8)
    return stacked([row, *printing_state(printing)], gap=GAP_8)


def printing_state(printing: Printing) -> list[ft.Control]:
    """Progress with its stop, or what went wrong; nothing when nothing is going on."""
    if printing.is_busy:
        words = t("printing.busy", done=printing.done, total=printing.total)
        stop = secondary(t("printing.stop"), printing.stop)
        return [progress(printing.done / max(1, printing.total), words), ft.Row([stop])]
    return [banner(Tone.WARNING, t(printing.trouble))] if printing.trouble else []
