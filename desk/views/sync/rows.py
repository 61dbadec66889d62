"""The queue's rows: what needs a person with its reason and its buttons, then what waits."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.lifecycle import Delivery
from declaration.wire.records import RecordKind
from desk.i18n import grouped, t
from desk.ports.outbox import OutboxLine
from desk.views import shown
from desk.views.components.buttons import quiet, secondary
from desk.views.components.text import note, strong
from desk.views.place import Place
from desk.views.sync.model import SyncModel
from desk.views.sync.naming import name_of
from desk.views.sync.needing import Needing, Way, given_up
from desk.views.sync.queue import Queue
from desk.views.sync.truth import megabytes
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS, TONES, Tone
from desk.views.wanted import look_at, look_at_batch, look_at_complaint

_ELSEWHERE = {RecordKind.HANDOVER: look_at_batch, RecordKind.COMPLAINT: look_at_complaint}
"""Kinds with a screen of their own; a day's record is shown here, all others are of a declaration."""


def queue_rows(queue: Queue, model: SyncModel, place: Place) -> list[ft.Control]:
    """One page; each of the two kinds under its heading with its whole number."""
    rows: list[ft.Control] = []
    if queue.needing:
        rows.append(_heading(t("sync.needing_title"), queue.count.needing))
        rows += [_needing_row(item, model, place) for item in queue.needing]
    if queue.waiting:
        rows.append(_heading(t("sync.waiting_title"), queue.count.books.waiting))
        rows += [_waiting_row(line, model, place) for line in queue.waiting]
    return rows


def _heading(words: str, count: int) -> ft.Semantics:
    place = ft.Container(
        strong(f"{words} · {grouped(count)}"), padding=ft.Padding.only(top=GAP_8, bottom=GAP_4)
    )
    return ft.Semantics(header=True, content=place)


def _needing_row(item: Needing, model: SyncModel, place: Place) -> ft.Container:
    line = item.line
    key = "refused_since" if line.delivery is Delivery.REFUSED else "set_aside_since"
    since = t(f"sync.{key}", age=shown.age(line.created_at, model.clock.now()))
    words = ft.Column(
        [
            strong(name_of(line), max_lines=2),
            note(shown.reason(line.last_reason), Tone.ERROR, max_lines=2),
            note(since, max_lines=1),
        ],
        spacing=2,
        expand=True,
    )
    look = TONES[Tone.ERROR]
    acts = [_way_out(way, item, model, place) for way in item.ways] if model.sync is not None else []
    return _frame([ft.Icon(look.icon, size=22, color=look.strong), words, _look(line, model, place), *acts])


def _way_out(way: Way, item: Needing, model: SyncModel, place: Place) -> ft.Control:
    line = item.line
    match way:
        case Way.CORRECT:
            return secondary(t("sync.correct"), partial(place.correct, line.record_id))
        case Way.SETTLE:
            return secondary(t("sync.settle"), partial(model.compare, item))
        case Way.GIVE_UP:
            return secondary(t(f"sync.give_up.{given_up(line)}.act"), partial(model.ask, line, way))
        case Way.CLOSE_DAY:
            return secondary(t("sync.close_day"), partial(model.ask, line, way))
        case Way.AGAIN:
            return quiet(t("sync.again"), partial(model.ask, line, way))


def _waiting_row(line: OutboxLine, model: SyncModel, place: Place) -> ft.Container:
    words = ft.Column(
        [strong(name_of(line), max_lines=2), note(_story(line, model), max_lines=2)], spacing=2, expand=True
    )
    parts: list[ft.Control] = [words, _look(line, model, place)]
    if model.sync is not None:
        parts.append(quiet(t("sync.try_now"), partial(model.try_one, line.record_id)))
    return _frame(parts)


def _look(line: OutboxLine, model: SyncModel, place: Place) -> ft.Control:
    if line.kind == RecordKind.DAY:
        return quiet(t("sync.look"), partial(model.look, line))
    if line.kind in _ELSEWHERE:
        return quiet(t("sync.look"), partial(_ELSEWHERE[RecordKind(line.kind)], place, line.record_id))
    return quiet(t("sync.look"), partial(look_at, place, line.declaration_id))


def _story(line: OutboxLine, model: SyncModel) -> str:
    """How long it has waited, how often it was tried, what came of it, when it is tried next."""
    now = model.clock.now()
    said = [t("sync.waited", age=shown.age(line.created_at, now)), *_photos(line, model)]
    if not line.attempts:
        return " · ".join([*said, t("sync.first_try")])
    said.append(t("sync.attempts", count=line.attempts))
    if line.last_reason:
        said.append(shown.reason(line.last_reason))
    is_soon = (line.next_due - now).total_seconds() < 60
    next_try = t("sync.next_try", moment=shown.moment(line.next_due, now))
    said.append(t("sync.next_soon") if is_soon else next_try)
    return " · ".join(said)


def _photos(line: OutboxLine, model: SyncModel) -> list[str]:
    """How much of its photos has gone, as far as that is known."""
    if not line.blob_bytes:
        return []
    to_go = model.sync.to_go(line.record_id, line.revision) if model.sync else None
    total = megabytes(line.blob_bytes)
    if to_go is None:
        return [t("sync.photos", total=total)]
    return [t("sync.photos_sent", sent=megabytes(max(0, line.blob_bytes - to_go)), total=total)]


def _frame(parts: list[ft.Control]) -> ft.Container:
    return ft.Container(
        ft.Row(parts, spacing=GAP_12),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_8),
    )
