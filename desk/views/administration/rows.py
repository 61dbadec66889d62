"""The rows of Quản trị: a person, a station, an agency, each with what may be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import flet as ft

from declaration.wire.people import AgencyNode, StaffMember
from declaration.wire.supervision import StationOverview
from desk.i18n import t
from desk.ports.clock import VIETNAM
from desk.views import shown
from desk.views.administration.model import Act, AdministrationModel, Asked, is_locked
from desk.views.components.buttons import icon_button
from desk.views.components.paged_list import list_row
from desk.views.components.status import chip
from desk.views.theme import GAP_4, GAP_8, Tone


def person_row(
    member: StaffMember, model: AdministrationModel, edit: Callable[[StaffMember], None]
) -> ft.Control:
    """Of oneself nothing may be changed here."""
    roles = ", ".join(t(f"administration.role.{role}") for role in member.roles)
    agency = model.agencies.get(member.agency, member.agency)
    parts: list[ft.Control] = [*_chips(member)]
    if member.name != model.me:
        parts += _acts(member, model, edit)
    row = ft.Row(parts, spacing=GAP_4, tight=True)
    return list_row(
        shown.person(member.display_name, member.name), f"{roles} · {agency}", trailing=row, first_lines=2
    )


def station_row(station: StationOverview, model: AdministrationModel) -> ft.Control:
    locked = is_locked(station)
    name = shown.station(station.station_name, station.unit_name)
    act = Asked(Act.LET_IN if locked else Act.LOCK, station.station, name)
    words = t(f"administration.ask.{act.act}_act")
    icon = ft.Icons.LOCK_OPEN_ROUNDED if locked else ft.Icons.LOCK_OUTLINE_ROUNDED
    parts: list[ft.Control] = []
    if locked:
        parts.append(chip(Tone.ERROR, t("administration.locked"), icon=ft.Icons.LOCK_ROUNDED))
    parts.append(icon_button(icon, words, partial(model.ask, act)))
    row = ft.Row(parts, spacing=GAP_8, tight=True)
    return list_row(name, _about(station, model), trailing=row, first_lines=2)


def agency_row(
    agency: AgencyNode, model: AdministrationModel, edit: Callable[[AgencyNode], None]
) -> ft.Control:
    above = model.agencies.get(agency.parent, agency.parent)
    said = (t("administration.below", agency=above) if above else t("administration.own"), agency.place or "")
    change = icon_button(ft.Icons.EDIT_ROUNDED, t("administration.change_agency"), partial(edit, agency))
    name = f"{agency.name} ({agency.code})"
    return list_row(name, " · ".join(part for part in said if part), trailing=change, first_lines=2)


def _about(station: StationOverview, model: AdministrationModel) -> str:
    agency = model.agencies.get(station.agency, station.agency)
    if station.last_contact is None:
        return f"{agency} · {t('administration.never_seen')}"
    at = f"{station.last_contact.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    return f"{agency} · {t('administration.last_contact', at=at)}"


def _chips(member: StaffMember) -> list[ft.Control]:
    found: list[ft.Control] = []
    if not member.active:
        found.append(chip(Tone.ERROR, t("administration.dismissed"), icon=ft.Icons.PERSON_OFF_ROUNDED))
    elif member.must_change:
        found.append(chip(Tone.WARNING, t("administration.must_change"), icon=ft.Icons.KEY_ROUNDED))
    if member.second_step:
        found.append(
            chip(Tone.SUCCESS, t("administration.second_step"), icon=ft.Icons.PHONELINK_LOCK_ROUNDED)
        )
    return found


def _acts(
    member: StaffMember, model: AdministrationModel, edit: Callable[[StaffMember], None]
) -> list[ft.Control]:
    def asks(act: Act, icon: ft.IconData) -> ft.Control:
        asked = Asked(act, member.name, shown.person(member.display_name, member.name))
        return icon_button(icon, t(f"administration.ask.{act}_act"), partial(model.ask, asked))

    if not member.active:
        return [asks(Act.TAKE_BACK, ft.Icons.PERSON_ADD_ALT_ROUNDED)]
    change = icon_button(ft.Icons.EDIT_ROUNDED, t("administration.change_person"), partial(edit, member))
    found: list[ft.Control] = [change, asks(Act.RESET, ft.Icons.LOCK_RESET_ROUNDED)]
    if member.second_step:
        found.append(asks(Act.DROP, ft.Icons.PHONELINK_ERASE_ROUNDED))
    return [*found, asks(Act.DISMISS, ft.Icons.PERSON_REMOVE_ROUNDED)]
