"""Quản trị: who may sign in to the service, which stations may send, and which agencies there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import flet as ft

from desk.i18n import t
from desk.ports.service import NoAnswer
from desk.views.administration.agency_form import AgencyForm
from desk.views.administration.dialogs import agency_dialog, staff_dialog, station_dialog, told_dialog
from desk.views.administration.form import StaffForm, StationForm
from desk.views.administration.model import Act, AdministrationModel, Failed, Part, Told
from desk.views.administration.rows import agency_row, person_row, station_row
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


@dataclass(frozen=True)
class Forms:
    """What may be written down here."""

    staff: StaffForm
    station: StationForm
    agency: AgencyForm


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
    agency = ft.use_memo(lambda: AgencyForm(administering, finished), [administering])
    forms = ft.use_memo(lambda: Forms(staff, station, agency), [staff, station, agency])
    ft.use_effect(model.load, [administering])
    return ft.Column(
        [
            ft.Container(_content(model, forms), expand=True),
            staff_dialog(staff, model),
            station_dialog(station, model),
            agency_dialog(agency, model),
            told_dialog(model),
        ],
        expand=True,
        spacing=0,  # the last ones are dialogs: nothing is seen of them here
        horizontal_alignment=_STRETCH,
    )


@ft.component
def _content(model: AdministrationModel, forms: Forms) -> ft.Control:
    use_confirm(_question(model), on_confirm=model.do, on_cancel=model.dismiss)
    parts: list[ft.Control] = [_head(model, forms)]
    if model.failed is not None:
        parts.append(_failed(model, model.failed))
    elif model.trouble is not None:
        parts.append(_trouble(model))
    if model.everything is None:
        parts += [] if model.trouble else [loading(t("administration.loading"))]
    else:
        parts += [_search(model), _list(model, forms)]
    return ft.Column(parts, expand=True, spacing=GAP_12, horizontal_alignment=_STRETCH)


def _head(model: AdministrationModel, forms: Forms) -> ft.Control:
    known = model.everything
    counts = {
        Part.PEOPLE: len(known.people) if known else None,
        Part.STATIONS: len(known.stations) if known else None,
        Part.AGENCIES: len(known.agencies) if known else None,
    }
    options = {str(part): (t(f"administration.part.{part}"), count) for part, count in counts.items()}
    chips = filter_chips(str(model.part), options, model.show)
    words, icon, begin = _adding(model, forms)
    add = primary(t(f"administration.{words}"), begin, icon=icon, disabled=known is None)
    return ft.Row([ft.Container(chips, expand=True), add], spacing=GAP_8)


def _adding(model: AdministrationModel, forms: Forms) -> tuple[str, ft.IconData, Callable[[], None]]:
    match model.part:
        case Part.PEOPLE:
            begin = partial(forms.staff.begin, model.top, model.names)
            return "add_person", ft.Icons.PERSON_ADD_ROUNDED, begin
        case Part.STATIONS:
            return "new_station", ft.Icons.ADD_ROUNDED, partial(forms.station.begin, model.top)
        case Part.AGENCIES:
            begin = partial(forms.agency.begin, model.top, model.agencies)
            return "new_agency", ft.Icons.ADD_BUSINESS_ROUNDED, begin


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


def _list(model: AdministrationModel, forms: Forms) -> ft.Control:
    match model.part:
        case Part.PEOPLE:
            rows = [person_row(each, model, forms.staff.change) for each in model.people]
        case Part.STATIONS:
            rows = [station_row(each, model) for each in model.stations]
        case Part.AGENCIES:
            rows = [agency_row(each, model, forms.agency.change) for each in model.nodes]
    if not rows:
        whole = secondary(t("administration.whole_list"), partial(model.search_for, ""))
        return empty_state(ft.Icons.SEARCH_OFF_ROUNDED, t("administration.none"), action=whole)
    return ft.ListView(rows, expand=True, spacing=GAP_4, padding=0)


def _trouble(model: AdministrationModel) -> ft.Control:
    assert model.trouble is not None, "drawn only then"
    words = trouble_words(model.trouble)
    if way_out(model.trouble) is WayOut.SIGN_IN:
        return banner(Tone.OFFLINE, words, action=secondary(t("review.act.sign_in"), model.sign_out))
    return banner(Tone.OFFLINE, words, action=secondary(t("action.retry"), model.load))


def _failed(model: AdministrationModel, failed: Failed) -> ft.Control:
    """Without an answer nobody knows whether it was done."""
    words = trouble_words(failed.trouble)
    if way_out(failed.trouble) is WayOut.SIGN_IN:
        return banner(Tone.OFFLINE, words, action=secondary(t("review.act.sign_in"), model.sign_out))
    if isinstance(failed.trouble, NoAnswer):
        act = t(f"administration.ask.{failed.asked.act}_act")
        words = t("administration.maybe_done", why=words, act=act, whom=failed.asked.shown)
        return banner(Tone.OFFLINE, words, action=secondary(t("action.retry"), model.again))
    return banner(Tone.ERROR, words, action=secondary(t("administration.refresh"), model.again))


def _question(model: AdministrationModel) -> Question | None:
    asked = model.asked
    if asked is None:
        return None
    key = f"administration.ask.{asked.act}"
    title = t(f"{key}_title", whom=asked.shown)
    return Question(title, t(f"{key}_words"), t(f"{key}_act"), t(f"{key}_no"), asked.act in _DANGEROUS)
