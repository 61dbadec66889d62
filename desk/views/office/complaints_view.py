"""Complaints as the agency reads them: what was said, who it concerns, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import flet as ft

from declaration.contact import Phone
from declaration.wire.complaint import ComplaintSummary, Office, Passed
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
from desk.views.office.opened import opened
from desk.views.office.passing_view import passing_form
from desk.views.office.trouble_view import trouble_in_form
from desk.views.theme import GAP_4, GAP_8, Tone

_WAITING, _ANSWERED, _ALL = "waiting", "answered", "all"


def complaint_cards(model: OfficeModel) -> list[ft.Control]:
    """Those that wait, or those that were answered."""
    assert model.complaints is not None, "read"
    page = model.complaints
    chips: ft.Control = filter_chips(
        _ANSWERED if model.shows_answered else _WAITING,
        {_WAITING: (t("office.waiting"), page.waiting), _ANSWERED: (t("office.answered"), None)},
        lambda key: later(model.show_answered, key == _ANSWERED),
    )
    if model.shows_answered or len(page.by_office) > 1 or model.office:
        chips = stacked([chips, _offices(model, page.by_office)], gap=GAP_8)
    if not page.items:
        return [chips, empty_state(ft.Icons.FORUM_OUTLINED, t("office.no_complaints"))]
    return [chips, *(_card(model, each) for each in page.items)]


def _offices(model: OfficeModel, waiting: Mapping[str, int]) -> ft.Control:
    names = {each.value: (shown.complaint_office(each, ""), waiting.get(each)) for each in Office}
    every = {_ALL: (t("office.all_offices"), None)}
    return filter_chips(
        model.office or _ALL, every | names, lambda key: later(model.show_office, "" if key == _ALL else key)
    )


def _card(model: OfficeModel, complaint: ComplaintSummary) -> ft.Control:
    now = SystemClock().now()
    who = [complaint.full_name, *([Phone(complaint.phone).shown()] if complaint.phone else [])]
    who += [shown.document_number(complaint.document_number)] if complaint.document_number else []
    office = shown.complaint_office(complaint.office, complaint.agency_name)
    taken = t(
        "complaints.taken",
        moment=shown.moment(complaint.taken_at, now),
        by=complaint.registrar_name or complaint.registrar,
    )
    where = " · ".join(
        [shown.complaint_subject(complaint.subject), office, complaint.unit_name, complaint.station, taken]
    )
    parts: list[ft.Control] = [body(complaint.words), note(where)]
    parts += [note(_how_it_came(each)) for each in complaint.passed]
    if complaint.answered_at is not None:
        at = shown.moment(complaint.answered_at, now)
        said = t("complaints.answered", moment=at, by=complaint.answered_name or complaint.answered_by)
        parts += [body(complaint.answer), note(said, Tone.SUCCESS), note(_told(complaint.told))]
    elif model.answering == complaint.id:
        parts += _answer(model, complaint)
    elif model.passing is not None and model.passing.complaint == complaint.id:
        parts.append(passing_form(model, model.passing, complaint))
    else:
        begin = secondary(t("office.answer"), partial(model.begin_answer, complaint.id))
        elsewhere = quiet(t("office.pass"), partial(model.begin_passing, complaint))
        parts.append(ft.Row([elsewhere, begin], alignment=ft.MainAxisAlignment.END, spacing=GAP_8))
    is_passed = model.passing is not None and model.passing.complaint == complaint.id
    card = section_card(" · ".join(who), stacked(parts, gap=GAP_8))
    return opened(card, is_open=is_passed or model.answering == complaint.id)


def _answer(model: OfficeModel, complaint: ComplaintSummary) -> list[ft.Control]:
    # The press on "Trả lời" has the focus, which autofocus would leave there.
    words = text_field(t("office.words"), model.words, on_change=model.write, lines=3, focus_request=1)
    acts: list[ft.Control] = [
        quiet(t("office.not_yet"), model.leave),
        primary(
            t("office.send"),
            partial(model.answer, complaint),
            disabled=not model.words.strip(),
            busy=model.is_busy,
        ),
    ]
    row = ft.Row(acts, alignment=ft.MainAxisAlignment.END, spacing=GAP_8)
    field = ft.Container(words, padding=ft.Padding.only(top=GAP_4))  # its label stands on its border
    return [field, *trouble_in_form(model), row]


def _how_it_came(passed: Passed) -> str:
    at = shown.moment(passed.at, SystemClock().now())
    office = shown.complaint_office(passed.office, passed.agency_name)
    return t("office.passed", moment=at, by=passed.name or passed.by, office=office, reason=passed.reason)


def _told(told: str) -> str:
    key = f"complaints.told.{told}"
    return t(key) if told and has(key) else t("office.not_told")
