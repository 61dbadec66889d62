"""What became of a list that was put in, and the rows to look at."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from desk.i18n import t
from desk.registration.rosters.giving import said_of
from desk.registration.rosters.reading import Fault
from desk.registration.rosters.rostering import Imported
from desk.views.components.buttons import Act, primary, secondary
from desk.views.components.card import stacked
from desk.views.components.feedback import banner
from desk.views.components.paged_list import PAGE_SIZE, Position, paged_list
from desk.views.components.status import mark
from desk.views.components.text import display, note, strong
from desk.views.rosters.putting_in import PuttingIn
from desk.views.theme import GAP_8, GAP_12, RADIUS, Tone


@ft.component
def done_view(model: PuttingIn, end: Act) -> ft.Control:
    """The figures of the act, then every row something is said of, those not taken first."""
    page, set_page = ft.use_state(0)
    imported = model.imported
    assert imported is not None, "it was put in"
    faults = sorted(imported.faults, key=lambda fault: (fault.is_taken, fault.row))
    shown = faults[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    acts: list[ft.Control] = []
    if faults:
        acts.append(secondary(t("rosters.done.save"), model.give_faults, icon=ft.Icons.DOWNLOAD_ROUNDED))
    acts.append(primary(t("rosters.done.close"), end, key_hint="F9"))
    parts: list[ft.Control] = [display(t("rosters.done.title")), _counts(imported), *_told(imported)]
    if faults:
        rows = [_row(fault) for fault in shown]
        parts.append(
            paged_list(
                rows,
                Position(page, len(faults)),
                on_previous=lambda: set_page(page - 1),
                on_next=lambda: set_page(page + 1),
            )
        )
    parts.append(ft.Row(acts, alignment=ft.MainAxisAlignment.END, spacing=GAP_8))
    return ft.Column(parts, expand=True, spacing=GAP_12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _counts(imported: Imported) -> ft.Control:
    taken = imported.taken
    told = {"new": taken.new, "changed": taken.changed, "same": taken.same}
    lines: list[ft.Control] = [
        mark(Tone.SUCCESS, t(f"rosters.done.{name}", count=count)) for name, count in told.items() if count
    ]
    if taken.taken_off:
        lines.append(mark(Tone.WARNING, t("rosters.done.taken_off", count=taken.taken_off)))
    if taken.left_out:
        lines.append(mark(Tone.NEUTRAL, t("rosters.done.left_out", count=taken.left_out)))
    return stacked(lines, gap=GAP_8)


def _told(imported: Imported) -> Sequence[ft.Control]:
    out, notes = len(imported.left_out), len(imported.faults) - len(imported.left_out)
    if not imported.faults:
        return [banner(Tone.SUCCESS, t("rosters.done.faults_none"))]
    told = [banner(Tone.WARNING, t("rosters.done.faults", count=out))] if out else []
    return [*told, *([banner(Tone.NEUTRAL, t("rosters.done.notes", count=notes))] if notes else [])]


def _row(fault: Fault) -> ft.Control:
    tone = Tone.NEUTRAL if fault.is_taken else Tone.ERROR
    lines = stacked([strong(t("rosters.done.row", row=fault.row)), note(said_of(fault), tone)], gap=2)
    return ft.Container(
        lines,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=GAP_12,
    )
