"""The list at the left: search, status, rows of two lines with the days that are left."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any
from uuid import UUID

import flet as ft

from declaration.lifecycle import Status
from declaration.wire.review import Claim, ReviewSummary
from desk.i18n import t
from desk.views import shown
from desk.views.components.buttons import icon_button, secondary
from desk.views.components.choices import filter_chips
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.paged_list import Position, list_row, paged_list
from desk.views.components.status import chip
from desk.views.review.model import ReviewModel
from desk.views.review.narrowing_view import narrowed_to, narrowing_menu
from desk.views.review.opened import Opened
from desk.views.review.queue import SEARCH_LENGTH, STATUSES, Narrowing, Queue
from desk.views.review.said import days_words, status_words
from desk.views.review.together import Together
from desk.views.review.trouble import WayOut, trouble_words, way_out
from desk.views.theme import GAP_8, TONES, Tone

_WITH_DEADLINE = frozenset({Status.RECEIVED, Status.RETURNED})
_SIGN = 20  # px


@ft.component
def queue_panel(
    model: ReviewModel, queue: Queue, opened: Opened, together: Together, is_wide: bool
) -> ft.Control:
    """The whole list. Where it stands alone (``is_wide`` false), nothing opens by itself."""
    today, chosen = model.clock.today(), opened.record_id
    rows = ft.use_memo(lambda: _rows(queue, chosen, today, model), [queue.page, chosen, today])
    parts: list[ft.Control] = [
        _search(model, queue, is_wide),
        _chips(model, queue, is_wide),
        *narrowed_to(queue),
    ]
    if queue.greens:
        parts.append(_all_green(queue, together))
    if queue.trouble is not None:
        parts.append(_trouble(model, queue))
    if queue.page is None and queue.trouble is None:
        parts.append(loading(t("review.loading")))
    elif queue.page is not None:
        parts.append(_list(model, queue, rows, is_wide))
    return ft.Column(parts, expand=True, spacing=GAP_8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _all_green(queue: Queue, together: Together) -> ft.Control:
    label = t("review.together.button", count=len(queue.greens))
    return secondary(label, together.ask, icon=ft.Icons.DONE_ALL_ROUNDED, key_hint="G")


def _search(model: ReviewModel, queue: Queue, is_wide: bool) -> ft.Control:
    async def find(text: str) -> None:
        await model.find(text, open_first=is_wide)

    async def clear() -> None:
        await queue.search_now("")

    async def refresh() -> None:
        await queue.load()

    clearing = icon_button(ft.Icons.CLOSE_ROUNDED, t("review.clear_search"), clear) if queue.search else None
    field = text_field(
        t("review.search"),
        queue.search,
        on_change=lambda text: later(queue.search_for, text),
        on_submit=lambda text: later(find, text),
        max_length=SEARCH_LENGTH,
        trailing=clearing or ft.Icon(ft.Icons.SEARCH_ROUNDED),
    )
    again = icon_button(ft.Icons.REFRESH_ROUNDED, t("review.refresh"), refresh, disabled=queue.loading)
    return ft.Row([ft.Container(field, expand=True), narrowing_menu(queue), again], spacing=0)


def _chips(model: ReviewModel, queue: Queue, is_wide: bool) -> ft.Control:
    async def show(status: str) -> None:
        await model.show(status, open_first=is_wide)

    options = {
        status: (t(f"review.filter.{status or 'all'}"), queue.total if status == queue.status else None)
        for status in STATUSES
    }
    return filter_chips(queue.status, options, lambda status: later(show, status))


def _trouble(model: ReviewModel, queue: Queue) -> ft.Control:
    assert queue.trouble is not None, "drawn only then"
    if way_out(queue.trouble) is WayOut.SIGN_IN:
        act = secondary(t("review.act.sign_in"), model.sign_out)
    else:
        act = secondary(t("review.act.retry"), queue.load)
    return banner(Tone.OFFLINE, trouble_words(queue.trouble), action=act)


def _list(model: ReviewModel, queue: Queue, rows: list[ft.Control], is_wide: bool) -> ft.Control:
    assert queue.page is not None, "drawn only then"
    return paged_list(
        rows,
        Position(queue.number, queue.page.total, queue.page_size),
        on_previous=queue.turn_back,
        on_next=queue.turn_on,
        empty=_empty(model, queue, is_wide),
    )


def _empty(model: ReviewModel, queue: Queue, is_wide: bool) -> ft.Control:
    async def whole_list() -> None:
        await model.search_no_more(open_first=is_wide)

    async def widen() -> None:
        await model.widen(open_first=is_wide)

    if queue.search.strip():
        return empty_state(
            ft.Icons.SEARCH_OFF_ROUNDED,
            t("review.none_found"),
            hint=t("review.none_found_hint"),
            action=secondary(t("review.back_to_list"), whole_list),
        )
    if queue.narrowing != Narrowing():
        return empty_state(
            ft.Icons.FILTER_ALT_OFF_ROUNDED,
            t("review.none_narrowed"),
            action=secondary(t("review.narrow.all_off"), widen),
        )
    if queue.status == Status.RECEIVED:
        return empty_state(
            ft.Icons.TASK_ALT_ROUNDED, t("review.none_waiting"), hint=t("review.none_waiting_hint")
        )
    return empty_state(ft.Icons.INBOX_ROUNDED, t("review.none_here"))


def _rows(queue: Queue, chosen: UUID | None, today: date, model: ReviewModel) -> list[ft.Control]:
    def opens(record_id: UUID) -> Callable[[], Coroutine[Any, Any, None]]:
        async def act() -> None:
            await model.open(record_id)

        return act

    return [_row(queue, item, item.id == chosen, today, opens(item.id)) for item in queue.items]


def _row(
    queue: Queue,
    item: ReviewSummary,
    is_chosen: bool,
    today: date,
    on_click: Callable[[], Coroutine[Any, Any, None]],
) -> ft.Control:
    tone, words = status_words(item.status)
    icon = None
    if item.status in _WITH_DEADLINE:
        tone, words = days_words(item.hand_in_by, today)
        icon = ft.Icons.SCHEDULE_ROUNDED
    claim = item.claim if queue.is_taken(item) else None
    return list_row(
        item.full_name,
        _second_line(item, claim),
        on_click=on_click,
        leading=_sign(item, claim) or (_no_sign() if queue.greens else None),
        selected=is_chosen,
        first_lines=3,
        beside_second=chip(tone, words, icon=icon),
    )


def _no_sign() -> ft.Control:
    """Names stand under one another beside those that have one."""
    return ft.Container(width=_SIGN)


def _second_line(item: ReviewSummary, claim: Claim | None) -> str:
    if claim is not None:
        return t("review.taken_row", name=claim.name)
    return t("review.row", number=shown.document_number(item.document_number), station=item.station)


def _sign(item: ReviewSummary, claim: Claim | None) -> ft.Icon | None:
    """A colleague is at it, or all is in order; nothing where neither is so."""
    if claim is not None:
        said = t("review.taken", name=claim.name)
        return ft.Icon(ft.Icons.PERSON_ROUNDED, size=_SIGN, tooltip=said, semantics_label=said)
    if item.green:
        said, look = t("review.green"), TONES[Tone.SUCCESS]
        return ft.Icon(look.icon, size=_SIGN, color=look.strong, tooltip=said, semantics_label=said)
    return None
