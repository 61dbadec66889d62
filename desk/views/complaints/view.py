"""Phản ánh, a part of Kết quả: what people complain of or propose, from the desk to the agency and back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from declaration.contact import Phone
from declaration.wire.complaint import Passed, Told
from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.ports.complaints import Complaint, Hearing
from desk.views import shown
from desk.views.complaints.model import ComplaintsModel
from desk.views.complaints.writing_view import writing_card
from desk.views.components.buttons import Act, primary, quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import filter_chips
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import banner, empty_state, loading
from desk.views.components.later import later
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import body, note
from desk.views.place import Place
from desk.views.theme import GAP_8, GAP_12, RADIUS, TONES, Tone
from desk.views.wanted import Wanted, take_wanted

_STRETCH = ft.CrossAxisAlignment.STRETCH


@ft.component
def complaints_screen(place: Place, on_change: Callable[[], Awaitable[None]]) -> ft.Control:
    """Complaints, for the registrar at the table; ``on_change`` hears that one was taken down or closed."""
    table = place.table
    model = ft.use_memo(
        lambda: ComplaintsModel(
            table.complaining,
            on_change,
            wanted=take_wanted(Wanted.COMPLAINT),
            registrars=place.registrars,
        ),
        [table],
    )
    return _complaints(model, place)


@ft.component
def _complaints(model: ComplaintsModel, place: Place) -> ft.Control:
    ft.use_effect(model.reload, [place.version])
    use_shortcuts({"F9": model.keep, "Escape": model.leave} if model.writing else {"F2": model.begin})
    use_confirm(_leaving(model), on_confirm=model.throw_away, on_cancel=model.think_better)
    use_confirm(_closing(model), on_confirm=model.close, on_cancel=model.think_better)
    if model.complaints is None:
        return loading(t("complaints.loading"))
    parts: list[ft.Control] = []
    if model.writing is not None:
        parts.append(writing_card(model))
    else:
        parts.append(_head(model))
        if model.is_kept:
            parts.append(banner(Tone.SUCCESS, t("complaints.kept")))
        parts += [_card(model, each) for each in model.complaints] or [_nothing(model)]
    return ft.Column(
        parts, expand=True, spacing=GAP_12, scroll=ft.ScrollMode.AUTO, horizontal_alignment=_STRETCH
    )


def _leaving(model: ComplaintsModel) -> Question | None:
    if not model.is_leaving:
        return None
    words, act = t("complaints.leaving_words"), t("complaints.throw_away")
    return Question(
        t("complaints.leaving"), words, act, is_danger=True, cancel_label=t("complaints.write_on")
    )


def _closing(model: ComplaintsModel) -> Question | None:
    if model.closing is None:
        return None
    complaint, told = model.closing
    said = t(f"complaints.told.{told}")
    words = t("complaints.closing_words", name=complaint.content.full_name, told=said)
    return Question(t("complaints.closing"), words, t("complaints.close"), t("complaints.leave_open"))


def _head(model: ComplaintsModel) -> ft.Control:
    chips = filter_chips(
        model.hearing,
        {each.value: (t(f"complaints.hearing.{each}"), model.counts[each]) for each in Hearing},
        lambda key: later(model.show, Hearing(key)),
    )
    begin = primary(t("complaints.new"), model.begin, icon=ft.Icons.ADD_COMMENT_OUTLINED, key_hint="F2")
    return ft.Row([ft.Container(chips, expand=True), begin], spacing=GAP_8)


def _nothing(model: ComplaintsModel) -> ft.Control:
    return empty_state(
        ft.Icons.FORUM_OUTLINED, t(f"complaints.none.{model.hearing}"), hint=t("complaints.none_hint")
    )


def _card(model: ComplaintsModel, complaint: Complaint) -> ft.Control:
    content, now = complaint.content, SystemClock().now()
    by = model.registrars.get(complaint.registrar, complaint.registrar)
    who = [content.full_name, *([Phone(content.phone).shown()] if content.phone else [])]
    said = [
        t(f"complaints.subject.{content.subject}"),
        t("complaints.goes_to", office=_office(model, complaint)),
        t("complaints.taken", moment=shown.moment(complaint.taken_at, now), by=by),
        t(f"complaints.{_way(complaint)}"),
    ]
    parts: list[ft.Control] = [body(content.words), note(" · ".join(said))]
    parts += [_passed(each) for each in complaint.passed]
    if complaint.answer:
        parts.append(_answer(complaint))
    if content.told:
        told = t(f"complaints.told.{content.told}")
        parts.append(note(told, Tone.NEUTRAL if complaint.is_dropped else Tone.SUCCESS))
    if complaint.hearing is Hearing.ANSWERED:
        parts.append(_acts(model, complaint))
    if complaint.is_dropped:
        again = secondary(t("complaints.write_again"), partial(model.begin_again, complaint))
        parts.append(ft.Row([again], alignment=ft.MainAxisAlignment.END))
    return section_card(" · ".join(who), stacked(parts, gap=GAP_8))


def _office(model: ComplaintsModel, complaint: Complaint) -> str:
    return shown.complaint_office(complaint.office, model.agencies.get(complaint.content.agency, ""))


def _passed(passed: Passed) -> ft.Control:
    at = shown.moment(passed.at, SystemClock().now())
    office = shown.complaint_office(passed.office, passed.agency_name)
    return note(
        t("complaints.passed", moment=at, by=passed.name or passed.by, office=office, reason=passed.reason)
    )


def _way(complaint: Complaint) -> str:
    if complaint.is_dropped:
        return "not_sent"
    return "delivered" if complaint.is_delivered else "on_the_way"


def _answer(complaint: Complaint) -> ft.Control:
    look = TONES[Tone.SUCCESS]
    answered = complaint.answered_at or complaint.taken_at
    at = shown.moment(answered, SystemClock().now())
    words = [body(complaint.answer), note(t("complaints.answered", moment=at, by=complaint.answered_by))]
    return ft.Container(stacked(words, gap=0), bgcolor=look.soft, border_radius=RADIUS, padding=GAP_12)


def _acts(model: ComplaintsModel, complaint: Complaint) -> ft.Control:
    """How the person heard it: that closes it."""

    def closes(told: Told) -> tuple[str, Act]:
        return t(f"complaints.told.{told}"), partial(model.ask_to_close, complaint, told)

    acts: list[ft.Control] = [
        quiet(*closes(Told.NOT_REACHED)),
        secondary(*closes(Told.IN_PERSON)),
        secondary(*closes(Told.BY_PHONE)),
    ]
    return ft.Row(acts, wrap=True, spacing=GAP_8, alignment=ft.MainAxisAlignment.END)
