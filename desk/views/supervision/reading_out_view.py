"""The dialog of a recovery code: the reason first, then seven groups of four to be read out by telephone."""

from __future__ import annotations

from typing import Final

import flet as ft

from declaration.wire.recovery import LONGEST_REASON, RecoveryAnswer
from declaration.wire.supervision import StationOverview
from desk.i18n import t
from desk.ports.clock import VIETNAM
from desk.views import shown
from desk.views.components.buttons import primary, quiet
from desk.views.components.dialog import sheet
from desk.views.components.feedback import banner
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, display, note
from desk.views.review.trouble import trouble_words
from desk.views.supervision.reading_out import ReadingOut
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS_FIELD, Tone

_WIDTH: Final = 560
_GROUP_WIDTH: Final = 156  # three in a row


@ft.component
def code_dialog(reading: ReadingOut) -> ft.Control:
    """The dialog while a code is asked for; it takes no room itself."""
    return ft.Container() if reading.station is None else _asked(reading, reading.station)


@ft.component
def _asked(reading: ReadingOut, station: StationOverview) -> ft.Control:
    use_shortcuts({"Escape": reading.dismiss}, modal=True)
    parts = _reason(reading) if reading.told is None else _told(reading.told, reading.left)
    content = ft.Column(parts, spacing=GAP_12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    title = t("supervision.code.title", station=shown.station(station.station_name, station.unit_name))
    ft.use_dialog(sheet(title, content, actions=_actions(reading), width=_WIDTH))
    return ft.Container()


def _actions(reading: ReadingOut) -> list[ft.Control]:
    if reading.told is not None:
        return [primary(t("supervision.code.hide"), reading.dismiss)]
    show = primary(t("supervision.code.show"), reading.ask, busy=reading.is_asking)
    return [quiet(t("supervision.code.do_not_show"), reading.dismiss), show]


def _reason(reading: ReadingOut) -> list[ft.Control]:
    parts: list[ft.Control] = [body(t("supervision.code.words"))]
    if reading.trouble is not None:
        parts.append(banner(Tone.OFFLINE, trouble_words(reading.trouble)))
    reason = text_field(
        t("supervision.code.reason"),
        reading.reason,
        on_change=reading.type_reason,
        on_submit=lambda _: later(reading.ask),
        error=t(f"denied.{reading.problem.code}") if reading.problem else None,
        helper=t("supervision.code.reason_hint"),
        max_length=LONGEST_REASON,
        autofocus=True,
        focus_request=reading.focus_count,
    )
    return [*parts, reason]


def _told(answer: RecoveryAnswer, left: int) -> list[ft.Control]:
    groups = [_group(number, letters) for number, letters in enumerate(answer.code.split("-"), start=1)]
    return [
        body(
            t(
                "supervision.code.serial",
                serial=answer.number,
                made=shown.day(answer.made_at.astimezone(VIETNAM).date()),
            )
        ),
        ft.Row(list(groups), wrap=True, spacing=GAP_12, run_spacing=GAP_12),
        note(t("supervision.code.how")),
        note(t("supervision.code.hidden_in", span=shown.countdown(left)), Tone.WARNING),
    ]


def _group(number: int, letters: str) -> ft.Control:
    """Four letters with their group's number, said one by one to those who do not see them."""
    spaced = " ".join(letters)
    box = ft.Container(
        ft.Column(
            [note(t("supervision.code.group_number", number=number)), display(spaced)],
            spacing=GAP_4,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        width=_GROUP_WIDTH,
        alignment=ft.Alignment.CENTER,
        padding=GAP_8,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS_FIELD,
    )
    words = t("supervision.code.group", number=number, letters=spaced)
    return ft.Semantics(label=words, exclude_semantics=True, content=box)
