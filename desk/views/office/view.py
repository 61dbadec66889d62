"""Phản ánh and papers at the agency: what waits first, each answered where it stands."""

from __future__ import annotations

import asyncio
from typing import Final

import flet as ft

from desk.i18n import t
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import empty_state, loading
from desk.views.components.sections import sections
from desk.views.components.shortcuts import use_shortcuts
from desk.views.office.complaints_view import complaint_cards
from desk.views.office.model import OfficeModel, Part
from desk.views.office.opened import OPENED
from desk.views.office.papers_view import paper_cards
from desk.views.office.trouble_view import trouble_on_top
from desk.views.place import Place
from desk.views.program import Role
from desk.views.theme import GAP_12, MOTION_MS

OFFICE = "office"
_DRAWN: Final = 0.1
"""Seconds until a form that was just opened counts in the length of what scrolls."""


@ft.component
def office_screen(place: Place) -> ft.Control:
    """For a signed-in reviewer or supervisor; papers are for reviewers."""
    program = place.program
    work, person = program.answering, program.person
    assert work is not None, "signed in"
    has_papers = person is not None and Role.REVIEWER in person.roles
    model = ft.use_memo(lambda: OfficeModel(work, has_papers, program.lock), [work])
    return _office(model)


@ft.component
def _office(model: OfficeModel) -> ft.Control:
    ft.use_effect(model.reload, [])
    use_shortcuts({"Escape": model.leave} if model.is_writing else {})
    use_confirm(_leaving(model), on_confirm=model.throw_away, on_cancel=model.think_better)
    now: ft.MutableRef[ft.Column] = ft.use_ref()

    async def bring_what_was_opened() -> None:
        if model.is_open:
            await asyncio.sleep(_DRAWN)
            await now.current.scroll_to(scroll_key=OPENED, duration=MOTION_MS)

    passed_on = model.passing.complaint if model.passing else None
    ft.use_effect(bring_what_was_opened, [model.answering, passed_on, model.opened])
    parts: list[ft.Control] = [_head(model)] if model.has_papers else []
    parts += [*trouble_on_top(model), *_content(model)]
    now.current = column = ft.Column(
        parts,
        expand=True,
        spacing=GAP_12,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return column


def _leaving(model: OfficeModel) -> Question | None:
    if not model.is_leaving:
        return None
    words, act = t("office.leaving_words"), t("office.throw_away")
    return Question(t("office.leaving"), words, act, is_danger=True, cancel_label=t("office.write_on"))


def _head(model: OfficeModel) -> ft.Control:
    waiting = {
        Part.COMPLAINTS: model.complaints.waiting if model.complaints else 0,
        Part.PAPERS: model.papers.to_receive if model.papers else 0,
    }
    named = {part: t(f"office.part.{part}") for part in Part}
    names = {part.value: f"{named[part]} · {many}" if many else named[part] for part, many in waiting.items()}
    return sections(model.part, names, model.open)


def _content(model: OfficeModel) -> list[ft.Control]:
    page = model.complaints if model.part is Part.COMPLAINTS else model.papers
    if page is None:
        return [] if model.trouble else [loading(t("office.loading"))]
    if model.part is Part.COMPLAINTS:
        return complaint_cards(model)
    cards = paper_cards(model)
    return cards or [empty_state(ft.Icons.INVENTORY_2_OUTLINED, t("office.no_papers"))]
