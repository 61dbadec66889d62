"""Kết quả: what came back, in the order one acts on it; beside the accounts, what to tell the person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import flet as ft

from desk.i18n import t
from desk.ports.clock import SystemClock
from desk.views.answers.model import Answer, AnswersModel, Group
from desk.views.answers.rows import account_row, explained_row, plain_row
from desk.views.answers.strays_view import strays_card
from desk.views.answers.tell import tell_card
from desk.views.components.buttons import quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import empty_state, loading
from desk.views.components.text import display
from desk.views.place import Place
from desk.views.theme import GAP_8, GAP_12, GAP_16

_SIDE_BY_SIDE_FROM = 1100  # px of the window


@ft.component
def answers_screen(place: Place) -> ft.Control:
    """The agency's answers, for the registrar at the table."""
    table = place.table
    model = ft.use_memo(lambda: AnswersModel(table, SystemClock()), [table])
    return _answers(model, place)


@ft.component
def _answers(model: AnswersModel, place: Place) -> ft.Control:
    ft.use_effect(model.reload, [place.version])
    use_confirm(_question(model), on_confirm=model.put_strays_away, on_cancel=model.think_better)
    if model.answers is None:
        return loading(t("answers.loading"))
    groups = model.groups()
    if not groups and not model.strays:
        return empty_state(
            ft.Icons.MARK_EMAIL_READ_OUTLINED,
            t("answers.none"),
            hint=t("answers.none_hint"),
            action=secondary(t("answers.to_sync"), partial(place.go, "sync")),
        )
    parts: list[ft.Control] = [display(_summary(groups)), _blocks(groups, model, place)]
    if model.strays:
        parts.insert(1, strays_card(model.strays, model.clock, model.ask))
    if model.has_more:
        parts.append(quiet(t("answers.more"), partial(place.go, "declarations")))
    return ft.Column(
        parts,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        spacing=GAP_12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _question(model: AnswersModel) -> Question | None:
    if not model.is_asked:
        return None
    words, act = t("answers.stray.ask_words"), t("answers.stray.put")
    return Question(t("answers.stray.ask"), words, act, t("answers.stray.keep"))


def _summary(groups: Mapping[Group, tuple[Answer, ...]]) -> str:
    told = {Group.RETURNED: "answers.to_mend", Group.ACCOUNTS: "answers.accounts_new"}
    said = [t(key, count=len(groups[group])) for group, key in told.items() if group in groups]
    return " · ".join(said) or t("answers.summary_none")


def _blocks(groups: Mapping[Group, tuple[Answer, ...]], model: AnswersModel, place: Place) -> ft.Control:
    """Accounts stand beside the rest where there is room, else in their turn."""
    blocks = {group: _block(group, answers, model, place) for group, answers in groups.items()}
    accounts = blocks.get(Group.ACCOUNTS)
    others = [block for group, block in blocks.items() if group is not Group.ACCOUNTS]
    if place.width < _SIDE_BY_SIDE_FROM or accounts is None or not others:
        return stacked(list(blocks.values()), gap=GAP_12)
    return ft.Row(
        [ft.Container(stacked(others), expand=5), ft.Container(accounts, expand=6)],
        spacing=GAP_16,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _block(group: Group, answers: tuple[Answer, ...], model: AnswersModel, place: Place) -> ft.Control:
    rows: list[ft.Control] = [
        _row(group, answer, model, place, is_first=not at) for at, answer in enumerate(answers)
    ]
    if group is Group.ACCOUNTS:
        rows.insert(0, tell_card())
    return section_card(f"{t(f'answers.group.{group}')} · {len(answers)}", stacked(rows, gap=GAP_8))


def _row(group: Group, answer: Answer, model: AnswersModel, place: Place, *, is_first: bool) -> ft.Control:
    match group:
        case Group.RETURNED | Group.REJECTED:
            return explained_row(answer, model.clock, place, is_next=is_first and group is Group.RETURNED)
        case Group.ACCOUNTS:
            return account_row(answer, model.clock, place)
        case _:
            return plain_row(answer, model.clock, place)
