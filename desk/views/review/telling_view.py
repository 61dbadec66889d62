"""The card of what the person was told, each notice with how it stands, and the dialog for a new password."""

from __future__ import annotations

from functools import partial
from typing import Final

import flet as ft

from declaration.wire.notices import NoticeLine
from desk.i18n import t
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.dialog import sheet
from desk.views.components.fields import text_field
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import chip, mark
from desk.views.components.text import body, note
from desk.views.review.forms import REASON_LENGTH
from desk.views.review.opened import Opened
from desk.views.review.said import coded_words, moment, notice_why
from desk.views.review.telling import Telling
from desk.views.review.trouble import problem_words, trouble_words
from desk.views.theme import GAP_8, GAP_12, Tone

_FAILED: Final = "failed"
_TONES: Final = {"pending": Tone.NEUTRAL, "sent": Tone.SUCCESS, _FAILED: Tone.ERROR, "stopped": Tone.WARNING}


@ft.component
def telling_card(telling: Telling, opened: Opened) -> ft.Control:
    """Its lines in the order they were owed, and the way to a new password where there is an account."""
    lines = opened.detail.notices if opened.detail else ()
    renew = quiet(t("review.telling.renew"), telling.ask, disabled=telling.busy)
    parts = [_line(telling, each) for each in lines] or [note(t("review.telling.none"))]
    return section_card(
        t("review.telling.title"),
        stacked([*_said(telling), *parts], gap=GAP_8),
        trailing=renew if telling.can_renew else None,
    )


def _said(telling: Telling) -> list[ft.Control]:
    if telling.trouble is not None and not telling.is_asking:
        return [ft.Semantics(live_region=True, content=mark(Tone.WARNING, trouble_words(telling.trouble)))]
    if telling.done is not None:
        words = t(f"review.telling.{telling.done}")
        return [ft.Semantics(live_region=True, content=mark(Tone.SUCCESS, words))]
    return []


def _line(telling: Telling, notice: NoticeLine) -> ft.Control:
    name = t(
        "review.telling.line",
        channel=coded_words("supervision.channel", notice.channel),
        purpose=coded_words("notice_purpose", notice.purpose),
    )
    tone = _TONES.get(notice.state, Tone.NEUTRAL)
    said = note(_how_it_stands(notice), tone if tone is Tone.ERROR else Tone.NEUTRAL, max_lines=3)
    words = ft.Column([body(name), said], spacing=0, expand=True)
    parts: list[ft.Control] = [words]
    if notice.state == _FAILED:
        parts.append(
            secondary(t("review.telling.retry"), partial(telling.retry, notice.id), disabled=telling.busy)
        )
    else:
        parts.append(chip(tone, coded_words("review.telling.state", notice.state)))
    return ft.Row(parts, spacing=GAP_8)


def _how_it_stands(notice: NoticeLine) -> str:
    at = moment(notice.at)
    why = notice_why(notice.code)
    if notice.state == _FAILED:
        return t("review.telling.failed", at=at, why=why)
    if notice.state == "pending" and notice.attempts:
        return t("review.telling.again", at=at, count=notice.attempts, why=why)
    return at


@ft.component
def password_dialog(telling: Telling) -> ft.Control:
    """The dialog while it is open; it takes no room itself."""
    return _asked(telling) if telling.is_asking else ft.Container()


@ft.component
def _asked(telling: Telling) -> ft.Control:
    use_shortcuts({"Escape": telling.dismiss, "Ctrl+Enter": telling.renew}, modal=True)
    field = text_field(
        t("review.telling.reason"),
        telling.reason,
        on_change=telling.type,
        error=problem_words(telling.problem) if telling.problem else None,
        max_length=REASON_LENGTH,
        autofocus=True,
    )
    parts: list[ft.Control] = [body(t("review.telling.words")), field]
    if telling.trouble is not None:
        parts.append(mark(Tone.WARNING, trouble_words(telling.trouble)))
    actions: list[ft.Control] = [
        quiet(t("review.telling.do_not_send"), telling.dismiss),
        primary(t("review.telling.confirm"), telling.renew, key_hint="Ctrl Enter", busy=telling.busy),
    ]
    ft.use_dialog(sheet(t("review.telling.ask"), stacked(parts, gap=GAP_12), actions=actions, width=560))
    return ft.Container()
