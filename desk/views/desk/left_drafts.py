"""Unfinished declarations of this station, to choose which to go on with, whoever began them."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.ports.store import LeftDraft
from desk.views import shown
from desk.views.components.buttons import quiet
from desk.views.components.dialog import sheet
from desk.views.components.later import later
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note
from desk.views.desk.model import DeskModel
from desk.views.theme import GAP_8

_ROW, _HIGHEST = 64, 340


@ft.component
def left_drafts_sheet(model: DeskModel) -> ft.Control:
    """A hook in the shape of a component: the sheet stands while a draft is being chosen."""
    close = model.stop_choosing_draft
    rows: list[ft.Control] = [_row(model, draft) for draft in model.left_drafts]
    dialog = sheet(
        t("desk.left.title"),
        ft.Container(ft.ListView(rows, spacing=0), height=min(_HIGHEST, _ROW * len(rows))),
        actions=[quiet(t("action.close"), close)],
    )
    ft.use_dialog(dialog if model.is_choosing_draft else None)
    use_shortcuts({"Escape": close} if model.is_choosing_draft else {}, modal=model.is_choosing_draft)
    return ft.Container()


def _row(model: DeskModel, draft: LeftDraft) -> ft.ListTile:
    people = {each.name: each.display_name for each in model.program.people}
    words = t(
        "desk.left.of" if draft.revision == 1 else "desk.left.correction",
        registrar=people.get(draft.registrar, draft.registrar),
        moment=shown.moment(draft.saved_at, SystemClock().now()),
    )
    return ft.ListTile(
        title=body(draft.full_name or t("desk.left.nameless")),
        subtitle=note(words),
        on_click=lambda: later(model.correct, draft.id),
        dense=True,
        content_padding=ft.Padding.symmetric(horizontal=GAP_8),
    )
