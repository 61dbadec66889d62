"""Phản ánh and papers at the agency: what waits first, each answered where it stands."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.views.components.buttons import secondary
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.sections import sections
from desk.views.components.shortcuts import use_shortcuts
from desk.views.office.complaints_view import complaint_cards
from desk.views.office.model import OfficeModel, Part
from desk.views.office.papers_view import paper_cards
from desk.views.place import Place
from desk.views.program import Role
from desk.views.review.trouble import WayOut, trouble_words, way_out
from desk.views.theme import GAP_12, Tone

OFFICE = "office"


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
    use_shortcuts({"Escape": model.leave} if model.answering or model.opened or model.passing else {})
    use_confirm(_leaving(model), on_confirm=model.throw_away, on_cancel=model.think_better)
    parts: list[ft.Control] = [_head(model)] if model.has_papers else []
    if model.trouble is not None:
        parts.append(_trouble(model))
    parts += _content(model)
    return ft.Column(
        parts,
        expand=True,
        spacing=GAP_12,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


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


def _trouble(model: OfficeModel) -> ft.Control:
    assert model.trouble is not None, "there is trouble"
    is_over = way_out(model.trouble) is WayOut.SIGN_IN
    again = model.sign_out if is_over else model.reload
    act = secondary(t("review.act.sign_in" if is_over else "review.act.retry"), again)
    return banner(Tone.WARNING, trouble_words(model.trouble), action=act)


def _content(model: OfficeModel) -> list[ft.Control]:
    page = model.complaints if model.part is Part.COMPLAINTS else model.papers
    if page is None:
        return [] if model.trouble else [loading(t("office.loading"))]
    if model.part is Part.COMPLAINTS:
        return complaint_cards(model)
    cards = paper_cards(model)
    return cards or [empty_state(ft.Icons.INVENTORY_2_OUTLINED, t("office.no_papers"))]
