"""The dialog of a station's days: which are closed, which balance, and whether the chain holds."""

from __future__ import annotations

from typing import Final

import flet as ft

from declaration.wire.supervision import StationDay, StationDays, StationOverview
from desk.i18n import t
from desk.views import shown
from desk.views.components.buttons import quiet
from desk.views.components.dialog import sheet
from desk.views.components.feedback import banner, busy
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import chip
from desk.views.components.text import note, strong
from desk.views.review.trouble import trouble_words
from desk.views.supervision.station_days import StationDaysModel
from desk.views.theme import GAP_4, GAP_12, Tone

_WIDTH: Final = 560


@ft.component
def days_dialog(model: StationDaysModel) -> ft.Control:
    """The dialog while a station's days are looked at; it takes no room itself."""
    return ft.Container() if model.station is None else _opened(model, model.station)


@ft.component
def _opened(model: StationDaysModel, station: StationOverview) -> ft.Control:
    use_shortcuts({"Escape": model.dismiss}, modal=True)
    parts = _parts(model)
    content = ft.Column(parts, spacing=GAP_12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    title = t("supervision.days.title", station=shown.station(station.station_name, station.unit_name))
    ft.use_dialog(sheet(title, content, actions=[quiet(t("action.close"), model.dismiss)], width=_WIDTH))
    return ft.Container()


def _parts(model: StationDaysModel) -> list[ft.Control]:
    if model.trouble is not None:
        return [banner(Tone.OFFLINE, trouble_words(model.trouble))]
    if model.days is None:
        return [busy(t("supervision.days.loading"))]
    return _told(model.days)


def _told(found: StationDays) -> list[ft.Control]:
    parts: list[ft.Control] = []
    if found.broken:
        parts.append(banner(Tone.ERROR, t("supervision.days.broken", number=found.broken[0])))
    parts += [_row(day) for day in found.days]
    if not found.days:
        parts.append(note(t("supervision.days.none")))
    return parts


def _row(day: StationDay) -> ft.Control:
    tone, words = standing(day)
    head = ft.Row(
        [strong(shown.day(day.day)), chip(tone, words)], alignment=ft.MainAxisAlignment.SPACE_BETWEEN
    )
    said = [t("supervision.days.received", count=day.received)]
    if day.finished is not None:
        said.insert(0, t("supervision.days.finished", count=day.finished))
    if day.balanced is False:
        said.append(t("supervision.days.differs", lacking=day.lacking, unknown=day.unknown))
    return ft.Column([head, note(" · ".join(said))], spacing=GAP_4, tight=True)


def standing(day: StationDay) -> tuple[Tone, str]:
    """Closed, balanced, or why not; green for what is equal on both sides only."""
    if day.is_green:
        return Tone.SUCCESS, t("supervision.days.balanced")
    if day.balanced is False:
        return Tone.ERROR, t("supervision.days.unbalanced")
    if day.finished is None:
        return Tone.NEUTRAL, t("supervision.days.open")
    if day.received > day.finished:
        return Tone.WARNING, t("supervision.days.more")
    return Tone.OFFLINE, t("supervision.days.closing")
