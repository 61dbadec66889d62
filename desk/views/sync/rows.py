"""The queue's rows: what needs a person with its reason and its buttons, then what waits."""

from __future__ import annotations

from datetime import date
from functools import partial

import flet as ft

from declaration.lifecycle import Delivery
from declaration.wire.records import RecordKind
from desk.i18n import t
from desk.ports.outbox import OutboxLine
from desk.views import shown
from desk.views.components.buttons import quiet, secondary
from desk.views.components.text import note, strong
from desk.views.declarations.wanted import look_at
from desk.views.place import Place
from desk.views.sync.model import Needing, Queue, SyncModel
from desk.views.sync.truth import megabytes
from desk.views.theme import GAP_4, GAP_8, GAP_12, RADIUS, TONES, Tone

_WITHOUT_A_PAGE = (RecordKind.DAY, RecordKind.HANDOVER, RecordKind.COMPLAINT)


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
    place = ft.Container(strong(f"{words} · {count}"), padding=ft.Padding.only(top=GAP_8, bottom=GAP_4))
    return ft.Semantics(header=True, content=place)


def _needing_row(item: Needing, model: SyncModel, place: Place) -> ft.Container:
    line = item.line
    key = "refused_since" if line.delivery is Delivery.REFUSED else "set_aside_since"
    since = t(f"sync.{key}", age=shown.age(line.created_at, model.clock.now()))
    acts = _looks(line, place)
    if line.kind == RecordKind.WITHDRAWAL:
        acts.append(secondary(t("sync.give_up_withdrawal"), partial(model.give_up, line)))
    if model.sync is not None and line.kind == RecordKind.DECLARATION and line.delivery is Delivery.SET_ASIDE:
        acts.append(secondary(t("sync.settle"), partial(model.compare, item)))
    elif model.sync is not None:
        acts.append(quiet(t("sync.again"), partial(model.ask, line)))
    if item.may_correct and line.delivery is Delivery.REFUSED:
        acts.append(secondary(t("sync.correct"), partial(place.correct, line.record_id)))
    words = ft.Column(
        [
            strong(name_of(line), max_lines=1),
            note(shown.reason(line.last_reason), Tone.ERROR, max_lines=2),
            note(since, max_lines=1),
        ],
        spacing=2,
        expand=True,
    )
    look = TONES[Tone.ERROR]
    return _frame([ft.Icon(look.icon, size=22, color=look.strong), words, *acts])


def _waiting_row(line: OutboxLine, model: SyncModel, place: Place) -> ft.Container:
    words = ft.Column(
        [strong(name_of(line), max_lines=1), note(_story(line, model), max_lines=2)], spacing=2, expand=True
    )
    parts: list[ft.Control] = [words, *_looks(line, place)]
    if model.sync is not None:
        parts.append(quiet(t("sync.try_now"), partial(model.try_one, line.record_id)))
    return _frame(parts)


def _looks(line: OutboxLine, place: Place) -> list[ft.Control]:
    """Of a declaration there is a page to look at."""
    if line.kind in _WITHOUT_A_PAGE:
        return []
    return [quiet(t("sync.look"), partial(look_at, place, line.declaration_id))]


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


def name_of(line: OutboxLine) -> str:
    """Whose it is, or what."""
    if line.kind == RecordKind.DAY and line.full_name:
        return t("sync.day.record", day=shown.day(date.fromisoformat(line.full_name)))
    if line.kind == RecordKind.DECLARATION:
        return line.full_name.upper()
    if line.kind == RecordKind.WITHDRAWAL:
        return t("sync.withdrawal", name=line.full_name.upper())
    if line.kind == RecordKind.CONTACT_OUTCOME:
        return t("sync.contact_outcome", name=line.full_name.upper())
    if line.kind in _WITHOUT_A_PAGE:
        return t(f"sync.{line.kind}")
    return t("sync.other_record", kind=line.kind)


def _frame(parts: list[ft.Control]) -> ft.Container:
    return ft.Container(
        ft.Row(parts, spacing=GAP_12),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=GAP_12, vertical=GAP_8),
    )
