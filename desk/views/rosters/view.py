"""Danh sách: the units at the left with their figures, one unit's people at the right or instead."""

from __future__ import annotations

from functools import partial
from typing import cast

import flet as ft

from desk.i18n import t
from desk.views.components.buttons import Act, primary, secondary
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.open_file import use_open_file
from desk.views.components.paged_list import list_row
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.sounds import use_sounds
from desk.views.place import Place
from desk.views.program import Table
from desk.views.rosters.figures import figures_line
from desk.views.rosters.giving_away import GivingAway, Offer
from desk.views.rosters.model import RostersModel
from desk.views.rosters.people_view import unit_people
from desk.views.rosters.putting_in import PuttingIn
from desk.views.rosters.putting_in_view import putting_in_screen
from desk.views.rosters.unit_form import use_unit_form
from desk.views.theme import GAP_8, GAP_16

_SIDE_BY_SIDE_FROM = 1100  # px of the window
_STRETCH = ft.CrossAxisAlignment.STRETCH


@ft.component
def rosters_screen(place: Place) -> ft.Control:
    """The lists of units, for the registrar at the table."""
    table, offer = place.table, use_open_file(place.program)
    model = ft.use_memo(lambda: RostersModel(table), [table])
    giving = ft.use_memo(lambda: _away(place, table, offer), [table])
    putting_in, set_putting_in = ft.use_state(cast("PuttingIn | None", None))

    def begin() -> None:
        figures = model.figures
        new = PuttingIn(table, offer, figures.unit) if figures else PuttingIn(table, offer)
        place.program.before_lock(new.stop)
        set_putting_in(new)

    async def end() -> None:
        set_putting_in(None)
        await model.reload()

    if putting_in is not None:
        return putting_in_screen(putting_in, end)
    return _rosters(model, giving, place, begin)


def _away(place: Place, table: Table, offer: Offer) -> GivingAway:
    giving = GivingAway(table, offer)
    place.program.before_lock(giving.stop)
    return giving


@ft.component
def _rosters(model: RostersModel, giving: GivingAway, place: Place, begin: Act) -> ft.Control:
    ft.use_effect(model.reload, [place.version])
    leave = giving.stop if giving.unit else model.close
    use_shortcuts({"F2": begin, **({"Escape": leave} if model.opened else {})})
    use_confirm(_question(model), on_confirm=model.drop, on_cancel=model.keep_list)
    use_confirm(_leaving(model), on_confirm=model.take_off, on_cancel=model.keep_person)
    use_unit_form(model)
    use_sounds(model.rings, model.said.tone if model.said else None)
    if model.units is None:
        return loading(t("rosters.loading"))
    if not model.units:
        return _nothing(model, begin)
    if place.width >= _SIDE_BY_SIDE_FROM:
        beside = _beside(model, giving, place, begin)
        return ft.Row(
            [ft.Container(_units(model, begin), expand=5), ft.Container(beside, expand=8)],
            expand=True,
            spacing=GAP_16,
            vertical_alignment=_STRETCH,
        )
    if not model.opened:
        return _units(model, begin)
    back = secondary(t("rosters.back"), model.close, icon=ft.Icons.ARROW_BACK_ROUNDED)
    people = ft.Container(_beside(model, giving, place, begin), expand=True)
    return ft.Column([ft.Row([back]), people], expand=True, spacing=GAP_8, horizontal_alignment=_STRETCH)


def _nothing(model: RostersModel, begin: Act) -> ft.Control:
    put_in = primary(t("rosters.put_in"), begin, icon=ft.Icons.UPLOAD_FILE_ROUNDED, key_hint="F2")
    said = [banner(model.said.tone, model.said.words)] if model.said else []
    empty = empty_state(
        ft.Icons.GROUPS_OUTLINED, t("rosters.none"), hint=t("rosters.none_hint"), action=put_in
    )
    return ft.Column([*said, empty], horizontal_alignment=_STRETCH)


def _units(model: RostersModel, begin: Act) -> ft.Control:
    button = secondary if model.opened else primary
    put_in = button(t("rosters.put_in"), begin, icon=ft.Icons.UPLOAD_FILE_ROUNDED, key_hint="F2")
    rows = [
        list_row(
            figures.unit.name,
            figures_line(figures),
            on_click=partial(model.open, figures.unit.name),
            selected=figures.unit.name == model.opened,
        )
        for figures in model.units or ()
    ]
    parts: list[ft.Control] = [ft.Row([put_in])]
    if model.said is not None and not model.opened:
        parts.append(banner(model.said.tone, model.said.words))
    parts.append(ft.ListView(list(rows), expand=True, spacing=GAP_8, padding=0))
    return ft.Column(parts, expand=True, spacing=GAP_8, horizontal_alignment=_STRETCH)


def _beside(model: RostersModel, giving: GivingAway, place: Place, begin: Act) -> ft.Control:
    if model.figures is None:
        return empty_state(ft.Icons.TOUCH_APP_OUTLINED, t("rosters.choose"), hint=t("rosters.choose_hint"))
    return unit_people(model, giving, place, begin)


def _question(model: RostersModel) -> Question | None:
    figures = model.figures
    if not model.is_dropping or figures is None:
        return None
    return Question(
        t("rosters.drop_title", unit=figures.unit.name),
        t("rosters.drop_words", count=figures.people),
        t("rosters.drop"),
        is_danger=True,
        cancel_label=t("rosters.keep_list"),
    )


def _leaving(model: RostersModel) -> Question | None:
    if model.leaving is None:
        return None
    return Question(
        t("rosters.off.title", name=model.leaving.full_name.upper()),
        t("rosters.off.words"),
        t("rosters.off.take"),
        cancel_label=t("rosters.off.keep"),
    )
