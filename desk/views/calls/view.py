"""Gọi điện, a part of Kết quả: who has an account and does not know it yet, and one person told after the
other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from declaration.wire.contact_outcome import Outcome
from desk.i18n import t
from desk.ports.calls import Call, Calling
from desk.ports.clock import SystemClock
from desk.views import shown
from desk.views.calls.guide import guide
from desk.views.calls.model import CallsModel
from desk.views.components.buttons import icon_button, primary, quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import filter_chips
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.paged_list import Position, list_row, paged_list
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, display, note
from desk.views.place import Place
from desk.views.theme import GAP_8, GAP_16, Tone

_SIDE_BY_SIDE_FROM = 1100  # px of the window
_STRETCH = ft.CrossAxisAlignment.STRETCH


@ft.component
def calls_screen(place: Place, on_said: Callable[[], Awaitable[None]]) -> ft.Control:
    """The call list, for the registrar at the table; ``on_said`` hears that an outcome was kept."""
    table = place.table
    model = ft.use_memo(lambda: CallsModel(table.calls, SystemClock(), on_said), [table])
    return _calls(model, place)


@ft.component
def _calls(model: CallsModel, place: Place) -> ft.Control:
    ft.use_effect(model.reload, [place.version])
    use_shortcuts({"Escape": model.close, "F9": partial(model.say, Outcome.INFORMED)} if model.chosen else {})
    if model.calls is None:
        return loading(t("calls.loading"))
    if not sum(model.counts.values()):
        return empty_state(ft.Icons.PHONE_IN_TALK_OUTLINED, t("calls.none"), hint=t("calls.none_hint"))
    if place.width >= _SIDE_BY_SIDE_FROM:
        return ft.Row(
            [ft.Container(_list(model), expand=6), ft.Container(_beside(model), expand=7)],
            expand=True,
            spacing=GAP_16,
            vertical_alignment=_STRETCH,
        )
    if model.chosen is None:
        return _list(model)
    back = secondary(t("calls.back"), model.close, icon=ft.Icons.ARROW_BACK_ROUNDED)
    person = ft.Container(_beside(model), expand=True)
    return ft.Column([ft.Row([back]), person], expand=True, spacing=GAP_8, horizontal_alignment=_STRETCH)


def _list(model: CallsModel) -> ft.Control:
    chips = filter_chips(
        model.calling,
        {each.value: (t(f"calls.calling.{each}"), model.counts[each]) for each in Calling},
        lambda key: later(model.show, Calling(key)),
    )
    gone = [banner(Tone.WARNING, t("calls.gone"))] if model.is_gone else []
    return ft.Column(
        [_search(model), chips, *gone, _rows(model)],
        expand=True,
        spacing=GAP_8,
        horizontal_alignment=_STRETCH,
    )


def _rows(model: CallsModel) -> ft.Control:
    rows = [_row(model, call) for call in model.calls or ()]
    return paged_list(
        rows,
        Position(model.number, model.total),
        on_previous=partial(model.turn, -1),
        on_next=partial(model.turn, 1),
        empty=_nobody(model),
    )


def _nobody(model: CallsModel) -> ft.Control:
    if model.text:
        return empty_state(ft.Icons.SEARCH_OFF_ROUNDED, t("calls.not_found"))
    return empty_state(ft.Icons.DONE_ALL_ROUNDED, t("calls.nobody"))


def _search(model: CallsModel) -> ft.Control:
    clear = icon_button(ft.Icons.CLOSE_ROUNDED, t("calls.clear"), partial(model.search_now, ""))
    return text_field(
        t("calls.search"),
        model.text,
        on_change=lambda text: later(model.search_for, text),
        on_submit=lambda text: later(model.search_now, text),
        trailing=clear if model.text else ft.Icon(ft.Icons.SEARCH_ROUNDED),
    )


def _row(model: CallsModel, call: Call) -> ft.Control:
    now = model.clock.now()
    if call.at is None:
        facts = [shown.phone(call.phone), t("calls.since", moment=shown.moment(call.answered_at, now))]
    else:
        facts = [
            shown.phone(call.phone),
            t("calls.last", moment=shown.moment(call.at, now), count=call.tries),
        ]
    if call.has_failed_notice:
        facts.append(t("calls.no_notice"))
    is_chosen = model.chosen is not None and model.chosen.declaration_id == call.declaration_id
    return list_row(
        call.full_name.upper(),
        " · ".join(facts),
        on_click=partial(model.choose, call),
        selected=is_chosen,
        tone=Tone.WARNING if call.has_failed_notice else Tone.NEUTRAL,
    )


def _beside(model: CallsModel) -> ft.Control:
    call = model.chosen
    if call is None:
        return empty_state(ft.Icons.PHONE_IN_TALK_OUTLINED, t("calls.choose"), hint=t("calls.choose_hint"))
    head: list[ft.Control] = [
        display(shown.phone(call.phone)),
        body(t("answers.user_name", name=call.user_name)),
    ]
    if call.has_failed_notice:
        head.append(banner(Tone.WARNING, t("calls.notice_failed")))
    acts = ft.Row(
        [
            quiet(t("calls.outcome.unreachable"), partial(model.say, Outcome.UNREACHABLE)),
            secondary(t("calls.outcome.again"), partial(model.say, Outcome.AGAIN)),
            primary(t("calls.outcome.informed"), partial(model.say, Outcome.INFORMED), key_hint="F9"),
        ],
        wrap=True,
        alignment=ft.MainAxisAlignment.END,
        spacing=GAP_8,
    )
    steps = guide(model.steps, model.tick)
    content = stacked([*head, steps, note(t("calls.help")), acts])
    card = section_card(call.full_name.upper(), content)
    return ft.Column([card], scroll=ft.ScrollMode.AUTO, expand=True, horizontal_alignment=_STRETCH)
