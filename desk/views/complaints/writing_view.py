"""A complaint being written down: what it is about decides who answers."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.wire.complaint import Subject, office_of
from desk.i18n import t
from desk.views import shown
from desk.views.complaints.model import ComplaintsModel
from desk.views.components.buttons import primary, quiet
from desk.views.components.card import section_card, side_by_side, stacked
from desk.views.components.choices import one_of
from desk.views.components.fields import text_field
from desk.views.components.text import note
from desk.views.theme import GAP_8


def writing_card(model: ComplaintsModel) -> ft.Control:
    """One form; what is amiss stands beside its field."""
    assert model.writing is not None, "one is being written down"
    subject = model.writing.subject
    choice = one_of(
        t("complaints.about"),
        subject or "",
        {each.value: t(f"complaints.subject.{each}") for each in Subject},
        lambda key: model.choose(Subject(key)),
        error=_said(model, "subject"),
    )
    goes_to = [note(t("complaints.goes_to", office=_office(model, subject)))] if subject else []
    acts = ft.Row(
        [
            quiet(t("complaints.do_not_keep"), model.leave),
            primary(t("complaints.keep"), model.keep, key_hint="F9"),
        ],
        alignment=ft.MainAxisAlignment.END,
        spacing=GAP_8,
    )
    words = _field(model, "words", t("complaints.words"), lines=4)
    who = side_by_side(
        [
            _field(model, "full_name", t("field.full_name")),
            _field(model, "phone", t("field.phone"), keyboard=ft.KeyboardType.PHONE),
            _field(model, "document_number", t("complaints.document_number")),
        ]
    )
    return section_card(t("complaints.new"), stacked([choice, *goes_to, words, who, acts]))


def _office(model: ComplaintsModel, subject: Subject) -> str:
    agency = model.agencies.get(model.work.routes.agency_of(subject), "")
    return shown.complaint_office(office_of(subject), agency)


def _field(
    model: ComplaintsModel,
    name: str,
    label: str,
    *,
    lines: int = 1,
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
) -> ft.Control:
    return text_field(
        label,
        getattr(model.writing, name),
        on_change=partial(model.write, name),
        on_blur=partial(model.leave_field, name),
        lines=lines,
        keyboard=keyboard,
        error=_said(model, name),
        focus_request=model.cursor.of(name),
    )


def _said(model: ComplaintsModel, name: str) -> str | None:
    problem = model.problem(name)
    return t(f"problem.{problem.code}", **problem.details) if problem else None
