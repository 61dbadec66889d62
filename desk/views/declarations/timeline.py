"""What happened to a declaration, newest on top: when, what, by whom."""

from __future__ import annotations

from collections.abc import Mapping

import flet as ft

from declaration.lifecycle import Delivery
from desk.i18n import has, t
from desk.ports.clock import Clock
from desk.ports.store import DeclarationDetail, HistoryEvent
from desk.views import shown
from desk.views.components.text import body, note
from desk.views.theme import GAP_4, GAP_8, TONES, Tone

_MOMENT_WIDTH = 108
_TONES = {
    Delivery.REFUSED: Tone.ERROR,
    Delivery.SET_ASIDE: Tone.ERROR,
    "rejected": Tone.ERROR,
    "lapsed": Tone.ERROR,
    "notice_failed": Tone.WARNING,
    "deadline_near": Tone.WARNING,
    "possible_duplicate": Tone.WARNING,
    "returned": Tone.WARNING,
    "reopen": Tone.WARNING,
    "withdraw": Tone.WARNING,
    "take_consent_back": Tone.WARNING,
    "withdrawal_too_late": Tone.WARNING,
    Delivery.DELIVERED: Tone.SUCCESS,
    "approved": Tone.SUCCESS,
    "applied": Tone.SUCCESS,
    "account_issued": Tone.SUCCESS,
    "account_activated": Tone.SUCCESS,
}


def timeline(detail: DeclarationDetail, clock: Clock, people: Mapping[str, str]) -> ft.Column:
    """Every act at the desk and every answer of the agency; ``people``: shown names by sign-in name."""
    events = [_event(event, clock, people) for event in reversed(detail.history)]
    return ft.Column(list(events), spacing=GAP_8)


def _event(event: HistoryEvent, clock: Clock, people: Mapping[str, str]) -> ft.Row:
    look = TONES[_TONES.get(event.event, Tone.NEUTRAL)]
    what: list[ft.Control] = [body(shown.event(event.event))]
    beside = _beside(event, people)
    if beside:
        what.append(note(beside))
    return ft.Row(
        [
            ft.Container(note(shown.moment(event.at, clock.now())), width=_MOMENT_WIDTH),
            ft.Icon(ft.Icons.CIRCLE, size=12, color=look.strong),
            ft.Column(what, spacing=0, expand=True),
        ],
        spacing=GAP_8 + GAP_4,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _beside(event: HistoryEvent, people: Mapping[str, str]) -> str:
    """Who did it, or why it was held up; details for machines stay out."""
    if has(f"reason.{event.detail}"):
        return shown.reason(event.detail)
    if has(f"withdrawal.reason.{event.detail}"):
        return f"{t(f'withdrawal.reason.{event.detail}')} · {people.get(event.by, event.by)}"
    if event.event == "take_consent_back":
        purposes = ", ".join(shown.purpose(each) for each in event.detail.split())
        return f"{purposes} · {people.get(event.by, event.by)}"
    if event.event == "contact":
        return f"{t(f'calls.outcome.{event.detail}')} · {people.get(event.by, event.by)}"
    return people.get(event.by, event.by)
