"""The dialog in which a supervisor takes lapses back and lets failed notices begin anew."""

from __future__ import annotations

from functools import partial
from typing import Final

import flet as ft

from declaration.wire.notices import FailedNotice
from declaration.wire.supervision import LapsedDeclaration
from desk.i18n import t
from desk.views import shown
from desk.views.components.buttons import Act, primary, quiet, secondary
from desk.views.components.dialog import sheet
from desk.views.components.feedback import banner, loading
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import mark
from desk.views.components.text import note, strong
from desk.views.review.said import coded_words, notice_why
from desk.views.review.trouble import trouble_words
from desk.views.supervision.mending import Mending
from desk.views.theme import GAP_8, GAP_12, Tone

_WIDTH, _LONGEST_REASON = 720, 500
_STRETCH: Final = ft.CrossAxisAlignment.STRETCH


@ft.component
def mending_dialog(mending: Mending) -> ft.Control:
    """The dialog while it is open; it takes no room itself."""
    return _opened(mending) if mending.is_open else ft.Container()


@ft.component
def _opened(mending: Mending) -> ft.Control:
    use_shortcuts({"Escape": mending.dismiss}, modal=True)
    content = ft.Column(_parts(mending), spacing=GAP_12, tight=True, horizontal_alignment=_STRETCH)
    close = quiet(t("action.close"), mending.dismiss, key_hint="Esc")
    ft.use_dialog(sheet(t("supervision.mending.title"), content, actions=[close], width=_WIDTH))
    return ft.Container()


def _parts(mending: Mending) -> list[ft.Control]:
    parts: list[ft.Control] = []
    if mending.trouble is not None:
        again = secondary(t("supervision.mending.again"), mending.read)
        parts.append(banner(Tone.OFFLINE, trouble_words(mending.trouble), action=again))
    elif mending.lapsed is None or mending.failed is None:
        parts.append(loading(t("supervision.mending.loading")))
    if mending.done:
        parts.append(mark(Tone.SUCCESS, t("supervision.mending.done", name=mending.done)))
    if mending.lapsed is not None:
        parts += [strong(t("supervision.mending.lapsed", count=len(mending.lapsed)))]
        parts += [_lapsed(mending, each) for each in mending.lapsed] or [_none()]
    if mending.failed is not None:
        parts += [strong(t("supervision.mending.failed", count=len(mending.failed)))]
        parts += [_failed(mending, each) for each in mending.failed] or [_none()]
    return parts


def _none() -> ft.Control:
    return note(t("supervision.mending.none"))


def _row(name: str, line: str, button: ft.Control) -> ft.Control:
    words = ft.Column([strong(name, max_lines=1), note(line, max_lines=2)], spacing=2, expand=True)
    return ft.Row([words, button], spacing=GAP_8)


def _lapsed(mending: Mending, item: LapsedDeclaration) -> ft.Control:
    line = t(
        "supervision.mending.lapsed_line",
        number=item.dossier_number,
        unit=item.unit_name,
        station=item.station,
        day=shown.day(item.hand_in_by),
    )
    if mending.chosen != item.id:
        begin = secondary(t("supervision.mending.restore"), partial(mending.choose, item.id))
        return _row(item.full_name, line, begin)
    back = quiet(t("supervision.mending.leave_lapsed"), partial(mending.choose, None))
    return ft.Column(
        [_row(item.full_name, line, back), _reason(mending)], spacing=GAP_8, horizontal_alignment=_STRETCH
    )


def _reason(mending: Mending) -> ft.Control:
    field = text_field(
        t("supervision.mending.reason"),
        mending.reason,
        on_change=mending.type,
        on_submit=lambda _: later(mending.restore),
        error=t("supervision.mending.reason_missing") if mending.problem is not None else None,
        max_length=_LONGEST_REASON,
        autofocus=True,
        focus_request=mending.focus_count,
    )
    confirm = primary(t("supervision.mending.confirm"), mending.restore, busy=mending.busy)
    return ft.Row([ft.Container(field, expand=True), confirm], spacing=GAP_8)


def _failed(mending: Mending, item: FailedNotice) -> ft.Control:
    line = t(
        "supervision.mending.failed_line",
        number=item.dossier_number,
        channel=coded_words("supervision.channel", item.channel),
        purpose=coded_words("notice_purpose", item.purpose),
        why=notice_why(item.code),
    )
    retry: Act = partial(mending.retry, item)
    return _row(item.full_name, line, secondary(t("supervision.mending.retry"), retry, disabled=mending.busy))
