"""Complaints as the agency reads them: what was said, who it concerns, the answer."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.contact import Phone
from declaration.wire.complaint import ComplaintSummary, office_of
from desk.i18n import has, t
from desk.ports.clock import SystemClock
from desk.views import shown
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import filter_chips
from desk.views.components.feedback import empty_state
from desk.views.components.fields import text_field
from desk.views.components.later import later
from desk.views.components.text import body, note
from desk.views.office.model import OfficeModel
from desk.views.theme import GAP_8, Tone

_WAITING, _ANSWERED = "waiting", "answered"


def complaint_cards(model: OfficeModel) -> list[ft.Control]:
    """Those that wait, or those that were answered."""
    assert model.complaints is not None, "read"
    page = model.complaints
    chips = filter_chips(
        _ANSWERED if model.shows_answered else _WAITING,
        {_WAITING: (t("office.waiting"), page.waiting), _ANSWERED: (t("office.answered"), None)},
        lambda key: later(model.show_answered, key == _ANSWERED),
    )
    if not page.items:
        return [chips, empty_state(ft.Icons.FORUM_OUTLINED, t("office.no_complaints"))]
    return [chips, *(_card(model, each) for each in page.items)]


def _card(model: OfficeModel, complaint: ComplaintSummary) -> ft.Control:
    now = SystemClock().now()
    who = [complaint.full_name, *([Phone(complaint.phone).shown()] if complaint.phone else [])]
    who += [shown.document_number(complaint.document_number)] if complaint.document_number else []
    office = t(f"complaints.office.{office_of(complaint.subject)}")
    taken = t("complaints.taken", moment=shown.moment(complaint.taken_at, now), by=complaint.registrar)
    where = " · ".join([_subject(complaint.subject), office, complaint.unit_name, complaint.station, taken])
    parts: list[ft.Control] = [body(complaint.words), note(where)]
    if complaint.answered_at is not None:
        at = shown.moment(complaint.answered_at, now)
        said = t("complaints.answered", moment=at, by=complaint.answered_by)
        parts += [body(complaint.answer), note(said, Tone.SUCCESS), note(_told(complaint.told))]
    elif model.answering == complaint.id:
        parts += _answer(model, complaint)
    else:
        begin = secondary(t("office.answer"), partial(model.begin_answer, complaint.id))
        parts.append(ft.Row([begin], alignment=ft.MainAxisAlignment.END))
    return section_card(" · ".join(who), stacked(parts, gap=GAP_8))


def _answer(model: OfficeModel, complaint: ComplaintSummary) -> list[ft.Control]:
    words = text_field(t("office.words"), model.words, on_change=model.write, lines=3, autofocus=True)
    acts: list[ft.Control] = [
        quiet(t("action.cancel"), model.leave),
        primary(
            t("office.send"),
            partial(model.answer, complaint),
            disabled=not model.words.strip(),
            busy=model.is_busy,
        ),
    ]
    return [words, ft.Row(acts, alignment=ft.MainAxisAlignment.END, spacing=GAP_8)]


def _subject(subject: str) -> str:
    key = f"complaints.subject.{subject}"
    return t(key) if has(key) else t("complaints.subject.other")


def _told(told: str) -> str:
    key = f"complaints.told.{told}"
    return t(key) if told and has(key) else t("office.not_told")
