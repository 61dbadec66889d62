"""Đồng bộ: the true sentence, the line, the books, their days; then what needs a person, then what waits."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.wire.records import RecordKind
from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.ports.service import Activity
from desk.views import shown
from desk.views.care.concerning import CARE
from desk.views.components.buttons import primary, quiet
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.later import later
from desk.views.components.paged_list import Position, paged_list
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import display
from desk.views.place import Place
from desk.views.sync.books import books_card
from desk.views.sync.coming import coming_card
from desk.views.sync.days import DaysModel
from desk.views.sync.days_view import days_card
from desk.views.sync.line import line_card
from desk.views.sync.model import SyncModel
from desk.views.sync.naming import name_of
from desk.views.sync.needing import Way, given_up
from desk.views.sync.queue import Queue
from desk.views.sync.rows import queue_rows
from desk.views.sync.seen import day_sheet
from desk.views.sync.truth import WayOut, sentence, time_left
from desk.views.sync.versions_view import versions_sheet
from desk.views.theme import GAP_12, GAP_16, TONES, Tone

_SIDE_BY_SIDE_FROM = 1100  # px of the window: below, line and books stand above the queue
_SIDE_WIDTH = 400


@ft.component
def sync_screen(place: Place) -> ft.Control:
    """What has arrived at the agency and what has not, for the registrar at the table."""
    table, sync = place.table, place.program.sync
    model = ft.use_memo(lambda: SyncModel(table, sync, SystemClock()), [table, sync])
    days = ft.use_memo(lambda: DaysModel(table.closing, sync), [table, sync])
    return _sync(model, days, place)


@ft.component
def _sync(model: SyncModel, days: DaysModel, place: Place) -> ft.Control:
    ft.use_effect(model.reload, [place.version])
    use_confirm(_question(model), on_confirm=model.do_asked, on_cancel=model.dismiss)
    ft.use_dialog(versions_sheet(model.compared, model, place) if model.compared else None)
    seen = model.seen
    is_looking = bool(seen or model.compared)
    use_shortcuts({"Escape": model.close_sheets} if is_looking else {}, modal=is_looking)
    ft.use_dialog(day_sheet(seen, model.clock, place.registrars, model.close_sheets) if seen else None)
    queue = model.queue
    if queue is None:
        return loading(t("sync.loading"))
    if model.sync is None and not queue.count.books.finished:
        return empty_state(
            ft.Icons.CLOUD_OFF_ROUNDED, t("sync.not_connected"), hint=t("sync.not_connected_hint")
        )
    state = model.sync.state if model.sync else None
    side = [
        line_card(
            state,
            model.clock,
            lambda yes: later(model.send_records_only, yes),
            {WayOut.TRY: model.try_all, WayOut.STATION: lambda: place.go(CARE)},
        ),
        books_card(queue.count, model.clock),
        *coming_card(
            state,
            model.fetch_now,
            lambda handout: later(model.fetch_again, handout),
            lambda handout: later(model.dismiss_handout, handout),
        ),
        ft.Container(days_card(days, place.version)),
    ]
    below = (
        _beside(side, queue, model, place)
        if place.width >= _SIDE_BY_SIDE_FROM
        else _under(side, queue, model, place)
    )
    parts = [_head(model, queue), *_recovery(place), *_said(model), below]
    return ft.Column(parts, expand=True, spacing=GAP_12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _recovery(place: Place) -> list[ft.Control]:
    """Until the agency has signed for the recovery code, nobody can read it out."""
    state, person = place.program.recovery, place.program.person
    if state is None or state.is_at_agency or (person is not None and person.by_code):
        return []  # who came in by the code is told on every screen
    return [banner(Tone.WARNING, t("unlock.recover.waiting", serial=state.serial))]


def _said(model: SyncModel) -> list[ft.Control]:
    """What the last press came to, until it is put away or is true no more."""
    said = model.said
    if said is None or (said.while_cut and model.sync is not None and model.sync.state.reason is None):
        return []
    return [banner(said.tone, said.words, action=quiet(t("sync.said.put_away"), model.hush))]


def _head(model: SyncModel, queue: Queue) -> ft.Row:
    tone, words = sentence(queue.count)
    left = time_left(model.sync.state) if model.sync else ""
    words = f"{words} · {left}" if left else words
    look = TONES[tone]
    told = display(words)
    parts: list[ft.Control] = [
        ft.Icon(look.icon, size=32, color=look.strong),
        ft.Semantics(identifier="sync-sentence", live_region=True, expand=True, content=told),
    ]
    if model.sync is not None:
        is_sending = model.sync.state.activity is Activity.SENDING
        parts.append(primary(t("sync.try_all"), model.try_all, icon=ft.Icons.SYNC_ROUNDED, busy=is_sending))
    return ft.Row(parts, spacing=GAP_12)


def _beside(side: list[ft.Container], queue: Queue, model: SyncModel, place: Place) -> ft.Control:
    column = ft.Column(
        list(side),
        width=_SIDE_WIDTH,
        scroll=ft.ScrollMode.AUTO,
        spacing=GAP_12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Row(
        [column, ft.Container(_queue(queue, model, place), expand=True)],
        expand=True,
        spacing=GAP_16,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _under(side: list[ft.Container], queue: Queue, model: SyncModel, place: Place) -> ft.Control:
    *cards, days = side
    for card in cards:
        card.col = {"xs": 12, "md": 6}
    days.col = 12
    return ft.Column(
        [
            ft.ResponsiveRow(list(side), spacing=GAP_12, run_spacing=GAP_12),
            ft.Container(_queue(queue, model, place), expand=True),
        ],
        expand=True,
        spacing=GAP_12,
    )


def _queue(queue: Queue, model: SyncModel, place: Place) -> ft.Control:
    return paged_list(
        queue_rows(queue, model, place),
        Position(model.number, queue.total),
        on_previous=partial(model.turn, -1),
        on_next=partial(model.turn, 1),
        empty=empty_state(ft.Icons.INBOX_ROUNDED, t("sync.nothing_waits"), hint=t("sync.nothing_waits_hint")),
    )


def _question(model: SyncModel) -> Question | None:
    asked = model.asked
    if asked is None:
        return None
    line, told = asked.line, {"name": name_of(asked.line), "reason": shown.reason(asked.line.last_reason)}
    keep = t("sync.leave_as_it_is")
    if asked.way is Way.GIVE_UP:
        key = f"sync.give_up.{given_up(line)}"
        return Question(t(f"{key}.title"), t(f"{key}.words", **told), t(f"{key}.act"), keep)
    if asked.way is Way.CLOSE_DAY:
        words = t("sync.close_day_words", **told)
        return Question(t("sync.close_day_title"), words, t("sync.close_day"), keep)
    title = "sync.again_title" if line.kind == RecordKind.DECLARATION else "sync.again_title_record"
    return Question(t(title), t("sync.again_words", **told), t("sync.again"), keep)
