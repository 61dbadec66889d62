"""Quản trị: who may sign in to the service, and which stations may send."""

from __future__ import annotations

from functools import partial
from typing import Final

import flet as ft

from desk.i18n import t
from desk.views.administration.dialogs import staff_dialog, station_dialog, told_dialog
from desk.views.administration.form import StaffForm, StationForm
from desk.views.administration.model import Act, AdministrationModel, Part, Told
from desk.views.administration.rows import person_row, station_row
from desk.views.components.buttons import icon_button, primary, secondary
from desk.views.components.choices import filter_chips
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.fields import text_field
from desk.views.place import Place
from desk.views.review.trouble import WayOut, trouble_words, way_out
from desk.views.theme import GAP_4, GAP_8, GAP_12, Tone

_STRETCH: Final = ft.CrossAxisAlignment.STRETCH
_DANGEROUS: Final = frozenset({Act.DISMISS, Act.LOCK})


@ft.component
def administration_screen(place: Place) -> ft.Control:
    """The administrator's whole screen; drawn only while one is signed in."""
    administering, person = place.program.administering, place.program.person
    assert administering is not None, "locked"
    assert person is not None, "locked"
    model = ft.use_memo(
        lambda: AdministrationModel(administering, place.program.lock, person.name), [administering]
    )

    async def finished(told: Told | None) -> None:
        model.told = told
        await model.load()

    staff = ft.use_memo(lambda: StaffForm(administering, finished), [administering])
    station = ft.use_memo(lambda: StationForm(administering, finished), [administering])
    ft.use_effect(model.load, [administering])
    return ft.Column(
        [
            ft.Container(_content(model, staff, station), expand=True),
            staff_dialog(staff, model),
            station_dialog(station, model),
            told_dialog(model),
        ],
        expand=True,
        spacing=0,  # the last ones are dialogs: nothing is seen of them here
        horizontal_alignment=_STRETCH,
    )


@ft.component
def _content(model: AdministrationModel, staff: StaffForm, station: StationForm) -> ft.Control:
    use_confirm(_question(model), on_confirm=model.do, on_cancel=model.dismiss)
    parts: list[ft.Control] = [_head(model, staff, station)]
    if model.trouble is not None:
        parts.append(_trouble(model))
    if model.everything is None:
        parts += [] if model.trouble else [loading(t("administration.loading"))]
    else:
        parts += [_search(model), _list(model, staff)]
    return ft.Column(parts, expand=True, spacing=GAP_12, horizontal_alignment=_STRETCH)


def _head(model: AdministrationModel, staff: StaffForm, station: StationForm) -> ft.Control:
    known = model.everything
    counts = {
        Part.PEOPLE: len(known.people) if known else None,
        Part.STATIONS: len(known.stations) if known else None,
    }
    options = {str(part): (t(f"administration.part.{part}"), count) for part, count in counts.items()}
    chips = filter_chips(str(model.part), options, model.show)
    top = next(iter(model.agencies), "")
    if model.part is Part.PEOPLE:
        add = primary(
            t("administration.add_person"),
            partial(staff.begin, None, top),
            icon=ft.Icons.PERSON_ADD_ROUNDED,
            disabled=known is None,
        )
    else:
        add = primary(
            t("administration.new_station"),
            partial(station.begin, top),
            icon=ft.Icons.ADD_ROUNDED,
            disabled=known is None,
        )
    return ft.Row([ft.Container(chips, expand=True), add], spacing=GAP_8)


def _search(model: AdministrationModel) -> ft.Control:
    field = text_field(
        t(f"administration.search.{model.part}"),
        model.search,
        on_change=model.search_for,
        trailing=ft.Icon(ft.Icons.SEARCH_ROUNDED),
    )
    again = icon_button(
        ft.Icons.REFRESH_ROUNDED, t("administration.refresh"), model.load, disabled=model.is_loading
    )
    return ft.Row([ft.Container(field, expand=True), again], spacing=0)


def _list(model: AdministrationModel, staff: StaffForm) -> ft.Control:
    if model.part is Part.PEOPLE:
        rows = [person_row(each, model, lambda member: staff.begin(member, "")) for each in model.people]
    else:
        rows = [station_row(each, model) for each in model.stations]
    if not rows:
        return empty_state(ft.Icons.SEARCH_OFF_ROUNDED, t("administration.none"))
    return ft.ListView(rows, expand=True, spacing=GAP_4, padding=0)


def _trouble(model: AdministrationModel) -> ft.Control:
    assert model.trouble is not None, "drawn only then"
    words = trouble_words(model.trouble)
    if way_out(model.trouble) is WayOut.SIGN_IN:
        return banner(Tone.OFFLINE, words, action=secondary(t("review.act.sign_in"), model.sign_out))
    return banner(Tone.OFFLINE, words, action=secondary(t("action.retry"), model.load))


def _question(model: AdministrationModel) -> Question | None:
    asked = model.asked
    if asked is None:
        return None
    key = f"administration.ask.{asked.act}"
    title = t(f"{key}_title", whom=asked.shown)
    return Question(title, t(f"{key}_words"), t(f"{key}_act"), t(f"{key}_no"), asked.act in _DANGEROUS)
