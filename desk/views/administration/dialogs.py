"""The dialogs of Quản trị: a person or an agency written down, a station to come, what is shown once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import flet as ft

from declaration.problems import Problem
from declaration.wire.sign_in import PersonRole
from desk.i18n import t
from desk.ports.service import Denied, NoAnswer
from desk.views.administration.agency_form import AgencyForm
from desk.views.administration.form import StaffForm, StationForm
from desk.views.administration.model import AdministrationModel
from desk.views.components.buttons import Act, primary, quiet
from desk.views.components.card import stacked
from desk.views.components.choices import choice_field, tick
from desk.views.components.dialog import sheet
from desk.views.components.feedback import banner
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, display, note
from desk.views.review.trouble import problem_words, trouble_words
from desk.views.theme import GAP_4, Tone

_TYPED: Final = ("name", "display_name", "unit", "code")
"""Fields that say themselves what is wrong with them; what is ticked or chosen cannot."""


@ft.component
def staff_dialog(form: StaffForm, model: AdministrationModel) -> ft.Control:
    """The dialog while somebody is written down; it takes no room itself. Of the model are the agencies, read
    here: whoever draws the dialog is not drawn anew when they have come."""
    ft.use_dialog(_staff(form, model.agencies) if form.is_open else None)
    _keys(form)
    return ft.Container()


@ft.component
def station_dialog(form: StationForm, model: AdministrationModel) -> ft.Control:
    """The same for a station to come."""
    ft.use_dialog(_station(form, model.agencies) if form.is_open else None)
    _keys(form)
    return ft.Container()


@ft.component
def agency_dialog(form: AgencyForm, model: AdministrationModel) -> ft.Control:
    """The same for an agency."""
    ft.use_dialog(_agency_written(form, model.agencies) if form.is_open else None)
    _keys(form)
    return ft.Container()


@ft.component
def told_dialog(model: AdministrationModel) -> ft.Control:
    """What is shown once: to be handed over, then gone."""
    told = model.told
    dialog = None
    if told is not None:
        words = [display(told.text), body(t(f"administration.told.{told.kind}_words", whom=told.whom))]
        label = t("action.close" if told.kind == "known" else "administration.told.close")
        close = primary(label, model.forget)
        dialog = sheet(t(f"administration.told.{told.kind}"), stacked(words), actions=[close], width=520)
    ft.use_dialog(dialog)
    use_shortcuts({}, modal=told is not None)
    return ft.Container()


def _keys(form: StaffForm | StationForm | AgencyForm) -> None:
    keys: dict[str, Act] = {"Escape": form.dismiss, "Ctrl+Enter": form.save}
    use_shortcuts(keys if form.is_open else {}, modal=form.is_open)


def _wrong(form: StaffForm | StationForm | AgencyForm, field: str) -> str | None:
    """What is said beside that field."""
    trouble = form.trouble
    return problem_words(trouble) if isinstance(trouble, Problem) and trouble.field == field else None


def _typed(
    form: StaffForm | StationForm | AgencyForm,
    field: str,
    text: str,
    on_change: Callable[[str], None],
    *,
    most: int,
    label: str | None = None,
    helper: str | None = None,
    read_only: bool = False,
    autofocus: bool = False,
) -> ft.Control:
    """Enter in it leads on; what is wrong with it is said beside it and has the cursor."""
    return text_field(
        t(f"administration.field.{label or field}"),
        text,
        on_change=on_change,
        on_submit=lambda _: later(form.go_on, field),
        error=_wrong(form, field),
        helper=helper,
        read_only=read_only,
        max_length=most,
        autofocus=autofocus,
        focus_request=form.cursor.of(field),
    )


def _key_of(
    form: StaffForm | AgencyForm, field: str, text: str, on_change: Callable[[str], None]
) -> ft.Control:
    """What somebody or something is known by: typed once, and only shown ever after."""
    hint = t(f"administration.field.{field}_hint") if form.is_new else None
    is_known = not form.is_new
    return _typed(
        form, field, text, on_change, most=64, helper=hint, read_only=is_known, autofocus=form.is_new
    )


def _staff(form: StaffForm, agencies: dict[str, str]) -> ft.AlertDialog:
    name = _key_of(form, "name", form.name, form.type_name)
    change = form.type_display_name
    shown = _typed(form, "display_name", form.display_name, change, most=100, autofocus=not form.is_new)
    agency = _agency(form, agencies)
    ticks: list[ft.Control] = [
        tick(t(f"administration.role.{role}"), role in form.roles, partial(form.tick, role))
        for role in PersonRole
    ]
    roles = stacked([note(t("administration.field.roles")), *ticks], gap=GAP_4)
    parts = [*_trouble(form.trouble), name, shown, agency, roles]
    title = t("administration.add_person" if form.is_new else "administration.change_person")
    save = primary(t("administration.save"), form.save, key_hint="Ctrl Enter", busy=form.is_busy)
    return sheet(
        title, stacked(parts), actions=[quiet(t("administration.do_not_save"), form.dismiss), save], width=520
    )


def _station(form: StationForm, agencies: dict[str, str]) -> ft.AlertDialog:
    name = _typed(form, "name", form.name, form.type_name, label="station", most=100, autofocus=True)
    unit = _typed(form, "unit", form.unit, form.type_unit, most=200)
    agency = _agency(form, agencies)
    parts = [*_trouble(form.trouble), body(t("administration.new_station_words")), name, unit, agency]
    save = primary(t("administration.make_code"), form.save, key_hint="Ctrl Enter", busy=form.is_busy)
    title = t("administration.new_station")
    return sheet(
        title, stacked(parts), actions=[quiet(t("administration.do_not_make"), form.dismiss), save], width=520
    )


def _agency_written(form: AgencyForm, agencies: dict[str, str]) -> ft.AlertDialog:
    code = _key_of(form, "code", form.code, form.type_code)
    called, change = form.name, form.type_name
    name = _typed(form, "name", called, change, label="agency_name", most=200, autofocus=not form.is_new)
    hint = t("administration.field.place_hint")
    place = _typed(form, "place", form.place, form.type_place, most=200, helper=hint)
    above = {each: shown for each, shown in agencies.items() if each != form.code or form.is_new}
    parent = [choice_field(t("administration.field.parent"), form.parent, above, form.choose_parent)]
    parts = [*_trouble(form.trouble), code, name, place, *(parent if form.parent else [])]
    save = primary(t("administration.save"), form.save, key_hint="Ctrl Enter", busy=form.is_busy)
    return sheet(
        t("administration.new_agency" if form.is_new else "administration.change_agency"),
        stacked(parts),
        actions=[quiet(t("administration.do_not_save"), form.dismiss), save],
        width=520,
    )


def _agency(form: StaffForm | StationForm, agencies: dict[str, str]) -> ft.Control:
    """A province has many."""
    label = t("administration.field.agency")
    return choice_field(label, form.agency, agencies, form.choose_agency, searchable=True)


def _trouble(trouble: Denied | NoAnswer | Problem | None) -> list[ft.Control]:
    if trouble is None:
        return []
    if isinstance(trouble, Problem):
        return [] if trouble.field in _TYPED else [banner(Tone.ERROR, problem_words(trouble))]
    return [banner(Tone.OFFLINE if isinstance(trouble, NoAnswer) else Tone.ERROR, trouble_words(trouble))]
