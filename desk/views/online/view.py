"""Trực tuyến, a part of Tờ khai: who has declared online hands the signed form in here."""

from __future__ import annotations

import flet as ft

from declaration.deadlines import days_left, hand_in_by
from declaration.wire.online import OnlineDeclaration
from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.views import shown
from desk.views.components.buttons import icon_button, primary, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.feedback import banner, busy
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note
from desk.views.online.model import OnlineModel
from desk.views.place import Place
from desk.views.theme import GAP_8, GAP_12, Tone


@ft.component
def online_screen(place: Place) -> ft.Control:
    """Looking one up, and the list for days without a network."""
    table, sync = place.table, place.program.sync
    model = ft.use_memo(lambda: OnlineModel(table.online, sync, place.correct), [table])
    return _online(model, place)


@ft.component
def _online(model: OnlineModel, place: Place) -> ft.Control:
    text, set_text = ft.use_state("")
    ft.use_effect(model.reload, [place.version])
    use_shortcuts({"F9": model.receive} if model.found else {})

    async def look() -> None:
        await model.look_for(text)

    search = text_field(
        t("online.search"),
        text,
        on_change=set_text,
        on_submit=lambda typed: later(model.look_for, typed),
        trailing=icon_button(ft.Icons.SEARCH_ROUNDED, t("online.look"), look),
        focus_request=1 + model.missed,  # a press on the tab has the focus, which autofocus would leave there
    )
    parts: list[ft.Control] = [search, *_state(model)]
    if model.found is not None:
        parts.append(_found(model, model.found))
    parts.append(_list(model))
    return ft.Column(
        parts,
        expand=True,
        spacing=GAP_12,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _state(model: OnlineModel) -> list[ft.Control]:
    if model.is_busy:
        return [busy(t("online.busy"))]
    said = model.said
    if said is None:
        return []
    action = secondary(t("declarations.take_up"), model.take_up) if model.in_hand else None
    return [banner(said.tone, t(f"online.said.{said.key}", count=said.count), action=action)]


def _found(model: OnlineModel, found: OnlineDeclaration) -> ft.Control:
    left = days_left(found.made_on, SystemClock().today())
    due = t("online.due", day=shown.day(hand_in_by(found.made_on)), count=left)
    facts = [
        t("online.number", number=found.number),
        shown.document_number(found.document.value),
        found.insurance_code or t("declarations.code_to_find"),
        t("online.made", day=shown.day(found.made_on)),
    ]
    parts: list[ft.Control] = [
        body(" · ".join(facts)),
        note(due, Tone.WARNING if left <= 3 else Tone.NEUTRAL),
        note(t("online.next")),
        ft.Row(
            [primary(t("online.receive"), model.receive, key_hint="F9")],
            alignment=ft.MainAxisAlignment.END,
            spacing=GAP_8,
        ),
    ]
    return section_card(found.full_name.upper(), stacked(parts, gap=GAP_8))


def _list(model: OnlineModel) -> ft.Control:
    kept = model.kept
    if kept is None or kept.fetched_at is None:
        words = t("online.list_none")
    else:
        at = shown.moment(kept.fetched_at, SystemClock().now())
        words = t("online.list_kept", count=kept.size, moment=at)
    fetch = secondary(
        t("online.fetch"),
        model.fetch,
        icon=ft.Icons.DOWNLOAD_ROUNDED,
        disabled=model.is_busy or not model.is_connected,
    )
    line = ft.Row([ft.Container(note(words), expand=True), fetch], spacing=GAP_12)
    return section_card(t("online.list"), line)
