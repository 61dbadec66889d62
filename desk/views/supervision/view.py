"""Giám sát: what needs someone on top, then every station, the worst first; in practice also the messages."""

from __future__ import annotations

from typing import Final

import flet as ft

from declaration.wire.sign_in import ServiceState
from declaration.wire.supervision import PracticeMessage, StationsPage
from desk.i18n import has, t
from desk.ports.clock import VIETNAM
from desk.ports.service import NoAnswer
from desk.supervising.supervising import totals
from desk.views import shown
from desk.views.components.buttons import icon_button, secondary
from desk.views.components.card import section_card
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.later import later
from desk.views.components.text import note, strong
from desk.views.place import Place
from desk.views.review.trouble import WayOut, trouble_words, way_out
from desk.views.supervision.agency_acts import AgencyActs, agency_acts
from desk.views.supervision.mending import Mending
from desk.views.supervision.mending_view import mending_dialog
from desk.views.supervision.model import NotDrained, SupervisionModel, worst_first
from desk.views.supervision.reading_out import ReadingOut
from desk.views.supervision.reading_out_view import code_dialog
from desk.views.supervision.reasons import EditingReasons
from desk.views.supervision.reasons_view import reasons_dialog
from desk.views.supervision.station_days import StationDaysModel
from desk.views.supervision.station_days_view import days_dialog
from desk.views.supervision.stations_view import Opening, stations_table
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS, TONES, Tone

_STRETCH: Final = ft.CrossAxisAlignment.STRETCH


@ft.component
def supervision_screen(place: Place) -> ft.Control:
    """The supervisor's whole screen; drawn only while a supervisor is signed in."""
    supervising = place.program.supervising
    assert supervising is not None, "locked"
    model = ft.use_memo(
        lambda: SupervisionModel(supervising, bool(place.program.practice), place.program.lock), [supervising]
    )
    reading = ft.use_memo(lambda: ReadingOut(supervising), [supervising])
    ft.use_effect(model.begin, [supervising], cleanup=model.leave)
    days = ft.use_memo(lambda: StationDaysModel(supervising), [supervising])
    opening = Opening(reading.begin, lambda station: later(days.begin, station), model.ask_drain)
    editing = ft.use_memo(lambda: EditingReasons(supervising), [supervising])
    mending = ft.use_memo(lambda: Mending(supervising), [supervising])
    acts = AgencyActs(editing.begin, mending.begin)
    ft.use_effect(lambda: None, [supervising], cleanup=reading.dismiss)
    ft.use_effect(lambda: None, [supervising], cleanup=days.dismiss)
    return ft.Column(
        [
            ft.Container(_content(model, opening, acts, place.is_wide), expand=True),
            code_dialog(reading),
            reasons_dialog(editing),
            mending_dialog(mending),
            days_dialog(days),
        ],
        expand=True,
        spacing=0,  # the last ones are dialogs: nothing is seen of them here
        horizontal_alignment=_STRETCH,
    )


@ft.component
def _content(model: SupervisionModel, opening: Opening, acts: AgencyActs, is_wide: bool) -> ft.Control:
    use_confirm(_question(model), on_confirm=model.drain, on_cancel=model.dismiss)
    page = model.page
    parts: list[ft.Control] = []
    if model.failed is not None:
        parts.append(_failed(model, model.failed))
    elif model.trouble is not None:
        parts.append(_trouble(model))
    if page is None:
        parts += [] if model.trouble else [loading(t("supervision.loading"))]
    else:
        parts += [_cards(page, is_wide=is_wide), agency_acts(acts)]
        parts.append(_stations(model, page, opening, is_wide))
    if model.messages is not None:
        parts.append(_messages(model.messages))
    return ft.Column(parts, expand=True, spacing=GAP_12, horizontal_alignment=_STRETCH)


def _trouble(model: SupervisionModel) -> ft.Control:
    assert model.trouble is not None, "drawn only then"
    words = trouble_words(model.trouble)
    if model.page is not None:
        words = f"{words} {t('supervision.still_shown', at=_clock(model.page))}"
    if way_out(model.trouble) is WayOut.SIGN_IN:
        return banner(Tone.OFFLINE, words, action=secondary(t("review.act.sign_in"), model.sign_out))
    return banner(Tone.OFFLINE, words, action=secondary(t("action.retry"), model.refresh))


