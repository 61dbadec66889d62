"""Bàn giao, a part of Tờ khai: what is still here and lapses when, the batches, one of them with its list."""

from __future__ import annotations

from functools import partial

import flet as ft

from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.ports.handovers import Batch, BatchState
from desk.views import shown
from desk.views.components.buttons import secondary
from desk.views.components.card import stacked
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import empty_state, loading
from desk.views.components.open_file import use_open_file
from desk.views.components.paged_list import list_row
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import strong
from desk.views.handover.batch_view import batch_card, state_chip
from desk.views.handover.forecast_days import days_card
from desk.views.handover.forecast_view import forecast_card
from desk.views.handover.left_view import left_card
from desk.views.handover.model import HandoverModel
from desk.views.place import Place
from desk.views.printing.model import Printing
from desk.views.theme import GAP_8, GAP_12, GAP_16
from desk.views.wanted import Wanted, take_wanted

_SIDE_BY_SIDE_FROM = 1100  # px of the window
_STRETCH = ft.CrossAxisAlignment.STRETCH


@ft.component
def handover_screen(place: Place) -> ft.Control:
    """Papers and their batches, for the registrar at the table."""
    table, offer = place.table, use_open_file(place.program)
    model = ft.use_memo(lambda: HandoverModel(table, opened=take_wanted(Wanted.BATCH)), [table])
    printing = ft.use_memo(lambda: Printing(offer), [table])
    return _handover(model, printing, place)


@ft.component
def _handover(model: HandoverModel, printing: Printing, place: Place) -> ft.Control:
    ft.use_effect(model.reload, [place.version])
    use_shortcuts({"Escape": model.close} if model.opened else {})
    use_confirm(_question(model), on_confirm=model.hand, on_cancel=model.not_yet)
    desk = model.desk
    if desk is None:
        return loading(t("handover.loading"))
    if not desk.left and not desk.batches and not desk.forecast:
        return empty_state(ft.Icons.INVENTORY_2_OUTLINED, t("handover.none"), hint=t("handover.none_hint"))
    if place.width >= _SIDE_BY_SIDE_FROM:
        return ft.Row(
            [ft.Container(_left(model), expand=6), ft.Container(_beside(model, printing, place), expand=7)],
            expand=True,
            spacing=GAP_16,
            vertical_alignment=_STRETCH,
        )
    if model.opened is None:
        return _left(model)
    back = secondary(t("handover.back"), model.close, icon=ft.Icons.ARROW_BACK_ROUNDED)
    batch = ft.Container(_beside(model, printing, place), expand=True)
    return ft.Column([ft.Row([back]), batch], expand=True, spacing=GAP_8, horizontal_alignment=_STRETCH)


def _left(model: HandoverModel) -> ft.Control:
    assert model.desk is not None, "drawn only then"
    parts: list[ft.Control] = [left_card(model)]
    if model.desk.batches:
        rows = [_row(model, batch) for batch in model.desk.batches]
        parts.append(stacked([strong(t("handover.batches")), *rows], gap=GAP_8))
    if model.desk.forecast:
        parts.append(forecast_card(model.desk.forecast))
        parts.append(days_card(model.desk.forecast, SystemClock().today()))
    return ft.Column(
        parts, expand=True, spacing=GAP_12, scroll=ft.ScrollMode.AUTO, horizontal_alignment=_STRETCH
    )


def _row(model: HandoverModel, batch: Batch) -> ft.Control:
    now = SystemClock().now()
    at = batch.received_at or batch.handed_at or batch.made_at
    said = [t("handover.papers", count=batch.papers), shown.moment(at, now)]
    if batch.missing:
        said.append(t("handover.missing", count=len(batch.missing)))
    return list_row(
        t("handover.batch", number=batch.number),
        " · ".join(said),
        on_click=partial(model.open, batch.id),
        selected=batch.id == model.opened,
        trailing=state_chip(batch),
    )


def _beside(model: HandoverModel, printing: Printing, place: Place) -> ft.Control:
    if model.batch is None:
        return empty_state(ft.Icons.TOUCH_APP_OUTLINED, t("handover.choose"), hint=t("handover.choose_hint"))
    return batch_card(model, printing, place)


def _question(model: HandoverModel) -> Question | None:
    batch = model.batch
    if not model.is_handing or batch is None or batch.state is not BatchState.OPEN:
        return None
    return Question(
        t("handover.hand_title", number=batch.number),
        t("handover.hand_words", count=batch.papers),
        t("handover.hand_yes"),
        t("handover.hand_no"),
    )
