"""A complaint being passed on: to which agency and unit of it, and why."""

from __future__ import annotations

from functools import partial

import flet as ft

from declaration.wire.complaint import ComplaintSummary, Office
from desk.i18n import t
from desk.views import shown
from desk.views.components.buttons import primary, quiet
from desk.views.components.card import side_by_side, stacked
from desk.views.components.choices import choice_field
from desk.views.components.fields import text_field
from desk.views.components.text import note
from desk.views.office.model import OfficeModel, Passing
from desk.views.office.trouble_view import trouble_in_form
from desk.views.theme import GAP_8, GAP_12


def passing_form(model: OfficeModel, passing: Passing, complaint: ComplaintSummary) -> ft.Control:
    """Sent only to somewhere else, and with a reason."""
    agencies = {each.code: each.name for each in (model.complaints.agencies if model.complaints else ())}
    offices = {each.value: shown.complaint_office(each, "") for each in Office}
    where = side_by_side(
        [
            choice_field(
                t("office.pass_agency"),
                passing.agency,
                agencies,
                lambda code: model.pass_to(agency=code),
                searchable=True,
            ),
            choice_field(
                t("office.pass_office"), passing.office, offices, lambda code: model.pass_to(office=code)
            ),
        ]
    )
    reason = text_field(t("office.pass_reason"), passing.reason, on_change=model.explain, lines=2)
    is_elsewhere = (passing.agency, passing.office) != (complaint.agency, complaint.office)
    acts: list[ft.Control] = [
        quiet(t("office.pass_no"), model.leave),
        primary(
            t("office.pass_on"),
            partial(model.pass_on, complaint),
            disabled=not (is_elsewhere and passing.reason.strip()),
            busy=model.is_busy,
        ),
    ]
    row = ft.Row(acts, alignment=ft.MainAxisAlignment.END, spacing=GAP_8)
    return stacked([note(t("office.pass_words")), where, reason, *trouble_in_form(model), row], gap=GAP_12)
