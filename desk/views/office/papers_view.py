"""Batches of papers as the agency counts them: all there, or which are missing."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.wire.handover import HandedPaper, HandoverSummary
from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.views import shown
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import tick
from desk.views.components.fields import text_field
from desk.views.components.status import chip
from desk.views.components.text import note
from desk.views.office.model import OfficeModel
from desk.views.office.opened import opened
from desk.views.office.trouble_view import trouble_in_form
from desk.views.theme import GAP_8, Tone


def paper_cards(model: OfficeModel) -> list[ft.Control]:
    """Those to be received first."""
    assert model.papers is not None, "read"
    return [_card(model, batch) for batch in model.papers.items]


def _card(model: OfficeModel, batch: HandoverSummary) -> ft.Control:
    now = SystemClock().now()
    facts = [
        batch.station,
        t("handover.papers", count=len(batch.papers)),
        t(
            "office.handed",
            moment=shown.moment(batch.handed_at, now),
            by=batch.registrar_name or batch.registrar,
        ),
    ]
    parts: list[ft.Control] = [note(" · ".join(facts))]
    if batch.received_at is not None:
        at = shown.moment(batch.received_at, now)
        parts.append(
            note(t("office.received", moment=at, by=batch.received_name or batch.received_by), Tone.SUCCESS)
        )
        if batch.missing:
            parts.append(note(t("handover.missing", count=len(batch.missing)), Tone.WARNING))
    elif model.opened == batch.id:
        parts += _counting(model, batch)
    else:
        begin = secondary(t("office.count"), partial(model.look_through, batch))
        parts.append(ft.Row([begin], alignment=ft.MainAxisAlignment.END))
    is_here = batch.received_at is not None
    tone, state = (Tone.SUCCESS, "received") if is_here else (Tone.WARNING, "handed")
    title = f"{t('handover.batch', number=batch.number)} · {batch.unit_name}"
    card = section_card(title, stacked(parts, gap=GAP_8), trailing=chip(tone, t(f"office.state.{state}")))
    return opened(card, is_open=model.opened == batch.id)


def _counting(model: OfficeModel, batch: HandoverSummary) -> list[ft.Control]:
    ticks = [
        tick(_named(at, paper), paper.declaration in model.here, partial(model.tick, paper.declaration))
        for at, paper in enumerate(batch.papers, start=1)
    ]
    missing = len(batch.papers) - len(model.here)
    receive = t("office.receive_but", count=missing) if missing else t("office.receive")
    acts: list[ft.Control] = [
        quiet(t("office.receive_no"), model.leave),
        primary(receive, partial(model.receive, batch), busy=model.is_busy),
    ]
    remark = text_field(t("office.note"), model.note, on_change=model.remark)
    return [
        *ticks,
        remark,
        *trouble_in_form(model),
        ft.Row(acts, alignment=ft.MainAxisAlignment.END, spacing=GAP_8),
    ]


def _named(at: int, paper: HandedPaper) -> str:
    """What has not come by the network yet has no name here."""
    if not paper.dossier_number:
        return t("office.paper_unknown", number=at)
    return f"{at}. {paper.full_name.upper()} · {paper.dossier_number}"
