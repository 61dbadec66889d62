"""A row a day: what was finished on it, where it stands, and the button that closes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import flet as ft

from desk.i18n import t
from desk.ports.days import DayBooks, DayState
from desk.views import shown
from desk.views.components.buttons import quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.status import chip
from desk.views.components.text import note, strong
from desk.views.sync.days import NEWEST, DaysModel
from desk.views.theme import GAP_4, GAP_8, Tone

TONES: Final[Mapping[DayState, Tone]] = {
    DayState.OPEN: Tone.NEUTRAL,
    DayState.MORE: Tone.WARNING,
    DayState.CLOSING: Tone.OFFLINE,
    DayState.REFUSED: Tone.ERROR,
    DayState.BALANCED: Tone.SUCCESS,
    DayState.UNBALANCED: Tone.ERROR,
    DayState.BROKEN: Tone.ERROR,
}
_WHOLE_HEIGHT = 360  # px: the queue below stays in sight
_NAMED = 5
"""Of what only the agency has: so many are named."""


@ft.component
def days_card(model: DaysModel, version: int) -> ft.Control:
    """``version`` changes whenever the books may have."""
    ft.use_effect(model.reload, [version])
    use_confirm(_question(model), on_confirm=model.close_day, on_cancel=model.dismiss)
    if model.days is None:
        return section_card(t("sync.day.title"), note(t("sync.loading")))
    rows: list[ft.Control] = [_row(day, model) for day in model.shown]
    if not rows:
        rows.append(note(t("sync.day.none")))
    if len(model.shown) < len(model.days):
        if model.open_out_of_sight:
            rows.append(note(t("sync.day.more_open", count=model.open_out_of_sight)))
        rows.append(quiet(t("sync.day.whole"), model.show_whole))
    content = stacked(rows, gap=GAP_8)
    if model.is_whole and len(rows) > NEWEST:
        content.height, content.scroll = _WHOLE_HEIGHT, ft.ScrollMode.AUTO
    return section_card(t("sync.day.title"), content)


def _row(day: DayBooks, model: DaysModel) -> ft.Control:
    """The act stands beside both lines: the row is no higher for it."""
    head = ft.Row(
        [strong(shown.day(day.day)), chip(TONES[day.state], t(f"sync.day.{day.state}"))],
        wrap=True,
        spacing=GAP_8,
        run_spacing=GAP_4,
    )
    words: list[ft.Control] = [head, note(told(day))]
    hint = advice(day, is_online=model.is_online)
    if hint:
        words.append(note(hint, Tone.ERROR if TONES[day.state] is Tone.ERROR else Tone.NEUTRAL))
    words += [note(name) for name in day.unknown[:_NAMED]]
    said = ft.Column(words, spacing=GAP_4, tight=True, expand=True)
    return ft.Row([said, *_act(day, model)], spacing=GAP_8)


def _act(day: DayBooks, model: DaysModel) -> list[ft.Control]:
    if day.may_close:
        return [secondary(t("sync.day.close"), partial(model.ask, day))]
    if day.state is DayState.UNBALANCED:
        return [quiet(t("sync.day.compare"), partial(model.compare, day))]
    return []


def told(day: DayBooks) -> str:
    """The day's sum; what is nothing is left out."""
    parts = {
        "waiting": day.waiting,
        "delivered": day.delivered,
        "refused": day.refused,
        "set_aside": day.set_aside,
        "superseded": day.superseded,
    }
    said = [t(f"sync.day.count.{name}", count=count) for name, count in parts.items() if count]
    return f"{t('sync.day.count.finished', count=day.finished)} = {' + '.join(said)}"


def advice(day: DayBooks, *, is_online: bool) -> str:
    """What comes next, or what is amiss; "" for nothing."""
    match day.state:
        case DayState.CLOSING if day.lacking:
            return t("sync.day.sent_again", count=day.lacking)
        case DayState.CLOSING if not is_online:
            return t("sync.day.when_online")
        case DayState.CLOSING if day.waiting:
            return t("sync.day.when_sent", count=day.waiting)
        case DayState.CLOSING:
            return t("sync.day.comparing")
        case DayState.UNBALANCED:
            return t("sync.day.differs", lacking=day.lacking, unknown=len(day.unknown))
        case DayState.MORE | DayState.REFUSED | DayState.BROKEN:
            return t(f"sync.day.advice_{day.state}")
        case _:
            return ""


def _question(model: DaysModel) -> Question | None:
    day = model.asked
    if day is None:
        return None
    when = t("sync.day.ask_online" if model.is_online else "sync.day.ask_offline")
    words = t("sync.day.ask_words", count=day.finished, when=when)
    title = t("sync.day.ask", day=shown.day(day.day))
    return Question(title, words, t("sync.day.close"), t("sync.day.not_yet"))
