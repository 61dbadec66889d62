"""One batch: its list, printed and signed, and the word that it was handed in."""

from __future__ import annotations

from functools import partial
from typing import Final

import flet as ft

from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.ports.handovers import Batch, BatchState
from desk.ports.store import DeclarationLine
from desk.views import shown
from desk.views.components.buttons import icon_button, primary, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.feedback import banner
from desk.views.components.paged_list import list_row
from desk.views.components.status import chip
from desk.views.components.text import note
from desk.views.handover.model import HandoverModel
from desk.views.place import Place
from desk.views.printing.model import Printing
from desk.views.printing.view import printing_state
from desk.views.theme import GAP_4, GAP_8, Tone
from desk.views.wanted import look_at

_LOOKS: Final = {
    BatchState.OPEN: (Tone.NEUTRAL, ft.Icons.EDIT_NOTE_ROUNDED),
    BatchState.HANDED: (Tone.OFFLINE, ft.Icons.HOURGLASS_TOP_ROUNDED),
    BatchState.RECEIVED: (Tone.SUCCESS, ft.Icons.CHECK_CIRCLE_ROUNDED),
}


def state_chip(batch: Batch) -> ft.Container:
    tone, icon = _LOOKS[batch.state]
    return chip(tone, t(f"handover.state.{batch.state}"), icon=icon)


def batch_card(model: HandoverModel, printing: Printing, place: Place) -> ft.Control:
    """The opened batch, scrolling by itself."""
    batch, desk = model.batch, model.desk
    assert batch is not None, "one is open"
    agency = desk.agencies.get(batch.agency, batch.agency) if desk else batch.agency
    parts: list[ft.Control] = [note(f"{agency} · {_story(batch)}"), *_received(batch)]
    parts += [_acts(model, batch, printing), *printing_state(printing)]
    parts.append(stacked([_paper(model, line, place, batch) for line in model.lines], gap=GAP_4))
    title = t("handover.batch_of", number=batch.number, count=batch.papers)
    card = section_card(title, stacked(parts), trailing=state_chip(batch))
    return ft.Column(
        [card], expand=True, scroll=ft.ScrollMode.AUTO, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def _story(batch: Batch) -> str:
    now = SystemClock().now()
    if batch.received_at is not None:
        return t("handover.received_at", moment=shown.moment(batch.received_at, now))
    if batch.handed_at is not None:
        return t("handover.handed_at", moment=shown.moment(batch.handed_at, now))
    return t("handover.made_at", moment=shown.moment(batch.made_at, now))


def _received(batch: Batch) -> list[ft.Control]:
    """What the agency said of it, where it said anything."""
    said: list[ft.Control] = []
    if batch.missing:
        said.append(banner(Tone.WARNING, t("handover.missing_words", count=len(batch.missing))))
    if batch.note:
        said.append(note(t("declarations.reviewer_note", note=batch.note)))
    return said


def _acts(model: HandoverModel, batch: Batch, printing: Printing) -> ft.Control:
    """First the list is printed, for both to sign; then it is handed over."""
    making, ids = model.table.printouts.handover, [line.id for line in model.lines]
    is_open, is_printed = batch.state is BatchState.OPEN, printing.made == tuple(ids)
    print_list = (primary if is_open and not is_printed else secondary)(
        t("printing.list"),
        partial(printing.make, making, ids, t("printing.file.list")),
        icon=ft.Icons.PRINT_OUTLINED,
        disabled=printing.is_busy or not ids,
    )
    acts: list[ft.Control] = [print_list]
    if is_open:
        hand = primary if is_printed else secondary
        acts.append(hand(t("handover.hand"), model.ask, disabled=not ids))
    return ft.Row(acts, wrap=True, spacing=GAP_8)


def _paper(model: HandoverModel, line: DeclarationLine, place: Place, batch: Batch) -> ft.Control:
    declared = t("handover.declared", day=shown.day(line.declared_on))
    due = shown.deadline(line, SystemClock().today())
    facts = [shown.document_number(line.document_number), declared, *([due] if due else [])]
    named = t("handover.take_out", name=line.full_name.upper())
    out = icon_button(ft.Icons.CLOSE_ROUNDED, named, partial(model.take_out, line.id))
    return list_row(
        line.full_name.upper(),
        " · ".join(facts),
        on_click=partial(look_at, place, line.id),
        trailing=out if batch.state is BatchState.OPEN else None,
    )