def _failed(model: SupervisionModel, failed: NotDrained) -> ft.Control:
    """Without an answer nobody knows whether it was done."""
    words, station = trouble_words(failed.trouble), failed.station
    if way_out(failed.trouble) is WayOut.SIGN_IN:
        return banner(Tone.OFFLINE, words, action=secondary(t("review.act.sign_in"), model.sign_out))
    if isinstance(failed.trouble, NoAnswer):
        act = t("supervision.drain.end" if station.state == ServiceState.DRAIN else "supervision.drain.begin")
        name = shown.station(station.station_name, station.unit_name)
        words = t("supervision.drain.maybe_done", why=words, act=act, station=name)
    return banner(Tone.OFFLINE, words, action=secondary(t("action.retry"), model.again))


def _cards(page: StationsPage, *, is_wide: bool) -> ft.Control:
    found = totals(page)
    needing = sum(bool(reasons) for _, reasons in worst_first(page))
    cards = [
        _total("needing", needing, Tone.WARNING, t("supervision.of_stations", count=found.stations)),
        _total("at_risk", found.at_risk, Tone.ERROR),
        _total("refused", found.refused, Tone.ERROR),
        _total("waiting", found.waiting, Tone.NEUTRAL),
        _total("received", found.received, Tone.NEUTRAL),
        _total("activated", found.activated, Tone.NEUTRAL),
    ]
    col = 2 if is_wide else 4
    for card in cards:
        card.col = col
    return ft.ResponsiveRow(list(cards), spacing=GAP_8, run_spacing=GAP_8)


def _total(key: str, count: int, tone: Tone, more: str = "") -> ft.Container:
    """A count that is nothing to worry about is drawn quietly, whatever it counts."""
    look = TONES[tone if count else Tone.NEUTRAL]
    loud = bool(count) and tone is not Tone.NEUTRAL
    figure = ft.Text(
        f"{count:,}".replace(",", "."),
        theme_style=ft.TextThemeStyle.HEADLINE_MEDIUM,
        color=look.strong if loud else ft.Colors.ON_SURFACE,
    )
    line: list[ft.Control] = [ft.Icon(look.icon, size=20, color=look.strong)] if loud else []
    head = ft.Row([*line, figure, note(more, max_lines=1)], spacing=GAP_8)
    return ft.Container(
        ft.Column([head, note(t(f"supervision.total.{key}"), max_lines=1)], spacing=0),
        bgcolor=look.soft if loud else ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_8),
    )


def _question(model: SupervisionModel) -> Question | None:
    station = model.asked
    if station is None:
        return None
    key = "end" if station.state == ServiceState.DRAIN else "begin"
    name = shown.station(station.station_name, station.unit_name)
    title, words = t(f"supervision.drain.{key}_title", station=name), t(f"supervision.drain.{key}_words")
    return Question(title, words, t(f"supervision.drain.{key}"), t(f"supervision.drain.{key}_no"))


def _stations(model: SupervisionModel, page: StationsPage, opening: Opening, is_wide: bool) -> ft.Control:
    again = ft.Row(
        [
            note(t("supervision.as_of", at=_clock(page))),
            icon_button(
                ft.Icons.REFRESH_ROUNDED, t("supervision.refresh"), model.refresh, disabled=model.refreshing
            ),
        ],
        tight=True,
        spacing=GAP_4,
    )
    if page.stations:
        content = stations_table(page, opening, is_wide=is_wide)
    else:
        content = empty_state(
            ft.Icons.STOREFRONT_ROUNDED, t("supervision.none"), hint=t("supervision.none_hint")
        )
    return section_card(t("supervision.stations"), content, trailing=again, expand=5, fills=True)


def _messages(messages: tuple[PracticeMessage, ...]) -> ft.Control:
    rows: list[ft.Control] = [_message(each) for each in messages]
    parts: list[ft.Control] = [note(t("supervision.practice.honest"), Tone.WARNING)]
    if rows:
        parts.append(ft.ListView(rows, expand=True, spacing=GAP_8, padding=0))
    else:
        parts.append(note(t("supervision.practice.none")))
    content = ft.Column(parts, expand=True, spacing=GAP_8, horizontal_alignment=_STRETCH)
    return section_card(t("supervision.practice.title"), content, expand=2, fills=True)


def _message(message: PracticeMessage) -> ft.Control:
    key = f"supervision.channel.{message.channel}"
    channel = t(key) if has(key) else message.channel
    at = f"{message.at.astimezone(VIETNAM):%H:%M %d/%m}"
    head = ft.Row([strong(f"{channel} · {message.to}", max_lines=1), note(at)], spacing=GAP_8)
    return ft.Column([head, note(message.text)], spacing=0)


def _clock(page: StationsPage) -> str:
    return f"{page.as_of.astimezone(VIETNAM):%H:%M:%S}"
