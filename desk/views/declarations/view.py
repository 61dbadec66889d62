"""Tờ khai: search first, a page of rows at the left, the chosen declaration at the right or instead."""

from __future__ import annotations

from functools import partial

import flet as ft

from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.ports.store import DeclarationLine
from desk.views.components.buttons import icon_button, primary, secondary
from desk.views.components.choices import filter_chips
from desk.views.components.feedback import empty_state, loading
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.open_file import use_open_file
from desk.views.components.paged_list import Position, paged_list
from desk.views.components.shortcuts import use_shortcuts
from desk.views.declarations.acts import Acts
from desk.views.declarations.detail import declaration_detail
from desk.views.declarations.erasing import ErasingModel
from desk.views.declarations.erasing_view import erasing_dialog
from desk.views.declarations.model import DeclarationsModel, Filter
from desk.views.declarations.printing import use_print_many
from desk.views.declarations.row import declaration_row
from desk.views.declarations.taking_back import TakingBackModel
from desk.views.declarations.taking_back_view import taking_back_dialog
from desk.views.declarations.withdrawing import WithdrawingModel
from desk.views.declarations.withdrawing_view import withdrawing_dialog
from desk.views.place import Place
from desk.views.printing.model import Printing
from desk.views.theme import GAP_8, GAP_16
from desk.views.wanted import Wanted, take_wanted

_SIDE_BY_SIDE_FROM = 1100  # px of the window: below, the chosen declaration takes the list's place


@ft.component
def declarations_screen(place: Place) -> ft.Control:
    """The station's declarations, for the registrar at the table."""
    table = place.table
    offer = use_open_file(place.program)
    model = ft.use_memo(
        lambda: DeclarationsModel(table, SystemClock(), wanted=take_wanted(Wanted.DECLARATION)), [table]
    )
    acts = ft.use_memo(
        lambda: Acts(
            ErasingModel(table.care, place.clear_desk, model.forget),
            WithdrawingModel(table.withdrawing, model.reload),
            TakingBackModel(table.taking_back, model.reload),
            Printing(offer),
            model.open,
        ),
        [table],
    )
    return _declarations(model, acts, acts.printing, place)


@ft.component
def _declarations(model: DeclarationsModel, acts: Acts, printing: Printing, place: Place) -> ft.Control:
    """``printing`` by itself as well: a component is drawn anew for what it is handed, not for its parts."""
    ft.use_effect(model.reload, [place.version])
    use_print_many(model, printing)
    use_shortcuts({"Escape": model.close} if model.wanted else {})
    if model.page is not None and not model.counts:
        return _nobody(place)
    if place.width >= _SIDE_BY_SIDE_FROM:
        return ft.Row(
            [
                ft.Container(_list(model), expand=6),
                ft.Container(_beside(model, acts, place), expand=7),
                _dialogs(acts),
            ],
            expand=True,
            spacing=GAP_16,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    if model.wanted is None:
        return _list(model)
    back = secondary(t("declarations.back"), model.close, icon=ft.Icons.ARROW_BACK_ROUNDED)
    return ft.Column(
        [
            ft.Row([back]),
            ft.Container(_beside(model, acts, place), expand=True),
            _dialogs(acts),
        ],
        expand=True,
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _dialogs(acts: Acts) -> ft.Control:
    """What asks over the screen; together they take no room."""
    return ft.Column(
        [
            erasing_dialog(acts.erasing),
            withdrawing_dialog(acts.withdrawing),
            taking_back_dialog(acts.taking_back),
        ],
        spacing=0,
        tight=True,
    )


def _list(model: DeclarationsModel) -> ft.Control:
    clear = icon_button(ft.Icons.CLOSE_ROUNDED, t("declarations.clear"), partial(model.search_now, ""))
    search = text_field(
        t("declarations.search"),
        model.text,
        on_change=lambda text: later(model.search_for, text),
        on_submit=lambda text: later(model.search_now, text),
        trailing=clear if model.text else ft.Icon(ft.Icons.SEARCH_ROUNDED),
    )
    many = icon_button(ft.Icons.PRINT_OUTLINED, t("printing.all"), model.print_many)
    return ft.Column(
        [ft.Row([ft.Container(search, expand=True), many]), _chips(model), _rows(model)],
        expand=True,
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _chips(model: DeclarationsModel) -> ft.Control:
    offered = {
        chosen: (t(f"declarations.filter.{chosen}"), model.count(chosen))
        for chosen in Filter
        if chosen in (Filter.ALL, model.filter) or model.count(chosen)
    }
    return filter_chips(
        model.filter,
        {key.value: words for key, words in offered.items()},
        lambda key: later(model.show, Filter(key)),
    )


@ft.component
def _rows(model: DeclarationsModel) -> ft.Control:
    page = model.page
    lines = page.lines if page else ()
    rows = ft.use_memo(
        lambda: [_row(model, line) for line in lines], [page, model.wanted, model.clock.today()]
    )
    if page is None:
        return loading(t("declarations.loading"))
    return paged_list(
        rows,
        Position(model.number, page.total),
        on_previous=model.turn_back,
        on_next=model.turn_on,
        empty=_none(model),
    )


def _row(model: DeclarationsModel, line: DeclarationLine) -> ft.Control:
    return declaration_row(
        line,
        model.clock,
        on_click=partial(model.open, line.id),
        selected=line.id == model.wanted,
    )


def _nobody(place: Place) -> ft.Control:
    return empty_state(
        ft.Icons.DESCRIPTION_OUTLINED,
        t("declarations.none"),
        hint=t("declarations.none_hint"),
        action=primary(t("declarations.to_desk"), partial(place.go, "desk")),
    )


def _none(model: DeclarationsModel) -> ft.Control:
    return empty_state(
        ft.Icons.SEARCH_OFF_ROUNDED,
        t("declarations.not_found"),
        hint=t("declarations.not_found_hint"),
        action=secondary(t("declarations.show_all"), model.show_all),
    )


def _beside(model: DeclarationsModel, acts: Acts, place: Place) -> ft.Control:
    opened = model.opened
    if opened is not None and opened.detail.line.id == model.wanted:
        return declaration_detail(opened, place, model.clock, acts)
    if model.is_gone:
        return empty_state(ft.Icons.SEARCH_OFF_ROUNDED, t("declarations.gone"))
    if model.wanted is not None:
        return loading(t("declarations.opening"))
    return empty_state(
        ft.Icons.TOUCH_APP_OUTLINED, t("declarations.choose"), hint=t("declarations.choose_hint")
    )
