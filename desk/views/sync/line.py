"""The line to the agency: does it answer, since when, is the clock right, how far is the sending."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import flet as ft

from desk.i18n import t
from desk.ports.clock import Clock
from desk.ports.service import SyncState
from desk.views import shown
from desk.views.components.buttons import Act, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import tick
from desk.views.components.feedback import banner, busy, progress
from desk.views.components.status import mark
from desk.views.components.text import note
from desk.views.sync.truth import WayOut, clock_words, line_words, sending, way_out
from desk.views.theme import GAP_8, Tone


def line_card(
    state: SyncState | None,
    clock: Clock,
    on_records_only: Callable[[bool], None],
    ways_out: Mapping[WayOut, Act],
) -> ft.Container:
    """``state`` is None on a machine that is connected to nothing; ``ways_out`` is what the buttons do."""
    if state is None:
        parts: list[ft.Control] = [
            mark(Tone.OFFLINE, t("sync.not_connected")),
            note(t("sync.not_connected_hint")),
        ]
    else:
        parts = _parts(state, clock)
        way = way_out(state)
        if way is not None:
            parts.append(ft.Row([secondary(t(f"sync.way_out.{way}"), ways_out[way])]))
        parts.append(tick(t("sync.records_only"), state.records_only, on_records_only))
        if state.records_only:
            parts.append(note(t("sync.records_only_hint")))
    return section_card(t("sync.line"), stacked(parts, gap=GAP_8))


def _parts(state: SyncState, clock: Clock) -> list[ft.Control]:
    parts: list[ft.Control] = [mark(*line_words(state)), note(_contact(state, clock))]
    wrong_clock = clock_words(state)
    if wrong_clock is not None:
        parts.append(banner(Tone.WARNING, wrong_clock))
    going = sending(state)
    if going is not None:
        fraction, words = going
        parts.append(busy(words) if fraction is None else progress(fraction, words))
    return parts


def _contact(state: SyncState, clock: Clock) -> str:
    if state.last_contact is None:
        return t("sync.never_contact")
    at, now = state.last_contact, clock.now()
    return t("sync.last_contact", moment=shown.moment(at, now), ago=shown.ago(at, now))
