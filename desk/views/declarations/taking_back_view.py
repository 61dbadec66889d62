"""Consent on a declaration's page: what was agreed to, what was taken back, and the question before that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import flet as ft

from desk.i18n import t
from desk.ports.clock import VIETNAM
from desk.ports.store import DeclarationDetail
from desk.registration.consents import purpose_name, purpose_words
from desk.registration.taking_back import Given, may_take_back
from desk.views import shown
from desk.views.components.buttons import danger, primary, quiet
from desk.views.components.card import section_card, stacked
from desk.views.components.choices import tick
from desk.views.components.dialog import sheet
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import chip
from desk.views.components.text import body, note, strong
from desk.views.declarations.taking_back import Asked, TakingBackModel, what_follows
from desk.views.theme import GAP_4, GAP_8, GAP_12, Tone

_WIDTH = 560


def consent_card(
    model: TakingBackModel, detail: DeclarationDetail, given: tuple[Given, ...], people: Mapping[str, str]
) -> ft.Control:
    """One line a purpose; ``people``: shown names by sign-in name."""
    act = quiet(t("taking_back.act"), partial(model.ask, detail, given), icon=ft.Icons.UNDO_ROUNDED)
    return section_card(
        t("taking_back.card"),
        stacked([_line(each, people) for each in given], gap=GAP_8),
        trailing=act if may_take_back(detail, given) else None,
    )


def _line(given: Given, people: Mapping[str, str]) -> ft.Control:
    back = given.taken_back
    when = t(
        "taking_back.given",
        at=_at(given),
        words=purpose_words(given),
        version=shown.consent_issue(given.text_version),
        language=t(f"taking_back.language.{given.language}"),
    )
    told: list[ft.Control] = [body(purpose_name(given.purpose)), note(when, max_lines=2)]
    if back is not None:
        at = f"{back.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        told.append(note(t("taking_back.taken_back", at=at, by=people.get(back.by, back.by)), Tone.WARNING))
    stands = chip(
        Tone.SUCCESS if back is None else Tone.WARNING,
        t("taking_back.stands" if back is None else "taking_back.holds_no_more"),
    )
    return ft.Row([ft.Column(told, spacing=0, expand=True), stands], spacing=GAP_8)


def _at(given: Given) -> str:
    return f"{given.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


@ft.component
def taking_back_dialog(model: TakingBackModel) -> ft.Control:
    """The dialog while somebody asks; it takes no room itself."""
    return _asked(model) if model.asked is not None else ft.Container()


@ft.component
def _asked(model: TakingBackModel) -> ft.Control:
    act = model.dismiss if model.is_too_late else model.take_back
    use_shortcuts({"Escape": model.dismiss, "Ctrl+Enter": act}, modal=True)
    is_asked = model.asked is not None  # else: drawn once more after the answer
    ft.use_dialog(_dialog(model) if is_asked else None)
    return ft.Container()


def _dialog(model: TakingBackModel) -> ft.AlertDialog:
    title = t("taking_back.title")
    if model.is_too_late or model.asked is None:
        words = note(t("taking_back.too_late"), Tone.WARNING)
        return sheet(title, words, actions=[primary(t("action.close"), model.dismiss)])
    asked = model.asked
    parts: list[ft.Control] = [
        strong(asked.detail.line.full_name.upper()),
        body(t("taking_back.words")),
        *(_purpose(model, asked, each) for each in asked.given if each.taken_back is None),
    ]
    if model.is_choice_missing:
        parts.append(note(t("taking_back.choice_missing"), Tone.ERROR))
    actions: list[ft.Control] = [
        quiet(t("taking_back.keep"), model.dismiss, disabled=model.is_under_way),
        danger(t("taking_back.confirm"), model.take_back, key_hint="Ctrl Enter", disabled=model.is_under_way),
    ]
    return sheet(title, stacked(parts, gap=GAP_12), actions=actions, width=_WIDTH)


def _purpose(model: TakingBackModel, asked: Asked, given: Given) -> ft.Control:
    purpose = given.purpose
    follows = t(f"taking_back.follows.{what_follows(purpose, asked.detail.line.status)}")
    is_chosen = purpose in model.chosen
    box = tick(purpose_name(purpose), is_chosen, partial(model.choose, purpose))
    return stacked([box, note(follows, Tone.WARNING if is_chosen else Tone.NEUTRAL)], gap=GAP_4)
